package app.huashu.android.screens.main

import android.content.Context
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.dp
import app.huashu.android.core.label
import app.huashu.android.panel.PhraseRow
import app.huashu.android.panel.plainText

/** The lines of the list; views are made for what is seen, and shown anew. */
internal class LineAdapter(private val context: Context) : BaseAdapter() {
    var lines: List<Line> = emptyList()
        set(value) {
            field = value
            notifyDataSetChanged()
        }

    override fun getCount() = lines.size

    override fun getItem(position: Int) = lines[position]

    override fun getItemId(position: Int) = position.toLong()

    override fun getViewTypeCount() = 3

    override fun getItemViewType(position: Int) = when (lines[position]) {
        is Line.Of -> 0
        is Line.Heading -> 1
        is Line.Rest -> 2
    }

    override fun areAllItemsEnabled() = false

    override fun isEnabled(position: Int) = lines[position] !is Line.Heading

    override fun getView(position: Int, former: View?, parent: ViewGroup): View = when (val line = lines[position]) {
        is Line.Of -> (former as? PhraseRow ?: PhraseRow(context)).apply {
            show(line.phrase, line.spans, line.text ?: line.phrase.plainText(), line.marks, line.category)
        }
        is Line.Heading -> (former as? TextView ?: heading()).apply { text = context.getString(R.string.main_heading, line.path, line.count) }
        is Line.Rest -> (former as? TextView ?: rest()).apply { text = context.getString(R.string.main_show_rest, line.count) }
    }

    private fun heading() = context.label(size = TextSize.SMALL, color = R.color.text_secondary, bold = true, lines = 1).apply {
        setPadding(context.dp(16), context.dp(12), context.dp(16), context.dp(4))
        setBackgroundColor(context.getColor(R.color.background))
        asHeading()
    }

    private fun rest() = context.label(color = R.color.accent, bold = true).apply {
        gravity = Gravity.CENTER
        minHeight = context.dp(56)
    }

    private fun View.asHeading() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
    }
}
