package app.huashu.android.overlay

import android.content.ClipboardManager
import android.os.Looper
import android.view.View
import android.widget.ListView
import android.widget.TextView
import app.huashu.ImportOptions
import app.huashu.android.await
import app.huashu.android.colleague
import app.huashu.android.named
import app.huashu.android.panel.PanelView
import app.huashu.android.seen
import app.huashu.android.tap
import app.huashu.android.texts
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.NewPhrase
import app.huashu.model.PhrasePart
import app.huashu.tests.Hub
import app.huashu.tests.join
import app.huashu.textPart
import app.huashu.textPhrase
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayOutputStream
import java.io.File

/** The whole way: bubble, panel, letters, phrase, clipboard, and back in the chat. */
class FlowTest : OverlayTest() {
    private val clipboard get() = app.getSystemService(ClipboardManager::class.java).primaryClip?.getItemAt(0)?.text?.toString()
    private val said get() = overlay().line.shown?.seen()?.filterIsInstance<TextView>()?.joinToString(" ") { it.text }.orEmpty()

    private fun panel(): PanelView {
        shown().performClick()
        until("the panel shows what there is") {
            overlay().panel.frame.seen().filterIsInstance<PanelView>().singleOrNull()?.content?.isLoaded == true
        }
        return overlay().panel.frame.seen().filterIsInstance<PanelView>().single()
    }

    private fun PanelView.type(letters: String) = letters.forEach { tap(it.toString()) }

    private fun PanelView.titles() = content.items.map { it.phrase.label.title }

    private fun PanelView.choose(title: String) {
        until("$title is found among ${titles()}") { title in titles() }
        val list = seen().filterIsInstance<ListView>().single()
        val place = titles().indexOf(title)
        list.performItemClick(View(context), place, list.adapter.getItemId(place))
    }

    @Test
    fun threeTapsFromTheBubbleToTheClipboard() {
        phrases("发货时间" to "亲，[时间段|今天]发货")
        panel().apply {
            type("fh")
            choose("发货时间")
        }
        until("the panel has gone") { !overlay().panel.isOpen }
        assertEquals("亲，今天发货", clipboard)
        assertTrue(said, "粘贴" in said)
        assertEquals(View.VISIBLE, overlay().bubble.view.visibility)
        assertEquals(1u, await { book.recents(5u) }.single().care.uses)
    }

    @Test
    fun picturesAreLeftOutAndOffered() {
        val picture = await { book.addMedia("尺码表.png", png()) }
        await { book.addPhrase(NewPhrase(library, null, label("尺码"), content(textPart("见下表"), picture))) }
        assertTrue(picture is PhrasePart.Image)
        panel().apply {
            type("cm")
            choose("尺码")
        }
        until("it is said") { said.isNotEmpty() }
        assertEquals("见下表", clipboard)
        val offer = overlay().line.shown!!.texts().last()
        overlay().line.shown!!.tap(offer)
        assertEquals("app.huashu.android.send.SendActivity", shadowOf(app).nextStartedActivity.component!!.className)
    }

    @Test
    fun theCompanyChangesAPhraseWhileThePanelIsOpen() = Hub().use { hub ->
        await { app.connection.sync().join(hub.link, "小雨") }
        hub.colleague("阿杰").use { ajie ->
            val company = await { ajie.book.libraries().first { it.name == Hub.COMPANY } }
            val price = await { ajie.book.addPhrase(textPhrase(company.id, "价格", "一百元")) }
            ajie.sync()
            val panel = panel()
            panel.type("jg")
            until("the phrase has come") { panel.titles() == listOf("价格") }
            ajie.says(price, "九十元")
            until("the new price is shown") { panel.content.items.singleOrNull()?.hit?.text == "九十元" }
            panel.choose("价格")
            until("it was copied") { clipboard == "九十元" }
        }
    }

    /** 20,000 phrases; the times are printed, since they belong to the machine. */
    @Test
    fun aKeyPressIsAnsweredWithinAFrame() {
        val subjects = listOf("发货", "退款", "尺码", "物流", "发票", "优惠", "保修", "换货", "定制", "客服")
        val rows = (0 until COUNT).joinToString("\n", "分类,标题,内容,快捷码\n") { index ->
            val subject = subjects[index % subjects.size]
            "第${index % 40}组,${subject}说明第$index,亲，关于${subject}的第 $index 种情况，[客户名|您]请稍等,k$index"
        }
        val file = File(app.cacheDir, "many.csv").apply { writeText(rows) }
        await { book.importFile(file.path, ImportOptions(library), null) }
        until("the index is there") { book.isIndexReady() }
        val panel = panel()
        val list = panel.seen().filterIsInstance<ListView>().single()
        val times = mutableListOf<Double>()
        repeat(ROUNDS) { round ->
            "fhsm".forEach { letter ->
                val before = panel.content.items
                val key = panel.named(letter.toString())
                val start = System.nanoTime()
                key.performClick()
                while (panel.content.items === before) shadowOf(Looper.getMainLooper()).idle()
                shadowOf(Looper.getMainLooper()).idle()
                panel.measure(exactly(panel.width), exactly(panel.height))
                panel.layout(0, 0, panel.width, panel.height)
                if (round >= ROUNDS / 2) times += (System.nanoTime() - start) / 1e6
                assertEquals(panel.content.items.size, list.count)
                assertTrue(panel.content.items.first().phrase.label.title in list.getChildAt(0).texts())
            }
            panel.tap("清空")
            until("the list is back") { panel.content.query.isEmpty() && panel.content.items.none { it.hit != null } }
        }
        times.sort()
        println("20,000 phrases, key press to list laid out: p50 %.1f ms, p95 %.1f ms".format(times[times.size / 2], times[times.size * 95 / 100]))
        assertFalse("a key press takes a second: ${times.last()}", times[times.size / 2] > 1_000)
    }

    private fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)

    private fun png(): ByteArray {
        val picture = android.graphics.Bitmap.createBitmap(64, 64, android.graphics.Bitmap.Config.ARGB_8888)
        return ByteArrayOutputStream().also { picture.compress(android.graphics.Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
    }

    private companion object {
        const val COUNT = 20_000

        /** Few show that it works; `scripts/bench android` asks for as many as make the JVM warm. */
        val ROUNDS = System.getProperty("huashu.rounds").toInt()
    }
}
