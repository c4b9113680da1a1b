package app.huashu.android.panel

import android.app.Activity
import android.view.View
import android.widget.EditText
import android.widget.ListView
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.await
import app.huashu.android.core.dp
import app.huashu.android.core.dressed
import app.huashu.android.huashu
import app.huashu.android.named
import app.huashu.android.seen
import app.huashu.android.tap
import app.huashu.android.texts
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.model.Validity
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import java.time.LocalDate

/** A window that takes what the panel sends. */
class TestHost(private val clipboard: () -> String? = { null }) : PanelHost {
    val sent = mutableListOf<Pair<Phrase, SendPlan>>()
    val opened = mutableListOf<Phrase>()

    override val surface = Surface.ANDROID_OVERLAY

    override suspend fun send(phrase: Phrase, plan: SendPlan) {
        sent += phrase to plan
    }

    override fun openInApp(phrase: Phrase) {
        opened += phrase
    }

    override fun useSystemKeyboard(on: Boolean) = true

    override fun close() = Unit

    override fun clipboardText() = clipboard()

    /** The texts that went to the clipboard. */
    fun copied(): List<String> = sent.flatMap { (_, plan) -> plan.steps.filterIsInstance<SendStep.CopyText>().map { it.v1.text } }
}

/** A panel in a window of the height that it has over a chat. */
fun panelIn(activity: Activity, host: PanelHost, width: Int = 360, height: Int = 403): PanelView {
    val context = activity.dressed(activity.huashu.preferences)
    val panel = PanelView(context, host)
    activity.setContentView(panel, android.view.ViewGroup.LayoutParams(context.dp(width), context.dp(height)))
    panel.opened()
    until("the panel shows what there is") { panel.content.isLoaded }
    return panel
}

class PanelTest : AppTest() {
    private var message: String? = null
    private val host = TestHost { message }
    private val panel by lazy { panelIn(Robolectric.buildActivity(Activity::class.java).setup().get(), host) }

    private fun type(letters: String) = letters.forEach { panel.tap(it.toString()) }

    private fun titles() = panel.content.items.map { it.phrase.label.title }

    private fun shows(vararg titles: String) = until("the list shows ${titles.toList()}, not ${titles()}") { titles() == titles.toList() }

    private fun choose(title: String) {
        val list = panel.seen().filterIsInstance<ListView>().single()
        val place = titles().indexOf(title)
        check(place >= 0) { "no $title among ${titles()}" }
        list.performItemClick(list.getChildAt(place) ?: View(panel.context), place, list.adapter.getItemId(place))
    }

    private fun field(name: String) = panel.named(name).let {
        it as? EditText
            ?: panel.seen().filterIsInstance<EditText>().first { field -> field.contentDescription == name }
    }

    @Test
    fun twoLettersAndATapPutTheFilledTextOnItsWay() {
        phrases("发货时间" to "亲，[时间段|今天]发货", "退款说明" to "您好，款项已退")
        type("fh")
        shows("发货时间")
        choose("发货时间")
        until("it was sent") { host.sent.isNotEmpty() }
        assertEquals(listOf("亲，今天发货"), host.copied())
        assertEquals("the next search begins empty", "", panel.content.query)
    }

    @Test
    fun whatIsMissingIsAskedForAndRememberedForThisCustomer() {
        phrases("单号" to "您的单号[单号]，收件人[称呼:先生/女士]", "催收" to "单号[单号]到了")
        type("dh")
        shows("单号", "催收")
        choose("单号")
        until("the sheet is there") { "填好，发送" in panel.texts() }
        "sf12".let {
            panel.tap("123")
            panel.tap("ABC")
            it
        }.filter { it.isLetter() }.forEach { panel.tap(it.toString()) }
        panel.tap("填好，发送")
        assertTrue(panel.texts().toString(), "还没填“称呼”" in panel.texts())
        panel.tap("女士")
        panel.tap("填好，发送")
        until("it was sent") { host.sent.size == 1 }
        assertEquals(listOf("您的单号sf，收件人女士"), host.copied())

        type("cs")
        shows("催收")
        choose("催收")
        until("the next phrase does not ask again") { host.sent.size == 2 }
        assertEquals("单号sf到了", host.copied().last())
    }

