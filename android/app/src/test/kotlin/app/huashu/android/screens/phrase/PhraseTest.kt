package app.huashu.android.screens.phrase

import android.content.DialogInterface.BUTTON_POSITIVE
import android.widget.ImageView
import app.huashu.PhraseChange
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.answer
import app.huashu.android.screens.await
import app.huashu.android.screens.dialog
import app.huashu.android.screens.isAsking
import app.huashu.android.screens.menu
import app.huashu.android.screens.menuNames
import app.huashu.android.screens.press
import app.huashu.android.screens.root
import app.huashu.android.screens.shows
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseVariant
import app.huashu.model.Thumb
import app.huashu.model.Validity
import app.huashu.personalLibrary
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.time.LocalDate

class PhraseTest : ScreenTest() {
    private fun show(phrase: Phrase) = open(PhraseActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).get()

    private fun PhraseActivity.choose(name: Int) {
        press(app.getString(R.string.more))
        menu(app.getString(name))
    }

    private fun pictures(count: Int): List<PhrasePart> = await {
        File(System.getProperty("huashu.fixtures"), "import/shop-500.files").listFiles().orEmpty().sorted().take(count).map {
            book.addMedia(it.name, it.readBytes())
        }
    }

    @Test
    fun textPicturesAndVariantsAreShownInTheirOrder() {
        val variants =
            listOf(
                PhraseVariant(channel = "wechat", parts = listOf(textPart("微信里的说法"))),
                PhraseVariant(lang = "en", parts = listOf(textPart("In English"))),
            )
        val body = content(textPart("请看图[客户名|您]"), *pictures(2).toTypedArray()).copy(variants = variants)
        val screen = show(await { book.addPhrase(NewPhrase(library = library, label = label("尺码"), content = body)) })
        screen.await("请看图[客户名|您]")
        until("both pictures are drawn") {
            screen.root.seen().filterIsInstance<ImageView>().count { it.scaleType == ImageView.ScaleType.CENTER_CROP } ==
                2
        }
        assertTrue(screen.shows(app.getString(R.string.phrase_send_media)))
        screen.press("微信")
        screen.await("微信里的说法")
        screen.press("英语".takeIf { screen.shows(it) } ?: "英文")
        screen.await("In English")
    }

    @Test
    fun aFavouriteAndAThumbAreKept() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = show(phrase)
        screen.await("今天发货")
        screen.press(app.getString(R.string.phrase_favourite))
        until("it is a favourite") { await { book.favourites() }.any { it.phrase.id == phrase.id } }
        until("the star says so") { screen.root.seen().any { it.contentDescription == app.getString(R.string.phrase_unfavourite) } }
        screen.press(app.getString(R.string.phrase_thumb_down))
        until("the thumb is kept") { await { book.favourites() }.single().care.thumb == Thumb.DOWN }
        until("and shown") { screen.root.seen().any { it.isSelected } }
        screen.press(app.getString(R.string.phrase_thumb_down))
        until("a second touch takes it back") { await { book.favourites() }.single().care.thumb == null }
    }

    @Test
    fun deletedByItsOwnerItCanBeTakenBack() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = show(phrase)
        screen.await("今天发货")
        screen.choose(R.string.delete)
        screen.await(app.getString(R.string.phrase_in_trash))
        screen.press(app.getString(R.string.undo))
        until("it is back") { !screen.shows(app.getString(R.string.phrase_in_trash)) && screen.shows(app.getString(R.string.phrase_copy)) }
        assertNull(await { book.phrase(phrase.id) }.meta.deletedAt)
    }

    @Test
    fun deletedBySyncWhileItIsOpenItSaysSo() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = show(phrase)
        screen.await("今天发货")
        await { book.deleteLibrary(library) }
        until("it says that it is gone") {
            screen.shows(app.getString(R.string.phrase_gone)) || screen.shows(app.getString(R.string.phrase_in_trash))
        }
        assertFalse(screen.shows(app.getString(R.string.phrase_copy)))
    }

    @Test
    fun anUnknownPhraseIsNoCrash() {
        for (id in listOf("", "nonsense", "01a19467-e800-7331-9705-0a4b52d90009")) {
            val screen = open(PhraseActivity::class.java, PhraseActivity.PHRASE to id).get()
            screen.await(app.getString(R.string.phrase_gone))
            screen.press(app.getString(R.string.close))
            assertTrue(screen.isFinishing)
        }
    }

    @Test
    fun anEarlierStateComesBackAndGoesAgain() {
        val phrase = phrases("发货时间" to "今天发货").single()
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("明天发货"))))) }
        val screen = show(phrase)
        screen.await("明天发货")
        screen.choose(R.string.phrase_history)
        until("the history is open") { isAsking() }
        answer("今天发货")
        answer(BUTTON_POSITIVE)
        screen.await("今天发货")
        screen.press(app.getString(R.string.undo))
        screen.await("明天发货")
    }

    @Test
    fun itMovesToACategoryAndToAnotherLibrary() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val category = await { book.addCategory(NewCategory(library, null, "物流")).id }
        val other = await { book.addLibrary(personalLibrary("备用")).id }
        val screen = show(phrase)
        screen.await("今天发货")
        screen.choose(R.string.phrase_move)
        until("the places are listed") { isAsking() }
        answer("我的话术 › 物流")
        until("it lies there") { await { book.phrase(phrase.id) }.place.category == category }
        screen.await("物流")
        screen.choose(R.string.phrase_move)
        until("the places are listed again") { isAsking() }
        answer("备用")
        until("it lies in the other library") { await { book.phrases(other, null) }.any { it.label.title == "发货时间" } }
        screen.await("备用")
    }

    @Test
    fun whatIsMissingIsAskedForBeforeItIsCopied() {
        val screen = show(phrases("查件" to "[称呼:先生/小姐]，单号[单号]").single())
        screen.await("[称呼:先生/小姐]，单号[单号]")
        screen.press(app.getString(R.string.phrase_copy))
        until("it asks") { isAsking() }
        val asked = dialog().window?.decorView?.seen().orEmpty().mapNotNull { it.contentDescription?.toString() }
        assertEquals(listOf("称呼", "单号"), asked.filter { it == "称呼" || it == "单号" })
    }

    @Test
    fun anExpiredPhraseIsNotCopiedWithoutInsisting() {
        val phrase = phrases("双十一" to "满减").single()
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Valid(Validity(until = LocalDate.of(2020, 1, 1))))) }
        val screen = show(phrase)
        screen.await(app.getString(R.string.phrase_not_sendable, app.getString(R.string.main_row_expired)))
        screen.press(app.getString(R.string.phrase_copy))
        screen.await(app.getString(R.string.phrase_copy_anyway))
    }

    @Test
    fun sendingGoesByTheScreenForThat() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = show(phrase)
        screen.await("今天发货")
        screen.press(app.getString(R.string.phrase_send))
        val intent = shadowOf(screen).nextStartedActivity
        assertEquals("app.huashu.android.send.SendActivity", intent.component?.className)
        assertEquals(phrase.id.toString(), intent.getStringExtra("phrase"))
    }

    @Test
    fun whoMayEditIsOfferedToEdit() {
        val screen = show(phrases("发货时间" to "今天发货").single())
        screen.await("今天发货")
        screen.choose(R.string.edit)
        assertFalse(app.getString(R.string.phrase_propose) in menuNames())
        assertNotNull(shadowOf(screen).nextStartedActivity)
    }
}
