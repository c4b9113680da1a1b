package app.huashu.android.receive

import android.content.Intent
import android.os.Bundle
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.Toast
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.say
import app.huashu.android.core.smallCopy
import app.huashu.android.huashu
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.send.Sent
import app.huashu.android.send.Way
import app.huashu.model.ApiException
import app.huashu.model.FoundValue
import app.huashu.model.PhraseUse
import app.huashu.model.PictureSize
import app.huashu.model.SearchHit
import app.huashu.model.SearchScope
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Suggestions
import app.huashu.model.Surface

/** What another app hands to us becomes a phrase, or is answered with one. */
class ReceiveActivity : ScreenActivity() {
    private lateinit var received: Received
    private lateinit var tabs: LinearLayout
    private lateinit var page: LinearLayout
    private var save: SaveView? = null
    private var answer: AnswerView? = null
    private var found: Suggestions? = null
    private var isAnswering = false
    private var isReplacing = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.receive_heading)
        received = Received.of(intent)
        if (received.isEmpty) return showNothing()
        tabs = row { pad(16, 4) }
        body.put(tabs)
        scrolling { page = this }
        val isMessage = received.images.isEmpty()
        open(answering = isMessage && savedInstanceState?.getBoolean(ANSWERING) ?: true, savedInstanceState)
        if (received.isCut) tell(getString(R.string.receive_cut, Received.MAX_TEXT, Received.MAX_IMAGES))
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putBoolean(ANSWERING, isAnswering)
        save?.keep(outState)
    }

    private fun open(answering: Boolean, saved: Bundle? = null) {
        isAnswering = answering
        tabs.removeAllViews()
        // Pictures can only be saved: there is nothing to choose then.
        tabs.visibility = if (received.images.isEmpty()) View.VISIBLE else View.GONE
        tabs.put(chip(getString(R.string.receive_answer), answering) { open(true) }, WRAP_CONTENT, right = 8)
        tabs.put(chip(getString(R.string.receive_save), !answering) { open(false) }, WRAP_CONTENT)
        page.removeAllViews()
        page.put(if (answering) answerView() else saveView(saved))
    }

    private fun saveView(saved: Bundle?): View = save ?: SaveView(this, received, saved) { save() }.also { made ->
        save = made
        work { book ->
            val locked = huashu.connection.sync().sharing().filter { !it.mayEdit || it.locked }.map { it.library }.toSet()
            made.offer(SaveView.shelves(book, locked))
            takeIn(book, made)
        }
    }

    private suspend fun takeIn(book: PhraseBook, into: SaveView) {
        val intake = Intake(this, huashu.scope)
        val count = received.images.size
        val refused = mutableListOf<Refusal>()
        val unfit = mutableListOf<String>()
        received.images.forEachIndexed { index, uri ->
            into.progress(index, count, notes(refused, unfit))
            when (val taken = intake.take(book, uri)) {
                is Taken.Picture -> into.add(taken.part, book.smallCopy(taken.part.v1, PictureSize.THUMB256))
                is Taken.Refused -> refused += taken.why
                is Taken.Unfit -> unfit += taken.say
            }
        }
        into.progress(count, count, notes(refused, unfit))
    }

    private fun notes(refused: List<Refusal>, unfit: List<String>): List<String> {
        val counted = refused.groupingBy { it }.eachCount().map { (why, count) -> resources.getQuantityString(why.words, count, count) }
        return counted + unfit.distinct()
    }

    private fun save() {
        val view = save ?: return
        work { book ->
            val phrase = view.write(book) ?: return@work
            Toast.makeText(applicationContext, getString(R.string.receive_saved, phrase.label.title), Toast.LENGTH_SHORT).show()
            finish()
        }
    }

    private fun answerView(): View = answer ?: AnswerView(this, received.text, received.mayReplace, Answers()).also { made ->
        answer = made
        work { book ->
            val suggestions = book.suggest(received.text.upTo(MESSAGE), SearchScope(), LIMIT)
            found = suggestions
            made.show(suggestions, huashu.customer.values())
        }
    }

    private fun answer(hit: SearchHit, given: Map<String, String>) = work {
        val plan = huashu.customer.plan(hit.phrase.id, Surface.ANDROID_OVERLAY, given).plan
        answer?.ask(hit.takeIf { plan.missing.isNotEmpty() }, plan.missing)
        when {
            plan.missing.isNotEmpty() -> Unit
            isReplacing -> replaceBy(hit, plan)
            else -> told(huashu.sender.begin(hit.phrase, plan, Way(from = this)))
        }
    }

    /** Back in the chat there is nothing of ours to see, so that the person can paste at once. */
    private fun told(sent: Sent?) {
        val offer = sent?.offer
        when {
            sent == null -> finish()
            sent.remaining > 0 && !sent.isFailed -> tell(sent.say, getString(R.string.receive_next)) { goOn() }
            offer != null -> tell(sent.say, offer.label) { startActivity(offer.intent) }
            sent.isFailed -> tell(sent.say)
            else -> {
                if (sent.needsOwnToast) Toast.makeText(applicationContext, sent.say, Toast.LENGTH_LONG).show()
                finish()
            }
        }
    }

    private fun goOn() = work { told(huashu.sender.goOn(Way(from = this))) }

    private suspend fun replaceBy(hit: SearchHit, plan: SendPlan) {
        val text = plan.steps.filterIsInstance<SendStep.CopyText>().joinToString("\n") { it.v1.text }
        if (text.isEmpty()) return told(huashu.sender.begin(hit.phrase, plan, Way(from = this)))
        setResult(RESULT_OK, Intent().putExtra(Intent.EXTRA_PROCESS_TEXT, text))
        try {
            huashu.connection.book().recordUse(PhraseUse(hit.phrase.id, plan.channel, plan.surface))
        } catch (_: ApiException) {
            // A count that fails is not worth a word.
        }
        finish()
    }

    private fun showNothing() {
        body.put(
            column {
                gravity = Gravity.CENTER
                pad(32, 32)
                put(icon(R.drawable.ic_info), 40, 40)
                put(label(getString(R.string.receive_nothing), TextSize.HEADING).apply { gravity = Gravity.CENTER }, top = 12)
                val hint = label(getString(R.string.receive_nothing_hint), TextSize.BODY, R.color.text_secondary)
                put(hint.apply { gravity = Gravity.CENTER }, top = 4)
            },
            height = 0,
            weight = 1f,
        )
    }

    private inner class Answers : AnswerActions {
        override fun choose(hit: SearchHit) {
            answer(hit, emptyMap())
        }

        override fun fill(hit: SearchHit, values: Map<String, String>) {
            answer(hit, values)
        }

        override fun take(value: FoundValue, isTaken: Boolean) {
            work {
                if (isTaken) huashu.customer.remember(value.name, value.value) else huashu.customer.forget(value.name)
                answer?.show(found?.variables.orEmpty(), huashu.customer.values())
            }
        }

        override fun replace(on: Boolean) {
            isReplacing = on
            answer?.show(on)
        }

        override fun saveInstead() = open(false)
    }

    private val Refusal.words: Int
        get() = when (this) {
            Refusal.NOT_ALLOWED -> R.plurals.receive_refused_not_allowed
            Refusal.UNREADABLE -> R.plurals.receive_refused_unreadable
            Refusal.TOO_LARGE -> R.plurals.receive_refused_large
            Refusal.NO_PICTURE -> R.plurals.receive_refused_no_picture
            Refusal.TOO_SLOW -> R.plurals.receive_refused_slow
        }

    private companion object {
        const val ANSWERING = "answering"

        /** A customer's message is short; of a longer text its beginning is answered, in characters. */
        const val MESSAGE = 2_000
        const val LIMIT = 12u
    }
}
