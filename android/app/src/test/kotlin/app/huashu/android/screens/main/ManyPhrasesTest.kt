package app.huashu.android.screens.main

import android.os.Looper
import android.view.View
import android.widget.EditText
import app.huashu.ImportOptions
import app.huashu.android.await
import app.huashu.android.core.dressed
import app.huashu.android.panel.PhraseRow
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.await
import app.huashu.android.screens.list
import app.huashu.android.screens.listOrNull
import app.huashu.android.screens.press
import app.huashu.android.screens.root
import app.huashu.android.seen
import app.huashu.android.until
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.File

/** A company's whole library: 20,000 phrases. */
class ManyPhrasesTest : ScreenTest() {
    private fun import() {
        val subjects = listOf("发货", "退款", "尺码", "物流", "发票", "优惠", "保修", "换货", "定制", "客服")
        val rows = buildString {
            append("分类,标题,内容,快捷码\n")
            for (index in 0 until COUNT) {
                val subject = subjects[index % subjects.size]
                append("第${index % 40}组/$subject,${subject}说明第$index,亲，关于${subject}的第 $index 种情况，[客户名|您]请稍等,k$index\n")
            }
        }
        val file = File(app.cacheDir, "many.csv").apply { writeText(rows) }
        await { book.importFile(file.path, ImportOptions(library), null) }
        until("the index is there") { book.isIndexReady() }
    }

    @Test
    fun everyKeyPressIsAnsweredWithinAFrameOrTwo() {
        import()
        val screen = open(MainActivity::class.java).get()
        screen.await("说明第")
        val line = screen.root.seen().filterIsInstance<EditText>().first()
        val list = screen.list()
        val times = mutableListOf<Double>()
        fun lines() = (list.adapter as LineAdapter).lines
        repeat(ROUNDS) { round ->
            for (length in 1..QUERY.length) {
                val before = lines()
                val start = System.nanoTime()
                line.setText(QUERY.take(length))
                while (lines() === before) shadowOf(Looper.getMainLooper()).idle()
                screen.root.measureAndLayout()
                if (round > 0) times += (System.nanoTime() - start) / 1e6
            }
            line.setText("")
            until("the shelf is back") { lines().size == 50 }
        }
        println("20,000 phrases, key press to bound list: ${times.summary()}")
        println("of that, the search with its way through the door: ${searches().summary()}")
        println("of that, twenty rows shown and laid out: ${binds(lines()).summary()}")
        assertTrue(times.sorted()[times.size / 2] < 2_000)
    }

    @Test
    fun theWholeLibraryIsListed() {
        import()
        val screen = open(MainActivity::class.java).get()
        screen.await("说明第")
        screen.press("我的话术")
        until("all of it is listed") { (screen.listOrNull()?.count ?: 0) >= COUNT }
        assertEquals(COUNT, (screen.list().adapter as LineAdapter).lines.count { it is Line.Of })
        screen.list().setSelection(COUNT / 2)
        until("it has scrolled") { screen.list().firstVisiblePosition >= COUNT / 2 - 1 }
        assertTrue(screen.list().childCount < 30)
    }

    /** The core alone, asked as the screen asks it. */
    private fun searches(): List<Double> {
        val session = await { book.searchSession() }
        return (1..ROUNDS * QUERY.length).map { round ->
            val start = System.nanoTime()
            runBlocking(Dispatchers.Default) { session.type(QUERY.take(round % QUERY.length + 1)) }
            (System.nanoTime() - start) / 1e6
        }.also { session.end() }
    }

    /** The rows alone, twenty as a panel shows them. */
    private fun binds(lines: List<Line>): List<Double> {
        val context = app.dressed(app.preferences)
        val rows = List(20) { PhraseRow(context) }
        val phrases = lines.filterIsInstance<Line.Of>()
        val width = View.MeasureSpec.makeMeasureSpec(720, View.MeasureSpec.EXACTLY)
        return (1..ROUNDS * 10).map { round ->
            val start = System.nanoTime()
            rows.forEachIndexed { index, row ->
                val line = phrases[(index + round) % phrases.size]
                row.show(line.phrase, line.spans, line.text ?: "", line.marks)
                row.measure(width, View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED))
                row.layout(0, 0, row.measuredWidth, row.measuredHeight)
            }
            (System.nanoTime() - start) / 1e6
        }.drop(ROUNDS)
    }

    private fun List<Double>.summary() = sorted().let { "median %.1f ms, p95 %.1f ms".format(it[it.size / 2], it[it.size * 95 / 100]) }

    private fun View.measureAndLayout() {
        measure(View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY), View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY))
        layout(0, 0, width, height)
    }

    private companion object {
        const val COUNT = 20_000
        const val ROUNDS = 6
        const val QUERY = "tksm"
    }
}
