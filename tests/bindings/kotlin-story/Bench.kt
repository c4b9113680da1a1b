// What the door costs, measured: scripts/bench bindings runs it on a book of 20,000 phrases.
package app.huashu.tests

import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.model.LogLevel
import app.huashu.setLogger
import kotlinx.coroutines.runBlocking
import java.nio.file.Files
import java.nio.file.Path
import kotlin.system.measureNanoTime

private const val ROUNDS = 4_000
private val queries = listOf("fh", "tk", "wl", "fahuo", "tuikuan", "kd", "发货", "zp")

/** Usage: `BOOK times` or `BOOK rounds`. */
fun main(words: Array<String>) = runBlocking {
    val (folder, what) = words
    setLogger(null, LogLevel.ERROR) // Loads the library.
    if (what == "rounds") rounds(folder) else times(folder)
}

private suspend fun times(folder: String) {
    val opening = List(11) {
        lateinit var book: PhraseBook
        val took = measureNanoTime { book = PhraseBook.open(folder, OpenMode.OPEN, null) }
        book.shutdown()
        book.close()
        took
    }
    println("open_first_ms %.2f".format(opening.first() / 1e6))
    println("open_p50_ms %.2f".format(opening.sorted()[5] / 1e6))
    val book = PhraseBook.open(folder, OpenMode.OPEN, null)
    // Where this coroutine runs, and on a thread of the session, for whoever asks from a main thread.
    println("search_p50_us %.1f".format(searching(book, inPlace = true)))
    println("search_own_thread_p50_us %.1f".format(searching(book, inPlace = false)))
    book.shutdown()
    book.close()
}

/** The median of a search with 20 hits, in microseconds; the first half warms up. */
private suspend fun searching(book: PhraseBook, inPlace: Boolean): Double {
    val session = book.searchSession(inPlace)
    val times = List(ROUNDS * 2) { round ->
        measureNanoTime { check(session.type(queries[round % queries.size])!!.hits.size == 20) }
    }
    session.end()
    session.close()
    return times.drop(ROUNDS).sorted()[ROUNDS / 2] / 1e3
}

/** What opening, searching and closing leaves behind; the first five hundred fill what is filled once. */
private suspend fun rounds(folder: String) {
    suspend fun round() {
        val opened = PhraseBook.open(folder, OpenMode.OPEN, null)
        val panel = opened.searchSession()
        check(panel.type("fahuo")!!.hits.size == 20)
        panel.close()
        opened.shutdown()
        opened.close()
    }
    repeat(500) { round() }
    val before = resident() to threads()
    repeat(1_000) { round() }
    val after = resident() to threads()
    println("rounds_growth_kb ${after.first - before.first}")
    println("rounds_threads ${after.second - before.second}")
}

/** What the process holds, in KiB; its heap is of one size (`-Xms`, `AlwaysPreTouch`). */
private fun resident(): Long {
    System.gc()
    Thread.sleep(500)
    return Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("VmRSS") }.filter(Char::isDigit).toLong()
}

private fun threads(): Long {
    Thread.sleep(500)
    return Files.list(Path.of("/proc/self/task")).use { it.count() }
}
