package app.huashu.android.overlay

import android.app.AppOpsManager
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import android.content.res.Configuration
import android.os.Process
import android.service.quicksettings.IQSService
import android.service.quicksettings.Tile
import android.service.quicksettings.TileService
import android.view.HapticFeedbackConstants
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager.LayoutParams
import app.huashu.android.AppTest
import app.huashu.android.R
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.dp
import app.huashu.android.core.isDark
import app.huashu.android.screens.settings.HealthActivity
import app.huashu.android.send.Underway
import app.huashu.model.Surface
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowSettings
import org.robolectric.util.ReflectionHelpers
import java.lang.reflect.Proxy

class OverlayServiceTest : AppTest() {
    private val running = RunningService()
    private val before = windows().size

    @Before
    fun allow() {
        ShadowSettings.setCanDrawOverlays(true)
        Bubble.isRunning = false
    }

    @After
    fun noWindowIsLeft() {
        running.kill()
        assertEquals(before, windows().size)
        assertFalse(Bubble.isShown)
    }

    @Test
    fun withoutThePermissionThePageOpensAndBringsTheBubbleAfterwards() {
        ShadowSettings.setCanDrawOverlays(false)
        Bubble.show(app)
        assertEquals(HealthActivity::class.java.name, shadowOf(app).nextStartedActivity.component?.className)
        val page = Robolectric.buildActivity(HealthActivity::class.java).setup()
        assertNull("nothing starts without the permission", shadowOf(app).nextStartedService)

        page.pause()
        ShadowSettings.setCanDrawOverlays(true)
        page.resume()
        running.handOver()
        assertTrue(Bubble.isShown)
        page.pause().stop().destroy()
    }

    @Test
    fun theBubbleIsSeenBeforeTheServiceGoesToTheForeground() {
        Bubble.show(app)
        val intent = shadowOf(app).nextStartedService
        val service = Robolectric.buildService(OverlayService::class.java).create().get()
        service.onStartCommand(intent, 0, 1)
        assertNotNull(service.overlay)
        assertNull("first the window", shadowOf(service).lastForegroundNotification)
        idle(500)
        assertNotNull("then the foreground", shadowOf(service).lastForegroundNotification)
        service.onDestroy()
        idle()
    }

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
    fun aLongPressHidesItAndNotificationTileShortcutAndAppCallItBack() {
        val ways = mapOf<String, () -> Unit>(
            "notification" to {
                val show = shadowOf(running.service).lastForegroundNotification.actions.first()
                assertEquals("显示", show.title)
                show.actionIntent.send()
            },
            "tile" to {
                tile().onClick()
                Robolectric.buildActivity(CallActivity::class.java, started()).create()
            },
            "shortcut" to {
                val intent = Intent("app.huashu.android.SHOW_BUBBLE")
                Robolectric.buildActivity(CallActivity::class.java, intent).create()
            },
            "app" to { Bubble.show(app) },
        )
        shown()
        for ((way, callBack) in ways) {
            val bubble = overlay().bubble.view
            bubble.finger(20f to 20f, isLeaving = false)
            idle(2_000)
            assertFalse(way, Bubble.isShown)
            assertNull(way, running.overlay)
            assertNotNull("$way: the service stays", running.service)
            assertFalse(way, app.preferences.isBubbleWanted)
            callBack()
            running.handOver()
            assertTrue(way, Bubble.isShown)
            assertTrue(way, app.preferences.isBubbleWanted)
        }
    }

    @Test
    fun aLongPressByMistakeIsUndone() {
        val bubble = shown()
        val before = bubble.window.x to bubble.window.y
        bubble.finger(20f to 20f, isLeaving = false)
        idle(1_000)
        val line = running.service?.farewell?.shown as ViewGroup
        assertEquals(listOf("已隐藏，在通知里可以叫回来", "撤销"), line.texts())
        line.getChildAt(1).performClick()
        running.settle()
        assertTrue(Bubble.isShown)
        assertNull(running.service?.farewell?.shown)
        val again = overlay().bubble.view
        assertEquals(before, again.window.x to again.window.y)
    }

    @Test
    fun aLongPressTicks() {
        val bubble = shown()
        bubble.finger(20f to 20f, isLeaving = false)
        idle(2_000)
        assertEquals(HapticFeedbackConstants.LONG_PRESS, shadowOf(bubble).lastHapticFeedbackPerformed())
    }

    @Test
    fun theNotificationHidesAndCloses() {
        shown()
        val notice = shadowOf(running.service).lastForegroundNotification
        assertEquals(listOf("隐藏", "关闭"), notice.actions.map { it.title.toString() })
        notice.actions[1].actionIntent.send()
        running.handOver()
        assertNull(running.service)
        assertFalse(app.preferences.isBubbleWanted)
    }

