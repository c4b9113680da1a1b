package app.huashu.android.screens.settings

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.os.Bundle
import android.provider.Settings
import android.widget.SeekBar
import app.huashu.ImportOptions
import app.huashu.NamedBytes
import app.huashu.android.AppTest
import app.huashu.android.await
import app.huashu.android.core.SoundPair
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.isDark
import app.huashu.android.screens.OnScreen
import app.huashu.android.screens.company.SyncActivity
import app.huashu.android.until
import app.huashu.textPhrase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.io.ByteArrayOutputStream
import java.io.IOException

class SettingsTest : AppTest() {
    @Test
    fun aThemeIsTakenAtOnce() {
        val controller = open()
        assertFalse(controller.get().isDark)
        OnScreen(controller.get()).tap("深色")
        assertEquals(ThemeChoice.DARK, app.preferences.theme)
        controller.recreate()
        assertTrue(controller.get().isDark)
        OnScreen(controller.get()).tap("浅色")
        assertEquals(ThemeChoice.LIGHT, app.preferences.theme)
    }

    @Test
    fun theSizeOfTextFollowsTheFingerAndIsTakenWhenItLetsGo() {
        val controller = open()
        val screen = OnScreen(controller.get())
        val bar = screen.one<SeekBar>()
        val finger = shadowOf(bar).onSeekBarChangeListener
        finger.onStartTrackingTouch(bar)
        finger.onProgressChanged(bar.apply { progress = bar.max }, bar.max, true)
        screen.waitFor("文字大小 160%")
        assertEquals("nothing is taken before", 100, app.preferences.textPercent)
        finger.onStopTrackingTouch(bar)
        assertEquals(160, app.preferences.textPercent)
        controller.recreate()
        assertEquals(1.6f, controller.get().resources.configuration.fontScale, 0.01f)
        // TalkBack moves it without holding.
        val again = OnScreen(controller.get()).one<SeekBar>()
        shadowOf(again).onSeekBarChangeListener.onProgressChanged(again, 0, true)
        assertEquals(85, app.preferences.textPercent)
    }

    @Test
    fun pairsOfSoundsReachTheSearch() {
        phrases("发货时间" to "今天发货")
        val screen = OnScreen(open().get())
        assertFalse(SoundPair.H_F in app.preferences.soundPairs)
        for (pair in SoundPair.entries) assertTrue("$pair", screen.says("和 ${pair.name.substringAfter('_').lowercase()}"))
        screen.tap("h 和 f")
        assertTrue(SoundPair.H_F in app.preferences.soundPairs)
        assertTrue(app.preferences.approximate().fuzzy.hF)
        screen.tap("h 和 f")
        assertFalse(SoundPair.H_F in app.preferences.soundPairs)
    }

    @Test
    fun namesAreKeptWhenTheScreenIsLeft() {
        val controller = open()
        val screen = OnScreen(controller.get())
        screen.type("客服名，填入[客服名]", "小雨")
        screen.type("店铺名，填入[店铺名]", " 青禾旗舰店 ")
        controller.pause()
        until("the book has it") { await { book.settings().agentName } == "小雨" }
        assertEquals("青禾旗舰店" to null, await { book.settings().run { shopName to agentNumber } })
        val again = OnScreen(open().get())
        until("they are shown") { again.field("客服名，填入[客服名]").text.toString() == "小雨" }
    }

    @Test
    fun whatWasTypedOutlivesTheProcess() {
        val controller = open()
        OnScreen(controller.get()).type("工号，填入[工号]", "0815")
        val kept = Bundle()
        controller.saveInstanceState(kept).pause().stop().destroy()
        val again = OnScreen(Robolectric.buildActivity(SettingsActivity::class.java).create(kept).start().resume().visible().get())
        until("it is there") { again.field("工号，填入[工号]").text.toString() == "0815" }
    }

    @Test
    fun theChatAppIsChosenFromThoseOfTheCore() {
        val screen = OnScreen(open().get())
        screen.tap("客户在哪个聊天平台")
        val dialog = OnScreen.dialog()
        val at = CHANNELS.indexOfFirst { it.first == "pdd" }
        dialog.listView.performItemClick(dialog.listView, at, at.toLong())
        assertEquals("pdd", app.preferences.channel)
        screen.waitFor("拼多多")
    }

