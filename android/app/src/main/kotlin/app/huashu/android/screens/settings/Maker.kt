package app.huashu.android.screens.settings

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.provider.Settings

/** Who made the phone's system, as far as its pages of settings are others than Android's. */
internal enum class Maker {
    MIUI,
    HYPER_OS,
    COLOR_OS,
    VIVO,
    HUAWEI,
    MEIZU,
    OTHER,
    ;

    val isXiaomi get() = this == MIUI || this == HYPER_OS

    /** Whether the system has a permission of its own for opening a screen from the background. */
    val hasPopup get() = isXiaomi || this == COLOR_OS || this == VIVO

    companion object {
        fun ofThisPhone() = of(Build.MANUFACTURER, Build.BRAND, Build.VERSION.INCREMENTAL)

        /** HyperOS counts its builds as OS1.0.5.0…, MIUI as V14.0.5.0…. */
        fun of(manufacturer: String, brand: String, build: String): Maker {
            val names = listOf(manufacturer.lowercase(), brand.lowercase())
            fun isOneOf(vararg makers: String) = names.any { name -> makers.any(name::contains) }
            return when {
                isOneOf("xiaomi", "redmi", "poco") -> if (build.startsWith("OS")) HYPER_OS else MIUI
                isOneOf("oppo", "oneplus", "realme") -> COLOR_OS
                isOneOf("vivo", "iqoo") -> VIVO
                isOneOf("huawei") -> HUAWEI
                isOneOf("meizu") -> MEIZU
                else -> OTHER
            }
        }
    }
}

/**
 * The pages of the system where a permission is given, the best first: the first that opens is the one. Makers rename theirs with each
 * edition, so that Android's own come behind every one of them.
 */
internal class SettingsPages(private val context: Context, private val maker: Maker) {
    private val app = Uri.fromParts("package", context.packageName, null)

    fun of(need: Need): List<Intent> = own(need) + usual(need) + listOf(details(), Intent(Settings.ACTION_SETTINGS))

    private fun usual(need: Need): List<Intent> = when (need) {
        Need.OVERLAY -> listOf(
            Intent(Settings.ACTION_MANAGE_OVERLAY_PERMISSION, app),
            Intent(Settings.ACTION_MANAGE_OVERLAY_PERMISSION),
        )
        Need.NOTIFICATIONS -> listOf(
            Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, context.packageName),
        )
        Need.POPUP -> emptyList()
        Need.BATTERY -> listOf(Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS))
        Need.KEYBOARD -> listOf(Intent(Settings.ACTION_INPUT_METHOD_SETTINGS))
    }

    /** Collected from what maintained permission libraries use; none was tried here on a phone. */
    private fun own(need: Need): List<Intent> = when {
        // Android 11 leads to the list of all apps; MIUI's own page is the app's. On HyperOS it is one more tap away than the list.
        need == Need.OVERLAY && maker == Maker.MIUI && leadsToList -> listOf(miui())
        need == Need.OVERLAY && maker == Maker.MEIZU -> listOf(meizu())
        need == Need.OVERLAY && maker == Maker.HUAWEI && !leadsToList -> listOf(huawei())
        need == Need.POPUP && maker.isXiaomi -> listOf(miui())
        need == Need.POPUP && maker == Maker.VIVO -> listOf(vivo())
        need == Need.POPUP && maker == Maker.COLOR_OS -> listOf(colorOs())
        else -> emptyList()
    }

    private fun miui() = Intent("miui.intent.action.APP_PERM_EDITOR").putExtra("extra_pkgname", context.packageName)

    private fun meizu() = Intent("com.meizu.safe.security.SHOW_APPSEC").putExtra("packageName", context.packageName)

    private fun huawei() = Intent().setClassName("com.huawei.systemmanager", "com.huawei.systemmanager.addviewmonitor.AddViewMonitorActivity")

    private fun vivo() = Intent("permission.intent.action.softPermissionDetail").putExtra("packagename", context.packageName)

    private fun colorOs() = details()
        .putStringArrayListExtra("permissionList", arrayListOf(android.Manifest.permission.SYSTEM_ALERT_WINDOW))
        .putExtra("isGetPermission", true)

    private fun details() = Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, app)

    companion object {
        /** From Android 11 on the overlay page ignores the app's name and shows the list of all apps. */
        val leadsToList get() = Build.VERSION.SDK_INT >= Build.VERSION_CODES.R
    }
}