    @Test
    fun closedBeforeItWasInTheForegroundItGoesThereFirst() {
        Bubble.show(app)
        val service = Robolectric.buildService(OverlayService::class.java).create().get()
        service.onStartCommand(shadowOf(app).nextStartedService, 0, 1)
        Bubble.hide(app)
        service.onStartCommand(shadowOf(app).nextStartedService, 0, 2)
        assertEquals(Notices.RUNNING, shadowOf(service).lastForegroundNotificationId)
        assertTrue(shadowOf(service).isStoppedBySelf)
        service.onDestroy()
        idle()
    }

    @Test
    fun whereTheSystemRefusesTheForegroundATapOnANotificationIsTheWay() {
        app.preferences.isBubbleWanted = true
        val service = Robolectric.buildService(OverlayService::class.java).create().get()
        shadowOf(service).setThrowInStartForeground(IllegalStateException("ForegroundServiceStartNotAllowedException"))
        service.onStartCommand(null, 0, 1)
        idle(500)
        assertTrue(shadowOf(service).isStoppedBySelf)
        assertTrue(isTold(R.string.overlay_refused_title))
        service.onDestroy()
        idle()
    }

    @Test
    fun thePermissionTakenAwayEndsItWithAWordAndTheWishStays() {
        shown()
        ShadowSettings.setCanDrawOverlays(false)
        val ops = app.getSystemService(AppOpsManager::class.java)
        shadowOf(ops).setMode(AppOpsManager.OPSTR_SYSTEM_ALERT_WINDOW, Process.myUid(), app.packageName, AppOpsManager.MODE_ERRORED)
        running.settle()
        assertNull(running.service)
        assertTrue(isTold(R.string.overlay_lost_title))
        assertTrue(app.preferences.isBubbleWanted)
        idle(60_000)
        assertNull("nothing comes again by itself", shadowOf(app).nextStartedService)
    }

    @Test
    fun killedItComesBackAsThePersonLeftIt() {
        shown()
        running.kill()
        running.start(null)
        assertTrue(Bubble.isShown)
        assertTrue(running.isSticky)

        overlay().bubble.view.finger(20f to 20f, isLeaving = false)
        idle(2_000)
        running.kill()
        running.start(null)
        assertNull("it was hidden", running.service)
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

    @Test
    fun afterAStartOfThePhoneItComesOnlyWhereThatWasAskedFor() {
        class Case(val atStart: Boolean, val wanted: Boolean, val allowed: Boolean, val comes: Boolean)
        val cases = listOf(
            Case(atStart = true, wanted = true, allowed = true, comes = true),
            Case(atStart = false, wanted = true, allowed = true, comes = false),
            Case(atStart = true, wanted = false, allowed = true, comes = false),
            Case(atStart = true, wanted = true, allowed = false, comes = false),
        )
        for (case in cases) {
            Boot.set(app, case.atStart)
            app.preferences.isBubbleWanted = case.wanted
            ShadowSettings.setCanDrawOverlays(case.allowed)
            BootReceiver().onReceive(app, Intent(Intent.ACTION_BOOT_COMPLETED))
            assertEquals(case.comes, shadowOf(app).nextStartedService != null)
            assertNull(shadowOf(app).nextStartedActivity)
        }
    }

    @Test
    fun theTileSaysHowItStands() {
        val tile = tile()
        tile.onStartListening()
        assertEquals(Tile.STATE_INACTIVE, tile.qsTile.state)
        shown()
        tile.onStartListening()
        assertEquals(Tile.STATE_ACTIVE, tile.qsTile.state)
        tile.onClick()
        assertEquals(Tile.STATE_INACTIVE, tile.qsTile.state)
        running.handOver()
        assertFalse(Bubble.isShown)
    }

    private fun shown(): View {
        Bubble.show(app)
        running.handOver()
        return overlay().bubble.view
    }

    /** Whether a notification with this title is there. */
    private fun isTold(title: Int): Boolean {
        val all = shadowOf(app.getSystemService(NotificationManager::class.java)).allNotifications
        return all.any { shadowOf(it).contentTitle == app.getString(title) }
    }

    private fun overlay() = running.overlay ?: throw AssertionError("no overlay")

    /** A tile with the end of the system that it talks to. */
    private fun tile(): BubbleTile {
        val tile = Robolectric.buildService(BubbleTile::class.java).create().get()
        val system = Proxy.newProxyInstance(javaClass.classLoader, arrayOf(IQSService::class.java)) { _, _, arguments ->
            arguments?.filterIsInstance<PendingIntent>()?.forEach(PendingIntent::send)
        }
        ReflectionHelpers.setField(TileService::class.java, tile, "mService", system)
        return tile
    }

    /** The activity that was asked for last. */
    private fun started(): Intent {
        val intent = shadowOf(app).nextStartedActivity
        assertEquals(CallActivity::class.java.name, intent.component?.className)
        return intent
    }

    private fun turn(qualifiers: String) {
        RuntimeEnvironment.setQualifiers("+$qualifiers")
        val service = running.service ?: return
        service.onConfigurationChanged(Configuration(app.resources.configuration))
        idle(500)
    }
}
