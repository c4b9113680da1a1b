package app.huashu.android.screens.followup

import android.app.AlertDialog
import android.app.DatePickerDialog
import android.graphics.Paint
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.TextView
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.children
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.huashu
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.entry
import app.huashu.android.screens.heading
import app.huashu.android.screens.list
import app.huashu.model.FollowUp
import app.huashu.model.FollowUpId
import app.huashu.model.FollowUpWarning
import app.huashu.model.NewFollowUp
import app.huashu.model.RowKind
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.merge
import kotlinx.coroutines.launch
import java.time.Instant
import java.time.LocalDate

/**
 * Looks whether somebody did something for a customer already, before it is done twice, and notes that it was done. Takes
 * "kind", "subject" and "action" as extras, each by the core's word.
 */
class FollowUpActivity : ScreenActivity(), FollowUpActs {
    private lateinit var form: FollowUpForm
    private lateinit var notes: FrameLayout
    private var looking: Job? = null
    private var adding: Job? = null
    private var syncing: Job? = null

    /** What the person has seen before deciding. */
    private var seen: FollowUpWarning? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.followup_title)
        val sync = iconButton(R.drawable.ic_sync, getString(R.string.followup_sync_first)) { syncFirst() }
        actions.put(sync, WRAP_CONTENT)
        scrolling {
            form = FollowUpForm(this@FollowUpActivity, this@FollowUpActivity)
            addView(form.view)
            notes = FrameLayout(this@FollowUpActivity)
            put(notes, top = 16)
        }
        if (savedInstanceState == null) {
            form.begin(intent.getStringExtra("kind"), intent.getStringExtra("subject"), intent.getStringExtra("action"))
        } else {
            form.restore(savedInstanceState)
        }
        work { form.knowsAuthor(author(it)) }
        val connection = huashu.connection
        scope.launch {
            val noted = connection.changes.map { changes -> changes.rows.any { it.kind == RowKind.FOLLOW_UP } || changes.rows.isEmpty() }
            merge(noted, connection.syncStatus.map { true }).collect { if (it) look() }
        }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        form.save(outState)
    }

    override fun today(): LocalDate = huashu.now().atZone(huashu.zone()).toLocalDate()

    override fun look() {
        looking?.cancel()
        looking = work { book ->
            val subject = form.subject
            if (subject.isEmpty()) {
                seen = null
                form.answer(null)
                return@work notes.removeAllViews()
            }
            show(book, book.checkFollowUp(form.kind.id, subject, form.action.id))
        }
    }

    /** Notes what stands in the form at this moment; a second touch while that is being written counts for nothing. */
    override fun add() {
        if (adding?.isActive == true) return
        val said = NewFollowUp(
            subjectKind = form.kind.id,
            subject = form.subject,
            action = form.action.id,
            amount = form.money,
            note = form.note,
            by = form.author,
            dueAt = form.due?.let(::morning),
        )
        val known = seen?.already.orEmpty().map { it.id }
        adding = work { book -> add(book, said, known) }
    }

    private suspend fun add(book: PhraseBook, said: NewFollowUp, known: List<FollowUpId>) {
        val checked = book.checkFollowUp(said.subjectKind, said.subject, said.action)
        if (checked.already.map { it.id } != known) {
            show(book, checked)
            return tell(getString(R.string.followup_just_noted))
        }
        val account = author(book)
        val by = account ?: said.by.ifEmpty { return tell(getString(R.string.followup_who_are_you)) }
        book.addFollowUp(said.copy(by = by))
        if (account == null) book.setSettings(book.settings().copy(agentName = by))
        form.knowsAuthor(by)
        form.added(said)
        // What a sync before it has to say must not stand in the place of this.
        syncing?.cancel()
        tell(getString(R.string.followup_added))
        look()
    }

    override fun syncFirst() {
        syncing = work {
            val sync = huashu.connection.sync()
            if (sync.membership() == null) return@work tell(getString(R.string.followup_alone))
            sync.start()
            val outcome = sync.syncNow(WAIT_MS)
            tell(knowledge(outcome.status, huashu.now(), huashu.zone()))
            look()
        }
    }

    override fun pickDay(chosen: (LocalDate) -> Unit) {
        val day = form.due ?: today().plusDays(1)
        DatePickerDialog(this, { _, year, month, date -> chosen(LocalDate.of(year, month + 1, date)) }, day.year, day.monthValue - 1, day.dayOfMonth)
            .apply { datePicker.minDate = morning(today()).toEpochMilli() }
            .show()
    }

    private suspend fun show(book: PhraseBook, warning: FollowUpWarning) {
        val sync = huashu.connection.sync()
        val status = sync.membership()?.let { sync.status() }
        val all = book.followUps(form.kind.id, form.subject)
        seen = warning
        form.answer(checkWords(warning, form.action, status, huashu.now(), huashu.zone()))
        notes.removeAllViews()
        if (all.isNotEmpty()) notes.addView(page(all))
    }

    /** Every note on the subject; those that were taken back are struck out, with who did it and why. */
    private fun page(all: List<FollowUp>): View {
        val voids = all.filter { it.voidOf != null }.associateBy { it.voidOf }
        return column {
            put(heading(getString(R.string.followup_all)))
            put(list(all.filter { it.voidOf == null }.map { line(it, voids[it.id]) }))
        }
    }

    private fun line(note: FollowUp, voidedBy: FollowUp?): View {
        val now = huashu.now()
        val zone = huashu.zone()
        val act: ((View) -> Unit)? = if (voidedBy == null) { _ -> askToVoid(note) } else null
        val more = if (act == null) null else icon(R.drawable.ic_more)
        return entry(who(note, now, zone), noteDetail(note, voidedBy, now, zone), R.drawable.ic_note, more, act = act).apply {
            if (voidedBy != null) strike(this)
        }
    }

    private fun strike(line: View) {
        val texts = (line as ViewGroup).children().filterIsInstance<ViewGroup>().first()
        (texts.getChildAt(0) as TextView).run { paintFlags = paintFlags or Paint.STRIKE_THRU_TEXT_FLAG }
    }

    private fun askToVoid(note: FollowUp) {
        val why = field(getString(R.string.followup_why))
        AlertDialog.Builder(this)
            .setTitle(R.string.followup_void_title)
            .setMessage(who(note, huashu.now(), huashu.zone()))
            .setView(column { pad(20, 8) }.apply { put(why) })
            .setPositiveButton(R.string.followup_void) { _, _ -> void(note, why.text.toString().trim()) }
            .setNegativeButton(R.string.cancel, null)
            .show()
    }

    private fun void(note: FollowUp, why: String) = work { book ->
        val by = author(book) ?: form.author.ifEmpty { return@work tell(getString(R.string.followup_who_are_you)) }
        book.voidFollowUp(note.id, by, why.ifEmpty { null })
        tell(getString(R.string.followup_void_done))
        look()
    }

    /** The account of the company, else the name from the settings, else nobody knows. */
    private suspend fun author(book: PhraseBook): String? =
        huashu.connection.sync().membership()?.account ?: book.settings().agentName?.takeIf { it.isNotBlank() }

    private fun morning(day: LocalDate): Instant = day.atTime(MORNING, 0).atZone(huashu.zone()).toInstant()

    private companion object {
        const val WAIT_MS = 15_000u

        /** When somebody begins to work, for the day on which to look again. */
        const val MORNING = 9
    }
}
