package app.huashu.android.overlay

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Sums by data, on displays of 2 px for each dp. */
class BubblePlaceTest {
    private val phone = Room(720, 1440, 2f, Edges(top = 48, bottom = 96))
    private val gestures = phone.copy(bars = Edges(top = 48, bottom = 48), gestures = Edges(left = 48, right = 48))
    private val notch = Room(1440, 720, 2f, Edges(left = 88, top = 48, right = 96))
    private val rooms = listOf(phone, gestures, notch, phone.copy(keyboard = 640), notch.copy(keyboard = 400), Room(400, 300, 2f))

    @Test
    fun whereItIsLetGoDecidesTheEdge() {
        val cases = listOf(
            0 to Side.LEFT,
            303 to Side.LEFT,
            304 to Side.RIGHT,
            608 to Side.RIGHT,
        )
        for ((left, side) in cases) assertEquals("$left", side, BubblePlace(phone).dropped(left, 400).side)
    }

    @Test
    fun itRestsWhereItWasLetGo() {
        for (top in listOf(64, 200, 500, 900, 1088)) {
            val spot = BubblePlace(phone).dropped(600, top)
            val box = BubblePlace(phone).resting(spot, isTucked = false)
            assertEquals(Box(720 - 112 - 16, top, 112, 112), box)
        }
    }

    @Test
    fun itKeepsClearOfBarsCutoutKeyboardAndSendButton() {
        for (room in rooms) {
            for (side in Side.entries) {
                for (fraction in listOf(0f, 0.3f, 0.5f, 0.9f, 1f)) {
                    for (isTucked in listOf(true, false)) {
                        val box = BubblePlace(room).resting(Spot(side, fraction), isTucked)
                        val what = "$room $side $fraction $isTucked: $box"
                        assertTrue(what, box.left >= room.bars.left && box.right <= room.width - room.bars.right)
                        assertTrue(what, box.top >= room.bars.top)
                        if (room.height - room.keyboard - room.bars.top < 420) continue
                        val kept = if (side == Side.RIGHT) 144 else 16
                        assertTrue(what, box.bottom <= room.height - maxOf(room.bars.bottom, room.keyboard) - kept)
                    }
                }
            }
        }
    }

    @Test
    fun aKeyboardPushesItUpAndLetsItBack() {
        val low = Spot(Side.RIGHT, 1f)
        val before = BubblePlace(phone).resting(low, isTucked = false)
        val pushed = BubblePlace(phone.copy(keyboard = 600)).resting(low, isTucked = false)
        assertEquals(1440 - 96 - 144, before.bottom)
        assertEquals(1440 - 600 - 144, pushed.bottom)
        assertEquals(before, BubblePlace(phone).resting(low, isTucked = false))
        val high = Spot(Side.RIGHT, 0.1f)
        val unmoved = BubblePlace(phone.copy(keyboard = 600)).resting(high, isTucked = false)
        assertEquals(BubblePlace(phone).resting(high, isTucked = false), unmoved)
    }

    @Test
    fun tuckedItCanStillBeTouched() {
        class Case(val what: String, val room: Room, val side: Side, val width: Int)
        val cases = listOf(
            Case("no gestures: 36 dp", phone, Side.LEFT, 72),
            Case("no gestures: 36 dp", phone, Side.RIGHT, 72),
            Case("20 dp beside the zone of the back gesture", gestures, Side.RIGHT, 88),
            Case("a wide zone leaves it whole", phone.copy(gestures = Edges(left = 90, right = 90)), Side.RIGHT, 112),
            Case("beside a cutout it stays whole", notch, Side.LEFT, 112),
            Case("beside a bar it stays whole", notch, Side.RIGHT, 112),
        )
        for (case in cases) {
            val box = BubblePlace(case.room).resting(Spot(case.side, 0.5f), isTucked = true)
            assertEquals(case.what, case.width, box.width)
            assertTrue(case.what, box.width >= 64)
        }
        assertEquals(0, BubblePlace(phone).resting(Spot(Side.LEFT, 0.5f), isTucked = true).left)
        assertEquals(720, BubblePlace(phone).resting(Spot(Side.RIGHT, 0.5f), isTucked = true).right)
    }

    @Test
    fun aFingerCannotLoseIt() {
        for (room in rooms) {
            for ((left, top) in listOf(-500 to -500, 5000 to 5000, -1 to 700, 3000 to 10)) {
                val box = BubblePlace(room).dragged(left, top)
                assertTrue("$room $box", box.left >= room.bars.left && box.top >= room.bars.top)
                assertTrue("$room $box", box.right <= room.width - room.bars.right && box.bottom <= room.height - room.bars.bottom)
            }
        }
    }

    @Test
    fun eachShapeOfTheDisplayHasItsName() {
        assertEquals("360x720", phone.shape)
        assertEquals("720x360", notch.shape)
        assertEquals("360x720", phone.copy(keyboard = 300).shape)
    }

    @Test
    fun aSpotIsReadAsItWasWritten() {
        for (spot in listOf(Spot(Side.LEFT, 0f), Spot(Side.RIGHT, 0.37f), Spot(Side.LEFT, 1f))) assertEquals(spot, Spot.of(spot.text()))
        for (bad in listOf(null, "", "LEFT", "UP 0.5", "LEFT x", "RIGHT NaN")) assertEquals("$bad", Spot.FIRST, Spot.of(bad))
        assertEquals(Spot(Side.LEFT, 1f), Spot.of("LEFT 7"))
    }
}
