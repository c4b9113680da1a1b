package app.huashu.android.screens.settings

import android.widget.ScrollView
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.screens.OnScreen
import app.huashu.android.until
import org.junit.Test
import org.robolectric.Robolectric

class SettingsPicturesTest : AppTest() {
    @Test
    fun settings() {
        await { book.setSettings(book.settings().copy(agentName = "小雨", shopName = "青禾旗舰店（官方直营，华东仓发货）")) }
        for ((name, theme, percent) in LOOKS) {
            app.dress(theme, percent)
            val screen = OnScreen(Robolectric.buildActivity(SettingsActivity::class.java).setup().get())
            until("the names are there") { screen.field("客服名，填入[客服名]").text.isNotEmpty() }
            Pictures.check("settings$name", screen.activity)
            Pictures.check("settings-all$name", screen.one<ScrollView>().getChildAt(0))
        }
    }

    private companion object {
        val LOOKS = listOf(
            Triple("", ThemeChoice.LIGHT, 100),
            Triple("-dark", ThemeChoice.DARK, 100),
            Triple("-large", ThemeChoice.LIGHT, 160),
        )
    }
}
