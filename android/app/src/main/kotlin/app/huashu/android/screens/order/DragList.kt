package app.huashu.android.screens.order

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.MotionEvent
import android.view.View
import android.widget.ListView
import app.huashu.android.core.dp

/** What a list whose rows are dragged asks of its owner. */
internal interface DragDeeds {
    /** Whether a row may take the place of another. */
    fun mayPass(from: Int, to: Int): Boolean

    /** A row that is held goes to another place of the list; nothing is written yet. */
    fun pass(from: Int, to: Int)

    /** It was let go: from where it was taken to where it lies now. */
    fun drop(from: Int, to: Int)
}

/** A list whose rows are dragged by a handle, from its first touch on: no long press. It scrolls where the finger comes near its ends. */
@SuppressLint("ViewConstructor")
internal class DragList(context: Context, private val deeds: DragDeeds) : ListView(context) {
    private var taken = NONE
    private var held = NONE
    private var picture: Bitmap? = null
    private var grip = 0f
    private var fingerY = 0f
    private val edge = context.dp(EDGE)
    private val step = context.dp(STEP)
    private val scroll = Runnable { scrollAtEdge() }

    /** The row that is held, if any: its place stays free while it is drawn under the finger. */
    val heldPosition: Int get() = held

    val isDragging: Boolean get() = held != NONE

    /** Takes a row up; [row] is the view that shows it now, [y] the finger within it. */
    fun take(row: View, y: Float) {
        val position = getPositionForView(row)
        if (position == INVALID_POSITION || row.width == 0) return
        taken = position
        held = position
        grip = y
        fingerY = row.top + y
        picture = Bitmap.createBitmap(row.width, row.height, Bitmap.Config.ARGB_8888).also { row.draw(Canvas(it)) }
        parent.requestDisallowInterceptTouchEvent(true)
        invalidateViews()
    }

    override fun onInterceptTouchEvent(event: MotionEvent): Boolean = isDragging || super.onInterceptTouchEvent(event)

    @SuppressLint("ClickableViewAccessibility") // TalkBack has actions of its own, on every row.
    override fun onTouchEvent(event: MotionEvent): Boolean {
        if (!isDragging) return super.onTouchEvent(event)
        when (event.actionMasked) {
            MotionEvent.ACTION_MOVE -> {
                fingerY = event.y
                follow()
                removeCallbacks(scroll)
                scrollAtEdge()
            }
            MotionEvent.ACTION_UP -> letGo()
            MotionEvent.ACTION_CANCEL -> {
                if (held != taken) deeds.pass(held, taken)
                held = taken
                letGo()
            }
        }
        return true
    }

    override fun dispatchDraw(canvas: Canvas) {
        super.dispatchDraw(canvas)
        picture?.let { canvas.drawBitmap(it, 0f, fingerY - grip, null) }
    }

    private fun follow() {
        val over = pointToPosition(width / 2, fingerY.toInt().coerceIn(0, height - 1))
        if (over != INVALID_POSITION && over != held && deeds.mayPass(held, over)) {
            deeds.pass(held, over)
            held = over
            invalidateViews()
        }
        invalidate()
    }

    private fun scrollAtEdge() {
        if (!isDragging) return
        val by = when {
            fingerY < edge -> -step
            fingerY > height - edge -> step
            else -> return
        }
        if (!canScrollList(by)) return
        scrollListBy(by)
        follow()
        postOnAnimation(scroll)
    }

    private fun letGo() {
        val from = taken
        val to = held
        removeCallbacks(scroll)
        taken = NONE
        held = NONE
        picture = null
        invalidateViews()
        invalidate()
        if (from != to) deeds.drop(from, to)
    }

    private companion object {
        const val NONE = -1
        const val EDGE = 56
        const val STEP = 8
    }
}
