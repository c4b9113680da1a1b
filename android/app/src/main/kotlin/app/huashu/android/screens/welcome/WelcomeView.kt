package app.huashu.android.screens.welcome

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.touchable

/** The ways to begin. */
enum class Welcome { STARTER, IMPORT, JOIN, EMPTY }

/** What stands on the main screen while there is no library: three ways to begin, and one for whoever wants none of them. */
internal class WelcomeView(context: Context) : ScrollView(context) {
    var chosen: (Welcome) -> Unit = {}

    /** A choice is being carried out; the others wait. */
    var isBusy = false
        set(value) {
            field = value
            starterText.text = context.getString(if (value) R.string.welcome_starter_busy else R.string.welcome_starter_more)
            choices.forEach { it.isEnabled = !value }
        }
    private val starterText = words(R.string.welcome_starter_more)
    private val choices: List<View> = listOf(
        choice(Welcome.STARTER, R.drawable.ic_star, R.string.welcome_starter, starterText),
        choice(Welcome.IMPORT, R.drawable.ic_download, R.string.welcome_import, words(R.string.welcome_import_more)),
        choice(Welcome.JOIN, R.drawable.ic_company, R.string.welcome_join, words(R.string.welcome_join_more)),
    )

    init {
        isFillViewport = true
        addView(
            context.column {
                pad(16, 24)
                put(context.label(context.getString(R.string.welcome_title), 24f, bold = true))
                put(context.label(context.getString(R.string.welcome_text), TextSize.BODY, R.color.text_secondary), top = 8, bottom = 12)
                choices.forEach { put(it, top = 12) }
                put(empty(), WRAP_CONTENT, top = 16)
            },
        )
    }

    private fun choice(kind: Welcome, picture: Int, name: Int, more: TextView): LinearLayout = context.row {
        background = context.touchable(R.color.surface, Corner.CARD)
        minimumHeight = context.dp(88)
        pad(16, 16)
        put(context.icon(picture, R.color.accent), 28, 28, right = 16)
        val text = context.column {
            put(context.label(context.getString(name), TextSize.HEADING, bold = true))
            put(more, top = 4)
        }
        put(text, 0, weight = 1f)
        put(context.icon(R.drawable.ic_chevron), 20, 20, left = 8)
        asButton()
        setOnClickListener { chosen(kind) }
    }

    private fun words(text: Int) = context.label(context.getString(text), TextSize.BODY, R.color.text_secondary)

    private fun empty() = context.label(context.getString(R.string.welcome_empty), TextSize.BODY, R.color.accent).apply {
        gravity = Gravity.CENTER_VERTICAL
        minHeight = context.dp(TARGET)
        asButton()
        setOnClickListener { chosen(Welcome.EMPTY) }
    }
}
