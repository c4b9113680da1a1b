package app.huashu.tests

import app.huashu.DraftChoice
import app.huashu.GivenValue
import app.huashu.ImportOptions
import app.huashu.NamedBytes
import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.PlanWish
import app.huashu.SignInWish
import app.huashu.content
import app.huashu.model.ApiException
import app.huashu.model.CategoryContents
import app.huashu.model.Changes
import app.huashu.model.Clock
import app.huashu.model.ErrorCode
import app.huashu.model.LibraryPatch
import app.huashu.model.LogLevel
import app.huashu.model.Logger
import app.huashu.model.NewCategory
import app.huashu.model.NewFollowUp
import app.huashu.model.NewLibrary
import app.huashu.model.Observer
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseUse
import app.huashu.model.PictureSize
import app.huashu.model.SecretStore
import app.huashu.model.Surface
import app.huashu.model.SyncStatus
import app.huashu.model.TextPart
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

private typealias Call = suspend (PhraseBook) -> Unit

/** What a face may do wrong, and what may be done to it: an `ApiException`, or a wait that ends; never more. */
class HostileTest {
    private val texts = listOf("", " ", "\u0000", "\uD800", "[", "[[[[", "😀".repeat(70_000), "../../etc/passwd", "'; DROP TABLE phrase; --")
    private val ids = listOf(UUID(0, 0), UUID.randomUUID(), UUID(-1, -1))

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
            val calls = everyCall(folder.toString(), book)
            coroutineScope {
                calls.map { call -> async(Dispatchers.Default) { tolerate { call(book) } } }.awaitAll()
            }
            assertEquals("文", (book.phrase(phrase.id).content.parts.single() as PhrasePart.Text).v1.text)

            book.shutdown()
            book.shutdown()
            for (call in calls) assertNotNull(tolerate { call(book) })
            assertFailsWith<ApiException.Closed> { book.libraries() }
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

    /** Every method of the door, with each hostile text and id. */
    private fun everyCall(folder: String, open: PhraseBook): List<Call> {
        val sync = open.syncService(MemorySecrets())
        val compose = open.composeSession()
        val withText: List<suspend (PhraseBook, String) -> Unit> = listOf(
            { book, text -> book.addLibrary(personalLibrary(text)) },
            { book, text -> book.addLibrary(NewLibrary(kind = app.huashu.model.LibraryKind.COMPANY, name = "x", timeZone = text)) },
            { book, text -> book.phrasesByCode(text) },
            { book, text -> book.addMedia(text, text.toByteArray()) },
            { book, text -> book.media(text) },
            { book, text -> book.thumb(text, PictureSize.THUMB256) },
            { book, text -> book.suggest(text, app.huashu.model.SearchScope(category = listOf(text)), 5u) },
            { book, text -> book.extract(text) },
            { book, text -> book.recordFailedSearch(text) },
            { book, text -> book.checkFollowUp(text, text, text) },
            { book, text -> book.addFollowUp(NewFollowUp(text, text, text, by = text)) },
            { book, text -> book.importFile(text, ImportOptions(), null) },
            { book, text ->
                book.importBytes(NamedBytes(text, text.toByteArray()), listOf(NamedBytes(text, ByteArray(0))), ImportOptions(dryRun = true), null)
            },
            { book, text -> book.exportFile("$folder/$text", null) },
            { book, text -> book.setSettings(app.huashu.model.BookSettings(text, text, text)) },
            { _, text -> PhraseBook.open(text, OpenMode.OPEN, null) },
            { _, text -> app.huashu.PackReader.open(text, null) },
            { book, text -> book.searchSession().type(text) },
            { _, text -> sync.signIn(SignInWish(address = text, user = text, password = text, device = text)) },
            { _, text -> compose.remember(listOf(GivenValue(text, text))) },
            { _, text -> compose.restore(text) },
            { _, text -> compose.fillFrom(text) },
        )
        val withId: List<suspend (PhraseBook, UUID) -> Unit> = listOf(
            { book, id -> book.library(id) },
            { book, id -> book.categories(id) },
            { book, id -> book.phrases(id, id) },
            { book, id -> book.phraseCounts(id) },
            { book, id -> book.categoryPath(id) },
            { book, id -> book.phrase(id) },
            { book, id -> book.phraseStatus(id) },
            { book, id -> book.history(id) },
            { book, id -> book.editLibrary(id, LibraryPatch(name = "")) },
            { book, id -> book.deleteLibrary(id) },
            { book, id -> book.addCategory(NewCategory(id, id, "x")) },
            { book, id -> book.renameCategory(id, "x") },
            { book, id -> book.moveCategory(id, id, id) },
            { book, id -> book.deleteCategory(id, CategoryContents.DELETE) },
            { book, id -> book.addPhrase(textPhrase(id, "x", "x")) },
            { book, id -> book.editPhrase(id, listOf(PhraseChange.Title("\u0000"))) },
            { book, id -> book.movePhrase(id, id, id) },
            { book, id -> book.transferPhrase(id, id, id) },
            { book, id -> book.deletePhrase(id) },
            { book, id -> book.restorePhrase(id) },
            { book, id -> book.revertPhrase(id, Long.MAX_VALUE) },
            { book, id -> book.recordUse(PhraseUse(id, "不是渠道", null)) },
            { book, id -> book.setFavourite(id, true) },
            { book, id -> book.setThumb(id, null) },
            { book, id -> book.voidFollowUp(id, "x", null) },
            { book, id -> book.writePack("$folder/pack", listOf(id)) },
            { _, id -> compose.plan(PlanWish(id, Surface.DESKTOP, "WeChat", "no language"), emptyList()) },
            { _, id -> sync.resolveDraft(id, DraftChoice.KeepMine) },
            { _, id -> sync.proposeEdit(id, emptyList()) },
            { _, id -> sync.proposePhrase(textPhrase(id, "x", "x")) },
        )
        val plain: List<Call> = listOf(
            { it.addPhrase(textPhrase(UUID(0, 0), "x", "x").copy(content = content(PhrasePart.Unknown("no JSON")))) },
            { it.addPhrase(textPhrase(UUID(0, 0), "x", "x").copy(content = content(PhrasePart.Text(TextPart("x", "[]"))))) },
            { it.editPhrase(UUID(0, 0), listOf(PhraseChange.ReviewBy(java.time.LocalDate.MAX))) },
            { it.recents(UInt.MAX_VALUE) },
            { it.expiring(UShort.MAX_VALUE) },
            { sync.syncNow(0u) },
            {
                sync.suspend(0u)
                it.libraries()
            },
            {
                sync.resume()
                it.libraries()
            },
            { sync.drafts() },
            { it.trash() },
        )
        return withText.flatMap { call -> texts.map { with(call, it) } } +
            withId.flatMap { call -> ids.map { with(call, it) } } + plain
    }

    private fun <T> with(call: suspend (PhraseBook, T) -> Unit, argument: T): Call = { call(it, argument) }

    /** What the call threw: an `ApiException`, or what Kotlin itself throws for a value that is none. */
    private suspend fun tolerate(call: suspend () -> Unit): Any? =
        try {
            call()
            Unit
        } catch (error: ApiException) {
            error
        } catch (error: ArithmeticException) {
            error
        } catch (error: CharacterCodingException) {
            error
        }
}

private fun app.huashu.model.RowChange.phrase(): UUID? = row.takeIf { kind == app.huashu.model.RowKind.PHRASE }
