package app.huashu.android.screens.main

import android.text.Spanned
import android.widget.EditText
import android.widget.TextView
import app.huashu.PhraseChange
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.children
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.await
import app.huashu.android.screens.list
import app.huashu.android.screens.listOrNull
import app.huashu.android.screens.menu
import app.huashu.android.screens.phrase.EditActivity
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.android.screens.press
import app.huashu.android.screens.pressRow
import app.huashu.android.screens.root
import app.huashu.android.screens.shows
import app.huashu.android.screens.texts
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.model.PhraseUse
import app.huashu.model.Validity
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.time.LocalDate
import java.util.UUID

class MainTest : ScreenTest() {
    private val searchHint get() = app.getString(R.string.main_search_hint)

    private fun main() = open(MainActivity::class.java)

    private fun MainActivity.search(text: String) = root.seen().filterIsInstance<EditText>().first { it.hint?.toString() == searchHint }.setText(text)

    private fun category(name: String, parent: UUID? = null) = await { book.addCategory(NewCategory(library, parent, name)).id }

    private fun phraseIn(category: UUID?, title: String) =
        await { book.addPhrase(NewPhrase(library, category, label(title), content(textPart("$title 的内容")))) }

    @Test
    fun aLibraryIsBrowsedTwoLevelsDeep() {
        val after = category("售后")
        val refunds = category("退款", after)
        phraseIn(null, "欢迎")
        phraseIn(after, "道歉")
        phraseIn(refunds, "退款到账")
        phraseIn(category("售前"), "选码")
        val screen = main().get()
        screen.await("欢迎")
        screen.press("我的话术")
        screen.await("售后 2")
        assertTrue(listOf("欢迎", "道歉", "退款到账", "选码").all(screen::shows))
        screen.press("售后 2")
        screen.await("退款 1")
        until("the other category is gone") { !screen.shows("选码") }
        assertTrue(screen.shows("道歉") && screen.shows("退款到账"))
        screen.press("退款 1")
        until("only the inner one is left") { !screen.shows("道歉") }
        assertTrue(screen.shows("退款到账"))
    }

    @Test
    fun whatIsTypedIsFoundAndHighlighted() {
        phrases("😀发货时间" to "亲，今天发货", "退款说明" to "三天到账")
        val screen = main().get()
        screen.await("退款说明")
        screen.search("fhsj")
        until("only one is found") { !screen.shows("退款说明") }
        val title = screen.root.seen().filterIsInstance<TextView>().first { it.text.toString() == "😀发货时间" }.text as Spanned
        val span = title.getSpans(0, title.length, Any::class.java).single()
        assertEquals("发货时间", title.substring(title.getSpanStart(span), title.getSpanEnd(span)))
    }

    @Test
    fun nothingFoundOffersToWriteIt() {
        phrases("发货时间" to "今天发货")
        val screen = main().get()
        screen.await("发货时间")
        screen.search("发票抬头")
        screen.await(app.getString(R.string.main_not_found, "发票抬头"))
        screen.press(app.getString(R.string.main_add_called, "发票抬头"))
        until("the editor opens") { shadowOf(screen).peekNextStartedActivity() != null }
        val intent = shadowOf(screen).nextStartedActivity
        assertEquals(EditActivity::class.java.name, intent.component?.className)
        assertEquals("发票抬头", intent.getStringExtra(EditActivity.TITLE))
        screen.search("")
        screen.await("发货时间")
        until("the search was noted") { await { book.failedSearches(5u) }.any { it.query == "发票抬头" } }
    }

    @Test
    fun aSlipOfTheFingerIsForgivenAndSaid() {
        phrases("发货时间" to "今天发货")
        val screen = main().get()
        screen.await("发货时间")
        screen.search("fahou")
        until("it says what it took it for") { screen.texts().any { it.startsWith(app.getString(R.string.main_did_you_mean, "发货").take(6)) } }
        assertTrue(screen.shows("发货时间"))
    }

    @Test
    fun backEndsTheSearchBeforeTheScreen() {
        phrases("发货时间" to "今天发货", "退款说明" to "三天到账")
        val screen = main().get()
        screen.await("退款说明")
        screen.search("fhsj")
        until("it searched") { !screen.shows("退款说明") }
        @Suppress("DEPRECATION")
        screen.onBackPressed()
        screen.await("退款说明")
        assertFalse(screen.isFinishing)
    }

