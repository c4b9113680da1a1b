package app.huashu.android.screens.company

import android.content.DialogInterface.BUTTON_NEGATIVE
import android.content.DialogInterface.BUTTON_POSITIVE
import app.huashu.DraftChoice
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.Colleague
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.screens.OnScreen
import app.huashu.android.screens.OnScreen.Companion.answer
import app.huashu.android.until
import app.huashu.model.ApiException
import app.huashu.model.LibraryId
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.tests.Hub
import app.huashu.tests.WAIT_MS
import app.huashu.tests.join
import app.huashu.textPart
import app.huashu.textPhrase
import org.junit.After
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf

/** This app, a colleague's, and a real hub. */
class SyncTest : AppTest() {
    private lateinit var ajie: Colleague
    private lateinit var company: LibraryId
    private val me = "小雨${people++}"

    @Before
    fun join() {
        ajie = hub.colleague("阿杰${people++}")
        await { app.connection.sync().join(hub.link, me) }
        company = await { book.libraries().first { it.name == Hub.COMPANY }.id }
    }

    @After
    fun leave() = ajie.close()

    @Test
    fun theScreenSaysWhereItBelongsAndWhatIsThere() {
        val screen = OnScreen(Robolectric.buildActivity(SyncActivity::class.java).setup().get())
        screen.waitFor("已同步")
        for (part in listOf("上次同步：", me, "青禾", "我的话术", Hub.COMPANY, "您可以修改")) screen.waitFor(part)
    }

    @Test
    fun aConflictWaitsOnTheScreenAndMineCanStay() {
        val phrase = conflict()
        val screen = decide()
        screen.tap("保留我的")
        settled(screen, phrase, "周日顺延到周一")
    }

    @Test
    fun theCompanysCanBeTaken() {
        val phrase = conflict()
        val screen = decide()
        screen.tap("用公司的")
        settled(screen, phrase, "四点前付款当天发")
    }

    @Test
    fun bothCanBeMadeOneAndItOutlivesATurn() {
        val phrase = conflict()
        val controller = Robolectric.buildActivity(DraftActivity::class.java, wayToDraft()).setup()
        val screen = OnScreen(controller.get())
        for (part in listOf("先改了这条话术", "周日顺延到周一", "四点前付款当天发")) screen.waitFor(part)
        screen.tap("合并成一份")
        screen.waitFor("合并后的内容")
        assertEquals("周日顺延到周一", screen.field("合并后的内容").text.toString())
        screen.tap("从公司的改起")
        screen.type("合并后的内容", "四点前付款当天发，周日顺延到周一")
        controller.recreate()
        val turned = OnScreen(controller.get())
        turned.waitFor("合并后的内容")
        assertEquals("四点前付款当天发，周日顺延到周一", turned.field("合并后的内容").text.toString())
        turned.tap("保存合并的")
        settled(turned, phrase, "四点前付款当天发，周日顺延到周一")
    }

    @Test
    fun theCompanysTextChangesWhileSomebodyDecides() {
        val phrase = conflict()
        val screen = decide()
        screen.tap("合并成一份")
        screen.type("合并后的内容", "我写到一半")
        ajie.says(phrase, "五点前付款当天发")
        screen.waitFor("五点前付款当天发")
        assertEquals("我写到一半", screen.field("合并后的内容").text.toString())
    }

    @Test
    fun aDraftThatWasSettledElsewhereSaysSo() {
        conflict()
        val way = wayToDraft()
        await { app.connection.sync().run { resolveDraft(drafts().single().id, DraftChoice.KeepTheirs) } }
        OnScreen(Robolectric.buildActivity(DraftActivity::class.java, way).setup().get()).waitFor("这条已经处理好了")
    }

