package app.huashu.android.panel

import android.content.Context
import android.graphics.Typeface
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.android.core.touchable

/** What can be chosen above the list. */
interface PanelChoices {
    fun choose(tab: PanelTab)

    fun choose(category: PanelCategory)

    fun chooseSub(category: PanelCategory)
}

/** The tabs, and under them the categories of the library that is open: first level, and second level once one is chosen. */
class PanelTabs(context: Context, private val choices: PanelChoices) : LinearLayout(context) {
    private val tabs = context.row { pad(8, 0) }
    private val first = context.row { pad(8, 0) }
    private val second = context.row { pad(8, 0) }
    private val firstLine = scroll(first)
    private val secondLine = scroll(second)
    private var shown: PanelContent? = null

    init {
        orientation = VERTICAL
        put(scroll(tabs))
        put(firstLine)
        put(secondLine)
    }

    fun show(content: PanelContent) {
        val before = shown
        shown = content
        if (before == null || before.tabs != content.tabs || before.tab != content.tab) showTabs(content)
        if (before == null || before.categories != content.categories || before.category != content.category) {
            chips(first, firstLine, content.categories, content.category, choices::choose)
        }
        if (before == null || before.subcategories != content.subcategories || before.subcategory != content.subcategory) {
            chips(second, secondLine, content.subcategories, content.subcategory, choices::chooseSub)
        }
    }

    private fun showTabs(content: PanelContent) {
        tabs.removeAllViews()
        content.tabs.forEach { tab -> tabs.put(tab(tab, tab == content.tab), WRAP_CONTENT) }
    }

    private fun tab(tab: PanelTab, isChosen: Boolean): View = context.column {
        gravity = Gravity.CENTER_HORIZONTAL
        background = context.touchable(0, Corner.CONTROL)
        minimumWidth = context.dp(48)
        isSelected = isChosen
        contentDescription = name(tab)
        asButton()
        setOnClickListener { choices.choose(tab) }
        put(word(tab, isChosen), WRAP_CONTENT, HEIGHT, left = 10, right = 10)
        put(View(context).apply { if (isChosen) background = context.shape(R.color.accent, 2) }, 24, 3)
    }

    private fun word(tab: PanelTab, isChosen: Boolean): TextView =
        context.label(name(tab), TextSize.BODY, if (isChosen) R.color.accent else R.color.text_secondary, lines = 1).apply {
            gravity = Gravity.CENTER
            maxWidth = context.dp(140)
            if (isChosen) setTypeface(typeface, Typeface.BOLD)
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        }

    private fun name(tab: PanelTab): String = when (tab) {
        PanelTab.Likely -> context.getString(R.string.panel_tab_likely)
        PanelTab.Favourites -> context.getString(R.string.panel_tab_favourites)
        PanelTab.Recent -> context.getString(R.string.panel_tab_recent)
        is PanelTab.Library -> tab.name
    }

    private fun chips(row: LinearLayout, line: View, categories: List<PanelCategory>, chosen: Any?, choose: (PanelCategory) -> Unit) {
        row.removeAllViews()
        categories.forEach {
            row.put(context.chip(it.name, it.id == chosen) { _ -> choose(it) }, WRAP_CONTENT, left = 4, right = 4)
        }
        line.isPresent = categories.isNotEmpty()
    }

    private fun scroll(content: View) = context.sideways(content).apply { overScrollMode = View.OVER_SCROLL_NEVER }

    private companion object {
        /** With the line under it, as high as a target. */
        const val HEIGHT = 45
    }
}
