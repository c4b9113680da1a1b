// Bad input for every method of the door; `bindings/tests/every_call.rs` sees to it that none is left out.
package app.huashu.tests

import app.huashu.ComposeSession
import app.huashu.DraftChoice
import app.huashu.GivenValue
import app.huashu.ImportOptions
import app.huashu.NamedBytes
import app.huashu.OpenMode
import app.huashu.PackReader
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.PlanWish
import app.huashu.PreviewWish
import app.huashu.SearchOptions
import app.huashu.SearchSession
import app.huashu.SignInWish
import app.huashu.SyncService
import app.huashu.content
import app.huashu.model.ApiException
import app.huashu.model.Approximate
import app.huashu.model.BookSettings
import app.huashu.model.CategoryContents
import app.huashu.model.Changes
import app.huashu.model.FuzzySounds
import app.huashu.model.LibraryKind
import app.huashu.model.LibraryPatch
import app.huashu.model.LogLevel
import app.huashu.model.NewCategory
import app.huashu.model.NewFollowUp
import app.huashu.model.NewLibrary
import app.huashu.model.Observer
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseUse
import app.huashu.model.PictureSize
import app.huashu.model.SearchScope
import app.huashu.model.SendFile
import app.huashu.model.SendImage
import app.huashu.model.Shrink
import app.huashu.model.Surface
import app.huashu.model.SyncStatus
import app.huashu.model.TextPart
import app.huashu.personalLibrary
import app.huashu.previewPlan
import app.huashu.setLogger
import app.huashu.textPart
import app.huashu.textPhrase
import java.time.Instant
import java.time.LocalDate
import java.util.UUID

typealias Call = suspend (PhraseBook) -> Unit

private val texts =
    listOf("", " ", "\u0000", "\uD800", "[", "[[[[", "😀".repeat(70_000), "../../etc/passwd", "'; DROP TABLE phrase; --")
private val ids = listOf(UUID(0, 0), UUID.randomUUID(), UUID(-1, -1))
private val numbers = listOf(0u, 1u, UInt.MAX_VALUE)
private val days = listOf(LocalDate.MIN, LocalDate.MAX)
private val moments = listOf(Instant.MIN, Instant.MAX)

