package app.huashu.android.overlay

import android.view.HapticFeedbackConstants
import android.view.WindowManager.LayoutParams
import app.huashu.android.R
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.dp
import app.huashu.android.core.isDark
import app.huashu.android.send.Underway
import app.huashu.model.Surface
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

class BubbleWindowTest : OverlayTest() {
    @Test
    fun itsWindowIsWhatIsSeenAndTakesNoFocus() {
        val bubble = shown()
        val window = bubble.window
        assertEquals(app.dp(56), window.width)
        assertEquals(app.dp(56), window.height)
        assertEquals(LayoutParams.TYPE_APPLICATION_OVERLAY, window.type)
        assertNotEquals(0, window.flags and LayoutParams.FLAG_NOT_FOCUSABLE)
        assertEquals(0, window.flags and LayoutParams.FLAG_ALT_FOCUSABLE_IM)
    }

    @Test
    fun aDragBeyondTheSlopEndsAtTheNearerEdgeAndIsRemembered() {
        val bubble = shown()
        val from = bubble.window.x
        bubble.finger(10f to 10f, 11f to 12f, isLeaving = false)
        assertEquals("within the slop nothing moves", from, bubble.window.x)
        bubble.finger(600f to 700f, 400f to 500f, 100f to 300f)
        idle(500)
        assertEquals(app.dp(8), bubble.window.x)
        val y = bubble.window.y
        running.kill()
        running.start(null)
        val again = overlay().bubble.view
        assertEquals(app.dp(8), again.window.x)
        assertEquals(y.toFloat(), again.window.y.toFloat(), 1f)
    }

    @Test
    fun leftAloneItFadesBehindTheEdgeAndATapOpensThePanelAtOnce() {
        val bubble = shown()
        idle(3_500)
        assertEquals(0.45f, bubble.alpha, 0.01f)
        assertTrue(bubble.window.width < app.dp(56) && bubble.window.width >= app.dp(32))
        bubble.finger(5f to 20f)
        assertTrue(overlay().panel.isOpen)
        assertEquals(1f, bubble.alpha, 0.01f)
    }

    @Test
    fun aPlanThatWaitsStaysInSight() {
        shown()
        val phrase = phrases("发货时间" to "今天发货").single()
        overlay().bubble.show(Underway(phrase, Surface.ANDROID_OVERLAY, "wechat", done = 1, count = 3), drafts = 0)
        idle(10_000)
        val bubble = overlay().bubble.view
        assertEquals(1f, bubble.alpha, 0.01f)
        assertEquals(app.dp(56), bubble.window.width)
        assertEquals("话术，发送第 2 步，共 3 步", bubble.contentDescription)
    }

    @Test
    fun aLongPressTicks() {
        val bubble = shown()
        bubble.finger(20f to 20f, isLeaving = false)
        idle(2_000)
        assertEquals(HapticFeedbackConstants.LONG_PRESS, shadowOf(bubble).lastHapticFeedbackPerformed())
    }

    @Test
    fun aKeyboardPushesItUpAndLetsItBack() {
        val bubble = shown()
        bubble.finger(600f to 700f, 600f to 2000f)
        idle(500)
        val low = bubble.window.y
        overlay().keyboard(500)
        assertTrue("${bubble.window.y} < $low", bubble.window.y + bubble.window.height <= 1440 - 500)
        overlay().keyboard(0)
        assertEquals(low, bubble.window.y)
    }

    @Test
    fun eachOrientationHasItsSpot() {
        val bubble = shown()
        bubble.finger(600f to 700f, 100f to 300f)
        idle(500)
        val upright = bubble.window.x to bubble.window.y
        turn("land")
        assertNotEquals("lying, it is where it first was", Side.LEFT, overlay().bubble.side)
        assertTrue(bubble.window.x + bubble.window.width <= 1440)
        assertTrue(bubble.window.y + bubble.window.height <= 720)
        turn("port")
        assertEquals(upright, bubble.window.x to bubble.window.y)
        turn("w600dp-h720dp")
        assertEquals("unfolded", Side.RIGHT, overlay().bubble.side)
        assertTrue(bubble.window.x > 720)
        turn("w360dp-h720dp")
        assertEquals("folded", upright, bubble.window.x to bubble.window.y)
    }

    @Test
    fun aTurnedPhoneKeepsThePanelAndWhatIsInIt() {
        val bubble = shown()
        bubble.finger(20f to 20f)
        val panel = overlay().panel
        val content = panel.frame.content.getChildAt(0)
        turn("land")
        assertTrue(panel.isOpen)
        assertEquals(content, overlay().panel.frame.content.getChildAt(0))
        assertEquals(app.dp(480), panel.frame.window.width)
        assertEquals("at the bubble's side", 1440, panel.frame.window.x + panel.frame.window.width)
        turn("night")
        assertTrue(overlay().bubble.view.context.isDark)
    }

    @Test
    fun anotherThemeMakesItsViewsAnew() {
        shown()
        app.preferences.theme = ThemeChoice.DARK
        idle(500)
        assertTrue(overlay().bubble.view.context.isDark)
        assertTrue(Bubble.isShown)
    }

    @Test
    fun talkBackMovesAndHidesIt() {
        val bubble = shown()
        val labels = bubble.createAccessibilityNodeInfo().actionList.mapNotNull { it.label?.toString() }
        assertEquals(listOf("隐藏", "移到另一边", "上移", "下移"), labels)
        val y = bubble.window.y
        bubble.performAccessibilityAction(R.id.overlay_up, null)
        assertTrue(bubble.window.y < y)
        bubble.performAccessibilityAction(R.id.overlay_other_edge, null)
        assertEquals(Side.LEFT, overlay().bubble.side)
        bubble.performAccessibilityAction(R.id.overlay_hide, null)
        assertFalse(Bubble.isShown)
    }
}
