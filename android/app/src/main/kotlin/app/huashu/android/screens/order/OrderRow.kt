package app.huashu.android.screens.order

import android.annotation.SuppressLint
import android.content.Context
import android.os.Bundle
import android.view.Gravity
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import android.widget.ImageView
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.put
import app.huashu.android.panel.plainText
import app.huashu.model.Category
import app.huashu.model.Phrase

/** What can be put in order. */
sealed interface Entry {
    val name: String

    data class Folder(val category: Category, val count: Int) : Entry {
        override val name get() = category.name
    }

    data class Of(val phrase: Phrase) : Entry {
        override val name get() = phrase.label.title
    }
}

/** What a row is asked for. */
internal interface RowDeeds {
    fun take(row: View, y: Float)

    fun more(at: View, entry: Entry)

    /** One place up (-1) or down (1), for those who do not drag. */
    fun step(entry: Entry, by: Int)

    fun mayStep(entry: Entry, by: Int): Boolean
}

/** A category or phrase with a handle to drag it by. */
internal class OrderRow(context: Context, private val deeds: RowDeeds) : LinearLayout(context) {
    private val folder = context.icon(R.drawable.ic_folder, R.color.accent)
    private val title = context.label(size = TextSize.HEADING, bold = true, lines = 1)
    private val text = context.label(color = R.color.text_secondary, lines = 1)
    private val more = context.iconButton(R.drawable.ic_more, context.getString(R.string.more)) { at -> entry?.let { deeds.more(at, it) } }
    private val handle = handle()
    private var entry: Entry? = null

    init {
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = context.dp(64)
        setPadding(context.dp(16), context.dp(6), 0, context.dp(6))
        put(folder, 24, 24, right = 12)
        val words = context.column {
            put(title)
            put(text, top = 2)
        }
        put(words, 0, weight = 1f)
        put(more, WRAP_CONTENT)
        put(handle, TARGET, TARGET)
        accessibilityDelegate = Steps()
    }

    fun show(entry: Entry, isHeld: Boolean, mayEdit: Boolean) {
        this.entry = entry
        title.text = entry.name
        folder.isPresent = entry is Entry.Folder
        text.text = when (entry) {
            is Entry.Folder -> resources.getQuantityString(R.plurals.order_count, entry.count, entry.count)
            is Entry.Of -> entry.phrase.plainText().take(EXCERPT).replace('\n', ' ')
        }
        more.contentDescription = context.getString(R.string.order_more_named, entry.name)
        handle.isPresent = mayEdit
        more.isPresent = mayEdit && entry is Entry.Folder
        alpha = if (isHeld) 0f else 1f
    }

    @SuppressLint("ClickableViewAccessibility") // Steps stands for it.
    private fun handle(): ImageView = context.icon(R.drawable.ic_drag).apply {
        scaleType = ImageView.ScaleType.CENTER
        setOnTouchListener { view, event ->
            if (event.actionMasked == MotionEvent.ACTION_DOWN) deeds.take(this@OrderRow, view.top + event.y)
            true
        }
    }

    /** TalkBack's 上移 and 下移. */
    private inner class Steps : AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            val now = entry ?: return
            if (!handle.isPresent) return
            if (deeds.mayStep(now, -1)) info.addAction(AccessibilityAction(R.id.order_up, context.getString(R.string.order_up)))
            if (deeds.mayStep(now, 1)) info.addAction(AccessibilityAction(R.id.order_down, context.getString(R.string.order_down)))
        }

        override fun performAccessibilityAction(host: View, action: Int, arguments: Bundle?): Boolean {
            val by = when (action) {
                R.id.order_up -> -1
                R.id.order_down -> 1
                else -> return super.performAccessibilityAction(host, action, arguments)
            }
            entry?.let { deeds.step(it, by) }
            return true
        }
    }

    private companion object {
        const val EXCERPT = 80
    }
}
