package app.huashu.android.overlay

import android.app.Application
import android.app.NotificationManager
import android.content.Intent
import android.os.Build
import android.view.KeyEvent
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager.LayoutParams
import android.view.accessibility.AccessibilityNodeInfo
import android.view.inputmethod.InputMethodManager
import android.widget.EditText
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.panel.PanelView
import app.huashu.android.screens.settings.HealthActivity
import app.huashu.content
import app.huashu.model.Surface
import app.huashu.textPart
import app.huashu.textPhrase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeNoException
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

class PanelWindowTest : OverlayTest() {
    private val overlay get() = overlay()
    private val panel get() = overlay.panel
    private val window get() = panel.frame.window

    @Before
    fun showBubble() {
        shown()
    }

    @Test
    fun aTapOpensASheetThatLeavesTheChatItsCursor() {
        open()
        assertEquals("the bubble makes way", View.GONE, overlay.bubble.view.visibility)
        assertEquals(1440, window.y + window.height)
        assertEquals(1440 * 56 / 100, window.height)
        assertEquals(720, window.width)
        val flags = LayoutParams.FLAG_NOT_FOCUSABLE or LayoutParams.FLAG_ALT_FOCUSABLE_IM or
            LayoutParams.FLAG_NOT_TOUCH_MODAL or LayoutParams.FLAG_WATCH_OUTSIDE_TOUCH
        assertEquals(flags, window.flags and flags)
        assertNotNull(panelView())
    }

    @Test
    fun onlyTheSystemKeyboardTakesTheFocusAndGivesItBack() {
        open()
        val field = EditText(app)
        panelView().addView(field)
        idle()
        assertTrue(panel.useSystemKeyboard(true))
        field.requestFocus()
        assertEquals(0, window.flags and FOCUS)
        panel.frame.dispatchWindowFocusChanged(true)
        assertTrue("the keyboard comes with the focus", keyboard.isSoftInputVisible)
        assertEquals(LayoutParams.FLAG_NOT_TOUCH_MODAL, window.flags and LayoutParams.FLAG_NOT_TOUCH_MODAL)
        overlay.keyboard(500)
        assertEquals("above its keyboard", 1440 - 500, window.y + window.height)
        assertTrue(panel.useSystemKeyboard(false))
        assertEquals("given back", LayoutParams.FLAG_NOT_FOCUSABLE, window.flags and FOCUS)
        overlay.keyboard(0)
        assertEquals(FOCUS, window.flags and FOCUS)
        assertFalse(keyboard.isSoftInputVisible)
        assertEquals(1440, window.y + window.height)
        panel.close()
        assertFalse("a closed panel types nothing", panel.useSystemKeyboard(true))
    }

    @Test
    fun overTheChatsKeyboardItIsNotAboveIt() {
        overlay.keyboard(500)
        open()
        assertEquals(LayoutParams.FLAG_NOT_FOCUSABLE, window.flags and FOCUS)
        assertEquals("it covers the keyboard", 1440, window.y + window.height)
        overlay.keyboard(0)
        assertEquals(FOCUS, window.flags and FOCUS)
    }

    @Test
    fun aTouchBesideItAndTheBackKeyCloseIt() {
        open()
        panel.frame.touchOutside()
        assertFalse(panel.isOpen)
        assertEquals(View.VISIBLE, overlay.bubble.view.visibility)
        open()
        panel.useSystemKeyboard(true)
        panel.frame.dispatchKeyEvent(KeyEvent(KeyEvent.ACTION_DOWN, KeyEvent.KEYCODE_BACK))
        assertTrue(panel.isOpen)
        panel.frame.dispatchKeyEvent(KeyEvent(KeyEvent.ACTION_UP, KeyEvent.KEYCODE_BACK))
        assertFalse(panel.isOpen)
    }

    @Test
    fun theHandleMakesItHigherLowerAndTakesItAway() {
        open()
        layout()
        panel.frame.finger(300f to 10f, 300f to -200f)
        assertEquals(60, app.preferences.panelPercent)
        assertEquals(1440 * 60 / 100, window.height)
        layout()
        panel.frame.finger(300f to 10f, 300f to 310f)
        assertTrue("${app.preferences.panelPercent}", app.preferences.panelPercent in 38..40)
        layout()
        panel.frame.finger(300f to 10f, 300f to 1000f)
        assertFalse(panel.isOpen)
        assertTrue("the height is remembered", app.preferences.panelPercent in 38..40)
        open()
        panel.frame.handle.performAccessibilityAction(AccessibilityNodeInfo.ACTION_SCROLL_FORWARD, null)
        assertTrue(app.preferences.panelPercent in 43..45)
    }

    @Test
    fun aScreenIsStartedWhileTheWindowIsStillThere() {
        open()
        val phrase = phrases("价目表" to "见图").single()
        var wasOpen = false
        val watching = panel.frame
        watching.addOnAttachStateChangeListener(object : View.OnAttachStateChangeListener {
            override fun onViewAttachedToWindow(view: View) = Unit

            override fun onViewDetachedFromWindow(view: View) {
                wasOpen = shadowOf(app).peekNextStartedActivity() != null
            }
        })
        panel.openInApp(phrase)
        idle()
        assertTrue("started before the window went", wasOpen)
        val intent = shadowOf(app).nextStartedActivity
        assertEquals("app.huashu.android.screens.phrase.PhraseActivity", intent.component?.className)
        assertEquals(phrase.id.toString(), intent.getStringExtra("phrase"))
        assertTrue(intent.flags and Intent.FLAG_ACTIVITY_NEW_TASK != 0)
        assertFalse(panel.isOpen)
    }

