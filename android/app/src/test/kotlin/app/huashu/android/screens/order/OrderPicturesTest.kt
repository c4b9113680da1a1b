package app.huashu.android.screens.order

import app.huashu.android.R
import app.huashu.android.core.ThemeChoice
import app.huashu.android.screens.PictureTest
import app.huashu.android.screens.await
import org.junit.Test

class OrderPicturesTest : PictureTest() {
    private fun order() = open(OrderActivity::class.java, OrderActivity.LIBRARY to library.toString()).get()

    private fun shopWithPhrases() {
        shop()
        phrase("发货时间", "亲，今天 18 点前付款的订单当天发出")
        phrase("发票抬头", "请把抬头和税号发给我")
    }

    @Test
    fun categoriesAndPhrases() {
        shopWithPhrases()
        check("order", order().apply { await("发票抬头") })
    }

    @Test
    fun largeAndDark() {
        shopWithPhrases()
        dressed(ThemeChoice.DARK, 160)
        check("order-large-dark", order().apply { await("发票抬头") })
    }

    @Test
    fun empty() = check("order-empty", order().apply { await(app.getString(R.string.order_empty)) })
}
