package app.huashu.android.screens.phrase

import android.app.Activity
import android.content.DialogInterface.BUTTON_NEGATIVE
import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.os.Bundle
import android.widget.EditText
import android.widget.TextView
import app.huashu.PhraseChange
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.panel.plainText
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.answer
import app.huashu.android.screens.await
import app.huashu.android.screens.goBack
import app.huashu.android.screens.isAsking
import app.huashu.android.screens.press
import app.huashu.android.screens.root
import app.huashu.android.screens.type
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.FilePart
import app.huashu.model.ImagePart
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.TextPart
import app.huashu.model.Validity
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.time.LocalDate
import java.util.UUID

class EditTest : ScreenTest() {
    private val title get() = app.getString(R.string.phrase_field_title)
    private val code get() = app.getString(R.string.phrase_field_code)
    private val firstText get() = app.getString(R.string.phrase_text_named, 1)
    private val save get() = app.getString(R.string.save)

    private fun new(): ActivityController<EditActivity> =
        open(EditActivity::class.java, EditActivity.LIBRARY to library.toString()).also { it.get().await(title) }

    private fun edit(phrase: Phrase): ActivityController<EditActivity> =
        open(EditActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).also { it.get().await(title) }

    private fun Activity.line(name: String) = root.seen().filterIsInstance<EditText>().first { it.contentDescription == name }

    private fun inLibrary() = await { book.phrases(library, null) }

    @Test
    fun aNewPhraseIsWrittenWithAVariable() {
        val screen = new().get()
        screen.type(title, "发货时间")
        screen.type(firstText, "您好，今天发货")
        screen.line(firstText).setSelection(2)
        screen.press(app.getString(R.string.phrase_insert_named, "客户名"))
        screen.type(code, "fh1")
        screen.type(app.getString(R.string.phrase_field_keywords), "物流，快递 发货")
        screen.await("您好〔客户名〕，今天发货")
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        val phrase = inLibrary().single()
        assertEquals("您好[客户名]，今天发货", phrase.plainText())
        assertEquals("fh1", phrase.label.code)
        assertEquals(listOf("物流", "快递", "发货"), phrase.label.keywords)
    }

