package app.huashu.android.screens.phrase

import android.widget.ImageView
import android.widget.ScrollView
import app.huashu.PhraseChange
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.screens.PictureTest
import app.huashu.android.screens.await
import app.huashu.android.screens.press
import app.huashu.android.screens.root
import app.huashu.android.screens.type
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.model.Phrase
import app.huashu.model.PhraseVariant
import app.huashu.model.Validity
import app.huashu.textPart
import org.junit.Test
import java.time.LocalDate

class PhrasePicturesTest : PictureTest() {
    private fun show(phrase: Phrase) = open(PhraseActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).get()

    private fun PhraseActivity.withPictures(count: Int) = apply {
        until("the pictures are drawn") {
            root.seen().filterIsInstance<ImageView>().count { it.scaleType == ImageView.ScaleType.CENTER_CROP } == count
        }
    }

    private fun withVariants() = shop().also { phrase ->
        val variants =
            listOf(
                PhraseVariant(channel = "wechat", parts = listOf(textPart("亲，[愉快]选 M 码"))),
                PhraseVariant(lang = "en", parts = listOf(textPart("Take M"))),
            )
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Variants(variants), PhraseChange.Keywords(listOf("尺码", "大小", "身高")))) }
    }

    @Test
    fun textAndImages() = check("phrase", show(withVariants()).withPictures(2))

    @Test
    fun dark() {
        dressed(ThemeChoice.DARK)
        check("phrase-dark", show(withVariants()).withPictures(2))
    }

    @Test
    fun large() {
        dressed(textPercent = 160)
        check("phrase-large", show(withVariants()).withPictures(2))
    }

    @Test
    fun notSendable() {
        val phrase = phrase("国庆放假通知", "10 月 1 日至 7 日仓库放假，8 日起按顺序发货。")
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Valid(Validity(LocalDate.of(2026, 9, 20), LocalDate.of(2026, 10, 8))))) }
        check("phrase-expired", show(phrase).apply { await("国庆放假通知") })
    }

    @Test
    fun inTheTrash() {
        val phrase = phrase("旧地址", "退货请寄到旧仓库")
        await { book.deletePhrase(phrase.id) }
        check("phrase-deleted", show(phrase).apply { await("旧地址") })
    }

    private fun edit(phrase: Phrase) = open(EditActivity::class.java, PhraseActivity.PHRASE to phrase.id.toString()).get().apply {
        await(app.getString(R.string.phrase_field_title))
    }

    @Test
    fun editing() {
        val screen = edit(phrase("发货时间", "[客户名|亲]，您的订单[订单号]今天 18 点前发出。", null, "fh1"))
        screen.await(app.getString(R.string.phrase_preview))
        check("edit", screen)
    }

    @Test
    fun editingWithImagesAndErrors() {
        val screen = edit(phrase("尺码", "请看图", null, "cm", *pictures(1)))
        until("the picture is drawn") { screen.root.seen().any { (it as? ImageView)?.scaleType == ImageView.ScaleType.CENTER_CROP } }
        screen.type(app.getString(R.string.phrase_field_title), "")
        screen.press(app.getString(R.string.save))
        screen.await(app.getString(R.string.phrase_error_title))
        check("edit-errors", screen)
    }

    @Test
    fun editingBelow() {
        dressed(ThemeChoice.DARK)
        val screen = edit(phrase("发货时间", "今天发货", null, "fh1"))
        screen.await(app.getString(R.string.phrase_preview))
        screen.root.seen().filterIsInstance<ScrollView>().first().let { it.scrollTo(0, it.getChildAt(0).height) }
        check("edit-below-dark", screen)
    }

    @Test
    fun editingLarge() {
        dressed(textPercent = 160)
        val screen = edit(phrase("发货时间", "[客户名|亲]，您的订单[订单号]今天 18 点前发出。", null, "fh1"))
        screen.await(app.getString(R.string.phrase_preview))
        check("edit-large", screen)
    }
}
