package app.huashu.android.panel

import android.content.Context
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.ScrollView
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.badge
import app.huashu.android.core.column
import app.huashu.android.core.iconButton
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart

/** What can be done with the phrase that the sheet shows. */
interface PhraseActions {
    fun send(phrase: Phrase)

    fun favourite(phrase: Phrase, on: Boolean)

    /** To be edited, for its history, or to be sent with its pictures. */
    fun openInApp(phrase: Phrase)

    fun closed()
}

/** A whole phrase, for who is not sure yet: all of its text, its versions for other chat apps and languages, and what can be done. */
class PhraseSheet(context: Context, private val phrase: Phrase, private var isFavourite: Boolean, private val actions: PhraseActions) :
    LinearLayout(context) {
    init {
        orientation = VERTICAL
        setBackgroundColor(context.getColor(R.color.surface))
        put(head())
        put(ScrollView(context).apply { addView(text()) }, height = 0, weight = 1f)
        put(foot())
    }

    private fun head() = context.row {
        pad(4, 0)
        put(context.iconButton(R.drawable.ic_back, context.getString(R.string.back)) { actions.closed() }, WRAP_CONTENT)
        put(context.label(phrase.label.title, TextSize.HEADING, bold = true, lines = 2), 0, weight = 1f)
        phrase.label.code?.let { put(context.badge(it), WRAP_CONTENT, left = 8) }
        put(star(), WRAP_CONTENT)
    }

    private fun LinearLayout.star() = context.iconButton(R.drawable.ic_star, "", R.color.accent) {}.apply {
        fun show() {
            setImageResource(if (isFavourite) R.drawable.ic_star_full else R.drawable.ic_star)
            contentDescription = context.getString(if (isFavourite) R.string.panel_no_favourite else R.string.panel_favourite)
        }
        show()
        setOnClickListener {
            isFavourite = !isFavourite
            show()
            actions.favourite(phrase, isFavourite)
        }
    }

    private fun text() = context.column {
        pad(16, 4)
        parts(phrase.content.parts)
        phrase.content.variants.forEach { variant ->
            val name = listOfNotNull(variant.channel, variant.lang).joinToString(" · ")
            put(context.badge(name, R.color.accent, R.color.accent_soft), WRAP_CONTENT, top = 12, bottom = 4)
            parts(variant.parts)
        }
    }

    private fun LinearLayout.parts(parts: List<PhrasePart>) = parts.forEach { part ->
        when (part) {
            is PhrasePart.Text -> put(context.label(part.v1.text, TextSize.HEADING), bottom = 6)
            is PhrasePart.Image -> put(context.badge(context.getString(R.string.panel_image_named, part.v1.name)), WRAP_CONTENT, bottom = 6)
            is PhrasePart.File -> put(context.badge(context.getString(R.string.panel_file_named, part.v1.name)), WRAP_CONTENT, bottom = 6)
            is PhrasePart.Unknown -> Unit
        }
    }

    private fun foot() = context.row {
        pad(12, 6)
        put(context.quietButton(context.getString(R.string.panel_open_in_app)) { actions.openInApp(phrase) }, 0, weight = 1f)
        put(context.primaryButton(context.getString(R.string.panel_use)) { actions.send(phrase) }, 0, weight = 1f, left = 8)
    }
}