/** Every method, with each hostile text, id, number, day and moment. What they write stays in the folder. */
class EveryCall private constructor(
    private val folder: String,
    private val sync: SyncService,
    private val compose: ComposeSession,
    private val line: SearchSession,
    private val pack: PackReader,
) {
    private val about = Approximate(
        FuzzySounds(zhZ = true, chC = true, shS = true, nL = true, rL = true, hF = true, anAng = true, enEng = true, inIng = true),
        typo = true,
        homophone = true,
    )

    val all: List<Call> = withText().with(texts) + withId().with(ids) + withNumber().with(numbers) +
        withDay().with(days) + withMoment().with(moments) + withNothing()

    private fun withText(): List<suspend (PhraseBook, String) -> Unit> = listOf(
        { book, text -> book.addLibrary(personalLibrary(text)) },
        { book, text -> book.addLibrary(NewLibrary(kind = LibraryKind.COMPANY, name = "x", timeZone = text)) },
        { book, text -> book.addPhrase(textPhrase(book.addLibrary(personalLibrary("x")).id, text, text)) },
        { book, text -> book.phrasesByCode(text) },
        { book, text -> book.addMedia(text, text.toByteArray()) },
        { book, text -> book.media(text) },
        { book, text -> book.thumb(text, PictureSize.THUMB256) },
        { book, text -> book.writeImages(listOf(SendImage(text, text, text, ULong.MAX_VALUE, 0u, 0u, Shrink(0u, 0u))), inside(text)) },
        { book, text -> book.writeFiles(listOf(SendFile(text, text, text, 0u)), inside(text)) },
        { book, text -> book.suggest(text, SearchScope(category = listOf(text)), 5u) },
        { book, text -> book.extract(text) },
        { book, text -> book.recordFailedSearch(text) },
        { book, text -> book.checkFollowUp(text, text, text) },
        { book, text -> book.addFollowUp(NewFollowUp(text, text, text, by = text)) },
        { book, text -> book.followUps(text, text) },
        { book, text -> book.importFile(text, ImportOptions(), null) },
        { book, text -> book.importFile(inside(text), ImportOptions(), null) },
        { book, text ->
            val beside = listOf(NamedBytes(text, ByteArray(0)))
            book.importBytes(NamedBytes(text, text.toByteArray()), beside, ImportOptions(dryRun = true), null)
        },
        { book, text -> book.exportFile(inside(text), null) },
        { book, text -> book.writePack(inside("$text/pack"), null) },
        { book, text -> book.setSettings(BookSettings(text, text, text)) },
        { _, text -> PhraseBook.open(text, OpenMode.OPEN, null) },
        { _, text -> PhraseBook.open(inside(text), OpenMode.OPEN, null) },
        { _, text -> PhraseBook.setAside(inside("nowhere$text"), null).shutdown() },
        { _, text -> PackReader.open(text, null) },
        { _, text -> PackReader.open(inside(text), null) },
        { _, text -> pack.search(text, UInt.MAX_VALUE, about) },
        { _, text -> pack.suggest(text, UInt.MAX_VALUE) },
        { _, text -> pack.image(text) },
        { book, text -> book.searchSession().type(text) },
        { _, text -> line.type(text) },
        { _, text -> line.setOptions(SearchOptions(SearchScope(category = listOf(text), all = true), UInt.MAX_VALUE, about)) },
        { _, text -> sync.signIn(SignInWish(address = text, pin = text, code = text, user = text, password = text, device = text)) },
        { _, text -> compose.remember(listOf(GivenValue(text, text))) },
        { _, text -> compose.forget(text) },
        { _, text -> compose.restore(text) },
        { _, text -> compose.fillFrom(text) },
        { _, text -> preview(text, Instant.EPOCH) },
    )

    private fun withId(): List<suspend (PhraseBook, UUID) -> Unit> = listOf(
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
        { book, id -> book.addPhrase(textPhrase(id, "x", "x").copy(content = content(PhrasePart.Unknown("no JSON")))) },
        { book, id -> book.addPhrase(textPhrase(id, "x", "x").copy(content = content(PhrasePart.Text(TextPart("x", "[]"))))) },
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
        { book, id -> book.writePack(inside("pack"), listOf(id)) },
        { _, id -> compose.plan(PlanWish(id, Surface.DESKTOP, "WeChat", "no language"), emptyList()) },
        { _, id -> compose.questions(PlanWish(id, Surface.DESKTOP, "WeChat", "no language"), texts) },
        { _, id -> pack.phrase(id) },
        { _, id -> sync.resolveDraft(id, DraftChoice.KeepMine) },
        { _, id -> sync.proposeEdit(id, emptyList()) },
        { _, id -> sync.proposePhrase(textPhrase(id, "x", "x")) },
    )

    private fun withNumber(): List<suspend (PhraseBook, UInt) -> Unit> = listOf(
        { book, number -> book.recents(number) },
        { book, number -> book.mostUsed(number) },
        { book, number -> book.failedSearches(number) },
        { book, number -> book.expiring(number.toUShort()) },
        { book, number -> book.dueForReview(number.toUShort()) },
        // Waits as long as it is told to, and no test has seven weeks.
        { _, number -> sync.syncNow(number.coerceAtMost(1u)) },
        { _, number -> sync.suspend(number.coerceAtMost(1u)) },
    )

    private fun withDay(): List<suspend (PhraseBook, LocalDate) -> Unit> = listOf(
        { book, day -> book.editPhrase(UUID(0, 0), listOf(PhraseChange.ReviewBy(day))) },
    )

    private fun withMoment(): List<suspend (PhraseBook, Instant) -> Unit> = listOf(
        { book, moment -> book.addFollowUp(NewFollowUp("order", "1", "refund", by = "x", dueAt = moment)) },
        { _, moment -> preview("x", moment) },
        { _, moment -> PackReader.open(inside("own"), FixedClock(moment)).isCurrent() },
    )

    private fun withNothing(): List<Call> = listOf(
        { it.libraries() },
        { it.trash() },
        { it.favourites() },
        { it.settings() },
        { it.dir() },
        { it.isIndexReady() },
        { it.undo() },
        { it.purgeTrash() },
        { it.addStarter() },
        { book -> book.observe(silent).also { it.stop() }.stop() },
        { it.composeSession().newCustomer() },
        { compose.values() },
        { compose.save() },
        { pack.isCurrent() },
        { pack.libraries() },
        { line.cancel() },
        { book -> book.searchSession().also { it.end() }.end() },
        { it.syncService(MemorySecrets()).status() },
        { sync.start() },
        { sync.membership() },
        { sync.sharing() },
        { sync.status() },
        { sync.networkChanged() },
        { sync.background() },
        { sync.foreground() },
        { sync.drafts() },
        { setLogger(null, LogLevel.ERROR) },
    )

    /** What ends things for those that come after: asked for last. */
    val ending: List<Call> =
        listOf({ sync.stop() }, { sync.resume() }, { sync.signOut(force = false) }, { sync.signOut(force = true) }, { pack.shutdown() })

    private fun preview(text: String, now: Instant) = previewPlan(
        PreviewWish(
            content = content(textPart(text), PhrasePart.Unknown(text)),
            variables = emptyList(),
            surface = Surface.DESKTOP,
            channel = text,
            lang = text,
            given = listOf(GivenValue(text, text)),
            settings = BookSettings(text, text, text),
            now = now,
            timeZone = text,
        ),
    )

    /** A path that does not leave the folder, whatever it says. */
    private fun inside(text: String) = "$folder/so/deep/that/it/stays/$text"

    companion object {
        suspend fun of(book: PhraseBook, folder: String, sync: SyncService = book.syncService(MemorySecrets())): EveryCall {
            val own = "$folder/so/deep/that/it/stays/own"
            book.writePack(own, null)
            return EveryCall(folder, sync, book.composeSession(), book.searchSession(), PackReader.open(own, null))
        }
    }
}

/** Nothing but an `ApiException` may come of a call; whether one came. */
suspend fun isRefused(call: suspend () -> Unit): Boolean =
    try {
        call()
        false
    } catch (_: ApiException) {
        true
    }

private fun <T> List<suspend (PhraseBook, T) -> Unit>.with(arguments: List<T>): List<Call> =
    flatMap { call -> arguments.map { argument -> { book: PhraseBook -> call(book, argument) } } }

private val silent = object : Observer {
    override fun changed(changes: Changes) = Unit

    override fun syncStatus(status: SyncStatus) = Unit
}
