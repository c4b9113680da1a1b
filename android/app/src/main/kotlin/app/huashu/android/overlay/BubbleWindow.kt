package app.huashu.android.overlay

import android.animation.ValueAnimator
import android.content.Context
import android.view.View
import android.view.WindowManager.LayoutParams
import android.view.animation.DecelerateInterpolator
import app.huashu.android.core.Preferences
import app.huashu.android.send.Underway
import kotlin.math.roundToInt

/** The window of the bubble, as large as what is seen of it. It is dragged, snaps to an edge, fades, and remembers its spot. */
internal class BubbleWindow(
    private val screen: Screen,
    context: Context,
    private val preferences: Preferences,
    private val acts: Acts,
) {
    /** What the bubble is for. */
    interface Acts {
        fun tapped()

        fun held()

        fun dropPlan()
    }

    val view = BubbleView(context, Hand())
    private val params = screen.params(LayoutParams.FLAG_NOT_FOCUSABLE)
    private var room = screen.room(keyboard = 0)
    private var isResting = false
    private var isDragging = false
    private var gliding: ValueAnimator? = null
    private val rest = Runnable { rest() }

    /** The edge that it lies at. */
    val side get() = spot.side

    /** Where it is now. */
    val box get() = Box(params.x, params.y, params.width, params.height)

    private val place get() = BubblePlace(room)

    private var spot: Spot
        get() = Spot.of(preferences[key])
        set(value) {
            preferences[key] = value.text()
        }
    private val key get() = "bubble_${room.shape}"

    /** Shows it; false without the permission. */
    fun add(room: Room): Boolean {
        this.room = room
        put(place.resting(spot, isTucked = false))
        return screen.add(view, params).also { if (it) wake() }
    }

    fun remove() {
        gliding?.cancel()
        view.removeCallbacks(rest)
        screen.remove(view)
    }

    /** The display has another shape, or a keyboard came or went. */
    fun placed(room: Room) {
        val isSameShape = room.shape == this.room.shape
        this.room = room
        if (isDragging) return
        if (isSameShape) glide(place.resting(spot, isTucked())) else settle(place.resting(spot, isTucked()))
    }

    /** Makes way for the panel, and comes back. */
    fun stepAside(isAway: Boolean) {
        view.visibility = if (isAway) View.GONE else View.VISIBLE
        if (!isAway) wake()
    }

    fun show(plan: Underway?, drafts: Int) {
        val isNew = plan != view.plan
        view.plan = plan
        view.drafts = drafts
        if (isNew) wake()
    }

    /** Whole and clear, until it has been left alone for a while. */
    private fun wake() {
        view.removeCallbacks(rest)
        view.animate().cancel()
        view.alpha = 1f
        if (isResting) {
            isResting = false
            settle(place.resting(spot, isTucked = false))
        }
        view.postDelayed(rest, IDLE_MS)
    }

    /** A plan that waits for a tap stays in sight. */
    private fun rest() {
        if (isDragging || view.plan != null) return
        isResting = true
        view.animate().alpha(FADED).setDuration(FADE_MS)
        settle(place.resting(spot, isTucked = true))
    }

    private fun isTucked() = isResting && view.plan == null

    private fun glide(to: Box) {
        val from = box
        gliding?.cancel()
        gliding = ValueAnimator.ofFloat(0f, 1f).apply {
            duration = GLIDE_MS
            interpolator = DecelerateInterpolator()
            addUpdateListener {
                val part = it.animatedValue as Float
                put(Box(between(from.left, to.left, part), between(from.top, to.top, part), to.width, to.height))
                update()
            }
            start()
        }
    }

    private fun settle(at: Box) {
        gliding?.cancel()
        put(at)
        update()
    }

    private fun put(box: Box) {
        params.x = box.left
        params.y = box.top
        params.width = box.width
        params.height = box.height
        view.side = spot.side
    }

    private fun update() = screen.update(view, params)

    private fun between(from: Int, to: Int, part: Float) = (from + (to - from) * part).roundToInt()

    private inner class Hand : BubbleListener {
        private var from = Box(0, 0, 0, 0)

        override fun pressed() {
            wake()
            view.removeCallbacks(rest)
            gliding?.end()
            from = box
        }

        override fun dragged(across: Float, down: Float) {
            isDragging = true
            settle(place.dragged(from.left + across.roundToInt(), from.top + down.roundToInt()))
        }

        override fun dropped() {
            isDragging = false
            spot = place.dropped(box.left, box.top)
            wake()
            glide(place.resting(spot, isTucked = false))
        }

        override fun released() = wake()

        override fun tapped() = acts.tapped()

        override fun held() = acts.held()

        override fun dropPlan() = acts.dropPlan()

        override fun moved(toOtherEdge: Boolean, steps: Int) {
            val now = spot
            val other = if (now.side == Side.LEFT) Side.RIGHT else Side.LEFT
            spot = Spot(if (toOtherEdge) other else now.side, (now.fraction + steps * STEP).coerceIn(0f, 1f))
            wake()
            settle(place.resting(spot, isTucked = false))
        }
    }

    private companion object {
        const val IDLE_MS = 3_000L
        const val FADE_MS = 250L
        const val GLIDE_MS = 180L
        const val FADED = 0.45f
        const val STEP = 0.2f
    }
}
