package app.huashu.android.screens

import android.app.Activity
import android.os.Looper
import app.huashu.PhraseChange
import app.huashu.android.Pictures
import app.huashu.android.TestApp
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.content
import app.huashu.label
import app.huashu.model.CategoryId
import app.huashu.model.LibraryKind
import app.huashu.model.NewCategory
import app.huashu.model.NewLibrary
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.Validity
import app.huashu.textPart
import org.junit.AfterClass
import org.junit.Before
import org.junit.BeforeClass
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.time.Instant
import java.time.LocalDate
import java.util.TimeZone

/** What the pictures of the screens show: a small shop, on a day that stands still. */
abstract class PictureTest : ScreenTest() {
    /** Before every test: the platform is made anew, its time zone too. */
    @Before
    fun liveInChina() = TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"))

    protected fun category(name: String, parent: CategoryId? = null) = await { book.addCategory(NewCategory(library, parent, name)).id }

    protected fun phrase(title: String, text: String, category: CategoryId? = null, code: String? = null, vararg more: PhrasePart): Phrase = await {
        book.addPhrase(NewPhrase(library, category, label(title).copy(code = code), content(textPart(text), *more)))
    }

    protected fun pictures(count: Int): Array<PhrasePart> = await {
        val files = File(System.getProperty("huashu.fixtures"), "import/shop-500.files").listFiles().orEmpty().sorted()
        files.take(count).map { book.addMedia(it.name, it.readBytes()) }.toTypedArray()
    }

    /** A shop with two levels of categories, marks of every kind and a company's library beside it. */
    protected fun shop(): Phrase {
        await { book.addLibrary(NewLibrary(LibraryKind.COMPANY, "青禾服饰公司话术")) }
        val before = category("售前")
        val after = category("售后")
        val refunds = category("退款", after)
        category("物流", after)
        phrase("欢迎语", "您好，欢迎来到青禾服饰，我是客服[客服名]。衣服、家居都可以问我，把商品链接或订单号发来，我马上帮您看。", before, "hy")
        val sizes = phrase("尺码怎么选", "[客户名|亲]，身高[身高]、体重[体重]，建议选[尺码:S/M/L]码，尺码表在下面。", before, "cm", *pictures(2))
        val sale = phrase("双十一满减", "全场满 300 减 40，可与店铺券叠加，活动到 11 月底。", before, "s11")
        val old = phrase("国庆放假通知", "10 月 1 日至 7 日仓库放假，8 日起按顺序发货。", after)
        phrase("退款多久到账", "退款已办理，原路退回，一般 1 到 3 天到账，请留意银行短信。", refunds, "tk")
        await {
            book.editPhrase(sale.id, listOf(PhraseChange.Valid(Validity(until = LocalDate.of(2026, 11, 30)))))
            book.editPhrase(old.id, listOf(PhraseChange.Valid(Validity(until = LocalDate.of(2026, 10, 8)))))
            book.setFavourite(sizes.id, true)
        }
        return sizes
    }

    /** The person's look of this picture; before the screen opens. */
    protected fun dressed(theme: ThemeChoice = ThemeChoice.LIGHT, textPercent: Int = 100) = app.dress(theme, textPercent)

    protected fun check(name: String, activity: Activity) {
        shadowOf(Looper.getMainLooper()).idle()
        activity.root.clearFocus()
        Pictures.check(name, activity)
    }

    /** Around the whole class: the app of a test is made before the test. */
    companion object {
        @BeforeClass
        @JvmStatic
        fun holdTime() {
            TestApp.now = Instant.parse("2026-11-27T02:00:00Z")
        }

        @AfterClass
        @JvmStatic
        fun letTimeGoOn() {
            TestApp.now = null
        }
    }
}
