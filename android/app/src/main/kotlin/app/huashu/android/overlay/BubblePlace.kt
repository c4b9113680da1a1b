package app.huashu.android.overlay

import kotlin.math.max
import kotlin.math.min
import kotlin.math.roundToInt

/** Distances from the edges of the display, in px. */
data class Edges(val left: Int = 0, val top: Int = 0, val right: Int = 0, val bottom: Int = 0)

/** A place on the display, in px from its top left corner. */
data class Box(val left: Int, val top: Int, val width: Int, val height: Int) {
    val right get() = left + width
    val bottom get() = top + height
}

/** An edge that the bubble lies at. */
enum class Side { LEFT, RIGHT }

/**
 * The display as it stands, in px.
 *
 * @property bars what the system's bars and the cutout take.
 * @property gestures how far from an edge a swipe means "back".
 * @property keyboard how far up from the bottom edge a keyboard reaches; 0 where there is none.
 */
data class Room(
    val width: Int,
    val height: Int,
    val density: Float,
    val bars: Edges = Edges(),
    val gestures: Edges = Edges(),
    val keyboard: Int = 0,
) {
    fun dp(value: Int) = (value * density).roundToInt()

    /** Names this shape of the display: another for each orientation, and for a phone that folds. */
    val shape get() = "${(width / density).roundToInt()}x${(height / density).roundToInt()}"
}

/** Where the person left the bubble: at which edge, and how far down the way that it may go there (0 at the top, 1 at the bottom). */
data class Spot(val side: Side, val fraction: Float) {
    fun text() = "$side $fraction"

    companion object {
        /** Within the reach of the right thumb, above where chat apps have their input line. */
        val FIRST = Spot(Side.RIGHT, 0.55f)

        /** Reads [text]; what cannot be read is the first spot. */
        fun of(text: String?): Spot {
            val words = text?.split(' ') ?: return FIRST
            val side = Side.entries.find { it.name == words.first() } ?: return FIRST
            val fraction = words.last().toFloatOrNull()?.takeIf { it.isFinite() } ?: return FIRST
            return Spot(side, fraction.coerceIn(0f, 1f))
        }
    }
}

/** Where the bubble goes: pure sums, of which the display is all that they know. */
class BubblePlace(private val room: Room) {
    val size = room.dp(SIZE)

    /** At its spot: whole, or tucked half behind the edge. A keyboard pushes it up, and lets it back. */
    fun resting(spot: Spot, isTucked: Boolean): Box {
        val way = lowest(spot.side, keyboard = 0) - highest
        val wanted = highest + (spot.fraction * way).roundToInt()
        val top = min(wanted, lowest(spot.side, room.keyboard))
        val visible = if (isTucked) tucked(spot.side) else size
        val gap = if (visible < size) 0 else room.dp(GAP)
        val left = when (spot.side) {
            Side.LEFT -> room.bars.left + gap
            Side.RIGHT -> room.width - room.bars.right - gap - visible
        }
        return Box(left, top, visible, size)
    }

    /** Under the finger; it cannot be lost outside. */
    fun dragged(left: Int, top: Int): Box {
        val farthest = room.width - room.bars.right - size
        val deepest = room.height - room.bars.bottom - size
        return Box(between(left, room.bars.left, farthest), between(top, room.bars.top, deepest), size, size)
    }

    /** The spot for a bubble that was let go here: at the nearer edge. */
    fun dropped(left: Int, top: Int): Spot {
        val middle = (room.bars.left + room.width - room.bars.right) / 2
        val side = if (left + size / 2 < middle) Side.LEFT else Side.RIGHT
        val way = lowest(side, keyboard = 0) - highest
        val fraction = if (way == 0) 0f else (top - highest).toFloat() / way
        return Spot(side, fraction.coerceIn(0f, 1f))
    }

    /** How wide it is while tucked: beyond the zone of the back gesture enough stays to be touched. Beside a bar or cutout it stays whole. */
    private fun tucked(side: Side): Int {
        val bar = if (side == Side.LEFT) room.bars.left else room.bars.right
        val zone = if (side == Side.LEFT) room.gestures.left else room.gestures.right
        if (bar > 0) return size
        return min(size, max(room.dp(TUCKED), zone + room.dp(BESIDE_GESTURES)))
    }

    private val highest get() = room.bars.top + room.dp(GAP)

    private fun lowest(side: Side, keyboard: Int): Int {
        val kept = room.dp(if (side == Side.RIGHT) SEND_BUTTON else GAP)
        return max(highest, room.height - max(room.bars.bottom, keyboard) - kept - size)
    }

    private fun between(value: Int, least: Int, most: Int) = value.coerceIn(least, max(least, most))

    private companion object {
        const val SIZE = 56
        const val GAP = 8

        /** Less than 32 dp could hardly be touched beside the back gesture. */
        const val TUCKED = 36
        const val BESIDE_GESTURES = 20

        /** Chat apps have "send" at the bottom right, in a line of about 56 dp. */
        const val SEND_BUTTON = 72
    }
}
