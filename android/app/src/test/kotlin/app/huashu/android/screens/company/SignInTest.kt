package app.huashu.android.screens.company

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import app.huashu.android.AppTest
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.screens.OnScreen
import app.huashu.android.until
import app.huashu.tests.Hub
import app.huashu.tests.join
import app.huashu.tests.passwordOf
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

class SignInTest : AppTest() {
    @Test
    fun aLinkThatWasTappedLeadsIntoTheCompanyAndThePhrasesComeAlong() {
        phrases("问候" to "您好")
        val controller = open(hub.link)
        val screen = OnScreen(controller.get())
        screen.waitFor("链接指向")
        assertTrue("a link does nothing by itself", await { app.connection.sync().membership() } == null)
        screen.type("账号", "小雨")
        screen.type("密码", passwordOf("小雨"))
        screen.tap("加入公司")
        until("the screen has gone") { controller.get().isFinishing }
        assertEquals(SyncActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
        await {
            val sync = app.connection.sync()
            assertTrue(sync.syncNow(20_000u).done)
            assertEquals("小雨" to "青禾", sync.membership()?.let { it.account to it.company })
            assertEquals(setOf("我的话术", Hub.COMPANY), book.libraries().map { it.name }.toSet())
            assertEquals(0uL, sync.membership()?.waiting)
        }
        assertFalse("the code is not kept", "code" in app.preferences[SignInActivity.KEPT_ADDRESS].orEmpty())
    }

    @Test
    fun whoHasAnAccountSignsInThroughAnInvitationWithoutUsingIt() {
        hub.colleague("阿杰").close()
        val screen = OnScreen(open(hub.link).get())
        screen.tap("我已有账号")
        screen.type("账号", "阿杰")
        screen.type("密码", passwordOf("阿杰"))
        screen.tap("登录")
        until("he is in") { await { app.connection.sync().membership()?.account } == "阿杰" }
    }

    @Test
    fun aWrongPasswordIsSaidAndNothingTypedIsLost() {
        hub.colleague("小王").close()
        val screen = OnScreen(open(null).get())
        screen.type("地址或邀请链接", hub.url)
        screen.type("账号", "小王")
        screen.type("密码", "not the password")
        screen.tap("登录")
        screen.waitFor("账号或密码不对")
        assertEquals(
            listOf(hub.url, "小王", "not the password"),
            listOf("地址或邀请链接", "账号", "密码").map { screen.field(it).text.toString() },
        )
        screen.type("密码", passwordOf("小王"))
        screen.tap("登录")
        until("he is in") { await { app.connection.sync().membership()?.account } == "小王" }
    }

    @Test
    fun whatCannotBeReachedOrIsNoAddressSaysWhy() {
        val screen = OnScreen(open(null).get())
        screen.type("账号", "a")
        screen.type("密码", "b")
        screen.tap("登录")
        screen.waitFor("地址、账号和密码都要填")
        val said = mapOf(
            "http://127.0.0.1:9" to "没有登录成功：连不上",
            "ftp://x" to "ftp://x",
            "http://10.0.0.7" to "http://10.0.0.7",
            "huashu://join?code=x&hub=" to "huashu",
        )
        for ((address, part) in said) {
            screen.type("地址或邀请链接", address)
            screen.tap("登录")
            until("$address: ${screen.texts}") { screen.texts.any { part in it && it != address } }
        }
        assertNull(await { app.connection.sync().membership() })
    }

    @Test
    fun anInvitationThatIsUsedUpSaysSo() {
        val screen = OnScreen(open("huashu://join?hub=${Uri.encode(hub.url)}&code=WRONG").get())
        screen.type("账号", "小新")
        screen.type("密码", passwordOf("小新"))
        screen.tap("加入公司")
        screen.waitFor("邀请码不对")
    }

    @Test
    fun whatWasTypedOutlivesTheProcessButThePassword() {
        val controller = open(hub.link)
        val before = OnScreen(controller.get())
        before.tap("我已有账号")
        before.type("账号", "小雨")
        before.type("密码", "secret")
        before.type("这台手机叫什么", "小雨的 Mate 60")
        val kept = Bundle()
        controller.saveInstanceState(kept).pause().stop().destroy()
        assertFalse("$kept", "secret" in kept.toString())

        val after = OnScreen(Robolectric.buildActivity(SignInActivity::class.java).create(kept).start().resume().visible().get())
        assertEquals(hub.link, after.field("地址或邀请链接").text.toString())
        assertEquals("小雨", after.field("账号").text.toString())
        assertEquals("小雨的 Mate 60", after.field("这台手机叫什么").text.toString())
        assertEquals("", after.field("密码").text.toString())
        after.waitFor("登录")
        assertFalse("the choice is kept too", after.says("加入公司"))
    }

    @Test
    fun aTurnOfTheScreenKeepsThePassword() {
        val controller = open(null)
        OnScreen(controller.get()).type("密码", "secret")
        controller.recreate()
        assertEquals("secret", OnScreen(controller.get()).field("密码").text.toString())
    }

    @Test
    fun whoIsSignedInCannotBecomeSomebodyElse() {
        await { app.connection.sync().join(hub.link, "小李") }
        val screen = OnScreen(open(hub.link).get())
        screen.waitFor("这台手机已登录")
        assertEquals("小李", screen.field("账号").text.toString())
        assertFalse(screen.field("账号").isEnabled)
        assertFalse(screen.says("新建账号"))
    }

    @Test
    fun theClipboardIsTakenOnATouch() {
        val screen = OnScreen(open(null).get())
        screen.tap("粘贴")
        screen.waitFor("剪贴板里没有文字")
        app.getSystemService(ClipboardManager::class.java).setPrimaryClip(ClipData.newPlainText("", " hub.example.com \n"))
        screen.tap("粘贴")
        assertEquals("hub.example.com", screen.field("地址或邀请链接").text.toString())
    }

    private fun open(link: String?): ActivityController<SignInActivity> {
        val intent = Intent(app, SignInActivity::class.java)
        if (link != null) intent.setAction(Intent.ACTION_VIEW).setData(Uri.parse(link))
        return Robolectric.buildActivity(SignInActivity::class.java, intent).setup()
    }

    private companion object {
        val hub by lazy { Hub() }

        @AfterClass
        @JvmStatic
        fun close() = hub.close()
    }
}
