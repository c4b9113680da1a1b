package app.huashu.android.screens.followup

import android.content.DialogInterface.BUTTON_POSITIVE
import android.content.Intent
import android.os.Bundle
import app.huashu.android.AppTest
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.screens.OnScreen
import app.huashu.android.screens.OnScreen.Companion.answer
import app.huashu.android.until
import app.huashu.model.NewFollowUp
import app.huashu.tests.Hub
import app.huashu.tests.WAIT_MS
import app.huashu.tests.join
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.android.controller.ActivityController

class FollowUpTest : AppTest() {
    @Test
    fun aloneItSaysThatOnlyThisPhoneWasAsked() {
        val screen = OnScreen(open().get())
        screen.waitFor("做之前先查一查")
        screen.type("单号或客户名", ORDER)
        screen.waitFor("没有人登记过催付，可以跟进")
        screen.waitFor("没有登录公司，只查了本机的登记")
        screen.tap("登记")
        screen.waitFor("请填登记人")
        screen.type("登记人", "小雨")
        screen.type("备注", "明天下午付款")
        screen.tap("登记")
        screen.waitFor("已经登记过：")
        screen.waitFor("小雨 催付")
        val note = await { book.followUps("order", ORDER).single() }
        assertEquals(listOf("dunned", "小雨", "明天下午付款", null), listOf(note.action, note.by, note.note, note.amount))
        assertEquals("小雨", await { book.settings().agentName })
    }

    @Test
    fun aColleaguesNoteWarnsHereBeforeAndWhileTheScreenIsOpen() {
        Hub().use { hub ->
            hub.colleague("小林").use { other ->
                val sync = await { app.connection.sync().also { it.join(hub.link, "小雨") } }
                val screen = OnScreen(open().get())
                screen.type("单号或客户名", ORDER)
                screen.waitFor("可以跟进")
                screen.waitFor("的同步为准")
                await { other.book.addFollowUp(NewFollowUp("order", ORDER, "dunned", note = "客户说下午付", by = "小林")) }
                other.sync()
                screen.tap("先同步再查")
                screen.waitFor("已经登记过：")
                for (part in listOf("小林 催付", "客户说下午付", "仍然登记")) screen.waitFor(part)
                screen.tap("仍然登记")
                screen.waitFor("已登记")
                assertEquals(setOf("小林", "小雨"), await { book.followUps("order", ORDER).map { it.by }.toSet() })
                await { assertTrue(sync.syncNow(WAIT_MS).done) }
                other.sync()
                assertEquals(2, await { other.book.followUps("order", ORDER).size })
            }
        }
    }

    @Test
    fun whatIsNotedBetweenLookingAndActingIsShownFirst() {
        name("小雨")
        val screen = OnScreen(open().get())
        screen.type("单号或客户名", ORDER)
        screen.waitFor("可以跟进")
        await { app.connection.book().addFollowUp(NewFollowUp("order", ORDER, "dunned", by = "小林")) }
        // The finger was faster than the screen.
        screen.activity.let { (it as FollowUpActivity).add() }
        screen.waitFor("刚刚有变化")
        assertEquals(1, await { book.followUps("order", ORDER).size })
    }

    @Test
    fun moneyIsAskedForWhereItBelongsAndMustBeANumber() {
        name("小雨")
        val screen = OnScreen(open().get())
        screen.type("单号或客户名", ORDER)
        screen.waitFor("可以跟进")
        assertFalse(screen.says("金额（元）"))
        screen.tap("返现")
        screen.waitFor("金额（元）")
        screen.type("金额（元）", "1.2.3")
        screen.tap("登记")
        until("it is said below") { screen.texts.count { "1.2.3" in it } == 2 }
        assertEquals(0, await { book.followUps("order", ORDER).size })
        screen.type("金额（元）", "12.50")
        screen.tap("明天")
        screen.tap("登记")
        screen.waitFor("返现 12.50 元")
        val note = await { book.followUps("order", ORDER).single() }
        assertEquals("12.50", note.amount)
        assertEquals(app.now().atZone(app.zone()).toLocalDate().plusDays(1), note.dueAt?.atZone(app.zone())?.toLocalDate())
    }

    /** The note was read from the form when the book had been asked: what was typed meanwhile went in, and a second note. */
    @Test
    fun aNoteIsWhatStoodThereWhenTheFingerCameAndItIsOne() {
        name("小雨")
        val screen = OnScreen(open(subject = ORDER).get())
        screen.waitFor("可以跟进")
        screen.type("备注", "明天付")
        val note = screen.target("登记")
        note.performClick()
        screen.type("备注", "写到一半的下一条")
        note.performClick()
        screen.waitFor("已经登记过")
        assertEquals("写到一半的下一条", screen.field("备注").text.toString())
        assertEquals(listOf("明天付"), await { book.followUps("order", ORDER).map { it.note } })
    }

    @Test
    fun aNoteIsTakenBackAndStaysReadable() {
        name("小雨")
        await { book.addFollowUp(NewFollowUp("order", ORDER, "dunned", by = "小林")) }
        val screen = OnScreen(open().get())
        screen.type("单号或客户名", ORDER)
        screen.waitFor("已经登记过")
        val line = screen.texts.first { it.endsWith("小林 催付") && "已经" !in it }
        screen.tap(line)
        OnScreen.dialog().answer(BUTTON_POSITIVE)
        screen.waitFor("没有人登记过催付，可以跟进")
        screen.waitFor("小雨 作废")
        screen.waitFor(line)
    }

    @Test
    fun whatWasTypedOutlivesTheProcess() {
        name("小雨")
        val controller = open("customer", "王女士", "refunded")
        val before = OnScreen(controller.get())
        before.waitFor("没有人登记过退款")
        before.type("备注", "已经答应了")
        before.type("金额（元）", "8")
        val kept = Bundle()
        controller.saveInstanceState(kept).pause().stop().destroy()
        val after = OnScreen(Robolectric.buildActivity(FollowUpActivity::class.java).create(kept).start().resume().visible().get())
        after.waitFor("没有人登记过退款")
        assertEquals(listOf("王女士", "已经答应了", "8"), listOf("单号或客户名", "备注", "金额（元）").map { after.field(it).text.toString() })
    }

    private fun name(agent: String) = await { book.setSettings(book.settings().copy(agentName = agent)) }

    private fun open(kind: String? = null, subject: String? = null, action: String? = null): ActivityController<FollowUpActivity> {
        val intent = Intent(app, FollowUpActivity::class.java)
            .putExtra("kind", kind).putExtra("subject", subject).putExtra("action", action)
        return Robolectric.buildActivity(FollowUpActivity::class.java, intent).setup()
    }

    private companion object {
        const val ORDER = "2026041500123"
    }
}
