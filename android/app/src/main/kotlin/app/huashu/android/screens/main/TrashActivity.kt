package app.huashu.android.screens.main

import android.content.Context
import android.os.Bundle
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.BaseAdapter
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ListView
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.iconButton
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.huashu
import app.huashu.android.panel.plainText
import app.huashu.android.screens.Empty
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.confirm
import app.huashu.android.screens.day
import app.huashu.android.screens.emptyView
import app.huashu.model.Trashed
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.time.ZoneId

/** What was deleted: each phrase can be taken out for 30 days; then it goes for good. */
class TrashActivity : ScreenActivity() {
    private val adapter by lazy { TrashAdapter(this, ::restore) }
    private val list by lazy { ListView(this) }
    private val stage by lazy { FrameLayout(this) }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.main_menu_trash)
        actions.put(iconButton(R.drawable.ic_trash, getString(R.string.main_trash_purge)) { askPurge() }, WRAP_CONTENT)
        list.adapter = adapter
        list.dividerHeight = 1
        body.put(stage, height = 0, weight = 1f)
        scope.launch { huashu.connection.changes.collect { load() } }
        load()
    }

    private fun load() {
        work { book ->
            val trash = withContext(Dispatchers.IO) { book.trash() }
            adapter.trash = trash
            stage.removeAllViews()
            stage.addView(if (trash.isEmpty()) emptyView(nothing()) else list)
        }
    }

    private fun nothing() = Empty(R.drawable.ic_trash, getString(R.string.main_trash_empty), getString(R.string.main_trash_empty_more))

    private fun restore(trashed: Trashed) {
        work { book ->
            book.restorePhrase(trashed.phrase.id)
            load()
            tell(getString(R.string.main_trash_restored, trashed.phrase.label.title), getString(R.string.undo)) { undo() }
        }
    }

    private fun undo() {
        work { book ->
            book.undo()
            load()
        }
    }

    private fun askPurge() = confirm(
        getString(R.string.main_trash_purge),
        getString(R.string.main_trash_purge_more),
        getString(R.string.main_trash_purge_do),
    ) {
        purge()
    }

    private fun purge() {
        work { book ->
            val gone = book.purgeTrash().toInt()
            load()
            tell(resources.getQuantityString(R.plurals.main_trash_purged, gone, gone))
        }
    }
}

private class TrashAdapter(private val context: Context, private val restore: (Trashed) -> Unit) : BaseAdapter() {
    var trash: List<Trashed> = emptyList()
        set(value) {
            field = value
            notifyDataSetChanged()
        }

    override fun getCount() = trash.size

    override fun getItem(position: Int) = trash[position]

    override fun getItemId(position: Int) = position.toLong()

    override fun areAllItemsEnabled() = false

    override fun isEnabled(position: Int) = false

    override fun getView(position: Int, former: View?, parent: ViewGroup): View =
        (former as? TrashRow ?: TrashRow(context)).also { it.show(trash[position]) { restore(trash[position]) } }
}

private class TrashRow(context: Context) : LinearLayout(context) {
    private val title = context.label(size = TextSize.HEADING, bold = true, lines = 1)
    private val text = context.label(color = R.color.text_secondary, lines = 1)
    private val until = context.label(size = TextSize.SMALL, color = R.color.text_secondary)
    private val restore = context.quietButton(context.getString(R.string.main_trash_restore)) {}

    init {
        pad(16, 10)
        gravity = Gravity.CENTER_VERTICAL
        setBackgroundColor(context.getColor(R.color.surface))
        val words = context.column {
            put(title)
            put(text, top = 2)
            put(until, top = 2)
        }
        put(words, 0, weight = 1f, right = 12)
        put(restore, WRAP_CONTENT)
    }

    fun show(trashed: Trashed, act: () -> Unit) {
        title.text = trashed.phrase.label.title
        text.text = trashed.phrase.plainText().take(EXCERPT).replace('\n', ' ')
        until.text =
            trashed.goneAt?.let { context.getString(R.string.main_trash_until, context.day(it.atZone(ZoneId.systemDefault()).toLocalDate())) }
        restore.setOnClickListener { act() }
        restore.contentDescription = context.getString(R.string.main_trash_restore_named, trashed.phrase.label.title)
    }

    private companion object {
        const val EXCERPT = 80
    }
}
