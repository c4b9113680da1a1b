package app.huashu.android.receive

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Bitmap
import android.graphics.drawable.InsetDrawable
import android.os.Bundle
import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.HorizontalScrollView
import android.widget.ImageView
import android.widget.LinearLayout
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.field
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.label
import app.huashu.model.ApiException
import app.huashu.model.CategoryId
import app.huashu.model.LibraryId
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhraseContent
import app.huashu.model.PhraseLibrary
import app.huashu.model.PhrasePart
import app.huashu.personalLibrary
import app.huashu.textPart
import java.util.UUID

/** A library that this person may write to, with its categories in display order, each by its path. */
internal class Shelf(val library: PhraseLibrary, val categories: List<Pair<CategoryId, String>>)

/** Saves what came as a phrase: title, text, pictures, library and category. */
@SuppressLint("ViewConstructor") // It is never inflated.
internal class SaveView(context: Context, received: Received, saved: Bundle?, save: () -> Unit) : LinearLayout(context) {
    private val title = context.field(
        context.getString(R.string.receive_title_hint),
        saved?.getString(TITLE) ?: titleOf(received.subject.ifBlank { received.text }),
    )
    private val text = context.field(
        context.getString(R.string.receive_text_hint),
        saved?.getString(TEXT) ?: received.text,
        lines = TEXT_LINES,
    )
    private val pictures = context.row()
    private val pictureState = context.label("", TextSize.BODY, R.color.text_secondary)
    private val pictureNotes = context.label("", TextSize.BODY, R.color.danger)
    private val libraries = context.row()
    private val categories = context.row()
    private val parts = mutableListOf<PhrasePart.Image>()
    private var shelves: List<Shelf> = emptyList()
    private var library: LibraryId? = saved?.getString(LIBRARY)?.let(UUID::fromString)
    private var category: CategoryId? = saved?.getString(CATEGORY)?.let(UUID::fromString)

    init {
        orientation = VERTICAL
        text.maxLines = TEXT_LINES * 2
        title.setSelection(title.length())
        put(heading(R.string.receive_title))
        put(title, top = 4)
        put(heading(R.string.receive_text), top = 16)
        put(text, top = 4)
        val hasPictures = received.images.isNotEmpty()
        put(pictureState, top = 16).isPresent = hasPictures
        put(context.sideways(pictures), top = 4).isPresent = hasPictures
        put(pictureNotes, top = 4).isPresent = false
        put(heading(R.string.receive_library), top = 16)
        put(context.sideways(libraries))
        put(heading(R.string.receive_category), top = 8)
        put(context.sideways(categories))
        put(context.primaryButton(context.getString(R.string.receive_save)) { save() }, top = 16)
    }

    fun keep(state: Bundle) {
        state.putString(TITLE, title.text.toString())
        state.putString(TEXT, text.text.toString())
        state.putString(LIBRARY, library?.toString())
        state.putString(CATEGORY, category?.toString())
    }

    /** Shows where it may be saved. */
    fun offer(all: List<Shelf>) {
        shelves = all
        if (all.none { it.library.id == library }) library = all.firstOrNull()?.library?.id
        choose(library, category)
    }

    /** How many pictures of how many have been looked at, and why some were not taken. */
    fun progress(read: Int, of: Int, notes: List<String>) {
        pictureState.text = when {
            read < of -> context.getString(R.string.receive_reading, read + 1, of)
            else -> context.resources.getQuantityString(R.plurals.send_pictures, parts.size, parts.size)
        }
        pictureNotes.isPresent = notes.isNotEmpty()
        pictureNotes.text = notes.joinToString("\n")
    }

    fun add(part: PhrasePart.Image, thumb: Bitmap?) {
        parts += part
        val picture = ImageView(context).apply {
            setImageBitmap(thumb)
            scaleType = ImageView.ScaleType.CENTER_CROP
            background = context.shape(R.color.sunken, Corner.CONTROL)
            clipToOutline = true
            contentDescription = part.v1.name
        }
        val frame = FrameLayout(context)
        val remove = context.iconButton(R.drawable.ic_close, context.getString(R.string.receive_remove, part.v1.name), R.color.on_toast) {
            parts -= part
            pictures.removeView(frame)
            progress(0, 0, emptyList())
        }
        remove.background = InsetDrawable(context.shape(R.color.toast, Corner.PILL), context.dp(10))
        val size = context.dp(THUMB)
        frame.addView(picture, FrameLayout.LayoutParams(size, size))
        frame.addView(remove, FrameLayout.LayoutParams(context.dp(TARGET), context.dp(TARGET), Gravity.TOP or Gravity.END))
        pictures.put(frame, THUMB, THUMB, right = 8)
    }

    /**
     * Writes the phrase; null where something is missing, which is said at its field.
     *
     * @throws ApiException as [PhraseBook.addPhrase].
     */
    suspend fun write(book: PhraseBook): Phrase? {
        val words = text.text.toString()
        if (title.text.isBlank()) return null.also { ask(title, R.string.receive_title_needed) }
        if (words.isBlank() && parts.isEmpty()) return null.also { ask(text, R.string.receive_text_needed) }
        val into = library ?: book.addLibrary(personalLibrary(context.getString(R.string.receive_first_library))).id.also { library = it }
        val all = listOfNotNull(textPart(words).takeIf { words.isNotBlank() }) + parts
        val name = label(title.text.toString().trim())
        return book.addPhrase(NewPhrase(library = into, category = category, label = name, content = PhraseContent(parts = all)))
    }

    private fun ask(field: EditText, why: Int) {
        field.error = context.getString(why)
        field.requestFocus()
    }

    private fun choose(inLibrary: LibraryId?, inCategory: CategoryId?) {
        val shelf = shelves.find { it.library.id == inLibrary }
        library = inLibrary
        category = inCategory.takeIf { id -> shelf?.categories.orEmpty().any { it.first == id } }
        libraries.removeAllViews()
        fun offer(into: LinearLayout, name: String, isChosen: Boolean, act: () -> Unit) =
            into.put(context.chip(name, isChosen) { act() }, WRAP_CONTENT, right = 8)
        if (shelves.isEmpty()) offer(libraries, context.getString(R.string.receive_first_library), true) {}
        shelves.forEach { offer(libraries, it.library.name, it === shelf) { choose(it.library.id, null) } }
        categories.removeAllViews()
        offer(categories, context.getString(R.string.receive_no_category), category == null) { choose(library, null) }
        shelf?.categories.orEmpty().forEach { (id, name) -> offer(categories, name, id == category) { choose(library, id) } }
    }

    private fun heading(words: Int) = context.label(context.getString(words), TextSize.BODY, bold = true)

    companion object {
        private const val TITLE = "title"
        private const val TEXT = "text"
        private const val LIBRARY = "library"
        private const val CATEGORY = "category"
        private const val TEXT_LINES = 4
        private const val THUMB = 88

        /** The libraries that this person may write to. */
        suspend fun shelves(book: PhraseBook, locked: Set<LibraryId>): List<Shelf> {
            val open = book.libraries().filter { it.id !in locked }
            return open.map { library -> Shelf(library, book.categories(library.id).map { it.id to book.categoryPath(it.id).joinToString(" / ") }) }
        }
    }
}
