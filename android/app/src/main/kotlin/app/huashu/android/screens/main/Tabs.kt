package app.huashu.android.screens.main

import android.content.Context
import android.graphics.Typeface
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.children
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.touchable

/** One word of a row of tabs. */
internal class Tab(val name: String, val icon: Int = 0, val isChosen: Boolean, val choose: () -> Unit)

/** A row of words of which one is chosen; it scrolls where they are many. */
internal class Tabs(context: Context) : HorizontalScrollView(context) {
    private val words = context.row { pad(8, 0) }

    init {
        isHorizontalScrollBarEnabled = false
        addView(words)
    }

    fun show(tabs: List<Tab>) {
        words.removeAllViews()
        for (tab in tabs) words.put(view(tab), WRAP_CONTENT)
        val chosen = tabs.indexOfFirst { it.isChosen }.takeIf { it >= 0 } ?: return
        post { words.children().getOrNull(chosen)?.let(::reveal) }
    }

    private fun view(tab: Tab): LinearLayout = context.column {
        gravity = Gravity.CENTER_HORIZONTAL
        minimumHeight = context.dp(TARGET)
        minimumWidth = context.dp(TARGET)
        background = context.touchable(0, 0)
        isSelected = tab.isChosen
        asButton()
        setOnClickListener { tab.choose() }
        val ink = if (tab.isChosen) R.color.accent else R.color.text_secondary
        val line = context.row {
            gravity = Gravity.CENTER
            if (tab.icon != 0) put(context.icon(tab.icon, ink), 18, 18, right = 4)
            val name = context.label(tab.name, TextSize.HEADING, ink, lines = 1).apply { maxWidth = context.dp(NAME_WIDTH) }
            if (tab.isChosen) name.setTypeface(name.typeface, Typeface.BOLD)
            put(name, WRAP_CONTENT)
        }
        put(line, WRAP_CONTENT, 0, weight = 1f, left = 10, right = 10)
        put(View(context).apply { if (tab.isChosen) setBackgroundColor(context.getColor(ink)) }, 24, 3)
    }

    private fun reveal(tab: View) {
        if (tab.left < scrollX || tab.right > scrollX + width) scrollTo((tab.left - width / 4).coerceAtLeast(0), 0)
    }

    private companion object {
        const val NAME_WIDTH = 160
    }
}