    @Test
    fun aStartThatTheSystemDropsIsSaidWithAWayOut() {
        open()
        panel.openInApp(phrases("价目表" to "见图").single())
        shadowOf(app).clearNextStartedActivities()
        idle(900)
        assertNull(overlay.line.shown)
        idle(200)
        val line = overlay.line.shown as ViewGroup
        assertEquals(listOf("手机拦下了打开应用", "去看看"), line.texts())
        val notices = shadowOf(app.getSystemService(NotificationManager::class.java)).allNotifications
        assertTrue(notices.any { shadowOf(it).contentTitle == app.getString(R.string.overlay_dropped_title) })
        line.getChildAt(1).performClick()
        assertEquals(HealthActivity::class.java.name, shadowOf(app).nextStartedActivity.component?.className)
        assertNull("it went with the touch", overlay.line.shown)
    }

    @Test
    fun aStartThatArrivesIsNotComplainedAbout() {
        open()
        panel.openInApp(phrases("价目表" to "见图").single())
        val screen = Robolectric.buildActivity(HealthActivity::class.java).setup()
        idle(2_000)
        assertNull(overlay.line.shown)
        screen.pause().stop().destroy()
    }

    @Test
    fun aPhraseOfTwoTextsIsSentTapByTap() {
        open()
        val phrase = await {
            book.addPhrase(textPhrase(library, "问候", "您好").copy(content = content(textPart("您好"), textPart("请稍等"))))
        }
        val plan = await { app.customer.plan(phrase.id, Surface.ANDROID_OVERLAY) }.plan
        try {
            await { panel.send(phrase, plan) }
        } catch (missing: NotImplementedError) {
            assumeNoException("the sender is not there yet", missing)
        }
        idle()
        assertFalse("it folds", panel.isOpen)
        assertNotNull("and says what is next", overlay.line.shown)
    }

    @Test
    fun theLineGoesByItself() {
        overlay.line.show("已复制，长按输入框粘贴", overlay.bubble.box, overlay.bubble.side)
        idle()
        val line = overlay.line.shown ?: throw AssertionError("no line")
        val box = overlay.bubble.box
        assertTrue("beside the bubble", line.window.x + line.window.width <= box.left)
        assertEquals("it lets no touch through: the system would swallow it", 0, line.window.flags and LayoutParams.FLAG_NOT_TOUCHABLE)
        idle(2_900)
        assertNotNull(overlay.line.shown)
        idle(200)
        assertNull(overlay.line.shown)
    }

    @Test
    fun fiveHundredRoundsLeaveNothingBehind() {
        open()
        panel.close()
        idle(500)
        val windows = windows().size
        val callbacks = callbacks()
        val receivers = shadowOf(app).registeredReceivers.size
        var settled = 0L
        val times = (1..ROUNDS).map {
            if (it == ROUNDS / 2) settled = heap()
            val start = System.nanoTime()
            open()
            val micros = (System.nanoTime() - start) / 1_000
            if (it % 2 == 0) panel.frame.touchOutside() else panel.close()
            idle(20)
            micros
        }.drop(ROUNDS / 2).sorted()
        val grown = heap() - settled
        println(
            "tap to panel, warm: median ${times[times.size / 2]} us, 95 % ${times[times.size * 95 / 100]} us, at level ${Build.VERSION.SDK_INT}; " +
                "${grown / 1024} KB more on the heap after ${times.size} rounds",
        )
        assertTrue("the heap has grown by $grown bytes in ${times.size} rounds", grown < MAY_GROW)
        assertEquals(windows, windows().size)
        assertEquals(callbacks, callbacks())
        assertEquals(receivers, shadowOf(app).registeredReceivers.size)
        running.kill()
        assertEquals(0, windows().count { it.isAttachedToWindow && it is PanelFrame })
    }

    private fun open() {
        overlay.bubble.view.finger(20f to 20f)
        idle()
        assertTrue(panel.isOpen)
    }

    private val keyboard get() = shadowOf(app.getSystemService(InputMethodManager::class.java))

    private fun layout() = idle(100)

    private fun panelView(): PanelView = panel.frame.content.getChildAt(0) as PanelView

    /** What is reachable, in bytes. */
    private fun heap(): Long {
        val runtime = Runtime.getRuntime()
        repeat(3) { System.gc() }
        return runtime.totalMemory() - runtime.freeMemory()
    }

    private fun callbacks() = ReflectionHelpers.getField<List<*>>(app as Application, "mActivityLifecycleCallbacks").size

    private companion object {
        const val ROUNDS = 500

        /** Of one round, less than a view; a window that stays would be some hundred KB a round. */
        const val MAY_GROW = 2L * 1024 * 1024
        const val FOCUS = LayoutParams.FLAG_NOT_FOCUSABLE or LayoutParams.FLAG_ALT_FOCUSABLE_IM
    }
}

/** The texts of a group of views, in their order. */
fun ViewGroup.texts(): List<String> = (0 until childCount).flatMap {
    when (val child = getChildAt(it)) {
        is TextView -> listOf(child.text.toString())
        is ViewGroup -> child.texts()
        else -> emptyList()
    }
}
