package app.huashu.tests

import app.huashu.ImportOptions
import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.PlanWish
import app.huashu.SignInWish
import app.huashu.content
import app.huashu.model.ApiException
import app.huashu.model.Changes
import app.huashu.model.Clock
import app.huashu.model.ErrorCode
import app.huashu.model.LogLevel
import app.huashu.model.Logger
import app.huashu.model.NewFollowUp
import app.huashu.model.Observer
import app.huashu.model.SecretStore
import app.huashu.model.Surface
import app.huashu.model.SyncStatus
import app.huashu.personalLibrary
import app.huashu.reason
import app.huashu.setLogger
import app.huashu.text
import app.huashu.textPart
import app.huashu.textPhrase
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Test
import java.time.Instant
import java.time.LocalDate
import java.util.Locale
import java.util.UUID
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.io.path.createDirectories
import kotlin.io.path.div
import kotlin.io.path.readText
import kotlin.io.path.writeText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** What a face may do wrong, and what may be done to it: an `ApiException`, or a wait that ends; never more. */
class HostileTest {
    @Test
    fun `each variant says why, in both languages`() = story {
        withBook { book, folder ->
            suspend fun expect(code: ErrorCode, call: Call): ApiException {
                val error = assertFailsWith<ApiException>(code.name) { call(book) }
                assertEquals(code, error.reason.code)
                assertTrue(error.text(Locale.CHINA).any { it in '一'..'鿿' }, error.text(Locale.CHINA))
                assertTrue(error.text(Locale.ENGLISH).none { it in '一'..'鿿' } || code == ErrorCode.NOT_FOUND, error.text(Locale.ENGLISH))
                return error
            }
            val library = book.addLibrary(personalLibrary("我的"))
            val phrase = book.addPhrase(textPhrase(library.id, "题", "文"))
            expect(ErrorCode.NOT_FOUND) { it.phrase(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057")) }
            expect(ErrorCode.MALFORMED_ID) { it.phrase(UUID(0, 0)) }
            val invalid = expect(ErrorCode.INVALID) { it.addPhrase(textPhrase(library.id, " ", "文")) } as ApiException.Invalid
            assertEquals("title", invalid.field)
            (folder / "none.pdf").writeText("no table")
            val unreadable = expect(ErrorCode.UNREADABLE) { it.importFile("$folder/none.pdf", ImportOptions(), null) }
            assertEquals("none.pdf", (unreadable as ApiException.File).file?.substringAfterLast('/'))
            expect(ErrorCode.UNKNOWN_FORMAT) { it.exportFile("$folder/none.pdf", null) }
            expect(ErrorCode.BAD_IMAGE) { it.addMedia("x.png", byteArrayOf(-119, 80, 78, 71, 13, 10, 26, 10, 0)) }
            expect(ErrorCode.NO_BOOK) { PhraseBook.open("$folder/nowhere", OpenMode.OPEN, null) }
            expect(ErrorCode.BOOK_EXISTS) { PhraseBook.open("$folder/book", OpenMode.CREATE, null) }
            expect(ErrorCode.NOTHING_TO_UNDO) {
                it.undo()
                it.undo()
                it.undo()
                it.undo()
            }.let { assertEquals(true, it is ApiException.NotNow) }
            val kept = book.addPhrase(textPhrase(book.addLibrary(personalLibrary("又一")).id, "题", "文"))
            book.editPhrase(kept.id, listOf(PhraseChange.Active(false)))
            expect(ErrorCode.NOT_SENDABLE) { it.composeSession().plan(PlanWish(kept.id, Surface.DESKTOP, "wechat"), emptyList()) }
            expect(ErrorCode.NOT_SIGNED_IN) { it.syncService(MemorySecrets()).start() }
            expect(ErrorCode.IO) { it.exportFile("/proc/nothing/x.csv", null) }.let { assertEquals(true, it is ApiException.Storage) }
            assertTrue(phrase.id != kept.id)
        }
        inFolder { folder ->
            val dir = folder / "foreign"
            dir.createDirectories()
            (dir / "book.db").writeText("this is no database, and it is not to be touched by anybody")
            val error = assertFailsWith<ApiException.Book> { PhraseBook.open("$dir", OpenMode.OPEN_OR_CREATE, null) }
            assertTrue(error.reason.code in setOf(ErrorCode.NOT_A_BOOK, ErrorCode.CORRUPT))
            assertEquals("this is no database, and it is not to be touched by anybody", (dir / "book.db").readText())
            val fresh = PhraseBook.setAside("$dir", null)
            assertTrue(fresh.libraries().isEmpty())
            fresh.shutdown()
        }
    }

    @Test
    fun `every method takes whatever comes, from several threads at once, and after the end`() = story {
        withBook { book, folder ->
            val library = book.addLibrary(personalLibrary("我的"))
            val phrase = book.addPhrase(textPhrase(library.id, "题", "文"))
            val calls = EveryCall.of(book, "$folder")
            val refused = atOnce(book, calls.all)
            assertTrue(refused in calls.all.size / 3..calls.all.size * 4 / 5, "$refused of ${calls.all.size} refused")
            assertEquals(listOf(textPart("文")), book.phrase(phrase.id).content.parts)

            book.shutdown()
            book.shutdown()
            for (call in calls.all + calls.ending + calls.all) isRefused { call(book) }
            assertFailsWith<ApiException.Closed> { book.libraries() }
        }
    }

    @Test
    fun `every method takes whatever comes while sync is suspended`() = story {
        Hub().use { hub ->
            withBook { book, folder ->
                val sync = book.join(hub.link, "小青")
                val library = book.addLibrary(personalLibrary("我的"))
                val phrase = book.addPhrase(textPhrase(library.id, "题", "文"))
                val calls = EveryCall.of(book, "$folder", sync)
                assertTrue(sync.suspend(5_000u))
                atOnce(book, calls.all)
                assertEquals(listOf(textPart("文")), book.phrase(phrase.id).content.parts)
                sync.resume()
                sync.syncNow(20_000u).let { assertTrue(it.done, "${it.status}") }
                atOnce(book, calls.ending + calls.all)
                assertEquals(null, sync.membership())
            }
        }
    }

    @Test
    fun `a text that was cut within an emoji is a text`() = story {
        withBook { book, _ ->
            val half = "😀".take(1)
            val library = book.addLibrary(personalLibrary("我的"))
            val phrase = book.addPhrase(textPhrase(library.id, "题$half", "${half}好$half"))
            assertEquals(listOf(textPart("\uFFFD好\uFFFD")), book.phrase(phrase.id).content.parts)
            assertEquals(phrase.id, assertNotNull(book.searchSession().type("题$half")).hits.first().phrase.id)
        }
    }

    @Test
    fun `what lies beyond all calendars is refused by its field`() = story {
        withBook { book, _ ->
            val phrase = book.addPhrase(textPhrase(book.addLibrary(personalLibrary("我的")).id, "题", "文"))
            val day = assertFailsWith<ApiException.Invalid> { book.editPhrase(phrase.id, listOf(PhraseChange.ReviewBy(LocalDate.MAX))) }
            assertEquals("day", day.field)
            val followUp = NewFollowUp("order", "1", "refund", by = "小青", dueAt = Instant.MAX)
            assertEquals("moment", assertFailsWith<ApiException.Invalid> { book.addFollowUp(followUp) }.field)
        }
    }

    @Test
    fun `what the app gave may throw, take its time and call back in`() = story {
        val heard = CopyOnWriteArrayList<Changes>()
        lateinit var open: PhraseBook
        val clock = object : Clock {
            override fun now(): Instant = error("a clock that breaks")

            override fun timeZone() = "Nowhere/Land"
        }
        withBook(clock) { book, _ ->
            open = book
            val thrower = object : Observer {
                override fun changed(changes: Changes) = error("an observer that breaks")

                override fun syncStatus(status: SyncStatus) = Unit
            }
            val slow = object : Observer {
                override fun changed(changes: Changes) {
                    Thread.sleep(1_000)
                    // Waits for the book on the very thread that is being told.
                    runBlocking { open.editPhrase(changes.rows.first { it.phrase() != null }.row, emptyList()) }
                    heard += changes
                }

                override fun syncStatus(status: SyncStatus) = Unit
            }
            val observations = listOf(book.observe(thrower), book.observe(slow))
            val library = book.addLibrary(personalLibrary("我的"))
            val took = measureTime { repeat(20) { book.addPhrase(textPhrase(library.id, "题$it", "文")) } }
            assertTrue(took < 5.seconds, "writing waited for an observer: $took")
            assertEquals(20, book.phrases(library.id, null).size)
            until("the slow one has heard of all") { heard.flatMap { it.rows }.count { it.phrase() != null } == 20 }
            observations.forEach { it.stop() }

            val locked = object : SecretStore {
                override fun get(name: String): String? = error("locked")

                override fun set(name: String, secret: String) = error("locked")

                override fun delete(name: String) = error("locked")
            }
            val wish = SignInWish(address = "http://127.0.0.1:9", user = "a", password = "b", device = "c")
            assertFailsWith<ApiException.Offline> { book.syncService(locked).signIn(wish) }
        }
    }

    @Test
    fun `a logger that breaks breaks nothing`() = story {
        val lines = CopyOnWriteArrayList<String>()
        setLogger(
            object : Logger {
                override fun log(level: LogLevel, target: String, message: String) {
                    lines += message
                    error("a logger that breaks")
                }
            },
            LogLevel.DEBUG,
        )
        try {
            withBook(object : Clock {
                override fun now(): Instant = error("a clock that breaks")

                override fun timeZone() = "Asia/Shanghai"
            }) { book, _ -> book.addLibrary(personalLibrary("我的")) }
            until("it was told of the clock") { lines.any { "clock" in it } }
        } finally {
            setLogger(null, LogLevel.ERROR)
        }
    }

    @Test
    fun `who goes away in the middle takes nothing along`() = story {
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("我的"))
            val session = book.searchSession()
            val typed = (1..200).map { launch(Dispatchers.Default) { session.type("fahuo$it") } }
            delay(5)
            typed.forEach { it.cancel() }
            val writing = (1..50).map { launch(Dispatchers.Default) { book.addPhrase(textPhrase(library.id, "题$it", "文")) } }
            delay(5)
            writing.forEach { it.cancel() }
            writing.forEach { it.join() }
            // What had begun is whole: each phrase that is there has its text.
            assertTrue(book.phrases(library.id, null).all { it.content.parts == listOf(textPart("文")) })
            assertEquals(0uL, assertNotNull(session.type("完全没有")).total)
            withContext(Dispatchers.Default) { session.close() }
        }
    }
}

/** Makes these calls from many threads; how many were refused. */
private suspend fun atOnce(book: PhraseBook, calls: List<Call>): Int = coroutineScope {
    calls.map { call -> async(Dispatchers.Default) { isRefused { call(book) } } }.awaitAll().count { it }
}

private fun app.huashu.model.RowChange.phrase(): UUID? = row.takeIf { kind == app.huashu.model.RowKind.PHRASE }
