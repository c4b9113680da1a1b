package app.huashu.android.screens.news

import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.TestApp
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.screens.OnScreen
import app.huashu.model.Validity
import org.junit.AfterClass
import org.junit.BeforeClass
import org.junit.Test
import org.robolectric.Robolectric
import java.time.Duration
import java.time.Instant
import java.time.LocalDate

class NewsPicturesTest : AppTest() {
    @Test
    fun none() = Pictures.check("news-empty", open("没有变化"))

    @Test
    fun news() {
        val made = phrases(
            "发货时间" to "亲，因为双十一期间订单非常多，仓库会按付款的先后顺序依次发货，一般在 48 小时内发出，请您耐心等一等",
            "满三百减五十" to "亲，全店满三百减五十，可以和店铺券一起用哦",
            "退换货的运费由谁承担，以及怎样申请退款（双十一期间的特别说明）" to "非质量问题的退换货，运费由买家承担",
        )
        val today = LocalDate.of(2026, 11, 9)
        await {
            book.editPhrase(made[1].id, listOf(PhraseChange.Valid(Validity(until = today.plusDays(2)))))
            book.editPhrase(made[2].id, listOf(PhraseChange.ReviewBy(today.minusDays(1))))
        }
        app.preferences.newsSeenAt = (MORNING - Duration.ofHours(15)).toEpochMilli()
        for ((name, theme, percent) in LOOKS) {
            app.dress(theme, percent)
            Pictures.check("news$name", open("我的话术 · 3"))
        }
    }

    private fun open(part: String) = OnScreen(Robolectric.buildActivity(NewsActivity::class.java).setup().get()).apply { waitFor(part) }.activity

    private companion object {
        val MORNING: Instant = Instant.parse("2026-11-09T01:30:00Z")
        val LOOKS = listOf(
            Triple("", ThemeChoice.LIGHT, 100),
            Triple("-dark", ThemeChoice.DARK, 100),
            Triple("-large", ThemeChoice.LIGHT, 160),
        )

        /** The app begins before the test does. */
        @BeforeClass
        @JvmStatic
        fun stopClock() {
            TestApp.now = MORNING
        }

        @AfterClass
        @JvmStatic
        fun machineClock() {
            TestApp.now = null
        }
    }
}
