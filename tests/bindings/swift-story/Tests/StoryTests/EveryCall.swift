// Bad input for every method of the door; `bindings/tests/every_call.rs` sees to it that none is left out.
import Foundation
import Huashu

typealias Call = @Sendable (PhraseBook) async throws -> Void

private let texts = [
    "", " ", "\0", "[", "[[[[", String(repeating: "😀", count: 70_000), "../../etc/passwd", "'; DROP TABLE phrase; --",
]
private let ids = [
    UUID(uuidString: "00000000-0000-0000-0000-000000000000")!, UUID(), UUID(uuidString: "ffffffff-ffff-ffff-ffff-ffffffffffff")!,
]
private let numbers: [UInt32] = [0, 1, .max]
private let days = [
    DateComponents(), DateComponents(year: .max, month: .max, day: .max), DateComponents(year: .min, month: 1, day: 1),
]
private let moments = [
    Date.distantPast, Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: -.infinity),
    Date(timeIntervalSince1970: .nan), Date(timeIntervalSince1970: .greatestFiniteMagnitude),
]

/// Every method, with each hostile text, id, number, day and moment. What they write stays in the folder.
struct EveryCall: Sendable {
    private let folder: String
    private let sync: SyncService
    private let compose: ComposeSession
    private let line: SearchSession
    private let pack: PackReader
    private let about = Approximate(fuzzy: .all(true), typo: true, homophone: true)

    init(_ book: PhraseBook, folder: String, sync: SyncService? = nil) async throws {
        self.folder = folder
        self.sync = try sync ?? book.syncService(secrets: MemorySecrets())
        compose = book.composeSession()
        line = try await book.searchSession()
        let own = folder + "/so/deep/that/it/stays/own"
        _ = try await book.writePack(folder: own, libraries: nil)
        pack = try await PackReader.open(folder: own, clock: nil)
    }

    var all: [Call] {
        with(texts, withText) + with(texts, toFiles) + with(ids, withId) + with(numbers, withNumber) + with(days, withDay)
            + with(moments, withMoment) + withNothing
    }

    /// What ends things for those that come after: asked for last.
    var ending: [Call] {
        [
            { _ in await sync.stop() },
            { _ in sync.resume() },
            { _ in try await sync.signOut(force: false) },
            { _ in try await sync.signOut(force: true) },
            { _ in await pack.shutdown() },
        ]
    }

    private var withText: [@Sendable (PhraseBook, String) async throws -> Void] {
        [
            { book, text in _ = try await book.addLibrary(new: .personal(text)) },
            { book, text in _ = try await book.addLibrary(new: NewLibrary(kind: .company, name: "x", timeZone: text)) },
            { book, text in
                let library = try await book.addLibrary(new: .personal("x"))
                _ = try await book.addPhrase(new: .text(text, title: text, in: library.id))
            },
            { book, text in _ = try await book.phrasesByCode(code: text) },
            { book, text in _ = try await book.addMedia(name: text, bytes: Data(text.utf8)) },
            { book, text in _ = try await book.media(blob: text) },
            { book, text in _ = try await book.thumb(blob: text, size: .thumb256) },
            { book, text in _ = try await book.suggest(message: text, scope: SearchScope(category: [text]), limit: 5) },
            { book, text in _ = try await book.extract(message: text) },
            { book, text in try await book.recordFailedSearch(query: text) },
            { book, text in _ = try await book.checkFollowUp(subjectKind: text, subject: text, action: text) },
            { book, text in
                _ = try await book.addFollowUp(new: NewFollowUp(subjectKind: text, subject: text, action: text, by: text))
            },
            { book, text in _ = try await book.followUps(subjectKind: text, subject: text) },
            { book, text in try await book.setSettings(settings: settings(text)) },
            { _, text in _ = try await pack.search(query: text, limit: .max, approximate: about) },
            { _, text in _ = try await pack.suggest(message: text, limit: .max) },
            { _, text in _ = try await pack.image(blob: text) },
            { book, text in _ = try await book.searchSession().type(text: text) },
            { _, text in _ = try await line.type(text: text) },
            { _, text in
                let scope = SearchScope(category: [text], all: true)
                line.setOptions(options: SearchOptions(scope: scope, limit: .max, approximate: about))
            },
            { _, text in
                let wish = SignInWish(address: text, pin: text, code: text, user: text, password: text, device: text)
                _ = try await sync.signIn(wish: wish)
            },
            { _, text in compose.remember(given: [GivenValue(name: text, value: text)]) },
            { _, text in compose.forget(name: text) },
            { _, text in _ = compose.restore(saved: text) },
            { _, text in _ = try await compose.fillFrom(message: text) },
            { _, text in _ = try preview(text, Date(timeIntervalSince1970: 0)) },
        ]
    }

