package app.huashu.android.screens.settings

import android.app.AppOpsManager
import android.app.NotificationManager
import android.content.Intent
import android.content.pm.ApplicationInfo
import android.content.pm.ResolveInfo
import android.os.Build
import android.os.PowerManager
import android.os.Process
import android.provider.Settings
import android.view.View
import android.view.ViewGroup
import android.view.inputmethod.InputMethodInfo
import android.view.inputmethod.InputMethodManager
import android.widget.Button
import android.widget.TextView
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.R
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.children
import app.huashu.android.dress
import app.huashu.android.overlay.Bubble
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowBuild
import org.robolectric.shadows.ShadowSettings

class HealthActivityTest : AppTest() {
    private var page: ActivityController<HealthActivity>? = null

    @Before
    fun noBubble() {
        Bubble.isRunning = false
        allowPopup(AppOpsManager.MODE_IGNORED)
    }

    @After
    fun leave() {
        page?.pause()?.stop()?.destroy()
        page = null
        ShadowBuild.reset()
    }

    @Test
    fun eachPermissionStandsWithAnIconAndAWordAndIsReadAnew() {
        phone("Xiaomi", "V14.0.5.0")
        open()
        assertEquals("未开启", word(Need.OVERLAY))
        assertEquals("未开启", word(Need.POPUP))
        assertEquals("未开启", word(Need.BATTERY))
        assertEquals("未开启", word(Need.KEYBOARD))
        assertTrue("还差一步：打开悬浮窗权限，悬浮球才能出现" in texts())
        grantAll()
        page?.pause()?.resume()
        for (need in Need.entries) if (need != Need.NOTIFICATIONS || Build.VERSION.SDK_INT >= 33) assertEquals("$need", "已开启", word(need))
        assertTrue("悬浮球可以用了" in texts())
        assertEquals("nothing is left to do", 0, buttons().size)
    }

    @Test
    fun notificationsAreAPermissionFromAndroid13On() {
        open()
        assertEquals(Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU, texts().contains("通知"))
    }

    @Test
    fun theBackgroundPopupIsShownOnlyWhereThePhoneHasItAndUnknownWhereItCannotBeRead() {
        open()
        assertFalse("后台弹出界面" in texts())
        leave()
        phone("vivo", "1")
        open()
        assertEquals("无法得知", word(Need.POPUP))
    }

    @Test
    fun oneTapOpensTheRightPage() {
        class Case(val maker: String, val build: String, val need: Need, val action: String)
        val isList = Build.VERSION.SDK_INT >= Build.VERSION_CODES.R
        val overlay = Settings.ACTION_MANAGE_OVERLAY_PERMISSION
        val miui = "miui.intent.action.APP_PERM_EDITOR"
        val cases = listOf(
            Case("Google", "1", Need.OVERLAY, overlay),
            Case("Google", "1", Need.BATTERY, Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS),
            Case("Google", "1", Need.KEYBOARD, Settings.ACTION_INPUT_METHOD_SETTINGS),
            Case("Xiaomi", "V14.0", Need.OVERLAY, if (isList) miui else overlay),
            Case("Xiaomi", "OS1.0", Need.OVERLAY, overlay),
            Case("Xiaomi", "V14.0", Need.POPUP, miui),
            Case("OPPO", "1", Need.POPUP, Settings.ACTION_APPLICATION_DETAILS_SETTINGS),
            Case("vivo", "1", Need.POPUP, "permission.intent.action.softPermissionDetail"),
            Case("Meizu", "1", Need.OVERLAY, "com.meizu.safe.security.SHOW_APPSEC"),
        )
        for (case in cases) {
            phone(case.maker, case.build)
            open()
            press(case.need)
            assertEquals("${case.maker} ${case.need}", case.action, shadowOf(app).nextStartedActivity.action)
            leave()
        }
    }

