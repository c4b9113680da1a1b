package app.huashu.android.screens.followup

import android.content.Intent
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.TestApp
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.screens.OnScreen
import app.huashu.model.NewFollowUp
import org.junit.AfterClass
import org.junit.BeforeClass
import org.junit.Test
import org.robolectric.Robolectric
import java.time.Duration
import java.time.Instant

class FollowUpPicturesTest : AppTest() {
    @Test
    fun nothingAsked() = Pictures.check("followup-empty", open("").activity)

    @Test
    fun goAhead() {
        for ((name, theme, percent) in LOOKS) {
            app.dress(theme, percent)
            Pictures.check("followup-go-ahead$name", open("2026041500123").apply { waitFor("可以跟进") }.activity)
        }
    }

    @Test
    fun already() {
        await {
            book.setSettings(book.settings().copy(agentName = "小雨"))
            book.addFollowUp(NewFollowUp("order", "2026041500123", "dunned", note = "客户说明天下午付款", by = "小林"))
            val wrong = book.addFollowUp(NewFollowUp("order", "2026041500123", "cashback", amount = "12.50", by = "阿杰"))
            book.voidFollowUp(wrong.id, "阿杰", "登记错了单号")
        }
        TestApp.now = MORNING + Duration.ofDays(1)
        for ((name, theme, percent) in LOOKS) {
            app.dress(theme, percent)
            Pictures.check("followup-already$name", open("2026041500123").apply { waitFor("已经登记过") }.activity)
        }
    }

    private fun open(subject: String): OnScreen {
        val intent = Intent(app, FollowUpActivity::class.java).putExtra("subject", subject)
        return OnScreen(Robolectric.buildActivity(FollowUpActivity::class.java, intent).setup().get())
    }

    private companion object {
        val MORNING: Instant = Instant.parse("2026-04-15T02:42:00Z")

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

        val LOOKS = listOf(
            Triple("", ThemeChoice.LIGHT, 100),
            Triple("-dark", ThemeChoice.DARK, 100),
            Triple("-large", ThemeChoice.LIGHT, 160),
        )
    }
}
