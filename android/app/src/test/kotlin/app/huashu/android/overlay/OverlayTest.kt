package app.huashu.android.overlay

import android.content.res.Configuration
import android.view.View
import app.huashu.android.AppTest
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Before
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowSettings

/** What every test of the bubble stands on: the permission, and a service that gets what is asked of it. */
abstract class OverlayTest : AppTest() {
    protected val running = RunningService()
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

    protected fun shown(): View {
        Bubble.show(app)
        running.handOver()
        return overlay().bubble.view
    }

    internal fun overlay() = running.overlay ?: throw AssertionError("no overlay")

    /** The display turns, folds, or gets dark. */
    protected fun turn(qualifiers: String) {
        RuntimeEnvironment.setQualifiers("+$qualifiers")
        val service = running.service ?: return
        service.onConfigurationChanged(Configuration(app.resources.configuration))
        idle(500)
    }
}
