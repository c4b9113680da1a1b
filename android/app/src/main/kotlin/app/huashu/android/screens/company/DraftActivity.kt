package app.huashu.android.screens.company

import android.os.Bundle
import android.widget.LinearLayout
import app.huashu.DraftChoice
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.WaitingDraft
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.label
import app.huashu.android.core.put
import app.huashu.android.huashu
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.model.ApiException
import app.huashu.model.PhrasePart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Decides on one text that waits: mine, the company's, or another made of both. Takes the draft's id as the extra "draft". */
class DraftActivity : ScreenActivity(), DraftActs {
    private lateinit var page: LinearLayout
    private var comparison: Comparison? = null
    private var loading: Job? = null

    /** Null while nobody merges. */
    private var merged: MergeForm? = null
    private var typed: Bundle? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.company_draft)
        typed = savedInstanceState?.getBundle(TYPED)
        scrolling { page = this }
        show()
        // The company may change the text again while somebody decides.
        scope.launch {
            huashu.connection.changes.collect { changes ->
                val phrase = comparison?.draft?.phrase
                if (phrase != null && changes.rows.any { it.row == phrase } && !isFinishing) show()
            }
        }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        keepTyped()
        outState.putBundle(TYPED, typed)
    }

    private fun keepTyped() {
        val fields = merged ?: return
        typed = Bundle().apply {
            putString(TITLE, fields.title.text.toString())
            putString(TEXT, fields.text.text.toString())
        }
    }

    private fun show() {
        loading?.cancel()
        loading = work { load() }
    }

    private suspend fun load() {
        val sync = huashu.connection.sync()
        val draft = sync.drafts().find { it.id.toString() == intent.getStringExtra(DRAFT) }
        val compared = withContext(Dispatchers.Default) { draft?.let(Comparison::of) }
        val mayEdit = sync.sharing().find { it.library == draft?.library }?.mayEdit ?: true
        keepTyped()
        page.removeAllViews()
        merged = null
        comparison = compared
        if (compared == null) {
            page.put(banner(Tone.GOOD, getString(R.string.company_draft_settled)))
            // What was being written is still there to be copied.
            typed?.getString(TEXT)?.let { page.put(label(it, TextSize.HEADING).apply { setTextIsSelectable(true) }, top = 16) }
        } else {
            page.addView(comparison(compared, mayEdit, huashu.now(), huashu.zone()))
            page.addView(draftChoices(compared.draft, mayEdit, isMerging = typed != null, this))
            if (typed != null) merge()
        }
    }

    /** Opens the fields for a text made of both, beginning with mine. */
    override fun merge() {
        val draft = comparison?.draft ?: return
        val form = MergeForm(this, draft, typed?.getString(TITLE), typed?.getString(TEXT)) { saveMerged(draft) }
        merged = form
        page.put(form.view, top = 16)
        page.post { form.text.requestFocus() }
    }

    override fun decide(choice: DraftChoice) {
        work { settle(choice) }
    }

    private fun saveMerged(draft: WaitingDraft) = work { book ->
        val made = merged ?: return@work
        val title = made.title.text.toString().trim()
        val parts = withText(partsNow(book, draft), made.text.text.toString())
        settle(DraftChoice.Merge(listOf(PhraseChange.Title(title), PhraseChange.Parts(parts))))
    }

    private suspend fun partsNow(book: PhraseBook, draft: WaitingDraft): List<PhrasePart> = try {
        draft.phrase?.let { book.phrase(it).content.parts }.orEmpty()
    } catch (_: ApiException.NotFound) {
        emptyList()
    }

    private suspend fun settle(choice: DraftChoice) {
        val draft = comparison?.draft ?: return
        huashu.connection.sync().resolveDraft(draft.id, choice)
        finish()
    }

    internal companion object {
        const val DRAFT = "draft"
        private const val TYPED = "typed"
        private const val TITLE = "title"
        private const val TEXT = "text"
    }
}