    private var toFiles: [@Sendable (PhraseBook, String) async throws -> Void] {
        [
            { book, text in
                let shrink = Shrink(maxSide: 0, maxBytes: 0)
                let image = SendImage(blob: text, name: text, mime: text, bytes: .max, width: 0, height: 0, shrink: shrink)
                _ = try await book.writeImages(images: [image], folder: inside(text))
            },
            { book, text in
                let file = SendFile(blob: text, name: text, mime: text, bytes: 0)
                _ = try await book.writeFiles(files: [file], folder: inside(text))
            },
            { book, text in _ = try await book.importFile(path: text, options: ImportOptions(), listener: nil) },
            { book, text in _ = try await book.importFile(path: inside(text), options: ImportOptions(), listener: nil) },
            { book, text in
                let file = NamedBytes(name: text, bytes: Data(text.utf8))
                let beside = [NamedBytes(name: text, bytes: Data())]
                let dry = ImportOptions(dryRun: true)
                _ = try await book.importBytes(file: file, beside: beside, options: dry, listener: nil)
            },
            { book, text in _ = try await book.exportFile(path: inside(text), library: nil) },
            { book, text in _ = try await book.writePack(folder: inside(text + "/pack"), libraries: nil) },
            { _, text in _ = try await PhraseBook.open(dir: text, mode: .open, clock: nil) },
            { _, text in _ = try await PhraseBook.open(dir: inside(text), mode: .open, clock: nil) },
            { _, text in await (try PhraseBook.setAside(dir: inside("nowhere" + text), clock: nil)).shutdown() },
            { _, text in _ = try await PackReader.open(folder: text, clock: nil) },
            { _, text in _ = try await PackReader.open(folder: inside(text), clock: nil) },
        ]
    }

    private var withId: [@Sendable (PhraseBook, UUID) async throws -> Void] {
        [
            { book, id in _ = try await book.library(id: id) },
            { book, id in _ = try await book.categories(library: id) },
            { book, id in _ = try await book.phrases(library: id, category: id) },
            { book, id in _ = try await book.phraseCounts(library: id) },
            { book, id in _ = try await book.categoryPath(category: id) },
            { book, id in _ = try await book.phrase(id: id) },
            { book, id in _ = try await book.phraseStatus(id: id) },
            { book, id in _ = try await book.history(id: id) },
            { book, id in _ = try await book.editLibrary(id: id, patch: LibraryPatch(name: "")) },
            { book, id in try await book.deleteLibrary(id: id) },
            { book, id in _ = try await book.addCategory(new: NewCategory(library: id, parent: id, name: "x")) },
            { book, id in _ = try await book.renameCategory(id: id, name: "x") },
            { book, id in _ = try await book.moveCategory(id: id, parent: id, before: id) },
            { book, id in try await book.deleteCategory(id: id, contents: .delete) },
            { book, id in _ = try await book.addPhrase(new: .text("x", title: "x", in: id)) },
            { book, id in
                let broken = PhraseContent.parts(.unknown("no JSON"), .text(TextPart(text: "x", extra: "[]")))
                _ = try await book.addPhrase(new: NewPhrase(library: id, label: .titled("x"), content: broken))
            },
            { book, id in _ = try await book.editPhrase(id: id, changes: [.title(title: "\0")]) },
            { book, id in _ = try await book.movePhrase(id: id, category: id, before: id) },
            { book, id in _ = try await book.transferPhrase(id: id, library: id, category: id) },
            { book, id in try await book.deletePhrase(id: id) },
            { book, id in _ = try await book.restorePhrase(id: id) },
            { book, id in _ = try await book.revertPhrase(id: id, version: .max) },
            { book, id in try await book.recordUse(used: PhraseUse(phrase: id, channel: "不是渠道", surface: nil)) },
            { book, id in try await book.setFavourite(id: id, favourite: true) },
            { book, id in try await book.setThumb(id: id, thumb: nil) },
            { book, id in _ = try await book.voidFollowUp(id: id, by: "x", note: nil) },
            { book, id in _ = try await book.writePack(folder: inside("pack"), libraries: [id]) },
            { _, id in _ = try await compose.plan(wish: wish(id), given: []) },
            { _, id in _ = try await compose.questions(wish: wish(id), names: texts) },
            { _, id in _ = try await pack.phrase(id: id) },
            { _, id in _ = try await sync.resolveDraft(id: id, choice: .keepMine) },
            { _, id in _ = try await sync.proposeEdit(id: id, changes: []) },
            { _, id in _ = try await sync.proposePhrase(new: .text("x", title: "x", in: id)) },
        ]
    }

