package app.huashu.android.screens.main

import android.content.Context
import android.graphics.drawable.ColorDrawable
import android.text.TextUtils
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.ListView
import android.widget.ScrollView
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.core.touchable
import app.huashu.android.screens.Empty
import app.huashu.android.screens.emptyView

/** A category to choose. */
internal class CategoryChip(val name: String, val count: Int, val isChosen: Boolean, val choose: () -> Unit)

/** What the main screen consists of: search line, sync line, tabs, categories, and the list. It shows, and tells what was touched. */
internal class BrowseView(context: Context, typed: (String) -> Unit, private val touched: (Line) -> Unit, add: () -> Unit) : LinearLayout(context) {
    val search = SearchLine(context, typed)
    private val sync = context.label(size = TextSize.SMALL, color = R.color.warn, lines = 2)
    private val syncLine = context.row {
        isPresent = false
        minimumHeight = context.dp(TARGET)
        setBackgroundColor(context.getColor(R.color.warn_soft))
        pad(16, 4)
        put(context.icon(R.drawable.ic_sync, R.color.warn), 18, 18, right = 8)
        put(sync, 0, weight = 1f)
        put(context.icon(R.drawable.ic_chevron, R.color.warn), 18, 18)
        asButton()
    }
    private val tabs = Tabs(context)
    private val categories = context.column { setBackgroundColor(context.getColor(R.color.surface)) }
    private val hint = context.label(color = R.color.text_secondary, lines = 2).apply {
        isPresent = false
        minHeight = context.dp(TARGET)
        gravity = Gravity.CENTER_VERTICAL
        background = context.touchable(0, 0)
        pad(16, 4)
        asButton()
    }
    private val adapter = LineAdapter(context)
    private val list = ListView(context)
    private val nothing = ScrollView(context)
    private val button: ImageButton = context.iconButton(R.drawable.ic_add, context.getString(R.string.main_add), R.color.on_accent) { add() }

    init {
        orientation = VERTICAL
        val top = context.column {
            setBackgroundColor(context.getColor(R.color.surface))
            put(search, left = 12, top = 8, right = 12, bottom = 4)
            put(tabs)
        }
        put(top)
        addView(context.hairline())
        put(syncLine)
        put(categories)
        put(hint)
        put(stage(), height = 0, weight = 1f)
    }

    fun showTabs(all: List<Tab>) = tabs.show(all)

    /** One row for each level that has something to choose. */
    fun showCategories(levels: List<List<CategoryChip>>) {
        categories.removeAllViews()
        for (level in levels) categories.put(chips(level))
    }

    /** Tabs and categories belong to browsing; a search goes through everything. */
    fun setSearching(on: Boolean) {
        tabs.isPresent = !on
        categories.isPresent = !on
    }

    /** A line above the list, to be touched; null for none. */
    fun showHint(text: CharSequence?, act: () -> Unit = {}) {
        hint.isPresent = text != null
        hint.text = text
        hint.setOnClickListener { act() }
    }

    fun showSync(text: String?, act: () -> Unit) {
        syncLine.isPresent = text != null
        sync.text = text
        syncLine.setOnClickListener { act() }
    }

    /** Shows phrases, or why there are none. [fromTop]: another list than before. */
    fun show(lines: List<Line>, empty: Empty?, fromTop: Boolean) {
        adapter.lines = lines
        if (fromTop) list.setSelection(0)
        nothing.removeAllViews()
        nothing.isPresent = lines.isEmpty() && empty != null
        list.isPresent = lines.isNotEmpty()
        if (nothing.isPresent && empty != null) nothing.addView(context.emptyView(empty))
    }

    private fun stage() = FrameLayout(context).apply {
        list.adapter = adapter
        list.divider = ColorDrawable(context.getColor(R.color.outline))
        list.dividerHeight = 1
        list.clipToPadding = false
        list.setPadding(0, 0, 0, context.dp(ROOM_FOR_BUTTON))
        list.isFastScrollEnabled = true
        list.setBackgroundColor(context.getColor(R.color.surface))
        list.setOnItemClickListener { _, _, position, _ -> adapter.lines.getOrNull(position)?.let(touched) }
        addView(list, MATCH_PARENT, MATCH_PARENT)
        addView(nothing, MATCH_PARENT, MATCH_PARENT)
        button.background = context.touchable(R.color.accent, BUTTON / 2)
        button.elevation = context.dp(4).toFloat()
        val place = FrameLayout.LayoutParams(context.dp(BUTTON), context.dp(BUTTON), Gravity.BOTTOM or Gravity.END)
        place.setMargins(0, 0, context.dp(16), context.dp(16))
        addView(button, place)
    }

    private fun chips(level: List<CategoryChip>): View {
        val words = context.row { pad(12, 0) }
        for (category in level) words.put(chip(category), WRAP_CONTENT, left = 4, right = 4)
        val chosen = level.indexOfFirst { it.isChosen }
        return context.sideways(words).apply {
            if (chosen > 0) post { words.getChildAt(chosen)?.let { if (it.right > width) scrollTo(it.right - width, 0) } }
        }
    }

    private fun chip(category: CategoryChip): TextView {
        val words = context.getString(R.string.main_category, category.name, category.count)
        return context.chip(words, category.isChosen) { category.choose() }.apply {
            maxWidth = context.dp(CHIP_WIDTH)
            ellipsize = TextUtils.TruncateAt.MIDDLE
        }
    }

    private companion object {
        const val BUTTON = 56
        const val ROOM_FOR_BUTTON = 88
        const val CHIP_WIDTH = 200
    }
}