    @Test
    fun aNewCustomerIsNobodyWeKnow() {
        val (phrase) = phrases("单号" to "单号[单号]，[客户名]")
        await { app.customer.plan(phrase.id, Surface.ANDROID_OVERLAY, mapOf("单号" to "SF1")) }
        type("dh")
        shows("单号")
        choose("单号")
        until("only the name is asked") { panel.seen().any { it.contentDescription == "客户名" } }
        assertTrue(panel.seen().none { it.contentDescription == "单号" })
        panel.tap("换客户")
        until("the values are gone") { await { app.customer.values() }.isEmpty() }
    }

    @Test
    fun aCopiedMessageFillsTheFields() {
        message = "你好，我的快递 SF1234567890123 到哪了，电话 13812345678"
        phrases("查件" to "单号[单号]正在路上")
        type("cj")
        shows("查件")
        choose("查件")
        until("the sheet is there") { "填好，发送" in panel.texts() }
        panel.tap("从剪贴板填")
        until("the number is filled in") { field("单号").text.toString() == "SF1234567890123" }
        panel.tap("填好，发送")
        until("it was sent") { host.sent.size == 1 }
        assertEquals(listOf("单号SF1234567890123正在路上"), host.copied())
    }

    @Test
    fun aLibraryShowsItsTwoLevels() {
        val (first, second) = await {
            val first = book.addCategory(NewCategory(library, null, "售后"))
            first to book.addCategory(NewCategory(library, first.id, "退货"))
        }
        await {
            book.addPhrase(NewPhrase(library, null, label("欢迎"), content(textPart("您好"))))
            book.addPhrase(NewPhrase(library, first.id, label("道歉"), content(textPart("抱歉"))))
            book.addPhrase(NewPhrase(library, second.id, label("退货地址"), content(textPart("地址"))))
        }
        panel.tap("我的话术")
        until("its categories are there") { panel.content.categories.isNotEmpty() }
        shows("欢迎", "道歉", "退货地址")
        panel.tap("售后")
        shows("道歉", "退货地址")
        panel.tap("退货")
        shows("退货地址")
        panel.tap("售后")
        shows("欢迎", "道歉", "退货地址")
    }

    @Test
    fun aFavouriteIsOneTapAway() {
        phrases("问候" to "您好", "再见" to "慢走")
        panel.tap("收藏")
        until("it says how") { "长按一条话术，点星标" in panel.texts() }
        type("wh")
        shows("问候")
        val list = panel.seen().filterIsInstance<ListView>().single()
        list.onItemLongClickListener!!.onItemLongClick(list, list.getChildAt(0), 0, 0)
        panel.tap("收藏")
        panel.tap("返回")
        panel.tap("收藏")
        shows("问候")
    }

    @Test
    fun whatChangesMeanwhileAppearsByItself() {
        val (phrase) = phrases("价格" to "一百元")
        type("jg")
        shows("价格")
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Title("价格表"))) }
        shows("价格表")
    }

    @Test
    fun aPhraseDeletedWhileItsSheetIsOpenIsSaidSo() {
        val (phrase) = phrases("单号" to "单号[单号]")
        type("dh")
        shows("单号")
        choose("单号")
        until("the sheet is there") { "填好，发送" in panel.texts() }
        await {
            book.deletePhrase(phrase.id)
            book.purgeTrash()
        }
        panel.tap("a")
        panel.tap("填好，发送")
        until("it is said") { "没能完成" in panel.texts() }
        assertTrue(host.sent.isEmpty())
    }

    @Test
    fun anExpiredPhraseIsSentOnlyByInsisting() {
        val (phrase) = phrases("活动" to "满减")
        panel
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Valid(Validity(null, LocalDate.of(2020, 1, 1))))) }
        panel.tap("我的话术")
        shows("活动")
        choose("活动")
        until("it is asked") { "仍要发送" in panel.texts() }
        panel.tap("仍要发送")
        until("it was sent") { host.copied() == listOf("满减") }
    }

    @Test
    fun nothingFoundSaysWhatToDo() {
        phrases("问候" to "您好")
        type("zzq")
        until("it is said") { panel.texts().any { it.startsWith("没有找到“zzq”") } }
        panel.named("删除一个字").performLongClick()
        shows("问候")
    }
}