    @Test
    fun onlyWhatWasChangedIsWritten() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = edit(phrase).get()
        screen.type(title, "发货")
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Code("fh"), PhraseChange.Parts(listOf(PhrasePart.Text(TextPart("明天发货")))))) }
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        val now = await { book.phrase(phrase.id) }
        assertEquals(listOf("发货", "fh", "明天发货"), listOf(now.label.title, now.label.code, now.plainText()))
    }

    @Test
    fun mistakesAreSaidBesideTheirFieldsAndNothingIsLost() {
        val screen = new().get()
        screen.press(save)
        screen.await(app.getString(R.string.phrase_error_title))
        screen.type(title, "发货时间")
        screen.press(save)
        screen.await(app.getString(R.string.phrase_error_empty))
        screen.type(firstText, "您好[客户名")
        screen.press(save)
        until("the core says that the variable is open") {
            screen.root.seen().any {
                it is TextView &&
                    it.currentTextColor == screen.getColor(R.color.danger) &&
                    it.text.isNotEmpty()
            }
        }
        assertFalse(screen.isFinishing)
        screen.type(code, "很".repeat(40))
        screen.type(firstText, "您好[客户名]")
        screen.press(save)
        until("the core says that the code is too long") {
            screen.root.seen().any {
                it is TextView &&
                    it.currentTextColor == screen.getColor(R.color.danger) &&
                    it.text.isNotEmpty()
            }
        }
        assertEquals("您好[客户名]", screen.line(firstText).text.toString())
        assertTrue(inLibrary().isEmpty())
    }

    @Test
    fun theEndOfTheProcessLosesNothing() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val first = edit(phrase)
        first.get().type(title, "😀发货")
        first.get().type(firstText, "后天发货[客户名|您]")
        first.get().press(app.getString(R.string.phrase_add_text))
        first.get().type(app.getString(R.string.phrase_text_named, 2), "第二段")
        val second = comeBack(first, EditActivity::class.java).get()
        second.await(title)
        assertEquals("😀发货", second.line(title).text.toString())
        assertEquals("第二段", second.line(app.getString(R.string.phrase_text_named, 2)).text.toString())
        second.press(save)
        until("the editor is left") { second.isFinishing }
        assertEquals("后天发货[客户名|您]\n第二段", await { book.phrase(phrase.id) }.plainText())
    }

    @Test
    fun leavingAsksOnlyWhereSomethingWasWritten() {
        val untouched = new().get()
        untouched.goBack()
        assertTrue(untouched.isFinishing)
        val screen = new().get()
        screen.type(title, "发货")
        screen.goBack()
        until("it asks") { isAsking() }
        assertFalse(screen.isFinishing)
        answer(BUTTON_NEGATIVE)
        until("it is left") { screen.isFinishing }
        assertTrue(inLibrary().isEmpty())
    }

    @Test
    fun partsAreMovedAndTakenAway() {
        val phrase =
            await {
                book.addPhrase(NewPhrase(library = library, label = label("三段"), content = content(textPart("一"), textPart("二"), textPart("三"))))
            }
        val screen = edit(phrase).get()
        val downs = screen.root.seen().filter { it.contentDescription == app.getString(R.string.phrase_part_down) }.toList()
        downs.first().performClick()
        screen.root.seen().last { it.contentDescription == app.getString(R.string.phrase_part_remove) }.performClick()
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        assertEquals("二\n一", await { book.phrase(phrase.id) }.plainText())
    }

    @Test
    fun picturesComeInAndBrokenOnesAreNamed() {
        val picture = File(System.getProperty("huashu.fixtures"), "import/shop-500.files").listFiles().orEmpty().first()
        val screen = new().get()
        screen.type(title, "尺码")
        screen.hand("content://there/good.png") { picture.inputStream() }
        until("the picture is there") { screen.root.seen().any { it.contentDescription?.toString()?.startsWith("图片「") == true } }
        screen.hand("content://there/broken.png") {
            ByteArrayInputStream(ByteArray(100) { 1 }.also { "\u0089PNG\r\n".toByteArray(Charsets.ISO_8859_1).copyInto(it) })
        }
        screen.await(app.getString(R.string.phrase_not_added, "broken.png", app.getString(R.string.phrase_no_image)))
        screen.hand("content://there/gone.png") { throw IOException("gone") }
        screen.await(app.getString(R.string.welcome_unreadable))
        screen.hand("content://there/full.png") { throw IOException("write failed: ENOSPC (No space left on device)") }
        screen.await(app.getString(R.string.welcome_no_space))
        screen.hand("content://there/forbidden.png") { throw SecurityException("no permission") }
        screen.await(app.getString(R.string.phrase_not_added, "forbidden.png", app.getString(R.string.welcome_unreadable)))
        assertEquals("尺码", screen.line(title).text.toString())
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        assertEquals(1, inLibrary().single().content.parts.count { it is PhrasePart.Image })
    }

    @Test
    fun aPictureOfTwelveMegapixelsIsTakenInOffTheMainThread() {
        val bytes = ByteArrayOutputStream().also { out ->
            val bitmap = Bitmap.createBitmap(4000, 3000, Bitmap.Config.ARGB_8888)
            bitmap.eraseColor(0xFF4F46E5.toInt())
            bitmap.compress(Bitmap.CompressFormat.JPEG, 80, out)
        }.toByteArray()
        val screen = new().get()
        screen.type(title, "大图")
        screen.hand("content://there/large.jpg") { ByteArrayInputStream(bytes) }
        until("it is there") { screen.root.seen().any { it.contentDescription?.toString()?.startsWith("图片「") == true } }
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        assertEquals(1, inLibrary().size)
    }

    @Test
    fun whatWasDeletedMeanwhileIsSavedAsNew() {
        val phrase = phrases("发货时间" to "今天发货").single()
        val screen = edit(phrase).get()
        screen.type(firstText, "后天发货")
        await { book.deletePhrase(phrase.id) }
        screen.press(save)
        screen.await(app.getString(R.string.phrase_save_as_new))
        screen.press(app.getString(R.string.phrase_save_as_new))
        until("the editor is left") { screen.isFinishing }
        assertEquals(listOf("后天发货"), inLibrary().map { it.plainText() })
    }

    @Test
    fun theCategoryIsChosen() {
        val category = await { book.addCategory(NewCategory(library, null, "物流")).id }
        val screen = new().get()
        screen.type(title, "发货")
        screen.type(firstText, "今天")
        screen.press("我的话术 › ${app.getString(R.string.phrase_top)}")
        until("the places are listed") { isAsking() }
        answer("物流")
        screen.await("我的话术 › 物流")
        screen.press(save)
        until("the editor is left") { screen.isFinishing }
        assertEquals(1, await { book.phrases(library, category) }.size)
    }

    @Test
    fun everyDraftSurvivesItsBundle() {
        val parts = listOf(
            PhrasePart.Text(TextPart("😀", "{\"x\":1}")),
            PhrasePart.Image(ImagePart("ab", "图.png", "image/png", 4_000_000_000u, 3u, 5uL, "")),
            PhrasePart.File(FilePart("cd", "说明.pdf", "application/pdf", 7uL, "")),
            PhrasePart.Unknown("{\"type\":\"video\"}"),
        )
        val valid = Validity(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 2, 1))
        val draft = PhraseDraft(library, UUID(1, 2), "题", "码", "词", parts, valid, sensitive = true, active = false)
        assertEquals(draft, PhraseDraft.of(draft.saved()))
        assertEquals(null, PhraseDraft.of(Bundle()))
        assertEquals(emptyList<PhraseChange>(), draft.changesSince(draft))
    }

    /** The person chooses a file of another app. */
    private fun EditActivity.hand(uri: String, stream: () -> InputStream) {
        press(app.getString(R.string.phrase_add_image))
        val asked = shadowOf(this).nextStartedActivityForResult
        shadowOf(contentResolver).registerInputStreamSupplier(Uri.parse(uri)) { stream() }
        shadowOf(this).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(Uri.parse(uri)))
    }
}
