package app.huashu.android.overlay

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Outline
import android.graphics.drawable.InsetDrawable
import android.os.Build
import android.os.Bundle
import android.view.Gravity
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.ViewConfiguration
import android.view.ViewOutlineProvider
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.SeekBar
import android.window.OnBackInvokedCallback
import android.window.OnBackInvokedDispatcher
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.dp
import app.huashu.android.core.put
import app.huashu.android.core.shape
import kotlin.math.abs

/** What happens to the sheet of the panel. */
internal interface PanelFrameListener {
    /** A touch beside it, or the back key. */
    fun left()

    /** The upper edge follows a finger, by so many px since it came down. */
    fun pulled(down: Float)

    fun letGo()

    /** Higher (1) or lower (-1), without a finger. */
    fun stepped(steps: Int)

    fun focused(hasFocus: Boolean)
}

/** The sheet that the panel lies on: a handle at the top to drag it higher, lower, or away. */
@SuppressLint("ViewConstructor")
internal class PanelFrame(context: Context, private val listener: PanelFrameListener) : LinearLayout(context) {
    /** Where the content goes. */
    val content = FrameLayout(context)
    val handle: View = Handle(context)
    private val back = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) OnBackInvokedCallback { listener.left() } else null
    private val slop = ViewConfiguration.get(context).scaledTouchSlop
    private var fromX = 0f
    private var fromY = 0f
    private var isPulling = false
    private var isAtHandle = false

    init {
        orientation = VERTICAL
        // The lower corners lie below what is seen.
        val below = context.dp(Corner.CARD)
        background = InsetDrawable(context.shape(R.color.background, Corner.CARD, R.color.outline), 0, 0, 0, -below)
        setPadding(0, 0, 0, 0)
        clipToOutline = true
        outlineProvider = object : ViewOutlineProvider() {
            override fun getOutline(view: View, outline: Outline) = outline.setRoundRect(0, 0, view.width, view.height + below, below.toFloat())
        }
        put(handle, height = HANDLE)
        put(content, height = 0, weight = 1f)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) accessibilityPaneTitle = context.getString(R.string.overlay_panel)
    }

    /** Keeps the content above the navigation bar, in px. */
    fun keepClear(bottom: Int) = setPadding(0, 0, 0, bottom)

    override fun onAttachedToWindow() {
        super.onAttachedToWindow()
        // With predictive back there is no back key any more (API 33, and our manifest asks for it).
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && back != null) {
            findOnBackInvokedDispatcher()?.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT, back)
        }
    }

    override fun onDetachedFromWindow() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && back != null) {
            findOnBackInvokedDispatcher()?.unregisterOnBackInvokedCallback(back)
        }
        super.onDetachedFromWindow()
    }

    override fun dispatchKeyEvent(event: KeyEvent): Boolean {
        if (event.keyCode != KeyEvent.KEYCODE_BACK) return super.dispatchKeyEvent(event)
        if (event.action == KeyEvent.ACTION_UP && !event.isCanceled) listener.left()
        return true
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        if (event.actionMasked != MotionEvent.ACTION_OUTSIDE) return super.dispatchTouchEvent(event)
        listener.left()
        return true
    }

    override fun onWindowFocusChanged(hasFocus: Boolean) {
        super.onWindowFocusChanged(hasFocus)
        listener.focused(hasFocus)
    }

    /** The handle is low, its reach is not: a pull that begins in the first 48 dp counts, a tap there goes to the content. */
    override fun onInterceptTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> down(event)
            MotionEvent.ACTION_MOVE -> return isAtHandle && isPull(event)
        }
        return false
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_MOVE -> if (isPulling || (isAtHandle && isPull(event))) {
                isPulling = true
                listener.pulled(event.rawY - fromY)
            }
            MotionEvent.ACTION_UP, MotionEvent.ACTION_CANCEL -> {
                if (isPulling) listener.letGo()
                isPulling = false
            }
        }
        return true
    }

    private fun down(event: MotionEvent) {
        fromX = event.rawX
        fromY = event.rawY
        isAtHandle = event.y < context.dp(REACH)
        isPulling = false
    }

    private fun isPull(event: MotionEvent): Boolean {
        val down = abs(event.rawY - fromY)
        return down > slop && down > abs(event.rawX - fromX)
    }

    /** A short bar in the middle. For TalkBack it is a slider of the height. */
    private inner class Handle(context: Context) : FrameLayout(context) {
        init {
            val bar = View(context).apply { background = context.shape(R.color.text_secondary, 2) }
            addView(bar, LayoutParams(context.dp(36), context.dp(4), Gravity.CENTER))
            isFocusable = true
            contentDescription = context.getString(R.string.overlay_handle)
        }

        override fun getAccessibilityClassName(): CharSequence = SeekBar::class.java.name

        override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(info)
            info.addAction(AccessibilityAction.ACTION_SCROLL_FORWARD)
            info.addAction(AccessibilityAction.ACTION_SCROLL_BACKWARD)
            info.addAction(AccessibilityAction.ACTION_DISMISS)
        }

        override fun performAccessibilityAction(action: Int, arguments: Bundle?): Boolean {
            when (action) {
                AccessibilityNodeInfo.ACTION_SCROLL_FORWARD -> listener.stepped(1)
                AccessibilityNodeInfo.ACTION_SCROLL_BACKWARD -> listener.stepped(-1)
                AccessibilityNodeInfo.ACTION_DISMISS -> listener.left()
                else -> return super.performAccessibilityAction(action, arguments)
            }
            return true
        }
    }

    private companion object {
        const val HANDLE = 20
        const val REACH = 48
    }
}
