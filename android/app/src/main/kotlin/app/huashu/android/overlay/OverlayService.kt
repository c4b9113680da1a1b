package app.huashu.android.overlay

import android.app.AppOpsManager
import android.app.NotificationManager
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ActivityInfo
import android.content.pm.ServiceInfo
import android.content.res.Configuration
import android.os.Build
import android.os.Handler
import android.os.IBinder
import android.os.Looper
import android.provider.Settings
import android.view.View
import android.view.ViewTreeObserver
import app.huashu.android.R
import app.huashu.android.core.dressed
import app.huashu.android.core.mainScope
import app.huashu.android.huashu
import kotlinx.coroutines.cancel

/**
 * Keeps the bubble over other apps. Call it through [Bubble].
 *
 * It comes back as the person left it when the system has killed it; without the permission it ends, and says in a notification what
 * to do. Nothing here asks again by itself.
 */
class OverlayService : Service() {
    private val scope = mainScope()
    private val handler = Handler(Looper.getMainLooper())
    private val foreground = Runnable { goForeground() }
    private val permission = AppOpsManager.OnOpChangedListener { _, _ -> handler.post { permissionChanged() } }
    private val acts = object : Overlay.Acts {
        override fun hide() = hideForNow()

        override fun lost() = this@OverlayService.lost()
    }
    private var observing: AutoCloseable? = null
    private var configuration = Configuration()
    private var look: Any = Unit

    /** Whether the system waits for this service to go to the foreground: ending before that takes the app down (API 26). */
    private var isAwaited = false

    /** What is said after a long press, when the bubble itself has gone. */
    internal var farewell: LineWindow? = null
        private set

    /** What is seen; null while the bubble is hidden. */
    internal var overlay: Overlay? = null
        private set

    override fun onCreate() {
        super.onCreate()
        Bubble.isRunning = true
        huashu.connection.open()
        configuration = Configuration(resources.configuration)
        look = lookNow()
        observing = huashu.preferences.observe { if (look != lookNow()) rebuild() }
        getSystemService(AppOpsManager::class.java).startWatchingMode(AppOpsManager.OPSTR_SYSTEM_ALERT_WINDOW, packageName, permission)
    }

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        // Without an intent the system has started us again, after it had killed us.
        val act = intent?.action ?: if (huashu.preferences.isBubbleWanted) SHOW else CLOSE
        isAwaited = isAwaited || (intent != null && act == SHOW)
        when (act) {
            SHOW -> show()
            HIDE -> hide()
            CLOSE -> close()
        }
        return if (act == CLOSE) START_NOT_STICKY else START_STICKY
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        val changes = configuration.diff(newConfig)
        configuration = Configuration(newConfig)
        if (changes and LOOK == 0) overlay?.placed() else rebuild()
    }

    override fun onDestroy() {
        getSystemService(AppOpsManager::class.java).stopWatchingMode(permission)
        observing?.close()
        handler.removeCallbacksAndMessages(null)
        take()
        scope.cancel()
        Bubble.isRunning = false
        super.onDestroy()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    private fun show() {
        huashu.preferences.isBubbleWanted = true
        if (overlay == null && !put()) return lost()
        Notices.helped(this)
        val bubble = overlay?.bubble?.view ?: return
        if (bubble.isShown && bubble.isLaidOut) goForeground() else afterFirstDraw(bubble)
    }

    /** Out of the way, until the notification, the tile, the shortcut or the app calls it back. */
    private fun hide() {
        huashu.preferences.isBubbleWanted = false
        take()
        goForeground()
    }

    /** A long press may have been meant otherwise: one line says where the bubble is now, and undoes it. */
    private fun hideForNow() {
        val bubble = overlay?.bubble ?: return
        val (box, side) = bubble.box to bubble.side
        hide()
        val screen = Screen(this)
        val context = screen.context.dressed(huashu.preferences)
        val isTold = getSystemService(NotificationManager::class.java).areNotificationsEnabled()
        val text = context.getString(if (isTold) R.string.overlay_gone_to_notification else R.string.overlay_gone)
        farewell = LineWindow(screen, context).also { it.show(text, box, side, Todo(context.getString(R.string.undo)) { show() }) }
    }

    private fun close() {
        huashu.preferences.isBubbleWanted = false
        end()
    }

    private fun put(): Boolean {
        if (!Settings.canDrawOverlays(this)) return false
        farewell?.hide()
        val made = Overlay(this, scope, acts)
        if (!made.show()) return false
        overlay = made
        Bubble.isShown = true
        return true
    }

    private fun take() {
        handler.removeCallbacks(foreground)
        farewell?.hide()
        overlay?.remove()
        overlay = null
        Bubble.isShown = false
    }

    /** The wish stays: once the permission is back, the page that gives it brings the bubble too. */
    private fun lost() {
        end()
        Notices.permissionLost(this)
    }

    private fun end() {
        if (isAwaited) goForeground()
        take()
        stopForeground(STOP_FOREGROUND_REMOVE)
        stopSelf()
    }

    private fun permissionChanged() {
        if (overlay != null && !Settings.canDrawOverlays(this)) lost()
    }

    /** Language, colours or text size changed: the views are made anew. */
    private fun rebuild() {
        look = lookNow()
        if (overlay == null) return
        take()
        if (!put()) lost()
    }

    private fun lookNow() = huashu.preferences.theme to huashu.preferences.textPercent

    /**
     * From Android 15 on, an app in the background may go to the foreground only while a window of its own is seen. The system learns
     * that a moment after the first frame; where no frame comes (another app hides overlays), the time is up all the same.
     */
    private fun afterFirstDraw(view: View) {
        handler.postDelayed(foreground, LATEST_MS)
        view.viewTreeObserver.addOnPreDrawListener(object : ViewTreeObserver.OnPreDrawListener {
            override fun onPreDraw(): Boolean {
                view.viewTreeObserver.removeOnPreDrawListener(this)
                handler.removeCallbacks(foreground)
                handler.postDelayed(foreground, AFTER_DRAW_MS)
                return true
            }
        })
    }

    private fun goForeground() {
        isAwaited = false
        val notice = Notices.running(this, isShown = overlay != null)
        try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
                startForeground(Notices.RUNNING, notice, ServiceInfo.FOREGROUND_SERVICE_TYPE_SPECIAL_USE)
            } else {
                startForeground(Notices.RUNNING, notice)
            }
        } catch (_: IllegalStateException) {
            // ForegroundServiceStartNotAllowedException, API 31.
            Notices.callBack(this)
            end()
        }
    }

    companion object {
        internal const val SHOW = "app.huashu.android.overlay.SHOW"
        internal const val HIDE = "app.huashu.android.overlay.HIDE"
        internal const val CLOSE = "app.huashu.android.overlay.CLOSE"
        private const val AFTER_DRAW_MS = 300L
        private const val LATEST_MS = 2_000L

        /** Changes of what things look like; all others only move them. */
        private const val LOOK = ActivityInfo.CONFIG_UI_MODE or ActivityInfo.CONFIG_FONT_SCALE or ActivityInfo.CONFIG_DENSITY or
            ActivityInfo.CONFIG_LOCALE or ActivityInfo.CONFIG_LAYOUT_DIRECTION

        internal fun intent(context: Context, act: String) = Intent(context, OverlayService::class.java).setAction(act)
    }
}