    @Test
    fun whereAPageIsMissingTheNextOneOpens() {
        phone("Meizu", "1")
        shadowOf(app).checkActivities(true)
        val details = Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, android.net.Uri.fromParts("package", app.packageName, null))
        @Suppress("DEPRECATION")
        shadowOf(app.packageManager).addResolveInfoForIntent(
            details,
            ResolveInfo().apply {
                activityInfo = android.content.pm.ActivityInfo().apply {
                    packageName = "com.android.settings"
                    name = "Details"
                    applicationInfo = ApplicationInfo().also { it.packageName = packageName }
                }
            },
        )
        open()
        press(Need.OVERLAY)
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, shadowOf(app).nextStartedActivity.action)
    }

    @Test
    fun withoutAnyPageItSaysWhereToLook() {
        shadowOf(app).checkActivities(true)
        open()
        press(Need.OVERLAY)
        assertNull(shadowOf(app).nextStartedActivity)
        assertTrue(texts().any { it.startsWith("这台手机打不开这个页面") })
    }

    @Test
    fun theWayToTheSwitchIsSaidAsThePhoneHasIt() {
        open()
        val how = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) "在列表里找到“话术”并打开" else "打开“显示在其他应用上层”"
        assertTrue(texts().toString(), how in texts())
    }

    @Test
    fun itAsksForNothingByItself() {
        app.preferences.isBubbleWanted = true
        open()
        repeat(3) { page?.pause()?.resume() }
        assertNull(shadowOf(app).nextStartedActivity)
        assertNull(shadowOf(app).nextStartedService)
        assertNull(shadowOf(page?.get()).lastRequestedPermission)
    }

    @Test
    fun pictures() {
        for ((name, theme, percent) in LOOKS) {
            phone("Xiaomi", "V14.0.5.0")
            app.dress(theme, percent)
            open()
            Pictures.check("health-missing-$name", whole(), 360, 0)
            leave()
        }
        phone("vivo", "1")
        ShadowSettings.setCanDrawOverlays(true)
        allowBattery()
        app.dress()
        open()
        Pictures.check("health-mixed", page!!.get())
        leave()
        phone("Google", "1")
        grantAll()
        open()
        Pictures.check("health-good", page!!.get())
    }

    private fun open() {
        page = Robolectric.buildActivity(HealthActivity::class.java).setup()
    }

    private fun phone(maker: String, build: String) {
        ShadowBuild.setManufacturer(maker)
        ShadowBuild.setBrand(maker)
        ShadowBuild.setVersionIncremental(build)
    }

    private fun grantAll() {
        ShadowSettings.setCanDrawOverlays(true)
        allowBattery()
        shadowOf(app.getSystemService(NotificationManager::class.java)).setNotificationsEnabled(true)
        allowPopup(AppOpsManager.MODE_ALLOWED)
        val keyboard = InputMethodInfo(app.packageName, "app.huashu.android.keyboard.HuashuKeyboard", "话术键盘", null)
        shadowOf(app.getSystemService(InputMethodManager::class.java)).setEnabledInputMethodInfoList(listOf(keyboard))
    }

    private fun allowPopup(mode: Int) =
        shadowOf(app.getSystemService(AppOpsManager::class.java)).setMode(10021, Process.myUid(), app.packageName, mode)

    private fun allowBattery() = shadowOf(app.getSystemService(PowerManager::class.java)).setIgnoringBatteryOptimizations(app.packageName, true)

    /** The page in its whole length, out of its scroll view. */
    private fun whole(): View {
        val list = scroll().getChildAt(0)
        scroll().removeAllViews()
        list.setBackgroundColor(list.context.getColor(R.color.background))
        return list
    }

    private fun scroll() = all(root()).filterIsInstance<android.widget.ScrollView>().first()

    private fun root(): View = (page ?: throw AssertionError("no page")).get().window.decorView

    private fun all(view: View): List<View> = listOf(view) + if (view is ViewGroup) view.children().flatMap(::all) else emptyList()

    private fun texts() = all(root()).filterIsInstance<TextView>().filter { it.isShown }.map { it.text.toString() }

    private fun buttons() = all(root()).filterIsInstance<Button>()

    private fun press(need: Need) {
        buttons().first { it.contentDescription.endsWith("：${app.getString(need.title)}") }.performClick()
    }

    /** The word that stands with a permission: the last at its title. */
    private fun word(need: Need): String {
        val title = all(root()).filterIsInstance<TextView>().first { it.text == app.getString(need.title) }
        return all(title.parent as View).filterIsInstance<TextView>().last().text.toString()
    }

    private companion object {
        val LOOKS = listOf(
            Triple("light", ThemeChoice.LIGHT, 100),
            Triple("dark", ThemeChoice.DARK, 100),
            Triple("large", ThemeChoice.LIGHT, 160),
        )
    }
}