    @Test
    fun favouritesAndRecentsHaveShelvesOfTheirOwn() {
        val (liked, used) = phrases("收藏的" to "一", "用过的" to "二", "别的" to "三")
        await {
            book.setFavourite(liked.id, true)
            book.recordUse(PhraseUse(used.id))
        }
        val screen = main().get()
        screen.await("别的")
        screen.press(app.getString(R.string.main_favourites))
        until("favourites alone") { screen.shows("收藏的") && !screen.shows("别的") }
        screen.press(app.getString(R.string.main_recent))
        until("recents alone") { screen.shows("用过的") && !screen.shows("收藏的") }
    }

    @Test
    fun aChangeOfTheBookIsSeenAtOnce() {
        val phrase = phrases("旧标题" to "一").single()
        val screen = main().get()
        screen.await("旧标题")
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Title("新标题"))) }
        screen.await("新标题")
        await { book.deletePhrase(phrase.id) }
        screen.await(app.getString(R.string.main_no_phrases))
    }

    @Test
    fun aTouchOpensThePhrase() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = main().get()
        screen.await("发货时间")
        screen.pressRow("发货时间")
        val intent = shadowOf(screen).nextStartedActivity
        assertEquals(phrase.id.toString(), intent.getStringExtra(PhraseActivity.PHRASE))
    }

    @Test
    fun shelfCategoryAndSearchComeBack() {
        val after = category("售后")
        phraseIn(after, "道歉")
        phraseIn(null, "欢迎")
        val first = main()
        first.get().await("欢迎")
        first.get().press("我的话术")
        first.get().await("售后 1")
        first.get().press("售后 1")
        until("inside") { !first.get().shows("欢迎") }
        val second = comeBack(first, MainActivity::class.java)
        second.get().await("道歉")
        assertFalse(second.get().shows("欢迎"))
        second.get().search("hy")
        second.get().await("欢迎")
        val third = comeBack(second, MainActivity::class.java)
        third.get().await("欢迎")
        assertFalse(third.get().shows("道歉"))
    }

    @Test
    fun theShortcutGoesToTheSearchLine() {
        phrases("发货时间" to "今天发货")
        val screen = open(MainActivity::class.java) { action = "app.huashu.android.SEARCH" }.get()
        screen.await("发货时间")
        until("the cursor stands there") { screen.root.seen().any { it is EditText && it.isFocused } }
    }

    @Test
    fun anExpiredPhraseIsShownAndMarked() {
        val phrase = phrases("双十一" to "满减").single()
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Valid(Validity(until = LocalDate.of(2020, 1, 1))))) }
        val screen = main().get()
        screen.press("我的话术".also { screen.await(it) })
        screen.await(app.getString(R.string.main_row_expired))
    }

    @Test
    fun theMenuLeadsEverywhere() {
        val screen = main().get()
        screen.await("我的话术")
        val places = mapOf(
            R.string.main_menu_import to "ImportActivity",
            R.string.main_menu_order to "OrderActivity",
            R.string.main_menu_trash to "TrashActivity",
            R.string.main_menu_followup to "FollowUpActivity",
            R.string.main_menu_news to "NewsActivity",
            R.string.main_menu_sync to "SyncActivity",
            R.string.main_menu_health to "HealthActivity",
            R.string.main_menu_settings to "SettingsActivity",
        )
        for ((name, place) in places) {
            screen.press(app.getString(R.string.more))
            menu(app.getString(name))
            until("$place opens") { shadowOf(screen).peekNextStartedActivity() != null }
            assertEquals(place, shadowOf(screen).nextStartedActivity.component?.shortClassName?.substringAfterLast('.'))
        }
    }

    @Test
    fun theTrashGivesBack() {
        val phrase = phrases("误删" to "还要用").single()
        await { book.deletePhrase(phrase.id) }
        val screen = open(TrashActivity::class.java).get()
        screen.await("误删")
        screen.press(app.getString(R.string.main_trash_restore_named, "误删"))
        screen.await(app.getString(R.string.main_trash_empty))
        assertEquals(null, await { book.phrase(phrase.id) }.meta.deletedAt)
        screen.press(app.getString(R.string.undo))
        screen.await(app.getString(R.string.main_trash_restore))
    }

    @Test
    fun theListMakesViewsForWhatIsSeenAlone() {
        phrases(*Array(200) { "话术 $it" to "内容 $it" })
        val screen = main().get()
        screen.await("我的话术")
        screen.press("我的话术")
        until("all are there") { screen.listOrNull()?.count == 200 }
        assertTrue(screen.list().children().size in 1..20)
    }
}
