package app.huashu.android.panel

import android.app.Activity
import android.widget.ListView
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.seen
import app.huashu.android.tap
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.textPart
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric

/** The panel as it lies over a chat, in all its states. */
class PanelPicturesTest : AppTest() {
    private val panel by lazy { panelIn(Robolectric.buildActivity(Activity::class.java).setup().get(), TestHost()) }

    @Before
    fun fill() {
        val after = await { book.addCategory(NewCategory(library, null, "售后")) }
        await {
            book.addCategory(NewCategory(library, after.id, "退货"))
            book.addCategory(NewCategory(library, after.id, "换货"))
            listOf("欢迎", "活动", "物流").forEach { book.addCategory(NewCategory(library, null, it)) }
            book.addPhrase(phrase("首次问候", "您好，我是[客服名|小林]，很高兴为您服务，请问想了解哪一款呢？", "wh1"))
            book.addPhrase(phrase("发货时间", "您的订单[订单号]我们会仔细检查后尽快发出，发出后第一时间把单号告诉您。", "fh1"))
            book.addPhrase(phrase("发货后查件", "您的包裹由[物流公司:顺丰/中通/圆通]承运，单号[单号]，可以在快递公司的网站查询。", "fh2"))
            book.addPhrase(phrase("退货流程", "请在订单里申请退货，选择原因并上传照片，我们审核后发您退货地址，收到包裹后当天为您退款。", null))
            book.addPhrase(phrase("一个很长很长的标题用来看看超出一行的时候会怎样显示出来", "短", "averylongcode2026"))
            book.addPhrase(phrase("稍等", "我这就为您查，大约两分钟，请稍等。", "sd"))
        }
    }

    private fun phrase(title: String, text: String, code: String?) =
        NewPhrase(library, null, label(title).copy(code = code), content(textPart(text)))

    private fun type(letters: String) {
        letters.forEach { panel.tap(it.toString()) }
        until("the answer for $letters is there") { panel.content.query == letters && panel.content.items.all { it.hit != null } }
    }

    private fun useFirst() {
        val list = panel.seen().filterIsInstance<ListView>().single()
        list.performItemClick(list.getChildAt(0), 0, 0)
        until("the sheet is there") { panel.seen().any { it is VariableSheet } }
    }

    @Test
    fun likely() {
        app.dress()
        Pictures.check("panel-likely", panel, 360, 403)
    }

    @Test
    fun search() {
        app.dress()
        type("fh")
        Pictures.check("panel-search", panel, 360, 403)
    }

    @Test
    fun searchInTheDark() {
        app.dress(ThemeChoice.DARK)
        type("fh")
        Pictures.check("panel-search-dark", panel, 360, 403)
    }

    @Test
    fun searchInLargeText() {
        app.dress(textPercent = 160)
        type("fh")
        Pictures.check("panel-search-large", panel, 360, 432)
    }

    @Test
    fun categories() {
        app.dress()
        panel.tap("我的话术")
        until("the categories are there") { panel.content.categories.isNotEmpty() }
        panel.tap("售后")
        panel.tap("收起字母键")
        until("the second level is there") { panel.content.subcategories.isNotEmpty() }
        Pictures.check("panel-categories", panel, 360, 403)
    }

    @Test
    fun folded() {
        app.dress()
        panel.tap("收起字母键")
        Pictures.check("panel-folded", panel, 360, 403)
    }

    @Test
    fun variables() {
        app.dress()
        type("fhhcj")
        useFirst()
        Pictures.check("panel-variables", panel, 360, 403)
    }

    @Test
    fun variablesInTheDark() {
        app.dress(ThemeChoice.DARK)
        type("fhhcj")
        useFirst()
        panel.tap("填好，发送")
        Pictures.check("panel-variables-dark", panel, 360, 403)
    }

    @Test
    fun wholePhrase() {
        app.dress()
        type("thlc")
        val list = panel.seen().filterIsInstance<ListView>().single()
        list.onItemLongClickListener!!.onItemLongClick(list, list.getChildAt(0), 0, 0)
        Pictures.check("panel-phrase", panel, 360, 403)
    }

    @Test
    fun nothing() {
        app.dress()
        panel.tap("z")
        panel.tap("q")
        panel.tap("x")
        until("nothing is found") { panel.content.query == "zqx" && panel.content.items.isEmpty() }
        Pictures.check("panel-nothing", panel, 360, 403)
    }

    @Test
    fun noFavourites() {
        app.dress()
        panel.tap("收藏")
        until("there are none") { panel.content.tab == PanelTab.Favourites && panel.content.items.isEmpty() }
        Pictures.check("panel-no-favourites", panel, 360, 403)
    }
}
