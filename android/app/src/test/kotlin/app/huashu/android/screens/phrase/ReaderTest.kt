package app.huashu.android.screens.phrase

import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.panel.plainText
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.await
import app.huashu.android.screens.list
import app.huashu.android.screens.main.MainActivity
import app.huashu.android.screens.menu
import app.huashu.android.screens.menuNames
import app.huashu.android.screens.press
import app.huashu.android.screens.shows
import app.huashu.android.screens.type
import app.huashu.android.until
import app.huashu.model.LibraryId
import app.huashu.model.Phrase
import app.huashu.tests.Hub
import app.huashu.tests.WAIT_MS
import app.huashu.tests.join
import app.huashu.textPhrase
import com.google.gson.JsonObject
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.shadows.ShadowToast

/** Somebody who may read the company's library and not change it: an agent, whose texts are the editors' to decide. */
class ReaderTest : ScreenTest() {
    private lateinit var hub: Hub
    private lateinit var company: LibraryId
    private lateinit var phrase: Phrase

    @Before
    fun join() {
        hub = Hub()
        val editor = hub.colleague("阿杰")
        phrase = editor.use {
            await {
                val shared = it.book.libraries().first { it.name == Hub.COMPANY }.id
                it.book.addPhrase(textPhrase(shared, "发货时间", "今天发货"))
            }.also { _ -> it.sync() }
        }
        await { app.connection.sync().join(hub.invite("agent"), "小雨") }
        company = await { book.libraries().first { it.name == Hub.COMPANY }.id }
        sync()
    }

    @After
    fun leave() = hub.close()

    private fun sync() = await { assertTrue(app.connection.sync().syncNow(WAIT_MS).done) }

    private fun proposals(): List<JsonObject> {
        hub.huashu("sync")
        return hub.huashu("proposal", "list").getAsJsonArray("proposals").map { it.asJsonObject }
    }

    @Test
    fun aChangeIsSuggestedAndComesBackOnceItIsAccepted() {
        val seen = open(PhraseActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).get()
        seen.await("今天发货")
        seen.press(app.getString(R.string.more))
        assertEquals(listOf(R.string.phrase_propose, R.string.phrase_history).map(app::getString), menuNames())
        menu(app.getString(R.string.phrase_propose))
        val screen = open(EditActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).get()
        screen.await(app.getString(R.string.phrase_propose_send))
        screen.type(app.getString(R.string.phrase_text_named, 1), "48 小时内发货")
        screen.press(app.getString(R.string.phrase_propose_send))
        until("the editor is left") { screen.isFinishing }
        assertEquals(app.getString(R.string.phrase_proposed), ShadowToast.getTextOfLatestToast())
        assertEquals("nothing changes before somebody decides", "今天发货", await { book.phrase(phrase.id) }.plainText())
        sync()
        val waits = proposals().single()
        assertEquals("48 小时内发货", waits.getAsJsonObject("proposed")["text"].asString)
        hub.huashu("proposal", "accept", waits["id"].asString)
        sync()
        seen.await("48 小时内发货")
    }

    @Test
    fun aNewPhraseIsSuggestedToo() {
        val screen = open(EditActivity::class.java, EditActivity.LIBRARY to company.toString()).get()
        screen.await(app.getString(R.string.phrase_propose_send))
        screen.type(app.getString(R.string.phrase_field_title), "节日")
        screen.type(app.getString(R.string.phrase_text_named, 1), "节日快乐")
        screen.press(app.getString(R.string.phrase_propose_send))
        until("the editor is left") { screen.isFinishing }
        sync()
        val proposed = proposals().single().getAsJsonObject("proposed")
        assertEquals(listOf("节日", "节日快乐"), listOf(proposed["title"].asString, proposed["text"].asString))
        assertEquals(listOf("发货时间"), await { book.phrases(company, null) }.map { it.label.title })
    }

    @Test
    fun whatWasMadeWithoutANetworkSaysSoUntilTheCompanyHasIt() {
        val own = await { book.libraries().first { it.id == library } }
        await { app.connection.sync().stop() }
        await { book.addPhrase(textPhrase(own.id, "自己的", "只有我用")) }
        val screen = open(MainActivity::class.java).get()
        screen.press(own.name)
        screen.await("自己的")
        until("it is marked") { screen.shows(app.getString(R.string.main_row_unsent)) }
        await { app.connection.sync().start() }
        sync()
        until("the mark goes") { screen.list().count > 0 && !screen.shows(app.getString(R.string.main_row_unsent)) }
        assertFalse(await { book.phrases(own.id, null) }.any { it.meta.revs.row == 0uL })
    }
}