    @Test
    fun whoSignsOutKeepsNothingOfIt() {
        val phrase = await { book.addPhrase(textPhrase(company, "发货", "今天发")) }
        await { assertTrue(app.connection.sync().syncNow(WAIT_MS).done) }
        val screen = OnScreen(Robolectric.buildActivity(SyncActivity::class.java).setup().get())
        screen.tap("退出登录")
        OnScreen.dialog().answer(BUTTON_NEGATIVE)
        assertNotNull(await { app.connection.sync().membership() })
        screen.tap("退出登录")
        OnScreen.dialog().answer(BUTTON_POSITIVE)
        screen.waitFor("没有登录公司")
        assertThrows(ApiException.NotFound::class.java) { await { book.phrase(phrase.id) } }
        assertEquals(emptyList<String>(), await { book.libraries().map { it.name } })
    }

    @Test
    fun whatWaitsIsAskedAboutBeforeItIsLost() {
        val gone = Hub()
        gone.use {
            await {
                app.connection.sync().signOut(false)
                app.connection.sync().join(gone.link, me)
            }
        }
        val mine = await { book.addPhrase(textPhrase(book.libraries().first { it.name == Hub.COMPANY }.id, "没送到", "还没送到的文字")) }
        val screen = OnScreen(Robolectric.buildActivity(SyncActivity::class.java).setup().get())
        screen.waitFor("有 1 处改动还没送到")
        screen.tap("退出登录")
        OnScreen.dialog().answer(BUTTON_POSITIVE)
        until("it asks again") { shadowOf(OnScreen.dialog()).title == "有 1 处改动还没送到" }
        OnScreen.dialog().answer(BUTTON_NEGATIVE)
        assertEquals("没送到", await { book.phrase(mine.id).label.title })
        screen.tap("退出登录")
        OnScreen.dialog().answer(BUTTON_POSITIVE)
        until("it asks again") { shadowOf(OnScreen.dialog()).title == "有 1 处改动还没送到" }
        OnScreen.dialog().answer(BUTTON_POSITIVE)
        screen.waitFor("没有登录公司")
        val kept = await { book.libraries().flatMap { book.phrases(it.id, null) } }
        assertEquals(listOf("还没送到的文字"), kept.map(::text))
    }

    /** Both have changed the same text; the colleague's was first. */
    private fun conflict(): Phrase {
        val sync = await { app.connection.sync() }
        val phrase = await { book.addPhrase(textPhrase(company, "发货", "今天发")) }
        await {
            assertTrue(sync.syncNow(WAIT_MS).done)
            assertTrue(sync.suspend(5_000u))
            book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("周日顺延到周一")))))
        }
        ajie.says(phrase, "四点前付款当天发")
        await {
            sync.resume()
            sync.syncNow(WAIT_MS)
            assertEquals(1, sync.drafts().size)
        }
        return phrase
    }

    private fun wayToDraft() = run {
        val list = Robolectric.buildActivity(SyncActivity::class.java).setup().get()
        val screen = OnScreen(list)
        screen.waitFor("等您决定")
        screen.tap("发货")
        shadowOf(list).nextStartedActivity
    }

    private fun decide() = OnScreen(Robolectric.buildActivity(DraftActivity::class.java, wayToDraft()).setup().get())

    private fun settled(screen: OnScreen, phrase: Phrase, text: String) {
        until("the screen has gone") { screen.activity.isFinishing }
        val sync = await { app.connection.sync() }
        await {
            assertTrue(sync.syncNow(WAIT_MS).done)
            assertEquals(emptyList<Any>(), sync.drafts())
        }
        assertEquals(text, await { text(book.phrase(phrase.id)) })
        ajie.sync()
        until("the colleague has it") { await { text(ajie.book.phrase(phrase.id)) } == text }
    }

    private fun text(phrase: Phrase) = (phrase.content.parts.single() as PhrasePart.Text).v1.text

    private companion object {
        var people = 0
        val hub by lazy { Hub() }

        @AfterClass
        @JvmStatic
        fun close() = hub.close()
    }
}
