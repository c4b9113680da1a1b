package app.huashu.android.overlay

import kotlin.math.max
import kotlin.math.min
import kotlin.math.roundToInt

/** Where the panel goes: at the bottom, never so high that the customer's last messages are hidden. */
class PanelPlace(private val room: Room) {
    /**
     * @param percent of the display's height: [LEAST] to [MOST].
     * @param side of the bubble: there a panel lies that is narrower than the display.
     * @param isAboveKeyboard whether it makes way for the keyboard, because it types with it; else it covers the keyboard.
     */
    fun box(percent: Int, side: Side, isAboveKeyboard: Boolean): Box {
        val bottom = room.height - if (isAboveKeyboard) room.keyboard else 0
        val most = bottom - room.bars.top - room.dp(ABOVE)
        val wanted = max(room.height * percent.coerceIn(LEAST, MOST) / PERCENT, room.dp(LEAST_HEIGHT))
        val height = max(0, min(wanted, most))
        val free = room.width - room.bars.left - room.bars.right
        val width = min(free, room.dp(MOST_WIDTH))
        val left = if (side == Side.LEFT) room.bars.left else room.width - room.bars.right - width
        return Box(left, bottom - height, width, height)
    }

    /** The percent of a panel whose upper edge lies here; null where it was pulled down so far that it shall go. */
    fun percent(top: Int): Int? {
        val percent = ((room.height - top) * PERCENT / room.height.toFloat()).roundToInt()
        return if (percent < CLOSES) null else percent.coerceIn(LEAST, MOST)
    }

    companion object {
        const val LEAST = 35
        const val MOST = 60
        private const val CLOSES = 26
        private const val PERCENT = 100
        private const val ABOVE = 8
        private const val MOST_WIDTH = 480

        /** A letter pad and one result; a phone on its side is hardly higher. */
        private const val LEAST_HEIGHT = 280
    }
}
