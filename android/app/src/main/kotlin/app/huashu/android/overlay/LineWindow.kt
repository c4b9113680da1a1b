package app.huashu.android.overlay

import android.content.Context
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.View.MeasureSpec
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowManager.LayoutParams
import android.view.accessibility.AccessibilityManager
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.asButton
import app.huashu.android.core.dp
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import kotlin.math.max
import kotlin.math.min

/** Something to do about what a line says. */
internal class Todo(val text: CharSequence, val act: () -> Unit)

/**
 * One line beside the bubble, for a few seconds; a touch sends it away. It is no toast of the system: that comes at the bottom, where
 * the chat's input line is, and some makers of phones show none for apps in the background.
 */
internal class LineWindow(private val screen: Screen, private val context: Context) {
    /** The line that is shown, if any. */
    var shown: View? = null
        private set
    private val go = Runnable { hide() }

    /** Shows [text] beside the bubble's [box]. */
    fun show(text: CharSequence, box: Box, side: Side, todo: Todo? = null) {
        hide()
        val view = lineView(context, text, todo) { hide() }
        if (!screen.add(view, params(view, box, side))) return
        shown = view
        view.postDelayed(go, duration(todo != null))
        view.announceForAccessibility(text)
    }

    fun hide() {
        val view = shown ?: return
        shown = null
        view.removeCallbacks(go)
        screen.remove(view)
    }

    /** It takes its touches itself: through a window that lets them pass, the chat app would not get them (API 31). */
    private fun params(view: View, bubble: Box, side: Side): LayoutParams {
        val box = place(context, view, screen.room(keyboard = 0), bubble, side)
        return screen.params(LayoutParams.FLAG_NOT_FOCUSABLE).apply {
            x = box.left
            y = box.top
            width = box.width
            height = box.height
            windowAnimations = android.R.style.Animation_Toast
        }
    }

    private fun duration(isAction: Boolean): Long {
        val usual = if (isAction) LONG_MS else SHORT_MS
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.Q) return usual.toLong()
        val content = AccessibilityManager.FLAG_CONTENT_TEXT or if (isAction) AccessibilityManager.FLAG_CONTENT_CONTROLS else 0
        return context.getSystemService(AccessibilityManager::class.java).getRecommendedTimeoutMillis(usual, content).toLong()
    }

    companion object {
        private const val MOST_WIDTH = 320
        private const val SHORT_MS = 3_000
        private const val LONG_MS = 6_000

        /** Where a line goes: on the inner side of the bubble, as wide as its words and the display let it. */
        fun place(context: Context, view: View, room: Room, bubble: Box, side: Side): Box {
            val gap = context.dp(8)
            val start = if (side == Side.LEFT) bubble.right + gap else room.bars.left + gap
            val end = if (side == Side.LEFT) room.width - room.bars.right - gap else bubble.left - gap
            val most = min(end - start, context.dp(MOST_WIDTH))
            view.measure(MeasureSpec.makeMeasureSpec(most, MeasureSpec.AT_MOST), MeasureSpec.UNSPECIFIED)
            val left = if (side == Side.LEFT) start else end - view.measuredWidth
            val top = max(room.bars.top, bubble.top + (bubble.height - view.measuredHeight) / 2)
            return Box(left, top, view.measuredWidth, view.measuredHeight)
        }
    }
}

/** The line itself. */
internal fun lineView(context: Context, text: CharSequence, todo: Todo?, hide: () -> Unit): LinearLayout = context.row {
    val isLarge = context.resources.configuration.fontScale >= LARGE_TEXT
    if (isLarge) orientation = LinearLayout.VERTICAL
    background = context.shape(R.color.toast, Corner.CONTROL)
    minimumHeight = context.dp(TARGET)
    pad(horizontal = 14)
    gravity = Gravity.CENTER_VERTICAL or Gravity.START
    val words = context.label(text, color = R.color.on_toast, lines = 4)
    put(words, WRAP_CONTENT, weight = if (isLarge) 0f else 1f, top = 8, bottom = if (isLarge && todo != null) 0 else 8)
    if (todo != null) {
        val action = context.label(todo.text, color = R.color.on_toast, bold = true, lines = 1).apply {
            gravity = Gravity.CENTER
            minHeight = context.dp(TARGET)
            minWidth = context.dp(TARGET)
            asButton()
            setOnClickListener {
                hide()
                todo.act()
            }
        }
        put(action, WRAP_CONTENT, left = if (isLarge) 0 else 12)
    }
    setOnClickListener { hide() }
}

/** From here on an action beside the words would leave them too narrow. */
private const val LARGE_TEXT = 1.3f
