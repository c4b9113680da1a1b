package app.huashu.android.screens.settings

import android.app.AppOpsManager
import android.app.NotificationManager
import android.content.Context
import android.os.Build
import android.os.PowerManager
import android.os.Process
import android.provider.Settings
import android.view.inputmethod.InputMethodManager
import app.huashu.android.R

/** How it stands with a permission. */
enum class Grant { GIVEN, MISSING, UNKNOWN }

/** What the phone has to allow. Only what is [isNeeded] keeps the bubble from being there. */
enum class Need(val title: Int, val why: Int, val isNeeded: Boolean = false) {
    OVERLAY(R.string.health_overlay, R.string.health_overlay_why, isNeeded = true),
    NOTIFICATIONS(R.string.health_notifications, R.string.health_notifications_why),
    POPUP(R.string.health_popup, R.string.health_popup_why),
    BATTERY(R.string.health_battery, R.string.health_battery_why),
    KEYBOARD(R.string.health_keyboard, R.string.health_keyboard_why),
}

/** Reads how it stands with each permission. Nothing here asks for one. */
internal class Health(private val context: Context, private val maker: Maker) {
    /** What this phone knows of, in the order of its weight. */
    fun needs(): List<Need> = Need.entries.filter {
        when (it) {
            Need.NOTIFICATIONS -> Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU
            Need.POPUP -> maker.hasPopup
            else -> true
        }
    }

    fun grant(need: Need): Grant = when (need) {
        Need.OVERLAY -> given(Settings.canDrawOverlays(context))
        Need.NOTIFICATIONS -> given(context.getSystemService(NotificationManager::class.java).areNotificationsEnabled())
        Need.POPUP -> if (maker.isXiaomi) popup() else Grant.UNKNOWN
        Need.BATTERY -> given(context.getSystemService(PowerManager::class.java).isIgnoringBatteryOptimizations(context.packageName))
        Need.KEYBOARD -> given(keyboards().any { it.packageName == context.packageName })
    }

    private fun keyboards() = context.getSystemService(InputMethodManager::class.java).enabledInputMethodList

    /** Xiaomi's own operation 后台弹出界面 has a number and no name, so that only the hidden function asks for it. */
    private fun popup(): Grant = try {
        val check = AppOpsManager::class.java.getMethod("checkOpNoThrow", Integer.TYPE, Integer.TYPE, String::class.java)
        val mode = check.invoke(context.getSystemService(AppOpsManager::class.java), XIAOMI_POPUP, Process.myUid(), context.packageName)
        given(mode == AppOpsManager.MODE_ALLOWED)
    } catch (_: ReflectiveOperationException) {
        Grant.UNKNOWN
    } catch (_: RuntimeException) {
        Grant.UNKNOWN
    }

    private fun given(isGiven: Boolean) = if (isGiven) Grant.GIVEN else Grant.MISSING

    private companion object {
        const val XIAOMI_POPUP = 10021
    }
}
