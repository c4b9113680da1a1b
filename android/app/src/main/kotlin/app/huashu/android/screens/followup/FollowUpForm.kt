package app.huashu.android.screens.followup

import android.content.Context
import android.os.Bundle
import android.text.InputType
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.onTyped
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.android.screens.company.day
import app.huashu.android.screens.labelled
import app.huashu.model.NewFollowUp
import java.time.LocalDate

/** What the form asks of its screen. */
internal interface FollowUpActs {
    /** The subject or the action is another: look whether somebody did it already. */
    fun look()

    fun add()

    fun syncFirst()

    fun pickDay(chosen: (LocalDate) -> Unit)

    fun today(): LocalDate
}

/** The fields of a note, and above the button what the check says. */
internal class FollowUpForm(private val context: Context, private val acts: FollowUpActs) {
    var kind = Subject.ORDER
        private set
    var action = Action.DUNNED
        private set
    var due: LocalDate? = null
        private set

    private val subjectField = context.field(context.getString(R.string.followup_subject_hint)).apply {
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
    }
    private val amountField = context.field(context.getString(R.string.followup_amount_hint)).apply {
        inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
    }
    private val noteField = context.field(context.getString(R.string.followup_note_hint), lines = 2)
    private val byField = context.field(context.getString(R.string.followup_by_hint))
    private val kinds = context.row()
    private val actions = context.row()
    private val days = context.row()
    private val answer = FrameLayout(context)
    private val rest = context.column()
    private val amount = context.labelled(context.getString(R.string.followup_amount), amountField)
    private val by = context.labelled(context.getString(R.string.followup_by), byField)
    private val button = context.primaryButton(context.getString(R.string.followup_add)) { acts.add() }

    val view = context.column {
        put(context.sideways(kinds), bottom = 8)
        put(context.labelled(context.getString(R.string.followup_subject), subjectField), bottom = 8)
        put(context.sideways(actions), bottom = 12)
        put(answer)
        put(rest)
    }

    val subject: String get() = subjectField.text.toString().trim()
    val note: String? get() = noteField.text.toString().trim().ifEmpty { null }
    val money: String? get() = amountField.text.toString().trim().takeIf { action.isMoney && it.isNotEmpty() }
    val author: String get() = byField.text.toString().trim()

    init {
        rest.put(amount, top = 12)
        rest.put(context.labelled(context.getString(R.string.followup_note), noteField), top = 12)
        rest.put(context.label(context.getString(R.string.followup_due), color = R.color.text_secondary), top = 12, bottom = 4)
        rest.put(context.sideways(days))
        rest.put(by, top = 12)
        rest.put(button, top = 16)
        subjectField.onTyped { acts.look() }
        choose()
        answer(null)
    }

    /** What the check says; null while nothing was asked. */
    fun answer(words: CheckWords?) {
        answer.removeAllViews()
        rest.isPresent = words != null
        val box = if (words == null) {
            context.banner(Tone.PLAIN, context.getString(R.string.followup_ask), context.getString(R.string.followup_ask_means))
        } else {
            context.banner(words.tone, words.title, words.detail)
        }
        answer.addView(box)
        button.setText(if (words?.tone == Tone.WARN) R.string.followup_add_anyway else R.string.followup_add)
    }

    /** Who writes the note; null where that must be asked. */
    fun knowsAuthor(name: String?) {
        by.isPresent = name == null
        if (name != null) byField.setText(name)
    }

    /** After a note was added the subject stays; the rest is empty again, but for what was typed meanwhile. */
    fun added(said: NewFollowUp) {
        if (money == said.amount) amountField.text.clear()
        if (note == said.note) noteField.text.clear()
        due = null
        choose()
    }

    fun begin(kind: String?, subject: String?, action: String?) {
        this.kind = Subject.entries.find { it.id == kind } ?: Subject.ORDER
        this.action = Action.entries.find { it.id == action } ?: Action.DUNNED
        choose()
        subjectField.setText(subject)
    }

    fun save(state: Bundle) = state.run {
        putString("kind", kind.id)
        putString("action", action.id)
        putString("subject", subjectField.text.toString())
        putString("amount", amountField.text.toString())
        putString("note", noteField.text.toString())
        putString("by", byField.text.toString())
        due?.let { putLong("due", it.toEpochDay()) }
    }

    fun restore(state: Bundle) {
        due = if (state.containsKey("due")) LocalDate.ofEpochDay(state.getLong("due")) else null
        amountField.setText(state.getString("amount"))
        noteField.setText(state.getString("note"))
        byField.setText(state.getString("by"))
        begin(state.getString("kind"), state.getString("subject"), state.getString("action"))
    }

    /** Draws the chips anew, for one of them is another. */
    private fun choose() {
        amount.isPresent = action.isMoney
        kinds.fill(
            Subject.entries.map {
                context.chip(context.getString(it.words), it == kind) { _ ->
                    kind = it
                    chosen()
                }
            },
        )
        actions.fill(
            Action.entries.map {
                context.chip(context.getString(it.words), it == action) { _ ->
                    action = it
                    chosen()
                }
            },
        )
        val today = acts.today()
        val usual = listOf(null, today.plusDays(1), today.plusDays(AFTER))
        val names = listOf(R.string.followup_due_never, R.string.followup_due_tomorrow, R.string.followup_due_three).map(context::getString)
        val picked = due?.takeIf { it !in usual }
        val other = picked?.let { context.day(it, today) } ?: context.getString(R.string.followup_due_pick)
        days.fill(
            usual.zip(names).map { (day, name) ->
                context.chip(name, due == day) { _ ->
                    due = day
                    choose()
                }
            } +
                context.chip(other, picked != null) { _ ->
                    acts.pickDay {
                        due = it
                        choose()
                    }
                },
        )
    }

    private fun chosen() {
        choose()
        acts.look()
    }

    private fun LinearLayout.fill(chips: List<android.view.View>) {
        removeAllViews()
        chips.forEach { put(it, WRAP_CONTENT, right = 8) }
    }

    private companion object {
        const val AFTER = 3L
    }
}
