package app.huashu.android.panel

import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter

/** The phrases of the panel; rows are used again as they leave the screen. */
class RowAdapter : BaseAdapter() {
    private var items: List<PanelItem> = emptyList()

    /** Lines of text in each row: one while the pad takes its room, else two. */
    var lines = 1
        set(value) {
            if (field == value) return
            field = value
            notifyDataSetChanged()
        }

    fun show(shown: List<PanelItem>) {
        if (items === shown) return
        items = shown
        notifyDataSetChanged()
    }

    override fun getCount() = items.size

    override fun getItem(position: Int) = items[position]

    override fun getItemId(position: Int) = items[position].phrase.id.leastSignificantBits

    override fun hasStableIds() = true

    override fun getView(position: Int, used: View?, parent: ViewGroup): View {
        val row = used as? PhraseRow ?: PhraseRow(parent.context)
        val item = items[position]
        row.lines = lines
        val hit = item.hit
        if (hit != null) row.show(hit) else row.show(item.phrase)
        return row
    }
}