    @Test
    fun switchesAreKept() {
        val screen = OnScreen(open().get())
        screen.tap("图片都从相册走")
        screen.tap("复制时轻轻振动")
        screen.tap("开机后自动出现")
        assertEquals(listOf(true, false, true), app.preferences.run { listOf(isAlbumPreferred, isHapticOn, isBubbleAtStart) })
        screen.tap("图片都从相册走")
        assertFalse(app.preferences.isAlbumPreferred)
    }

    @Test
    fun everyDoorLeadsSomewhere() {
        val activity = open().get()
        val screen = OnScreen(activity)
        val doors = mapOf(
            "公司与同步" to SyncActivity::class.java.name,
            "检查权限" to "app.huashu.android.screens.settings.HealthActivity",
            "在系统里开启键盘" to Settings.ACTION_INPUT_METHOD_SETTINGS,
        )
        for ((door, room) in doors) {
            screen.tap(door)
            val intent = shadowOf(activity).nextStartedActivity
            assertEquals(room, intent.component?.className ?: intent.action)
        }
        screen.tap("许可证")
        assertTrue("MPL-2.0" in shadowOf(OnScreen.dialog()).message.toString())
    }

    @Test
    fun aCopyOfEverythingCanBeImportedAgain() {
        phrases("问候" to "您好")
        await {
            val picture = ByteArrayOutputStream().also { bitmap().compress(Bitmap.CompressFormat.PNG, 100, it) }
            val part = book.addMedia("价格表.png", picture.toByteArray())
            book.addPhrase(textPhrase(library, "价格", "请看图").run { copy(content = content.copy(parts = content.parts + part)) })
        }
        val activity = open().get()
        val screen = OnScreen(activity)
        screen.tap("导出全部")
        val asked = shadowOf(activity).nextStartedActivityForResult
        assertEquals(Intent.ACTION_CREATE_DOCUMENT to "application/zip", asked.intent.run { action to type })
        val name = asked.intent.getStringExtra(Intent.EXTRA_TITLE).orEmpty()
        assertTrue(name, Regex("话术-\\d{4}-\\d{2}-\\d{2}\\.zip").matches(name))
        val written = ByteArrayOutputStream()
        shadowOf(activity.contentResolver).registerOutputStream(DOCUMENT, written)
        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(DOCUMENT))
        screen.waitFor("已导出 2 条话术")
        val report = await {
            book.importBytes(NamedBytes("copy.zip", written.toByteArray()), emptyList(), ImportOptions(dryRun = true), null)
        }
        assertEquals(2uL to 0, report.unchanged to report.failed.size)
        assertEquals("nothing is left behind", 0, activity.cacheDir.resolve("copy").list().orEmpty().size)
    }

    @Test
    fun aPlaceThatCannotBeWrittenIsSaid() {
        phrases("问候" to "您好")
        val activity = open().get()
        val screen = OnScreen(activity)
        screen.tap("导出表格")
        val asked = shadowOf(activity).nextStartedActivityForResult
        shadowOf(activity.contentResolver).registerOutputStreamSupplier(DOCUMENT) { throw IOException("full") }
        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(DOCUMENT))
        screen.waitFor("没能写入这个位置")
        screen.tap("导出表格")
        val second = shadowOf(activity).nextStartedActivityForResult
        shadowOf(activity).receiveResult(second.intent, Activity.RESULT_CANCELED, null)
        assertNotNull(second)
    }

    private fun bitmap() = Bitmap.createBitmap(4, 4, Bitmap.Config.ARGB_8888)

    private fun open(): ActivityController<SettingsActivity> = Robolectric.buildActivity(SettingsActivity::class.java).setup().also {
        val screen = OnScreen(it.get())
        until("the page is there") { screen.says("许可证") }
    }

    private companion object {
        val DOCUMENT: Uri = Uri.parse("content://documents/copy")
    }
}
