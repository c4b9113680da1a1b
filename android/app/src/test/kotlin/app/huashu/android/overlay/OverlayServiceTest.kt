package app.huashu.android.overlay

import android.app.AppOpsManager
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import android.os.Process
import android.service.quicksettings.IQSService
import android.service.quicksettings.Tile
import android.service.quicksettings.TileService
import android.view.ViewGroup
import app.huashu.android.R
import app.huashu.android.screens.settings.HealthActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowSettings
import org.robolectric.util.ReflectionHelpers
import java.lang.reflect.Proxy

class OverlayServiceTest : OverlayTest() {
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

    /** Whether a notification with this title is there. */
    private fun isTold(title: Int): Boolean {
        val all = shadowOf(app.getSystemService(NotificationManager::class.java)).allNotifications
        return all.any { shadowOf(it).contentTitle == app.getString(title) }
    }

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
}
