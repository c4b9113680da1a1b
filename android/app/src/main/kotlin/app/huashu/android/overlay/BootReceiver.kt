package app.huashu.android.overlay

import android.content.BroadcastReceiver
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.provider.Settings
import app.huashu.android.huashu

/** Brings the bubble back after the phone was started, where the person asked for that and had not put it away. */
class BootReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action != Intent.ACTION_BOOT_COMPLETED) return
        val preferences = context.huashu.preferences
        // Without the permission nothing happens: nobody waits for a page of settings after a start.
        if (preferences.isBubbleAtStart && preferences.isBubbleWanted && Settings.canDrawOverlays(context)) Bubble.show(context)
    }
}

/** Whether the bubble comes back by itself after the phone was started. As long as it does not, the app does not run then at all. */
object Boot {
    fun set(context: Context, isOn: Boolean) {
        context.huashu.preferences.isBubbleAtStart = isOn
        val state = if (isOn) PackageManager.COMPONENT_ENABLED_STATE_ENABLED else PackageManager.COMPONENT_ENABLED_STATE_DEFAULT
        context.packageManager.setComponentEnabledSetting(ComponentName(context, BootReceiver::class.java), state, PackageManager.DONT_KILL_APP)
    }
}
