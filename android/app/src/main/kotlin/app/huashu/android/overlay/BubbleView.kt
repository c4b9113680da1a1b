package app.huashu.android.overlay

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Rect
import android.graphics.RectF
import android.graphics.Typeface
import android.os.Build
import android.os.Bundle
import android.view.MotionEvent
import android.view.View
import android.view.ViewConfiguration
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import android.widget.Button
import app.huashu.android.R
import app.huashu.android.core.dp
import app.huashu.android.send.Underway
import kotlin.math.hypot

/** What happens to the bubble. Distances in px from where the finger came down. */
internal interface BubbleListener {
    fun pressed()

    fun dragged(across: Float, down: Float)

    /** The finger left after a drag. */
    fun dropped()

    /** The finger left, or was taken away, without a drag. */
    fun released()

    fun tapped()

    /** A long press, or what stands for it: the bubble shall go out of the way. */
    fun held()

    /** Moved without a finger: to the other edge, or up (-1) and down (1). */
    fun moved(toOtherEdge: Boolean, steps: Int)

    /** The plan that waits shall be forgotten. */
    fun dropPlan()
}

/** The bubble: a disc of 56 dp, cut off at the edge that it is tucked behind; it shows which step of a plan comes next. */
@SuppressLint("ViewConstructor")
internal class BubbleView(context: Context, private val listener: BubbleListener) : View(context) {
    private val size = context.dp(SIZE)
    private val picture = context.getDrawable(R.drawable.ic_bubble)?.mutate()
    private val disc = paint(R.color.accent)
    private val ring = paint(R.color.surface).apply { outlined(RING) }
    private val done = paint(R.color.on_accent).apply { outlined(ARC) }
    private val track = paint(R.color.on_accent).apply {
        outlined(ARC)
        alpha = TRACK_ALPHA
    }
    private val mark = paint(R.color.danger)
    private val digits = paint(R.color.on_accent).apply {
        typeface = Typeface.create(Typeface.DEFAULT, Typeface.BOLD)
        textAlign = Paint.Align.CENTER
    }
    private val touch = Touch()

    /** The plan whose next step a tap does. */
    var plan: Underway? = null
        set(value) {
            field = value
            described()
        }

    /** How many drafts wait for the person's decision; they are what the dot means. */
    var drafts = 0
        set(value) {
            field = value
            described()
        }

    /** The edge that hides a part of it, where the view is narrower than the disc. */
    var side = Side.RIGHT
        set(value) {
            field = value
            invalidate()
        }

    init {
        picture?.setTint(context.getColor(R.color.on_accent))
        isClickable = true
        isFocusable = true
        described()
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val left = if (side == Side.LEFT) width - size else 0
        val centre = size / 2f
        canvas.save()
        canvas.translate(left.toFloat(), 0f)
        canvas.drawCircle(centre, centre, centre - context.dp(1), disc)
        canvas.drawCircle(centre, centre, centre - ring.strokeWidth / 2, ring)
        val plan = plan
        val middle = width / 2f - left
        if (plan == null) drawPicture(canvas, middle) else drawStep(canvas, plan, centre)
        if (drafts > 0 && plan == null) drawMark(canvas)
        canvas.restore()
    }

    private fun drawPicture(canvas: Canvas, middle: Float) {
        val half = context.dp(PICTURE) / 2
        val x = middle.toInt()
        val y = size / 2 + context.dp(1)
        picture?.bounds = Rect(x - half, y - half, x + half, y + half)
        picture?.draw(canvas)
    }

    private fun drawStep(canvas: Canvas, plan: Underway, centre: Float) {
        val inset = context.dp(6).toFloat()
        val arc = RectF(inset, inset, size - inset, size - inset)
        canvas.drawOval(arc, track)
        canvas.drawArc(arc, TOP_ANGLE, FULL_ANGLE * plan.done / plan.count.coerceAtLeast(1), false, done)
        val text = step(plan)
        digits.textSize = context.dp(DIGITS).toFloat()
        val room = size - context.dp(DIGITS_MARGIN)
        val wide = digits.measureText(text)
        if (wide > room) digits.textSize *= room / wide
        canvas.drawText(text, centre, centre - (digits.ascent() + digits.descent()) / 2, digits)
    }

    /** At the upper inner corner, where it is also seen while tucked. */
    private fun drawMark(canvas: Canvas) {
        val radius = context.dp(6).toFloat()
        val x = if (side == Side.LEFT) size - radius * 2 else radius * 2
        canvas.drawCircle(x, radius * 1.5f, radius + ring.strokeWidth, ring.filled())
        canvas.drawCircle(x, radius * 1.5f, radius, mark)
    }

