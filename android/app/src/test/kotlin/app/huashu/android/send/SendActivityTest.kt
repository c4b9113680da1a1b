package app.huashu.android.send

import android.Manifest
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import android.os.Bundle
import android.provider.MediaStore
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.TextView
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.children
import app.huashu.android.dress
import app.huashu.android.until
import app.huashu.model.Phrase
import app.huashu.textPart
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
import org.robolectric.shadows.ShadowToast

class SendActivityTest : AppTest() {
    private lateinit var store: FakeMediaStore
    private val open = mutableListOf<ActivityController<SendActivity>>()
    private val copied get() = app.getSystemService(ClipboardManager::class.java).primaryClip?.getItemAt(0)?.text?.toString()

    @Before
    fun prepare() {
        store = FakeMediaStore.install()
        shadowOf(app).grantPermissions(Manifest.permission.WRITE_EXTERNAL_STORAGE)
        app.preferences.channel = "wechat"
    }

    @After
    fun close() = open.forEach { it.close() }

    private fun start(phrase: Phrase, state: Bundle? = null, insist: Boolean = false): ActivityController<SendActivity> {
        val controller = Robolectric.buildActivity(SendActivity::class.java, SendActivity.intent(app, phrase.id, insist))
        open += controller
        return controller.create(state).start().resume().visible()
    }

    private val ActivityController<SendActivity>.words get() = get().window.decorView.words()

    private fun ActivityController<SendActivity>.awaits(text: String) = until("$text is shown; $words") { words.any { text in it } }

    private fun ActivityController<SendActivity>.tap(text: String) = get().window.decorView.tap(text)

    private fun started(controller: ActivityController<SendActivity>): Intent {
        var intent: Intent? = null
        until("something is started") { shadowOf(controller.get()).nextStartedActivity?.also { intent = it } != null }
        return intent!!.inner
    }

    private fun twelve() = await { book.phraseWith(library, "秋冬新款色卡", "亲，这是秋冬新款的全部颜色，实物与图片会有轻微色差，以收到的为准。", pictures = 12) }

    @Test
    fun theTextIsCopiedAtOnceAndThePicturesFollowByTap() {
        app.installWechat()
        val sheet = start(twelve())
        sheet.awaits("已复制")
        assertTrue(copied!!.startsWith("亲，这是"))
        sheet.tap("微信")
        assertEquals(WECHAT to 9, started(sheet).let { it.component?.packageName to it.streams.size })
        sheet.awaits("留言框")
        sheet.tap("微信")
        assertEquals(3, started(sheet).streams.size)
        sheet.awaits("完成")
        assertEquals(12, store.rows.size)
        sheet.tap("完成")
        assertTrue(sheet.get().isFinishing)
    }

    @Test
    fun thePlaceIsKeptAcrossRecreationAndTheEndOfTheProcess() {
        val first = start(twelve())
        first.awaits("已复制")
        val kept = Bundle()
        first.saveInstanceState(kept).pause().stop().destroy()
        open.clear()
        val again = start(await { book.recents(1u) }.single().phrase, kept)
        again.awaits("发送图片 1/2")
        assertEquals("the text is not copied again", 1u, await { book.recents(1u) }.single().care.uses)
        again.tap("更多应用")
        assertEquals(9, started(again).streams.size)
    }

