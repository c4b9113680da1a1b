package app.huashu.android.overlay

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class PanelPlaceTest {
    private val phone = Room(720, 1440, 2f, Edges(top = 48, bottom = 48))

    @Test
    fun itLiesAtTheBottomAndLeavesTheChatInSight() {
        class Case(val what: String, val room: Room, val percent: Int, val side: Side, val typing: Boolean, val box: Box)
        val lying = Room(1440, 720, 2f, Edges(left = 88, top = 48))
        val tablet = Room(2560, 1600, 2f, Edges(top = 48, bottom = 48))
        val typing = phone.copy(keyboard = 560)
        val cases = listOf(
            Case("as high as wished", phone, 50, Side.RIGHT, false, Box(0, 720, 720, 720)),
            Case("60 percent at most", phone, 90, Side.RIGHT, false, Box(0, 576, 720, 864)),
            Case("280 dp at least", phone, 10, Side.RIGHT, false, Box(0, 880, 720, 560)),
            Case("over the chat's keyboard", typing, 50, Side.RIGHT, false, Box(0, 720, 720, 720)),
            Case("above its own keyboard", typing, 50, Side.RIGHT, true, Box(0, 160, 720, 720)),
            Case("below the status bar", phone.copy(keyboard = 900), 60, Side.RIGHT, true, Box(0, 64, 720, 476)),
            Case("on its side: 480 dp wide, at the bubble", lying, 56, Side.LEFT, false, Box(88, 160, 960, 560)),
            Case("on its side: at the other edge", lying, 56, Side.RIGHT, false, Box(480, 160, 960, 560)),
            Case("on a tablet", tablet, 50, Side.RIGHT, false, Box(1600, 800, 960, 800)),
        )
        for (case in cases) assertEquals(case.what, case.box, PanelPlace(case.room).box(case.percent, case.side, case.typing))
    }

    @Test
    fun itsUpperEdgeIsItsHeight() {
        val place = PanelPlace(phone)
        for ((top, percent) in listOf(576 to 60, 100 to 60, 720 to 50, 936 to 35, 1000 to 35)) assertEquals("$top", percent, place.percent(top))
        assertNull("pulled down, it goes", place.percent(1200))
    }
}