    override fun onSizeChanged(width: Int, height: Int, oldWidth: Int, oldHeight: Int) {
        super.onSizeChanged(width, height, oldWidth, oldHeight)
        // Our edge is no edge of the screen: a swipe from it is a drag of the bubble. The system grants 200 dp for each edge (API 29).
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) systemGestureExclusionRects = listOf(Rect(0, 0, width, height))
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean = touch.on(event)

    override fun performClick(): Boolean {
        super.performClick()
        listener.tapped()
        return true
    }

    override fun onDetachedFromWindow() {
        touch.forget()
        super.onDetachedFromWindow()
    }

    override fun getAccessibilityClassName(): CharSequence = Button::class.java.name

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        if (plan != null) info.addAction(AccessibilityAction(R.id.overlay_drop_plan, context.getString(R.string.overlay_stop_steps)))
        info.addAction(AccessibilityAction(R.id.overlay_hide, context.getString(R.string.overlay_hide)))
        info.addAction(AccessibilityAction(R.id.overlay_other_edge, context.getString(R.string.overlay_other_edge)))
        info.addAction(AccessibilityAction(R.id.overlay_up, context.getString(R.string.overlay_up)))
        info.addAction(AccessibilityAction(R.id.overlay_down, context.getString(R.string.overlay_down)))
    }

    override fun performAccessibilityAction(action: Int, arguments: Bundle?): Boolean {
        when (action) {
            R.id.overlay_drop_plan -> listener.dropPlan()
            R.id.overlay_hide -> listener.held()
            R.id.overlay_other_edge -> listener.moved(toOtherEdge = true, steps = 0)
            R.id.overlay_up -> listener.moved(toOtherEdge = false, steps = -1)
            R.id.overlay_down -> listener.moved(toOtherEdge = false, steps = 1)
            else -> return super.performAccessibilityAction(action, arguments)
        }
        return true
    }

    private fun described() {
        val plan = plan
        contentDescription = when {
            plan != null -> context.getString(R.string.overlay_bubble_step, plan.done + 1, plan.count)
            drafts > 0 -> context.resources.getQuantityString(R.plurals.overlay_bubble_drafts, drafts, drafts)
            else -> context.getString(R.string.overlay_bubble)
        }
        invalidate()
    }

    private fun step(plan: Underway) = "${plan.done + 1}/${plan.count}"

    private fun paint(colour: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(colour) }

    private fun Paint.outlined(width: Int) {
        style = Paint.Style.STROKE
        strokeWidth = context.dp(width).toFloat()
        strokeCap = Paint.Cap.ROUND
    }

    private fun Paint.filled() = Paint(this).apply { style = Paint.Style.FILL }

    /** Tells tap, drag and long press apart, by the whole way from where the finger came down. */
    private inner class Touch {
        private val slop = ViewConfiguration.get(context).scaledTouchSlop
        private val hold = Runnable {
            isHeld = true
            listener.held()
        }
        private var fromX = 0f
        private var fromY = 0f
        private var isDragging = false
        private var isHeld = false

        fun on(event: MotionEvent): Boolean {
            when (event.actionMasked) {
                MotionEvent.ACTION_DOWN -> down(event)
                MotionEvent.ACTION_MOVE -> moved(event.rawX - fromX, event.rawY - fromY)
                MotionEvent.ACTION_UP -> up()
                MotionEvent.ACTION_CANCEL -> left()
            }
            return true
        }

        fun forget() {
            removeCallbacks(hold)
        }

        private fun down(event: MotionEvent) {
            fromX = event.rawX
            fromY = event.rawY
            isDragging = false
            isHeld = false
            // Twice the usual time: many rest before they drag.
            postDelayed(hold, ViewConfiguration.getLongPressTimeout() * 2L)
            listener.pressed()
        }

        private fun moved(across: Float, down: Float) {
            if (isHeld) return
            if (!isDragging && hypot(across, down) <= slop) return
            isDragging = true
            forget()
            listener.dragged(across, down)
        }

        private fun up() {
            val isTap = !isDragging && !isHeld
            left()
            if (isTap) performClick()
        }

        private fun left() {
            forget()
            if (isHeld) return
            if (isDragging) listener.dropped() else listener.released()
        }
    }

    private companion object {
        const val SIZE = 56
        const val PICTURE = 26
        const val DIGITS = 18
        const val DIGITS_MARGIN = 24
        const val RING = 2
        const val ARC = 3
        const val TRACK_ALPHA = 77
        const val TOP_ANGLE = -90f
        const val FULL_ANGLE = 360f
    }
}
