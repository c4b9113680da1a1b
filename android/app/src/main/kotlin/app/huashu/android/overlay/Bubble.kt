package app.huashu.android.overlay

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.provider.Settings
import app.huashu.android.huashu
import app.huashu.android.screens.settings.HealthActivity

/** The bubble, for everybody who shows or hides it. */
object Bubble {
    /** Whether it is there now. */
    var isShown = false
        internal set

    /** Whether its service runs or is about to. */
    internal var isRunning = false

    /** Shows it; where the permission is missing, opens the page that says how it is given, from where the bubble comes then. */
    fun show(context: Context) {
        context.huashu.preferences.isBubbleWanted = true
        if (!Settings.canDrawOverlays(context)) return openHealth(context)
        try {
            context.startForegroundService(OverlayService.intent(context, OverlayService.SHOW))
            isRunning = true
        } catch (_: IllegalStateException) {
            // From the background (API 31): a tap on the notification comes from the person.
            Notices.callBack(context)
        }
    }

    /** Takes it away, with its notification. */
    fun hide(context: Context) {
        context.huashu.preferences.isBubbleWanted = false
        if (!isRunning) return
        try {
            context.startService(OverlayService.intent(context, OverlayService.CLOSE))
        } catch (_: IllegalStateException) {
            // From the background, with a service that is not in the foreground either (API 26).
            context.stopService(Intent(context, OverlayService::class.java))
        }
    }

    private fun openHealth(context: Context) {
        val intent = Intent(context, HealthActivity::class.java)
        if (context !is Activity) intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        context.startActivity(intent)
    }
}