    @Test
    fun aPhraseThatChangedMeanwhileIsSaid() {
        val phrase = twelve()
        val sheet = start(phrase)
        sheet.awaits("已复制")
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("新的"))))) }
        sheet.tap("更多应用")
        sheet.awaits("刚刚被改过")
        assertNull(app.sender.underway.value)
        assertNull(shadowOf(sheet.get()).nextStartedActivity)
    }

    @Test
    fun whatIsMissingIsAskedFor() {
        val phrase = phrases("发货" to "您的单号[单号]").single()
        val sheet = start(phrase)
        sheet.awaits("单号")
        sheet.tap("填好了")
        assertEquals("it is asked for at its field", app.getString(R.string.send_value_needed), sheet.field().error?.toString())
        sheet.field().setText("SF9")
        sheet.tap("填好了")
        sheet.awaits("已复制")
        assertEquals("您的单号SF9", copied)
    }

    private fun ActivityController<SendActivity>.field() = get().window.decorView.all().first { it is EditText } as EditText

    @Test
    fun picturesThatDidNotArriveGoOnceMore() {
        val sheet = start(await { book.phraseWith(library, "尺码表", pictures = 1) })
        sheet.tap("更多应用")
        assertEquals(SendProvider.AUTHORITY, started(sheet).streams.single().authority)
        sheet.tap("改用相册")
        assertEquals(MediaStore.AUTHORITY, started(sheet).streams.single().authority)
    }

    @Test
    fun whatCannotBeSentIsSaid() {
        val gone = await { book.phraseWith(library, "旧活动", "旧").also { book.editPhrase(it.id, listOf(PhraseChange.Active(false))) } }
        val sheet = start(gone)
        sheet.awaits("不在有效期内")
        assertNull(copied)
        sheet.tap("仍要发送")
        sheet.awaits("已复制")
        assertEquals("旧", copied)
        start(gone, insist = true).awaits("已复制")
        val never = start(phrases("走了" to "走了").single().also { await { book.deletePhrase(it.id) } })
        never.awaits("已删除")
        assertFalse("nobody insists on what is deleted", never.words.any { it == "仍要发送" })
    }

    @Test
    fun anIntentOfNothingCloses() {
        for (phrase in listOf(null, "", "no id")) {
            val controller = Robolectric.buildActivity(SendActivity::class.java, Intent(app, SendActivity::class.java).putExtra("phrase", phrase))
            assertTrue("$phrase", controller.create().get().isFinishing)
        }
    }

    @Test
    fun beforeAndroid10TheAlbumIsAskedFor() {
        if (Build.VERSION.SDK_INT >= 29) return
        shadowOf(app).denyPermissions(Manifest.permission.WRITE_EXTERNAL_STORAGE)
        val sheet = start(await { book.phraseWith(library, "色卡", pictures = 3) })
        sheet.tap("更多应用")
        assertEquals(listOf(Manifest.permission.WRITE_EXTERNAL_STORAGE), shadowOf(sheet.get()).lastRequestedPermission.requestedPermissions.toList())
        sheet.get().onRequestPermissionsResult(1, arrayOf(Manifest.permission.WRITE_EXTERNAL_STORAGE), intArrayOf(PackageManager.PERMISSION_DENIED))
        assertTrue(started(sheet).streams.all { it.authority == SendProvider.AUTHORITY })
        sheet.awaits("没有相册权限")
        assertTrue(ShadowToast.getTextOfLatestToast().contains("没有相册权限"))
    }

    @Test
    fun pictures() {
        app.installWechat()
        app.install("com.tencent.wework", "com.tencent.wework.Share", "企业微信")
        app.install("com.tencent.mobileqq", "com.tencent.mobileqq.activity.JumpActivity", "QQ")
        val phrase = twelve()
        for ((name, theme, percent) in listOf(
            Triple("light", ThemeChoice.LIGHT, 100),
            Triple("dark", ThemeChoice.DARK, 100),
            Triple("large", ThemeChoice.LIGHT, 160),
        )) {
            app.dress(theme, percent)
            val sheet = start(phrase)
            sheet.awaits("已复制")
            Pictures.check("send-sheet-$name", sheet.get())
        }
        app.dress()
        val second = start(phrase)
        second.awaits("已复制")
        second.tap("微信")
        second.awaits("留言框")
        Pictures.check("send-sheet-second-batch", second.get())
        second.tap("微信")
        second.awaits("完成")
        Pictures.check("send-sheet-done", second.get())
        val asking = start(phrases("发货" to "您的单号[单号]，由[物流公司]送出").single())
        asking.awaits("物流公司")
        Pictures.check("send-sheet-missing", asking.get())
        val off = await { book.phraseWith(library, "旧活动", "旧").also { book.editPhrase(it.id, listOf(PhraseChange.Active(false))) } }
        val error = start(off)
        error.awaits("不在有效期内")
        Pictures.check("send-sheet-error", error.get())
    }
}

/** All views below this one, itself included. */
fun View.all(): List<View> = listOf(this) + ((this as? ViewGroup)?.children().orEmpty().flatMap { it.all() })

/** What stands on the screen. */
fun View.words(): List<String> = all().filterIsInstance<TextView>().filter { it.isSeen }.map { it.text.toString() }.filter { it.isNotEmpty() }

/** Whether nothing hides it, be it in a window or not. */
val View.isSeen: Boolean
    get() = visibility == View.VISIBLE && (parent as? View)?.isSeen != false

/** Taps what says this, or a part of it where nothing says just this, as soon as there is such a thing. */
fun View.tap(text: String) {
    until("something to tap says $text; ${words()}") { tappable(text) != null }
    tappable(text)!!.performClick()
}

private fun View.tappable(text: String): View? {
    val saying = all().filter { it.isSeen && it !is EditText && (it as? TextView)?.text?.contains(text) == true }
    val best = saying.sortedBy { (it as TextView).text.length }
    return best.firstNotNullOfOrNull { label -> generateSequence(label) { it.parent as? View }.firstOrNull { it.hasOnClickListeners() } }
}