    private var withNumber: [@Sendable (PhraseBook, UInt32) async throws -> Void] {
        [
            { book, number in _ = try await book.recents(limit: number) },
            { book, number in _ = try await book.mostUsed(limit: number) },
            { book, number in _ = try await book.failedSearches(limit: number) },
            { book, number in _ = try await book.expiring(days: UInt16(clamping: number)) },
            { book, number in _ = try await book.dueForReview(days: UInt16(clamping: number)) },
            // Waits as long as it is told to, and no test has seven weeks.
            { _, number in _ = try await sync.syncNow(timeoutMs: min(number, 1)) },
            { _, number in _ = await sync.suspend(deadlineMs: min(number, 1)) },
        ]
    }

    private var withDay: [@Sendable (PhraseBook, DateComponents) async throws -> Void] {
        [{ book, day in _ = try await book.editPhrase(id: ids[0], changes: [.reviewBy(day: day)]) }]
    }

    private var withMoment: [@Sendable (PhraseBook, Date) async throws -> Void] {
        [
            { book, moment in
                let new = NewFollowUp(subjectKind: "order", subject: "1", action: "refund", by: "x", dueAt: moment)
                _ = try await book.addFollowUp(new: new)
            },
            { _, moment in _ = try preview("x", moment) },
            { _, moment in
                let clock = FixedClock(moment: moment)
                _ = try await PackReader.open(folder: inside("own"), clock: clock).isCurrent()
            },
        ]
    }

    private var withNothing: [Call] {
        [
            { _ = try await $0.libraries() },
            { _ = try await $0.trash() },
            { _ = try await $0.favourites() },
            { _ = try await $0.settings() },
            { _ = $0.dir() },
            { _ = $0.isIndexReady() },
            { _ = try await $0.undo() },
            { _ = try await $0.purgeTrash() },
            { _ = try await $0.addStarter() },
            { book in
                let observation = book.observe(observer: Silent())
                observation.stop()
                observation.stop()
            },
            { $0.composeSession().newCustomer() },
            { _ in _ = compose.values() },
            { _ in _ = compose.save() },
            { _ in _ = try await pack.isCurrent() },
            { _ in _ = try await pack.libraries() },
            { _ in line.cancel() },
            { book in
                let line = try await book.searchSession()
                line.end()
                line.end()
            },
            { _ = try $0.syncService(secrets: MemorySecrets()).status() },
            { _ in try await sync.start() },
            { _ in _ = try await sync.membership() },
            { _ in _ = try await sync.sharing() },
            { _ in _ = sync.status() },
            { _ in sync.networkChanged() },
            { _ in sync.background() },
            { _ in sync.foreground() },
            { _ in _ = try await sync.drafts() },
            { _ in setLogger(logger: nil, most: .error) },
        ]
    }

    private func preview(_ text: String, _ now: Date) throws -> Planned {
        try previewPlan(
            wish: PreviewWish(
                content: .parts(.text(text), .unknown(text)), variables: [], surface: .desktop, channel: text, lang: text,
                given: [GivenValue(name: text, value: text)], settings: settings(text), now: now, timeZone: text))
    }

    private func settings(_ text: String) -> BookSettings {
        BookSettings(agentName: text, agentNumber: text, shopName: text)
    }

    private func wish(_ id: UUID) -> PlanWish {
        PlanWish(phrase: id, surface: .desktop, channel: "WeChat", lang: "no language")
    }

    /// A path that does not leave the folder, whatever it says.
    private func inside(_ text: String) -> String { folder + "/so/deep/that/it/stays/" + text }

    private func with<Argument: Sendable>(
        _ arguments: [Argument], _ calls: [@Sendable (PhraseBook, Argument) async throws -> Void]
    ) -> [Call] {
        calls.flatMap { call in arguments.map { argument -> Call in { book in try await call(book, argument) } } }
    }
}

/// Makes these calls from many threads; how many were refused. Nothing but an `ApiError` may come of one.
func atOnce(_ book: PhraseBook, _ calls: [Call]) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for call in calls {
            group.addTask {
                do {
                    try await call(book)
                    return false
                } catch is ApiError {
                    return true
                }
            }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
}

private final class FixedClock: Clock {
    private let moment: Date

    init(moment: Date) {
        self.moment = moment
    }

    func now() throws -> Date { moment }
    func timeZone() throws -> String { "Asia/Shanghai" }
}

private final class Silent: Observer {
    func changed(changes: Changes) throws {}
    func syncStatus(status: SyncStatus) throws {}
}
