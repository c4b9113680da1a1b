package app.huashu.android.screens.phrase

import android.app.AlertDialog
import android.content.ActivityNotFoundException
import android.content.Intent
import android.graphics.drawable.InsetDrawable
import android.net.Uri
import android.os.Bundle
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Toast
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Tree
import app.huashu.android.core.dp
import app.huashu.android.core.mayEdit
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.say
import app.huashu.android.core.tree
import app.huashu.android.huashu
import app.huashu.android.screens.DocumentException
import app.huashu.android.screens.Empty
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.choose
import app.huashu.android.screens.documentName
import app.huashu.android.screens.emptyView
import app.huashu.android.screens.id
import app.huashu.android.screens.readDocument
import app.huashu.model.ApiException
import app.huashu.model.BookSettings
import app.huashu.model.PhrasePart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Writes a phrase, new or old. Where the person may not change the library, what they wrote goes to those who may, as a proposal.
 * Nothing that was typed is lost by turning the phone, by the end of the process, or by an error.
 */
class EditActivity : ScreenActivity(), FormDeeds {
    private val form by lazy { EditForm(this, Pictures(scope) { huashu.connection.book() }, huashu.preferences.channel, this) }
    private val save by lazy {
        primaryButton(getString(R.string.save)) { save() }.apply { background = InsetDrawable(background, 0, dp(4), 0, dp(4)) }
    }
    private var before: PhraseDraft? = null
    private var draft: PhraseDraft? = null
    private var mayEdit = true
    private var tree: Tree? = null
    private var settings = BookSettings()
    private var adding: List<Uri> = emptyList()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        before = PhraseDraft.of(savedInstanceState?.getBundle(BEFORE))
        draft = PhraseDraft.of(savedInstanceState?.getBundle(DRAFT))
        @Suppress("DEPRECATION")
        val unfinished = savedInstanceState?.getParcelableArrayList<Uri>(ADDING).orEmpty()
        heads = getString(if (intent.id(PhraseActivity.PHRASE) == null) R.string.phrase_new else R.string.phrase_edit)
        actions.put(save.apply { isEnabled = false }, WRAP_CONTENT, right = 12)
        scope.launch {
            try {
                begin(huashu.connection.book())
                if (unfinished.isNotEmpty()) add(unfinished, mustBeImages = false)
            } catch (error: ApiException) {
                body.put(emptyView(Empty(R.drawable.ic_warning, say(error), todo = getString(R.string.close)) { finish() }))
            }
        }
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putBundle(BEFORE, before?.saved())
        state.putBundle(DRAFT, draft?.saved())
        state.putParcelableArrayList(ADDING, ArrayList(adding))
    }

    override fun changed(draft: PhraseDraft) {
        this.draft = draft
        insteadOfLeaving = if (draft == before) null else ::askLeave
        preview()
    }

    override fun addImages() = pick("image/*", PICK_IMAGES)

    override fun addFiles() = pick("*/*", PICK_FILES)

    override fun choosePlace() {
        work { book ->
            val only = draft?.library.takeIf { intent.id(PhraseActivity.PHRASE) != null }
            val places = withContext(Dispatchers.IO) { places(book, huashu.connection, only) }
            choose(getString(R.string.phrase_field_place), places.map { it.name }) { index -> put(places[index]) }
        }
    }

    private fun put(place: Place) {
        work { book ->
            tree = book.tree(place.library)
            draft?.let { show(it.copy(library = place.library, category = place.category)) }
        }
    }

    @Deprecated("the way of the platform without libraries")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        if (result != RESULT_OK || data == null) return
        val several = data.clipData?.let { clip -> (0 until clip.itemCount).mapNotNull { clip.getItemAt(it).uri } }
        val chosen = several ?: listOfNotNull(data.data)
        if (chosen.isNotEmpty()) scope.launch { add(chosen, mustBeImages = request == PICK_IMAGES) }
    }

    private suspend fun begin(book: PhraseBook) {
        val phrase = intent.id(PhraseActivity.PHRASE)
        if (draft == null) {
            val fresh = if (phrase != null) PhraseDraft.of(book.phrase(phrase)) else newDraft(book) ?: return finish()
            before = if (phrase == null) fresh.copy(title = "") else fresh
            draft = fresh
        }
        val now = draft ?: return
        tree = book.tree(now.library)
        mayEdit = huashu.connection.mayEdit(now.library)
        settings = book.settings()
        if (!mayEdit) heads = getString(R.string.phrase_propose)
        if (!mayEdit) save.text = getString(R.string.phrase_propose_send)
        scrolling { put(form) }
        save.isEnabled = true
        show(now)
    }

    private suspend fun newDraft(book: PhraseBook): PhraseDraft? {
        val library = intent.id(LIBRARY) ?: book.libraries().firstOrNull()?.id ?: return null
        return PhraseDraft(library, intent.id(CATEGORY), intent.getStringExtra(TITLE).orEmpty())
    }

    private fun show(now: PhraseDraft) {
        val tree = tree ?: return
        val inside = tree.names(now.category).ifEmpty { getString(R.string.phrase_top) }
        form.show(now, variableNames(tree), "${tree.library.name} › $inside".takeIf { mayEdit })
        changed(now)
    }

    private fun variableNames(tree: Tree): List<String> =
        (tree.library.variables.map { it.name } + resources.getStringArray(R.array.phrase_usual_variables)).distinct()

    private fun preview() = form.preview.show(form.draft.parts, tree?.library?.variables.orEmpty(), settings)

    private fun pick(what: String, request: Int) {
        val intent = Intent(Intent.ACTION_GET_CONTENT).setType(what).addCategory(Intent.CATEGORY_OPENABLE).putExtra(Intent.EXTRA_ALLOW_MULTIPLE, true)
        try {
            @Suppress("DEPRECATION")
            startActivityForResult(Intent.createChooser(intent, null), request)
        } catch (_: ActivityNotFoundException) {
            tell(getString(R.string.phrase_no_picker))
        }
    }

    /** Takes files in, one after the other; those that cannot be taken are named, the others stay. */
    private suspend fun add(files: List<Uri>, mustBeImages: Boolean) {
        adding = files
        for (file in files) {
            val name = documentName(file)
            tell(getString(R.string.phrase_adding, name))
            try {
                val bytes = readDocument(file, MOST_BYTES)
                val part = huashu.connection.book().addMedia(name, bytes)
                // What is no picture to the core it takes as a file: not what was asked for.
                if (mustBeImages && part !is PhrasePart.Image) throw DocumentException(R.string.phrase_no_image)
                form.parts.add(part)
                tell(getString(R.string.phrase_added, name))
            } catch (error: DocumentException) {
                tell(getString(R.string.phrase_not_added, name, getString(error.words)))
            } catch (error: ApiException) {
                tell(getString(R.string.phrase_not_added, name, say(error)))
            }
            adding = adding - file
        }
    }

    private fun save() {
        val now = draft ?: return
        form.clearErrors()
        if (now.title.isBlank()) return wrong("title", getString(R.string.phrase_error_title))
        if (now.content.isEmpty()) return wrong("parts", getString(R.string.phrase_error_empty))
        save.isEnabled = false
        scope.launch {
            try {
                if (write(now)) Toast.makeText(this@EditActivity, R.string.phrase_proposed, Toast.LENGTH_LONG).show()
                setResult(RESULT_OK)
                finish()
            } catch (error: ApiException.Invalid) {
                wrong(error.field, say(error))
            } catch (error: ApiException.NotFound) {
                gone(say(error))
            } catch (error: ApiException) {
                tell(say(error))
            } finally {
                save.isEnabled = true
            }
        }
    }

    /** Whether it went as a proposal. */
    private suspend fun write(now: PhraseDraft): Boolean {
        val phrase = intent.id(PhraseActivity.PHRASE)
        val changes = before?.let(now::changesSince).orEmpty()
        val book = huashu.connection.book()
        when {
            phrase == null && mayEdit -> book.addPhrase(now.asNew())
            phrase == null -> huashu.connection.sync().proposePhrase(now.asNew())
            mayEdit -> {
                if (changes.isNotEmpty()) book.editPhrase(phrase, changes)
                if (now.category != before?.category) book.movePhrase(phrase, now.category, null)
            }
            changes.isNotEmpty() -> huashu.connection.sync().proposeEdit(phrase, changes)
        }
        return !mayEdit && (phrase == null || changes.isNotEmpty())
    }

    private fun wrong(field: String?, words: String) {
        if (!form.showError(field, words)) tell(words)
    }

    /** The phrase, its category or its library went while it was being edited: what was written can still be kept. */
    private fun gone(words: String) = tell(words, getString(R.string.phrase_save_as_new)) {
        intent.removeExtra(PhraseActivity.PHRASE)
        work { book ->
            val now = draft ?: return@work
            val tree = if (book.libraries().any { it.id == now.library }) book.tree(now.library) else null
            val library = tree?.library?.id ?: book.libraries().firstOrNull()?.id ?: return@work
            this.tree = book.tree(library)
            show(now.copy(library = library, category = now.category?.takeIf { tree?.category(it) != null }))
            save()
        }
    }

    private fun askLeave() {
        AlertDialog.Builder(this).setTitle(R.string.phrase_leave).setMessage(R.string.phrase_leave_more)
            .setPositiveButton(R.string.save) { _, _ -> save() }
            .setNegativeButton(R.string.phrase_leave_discard) { _, _ -> finish() }
            .setNeutralButton(R.string.cancel, null)
            .show()
    }

    companion object {
        /** For a new phrase: the ids of the library and, if any, of the category, and what the title begins with. */
        const val LIBRARY = "library"
        const val CATEGORY = "category"
        const val TITLE = "title"
        private const val BEFORE = "before"
        private const val DRAFT = "draft"
        private const val ADDING = "adding"
        private const val PICK_IMAGES = 1
        private const val PICK_FILES = 2

        /** The core takes no more (media::MAX_FILE_BYTES); one more byte lets it say so itself. */
        private const val MOST_BYTES = 50L * 1024 * 1024 + 1
    }
}
