package app.huashu.android.screens.phrase

import android.app.Dialog
import android.content.Context
import android.graphics.Bitmap
import android.text.SpannableString
import android.text.Spanned
import android.text.format.Formatter
import android.text.style.BackgroundColorSpan
import android.text.style.ForegroundColorSpan
import android.view.View
import android.widget.ImageView
import android.widget.LinearLayout
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.card
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.smallCopy
import app.huashu.android.panel.Brackets
import app.huashu.model.FilePart
import app.huashu.model.ImagePart
import app.huashu.model.PhrasePart
import app.huashu.model.PictureSize
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

/** The parts of a phrase as the customer will see them, in their order; variables are set off. */
internal class PartsView(context: Context, private val pictures: Pictures) : LinearLayout(context) {
    init {
        orientation = VERTICAL
    }

    fun show(parts: List<PhrasePart>) {
        removeAllViews()
        var images = mutableListOf<ImagePart>()
        fun putImages() {
            images.chunked(IN_A_ROW).forEach { put(imageRow(it), top = if (childCount == 0) 0 else GAP) }
            images = mutableListOf()
        }
        for (part in parts) {
            if (part is PhrasePart.Image) images += part.v1 else putImages()
            when (part) {
                is PhrasePart.Image -> Unit
                is PhrasePart.Text -> put(textCard(part.v1.text), top = if (childCount == 0) 0 else GAP)
                is PhrasePart.File -> put(fileCard(part.v1), top = if (childCount == 0) 0 else GAP)
                is PhrasePart.Unknown -> put(note(context.getString(R.string.phrase_part_unknown)), top = if (childCount == 0) 0 else GAP)
            }
        }
        putImages()
        if (parts.isEmpty()) put(note(context.getString(R.string.phrase_no_parts)))
    }

    private fun textCard(text: String) = context.card {
        pad(16, 14)
        put(context.label(context.withVariables(text), TextSize.HEADING).apply { setTextIsSelectable(true) })
    }

    private fun note(text: String) = context.label(text, TextSize.BODY, R.color.text_secondary)

    private fun imageRow(images: List<ImagePart>) = context.row {
        for (image in images) put(pictures.view(context, image), SIDE, SIDE, right = GAP)
    }

    private fun fileCard(file: FilePart) = context.card {
        minimumHeight = context.dp(TARGET)
        put(
            context.row {
                pad(16, 10)
                put(context.icon(R.drawable.ic_note), 24, 24, right = 12)
                val words = context.column {
                    put(context.label(file.name, TextSize.BODY, lines = 1))
                    put(context.label(Formatter.formatShortFileSize(context, file.bytes.toLong()), TextSize.SMALL, R.color.text_secondary))
                }
                put(words, 0, weight = 1f)
            },
        )
    }

    private companion object {
        const val IN_A_ROW = 3
        const val SIDE = 96
        const val GAP = 8
    }
}

/** Loads pictures of the book off the main thread. */
internal class Pictures(private val scope: CoroutineScope, private val book: suspend () -> PhraseBook) {
    /** A small picture that shows itself large when touched. */
    fun view(context: Context, image: ImagePart): View = ImageView(context).apply {
        background = context.shape(R.color.sunken, Corner.CONTROL)
        clipToOutline = true
        scaleType = ImageView.ScaleType.CENTER
        setImageResource(R.drawable.ic_image)
        contentDescription = context.getString(R.string.phrase_image_named, image.name)
        setOnClickListener { open(context, image) }
        load(image, PictureSize.THUMB256) { picture ->
            if (picture == null) {
                contentDescription = context.getString(R.string.phrase_image_missing, image.name)
                setImageResource(R.drawable.ic_warning)
            } else {
                scaleType = ImageView.ScaleType.CENTER_CROP
                setImageBitmap(picture)
            }
        }
    }

    private fun open(context: Context, image: ImagePart) = load(image, PictureSize.PREVIEW1080) { picture ->
        if (picture == null) return@load
        val view = ImageView(context).apply {
            adjustViewBounds = true
            setImageBitmap(picture)
            contentDescription = context.getString(R.string.phrase_image_named, image.name)
        }
        val dialog = Dialog(context)
        dialog.setContentView(view)
        view.setOnClickListener { dialog.dismiss() }
        dialog.show()
    }

    /** [show] gets null where the picture is not here yet, or not whole. */
    private fun load(image: ImagePart, size: PictureSize, show: (Bitmap?) -> Unit) {
        scope.launch {
            show(book().smallCopy(image, size))
        }
    }
}

/** A text in which variables stand out, by ground and ink. */
internal fun Context.withVariables(text: String): CharSequence {
    val variables = Brackets.variables(text)
    if (variables.isEmpty()) return text
    return SpannableString(text).apply {
        for (variable in variables) {
            setSpan(ForegroundColorSpan(getColor(R.color.accent)), variable.units.start, variable.units.end, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
            setSpan(BackgroundColorSpan(getColor(R.color.accent_soft)), variable.units.start, variable.units.end, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        }
    }
}
