package app.huashu.android.screens.news

import android.os.Bundle
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.screens.OnScreen
import app.huashu.android.until
import app.huashu.model.PublishState
import app.huashu.model.Validity
import app.huashu.tests.Hub
import app.huashu.tests.join
import app.huashu.textPhrase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import java.time.Duration
import java.time.LocalDate

class NewsTest : AppTest() {
    @Test
    fun whoNeverLookedSeesWhatYesterdayBrought() {
        val phrase = phrases("问候" to "您好\n第二行").single()
        val activity = Robolectric.buildActivity(NewsActivity::class.java).setup().get()
        val screen = OnScreen(activity)
        for (part in listOf("我的话术 · 1", "新", "本机改的", "您好")) screen.waitFor(part)
        assertFalse(screen.says("从昨天起"))
        screen.tap("问候")
        val opened = shadowOf(activity).nextStartedActivity
        assertEquals(phrase.id.toString(), opened.getStringExtra("phrase"))
        assertTrue(opened.component!!.className.endsWith("PhraseActivity"))
    }

    @Test
    fun whatWasSeenIsNoNewsUnlessOneTakesItBack() {
        phrases("问候" to "您好")
        val screen = OnScreen(Robolectric.buildActivity(NewsActivity::class.java).setup().get())
        screen.waitFor("问候")
        screen.tap("都看过了")
        screen.waitFor("没有变化")
        assertTrue(app.preferences.newsSeenAt > 0)
        screen.tap("撤销")
        screen.waitFor("问候")
        assertEquals(0, app.preferences.newsSeenAt)
        screen.tap("都看过了")
        screen.waitFor("没有变化")
        screen.tap("从昨天起")
        screen.waitFor("问候")
        assertTrue("the mark stays", app.preferences.newsSeenAt > 0)
    }

    @Test
    fun whatIsNotOfferedIsNoNews() {
        val (off, draft) = phrases("停用的" to "一", "草稿" to "二")
        await {
            book.editPhrase(off.id, listOf(PhraseChange.Active(false)))
            book.editPhrase(draft.id, listOf(PhraseChange.PublishState(PublishState.DRAFT)))
        }
        OnScreen(Robolectric.buildActivity(NewsActivity::class.java).setup().get()).waitFor("没有变化")
    }

    @Test
    fun whatEndsOrIsToBeReviewedIsToldByTheDay() {
        val today = LocalDate.now(app.zone())
        val (soon, over, review) = phrases("双十一" to "一", "六一八" to "二", "价格" to "三")
        await {
            book.editPhrase(soon.id, listOf(PhraseChange.Valid(Validity(until = today.plusDays(2)))))
            book.editPhrase(over.id, listOf(PhraseChange.Valid(Validity(until = today.minusDays(2)))))
            book.editPhrase(review.id, listOf(PhraseChange.ReviewBy(today.minusDays(1))))
        }
        val screen = OnScreen(Robolectric.buildActivity(NewsActivity::class.java).setup().get())
        for (part in listOf("七天内到期", "用到 ", "已到期", "该复核了", "就该复核了")) screen.waitFor(part)
    }

    @Test
    fun whatTheCompanyChangesComesWhileTheScreenIsOpen() {
        Hub().use { hub ->
            hub.colleague("阿杰").use { ajie ->
                val sync = await { app.connection.sync().also { it.join(hub.link, "小雨") } }
                val company = await { book.libraries().first { it.name == Hub.COMPANY }.id }
                val old = await { book.addPhrase(textPhrase(company, "发货", "今天发")) }
                await { check(sync.syncNow(20_000u).done) }
                Thread.sleep(20)
                app.preferences.newsSeenAt = System.currentTimeMillis()
                Thread.sleep(20)
                val screen = OnScreen(Robolectric.buildActivity(NewsActivity::class.java).setup().get())
                screen.waitFor("没有变化")
                ajie.says(old, "四点前付款当天发")
                await { ajie.book.addPhrase(textPhrase(company, "双十一", "满三百减五十")) }
                ajie.sync()
                for (part in listOf("${Hub.COMPANY} · 2", "四点前付款当天发", "满三百减五十", "同步来的")) screen.waitFor(part)
                assertEquals(1, screen.texts.count { it == "新" })
                assertEquals(1, screen.texts.count { it == "改" })
            }
        }
    }

    @Test
    fun theChoiceOutlivesTheProcess() {
        phrases("问候" to "您好")
        app.preferences.newsSeenAt = System.currentTimeMillis() + Duration.ofHours(1).toMillis()
        val controller = Robolectric.buildActivity(NewsActivity::class.java).setup()
        OnScreen(controller.get()).tap("从昨天起")
        val kept = Bundle()
        controller.saveInstanceState(kept).pause().stop().destroy()
        val again = OnScreen(Robolectric.buildActivity(NewsActivity::class.java).create(kept).start().resume().visible().get())
        until("it still begins yesterday") { again.says("问候") }
    }
}
