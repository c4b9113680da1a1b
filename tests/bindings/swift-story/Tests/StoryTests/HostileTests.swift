import Foundation
import Huashu
import Testing

/// What a face may do wrong, and what may be done to it: an `ApiError`, or a wait that ends; never more.
@Suite struct HostileTests {
    @Test func eachVariantSaysWhyInBothLanguages() async throws {
        try await withBook { book, folder in
            func expect(_ code: ErrorCode, _ call: () async throws -> Void) async {
                do {
                    try await call()
                    Issue.record("\(code) was not thrown")
                } catch let error as ApiError {
                    #expect(error.reason.code == code)
                    #expect(!error.reason.zh.isEmpty && !error.reason.en.isEmpty)
                } catch {
                    Issue.record("\(code): \(error)")
                }
            }
            let library = try await book.addLibrary(new: .personal("我的"))
            let known = UUID(uuidString: "01890a5d-ac96-774b-bcce-b302099a8057")!
            await expect(.notFound) { _ = try await book.phrase(id: known) }
            await expect(.malformedId) { _ = try await book.phrase(id: UUID()) }
            await expect(.invalid) { _ = try await book.addPhrase(new: .text("文", title: " ", in: library.id)) }
            await expect(.malformedId) { _ = try await book.media(blob: "不是") }
            await expect(.invalid) {
                _ = try await book.addPhrase(
                    new: NewPhrase(library: library.id, label: .titled("x"), content: .parts(.unknown("no JSON"))))
            }
            await expect(.unreadable) {
                try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/none.pdf"))
                _ = try await book.importFile(path: folder + "/none.pdf", options: ImportOptions(), listener: nil)
            }
            await expect(.noBook) { _ = try await PhraseBook.open(dir: folder + "/no", mode: .open, clock: nil) }
            await expect(.bookExists) { _ = try await PhraseBook.open(dir: folder + "/book", mode: .create, clock: nil) }
            await expect(.notSignedIn) { try await book.syncService(secrets: MemorySecrets()).start() }
            await expect(.offline) {
                let wish = SignInWish(address: "http://127.0.0.1:9", user: "a", password: "b", device: "c")
                _ = try await book.syncService(secrets: MemorySecrets()).signIn(wish: wish)
            }
            await book.shutdown()
            await expect(.closed) { _ = try await book.libraries() }
        }
    }

    @Test func everyMethodTakesWhateverComesAndAfterTheEnd() async throws {
        try await withBook { book, folder in
            let library = try await book.addLibrary(new: .personal("我的"))
            let phrase = try await book.addPhrase(new: .text("文", title: "题", in: library.id))
            let calls = try await EveryCall(book, folder: folder)
            let refused = try await atOnce(book, calls.all)
            #expect((calls.all.count / 3...calls.all.count * 4 / 5).contains(refused), "\(refused) of \(calls.all.count)")
            #expect(try await book.phrase(id: phrase.id).content.parts == [.text("文")])

            await book.shutdown()
            await book.shutdown()
            _ = try await atOnce(book, calls.all + calls.ending)
            _ = try await atOnce(book, calls.all)
            await #expect(throws: ApiError.self) { _ = try await book.libraries() }
        }
    }

    @Test func everyMethodTakesWhateverComesWhileSyncIsSuspended() async throws {
        try await withHub { hub in
            try await withBook { book, folder in
                let sync = try await book.join(hub.link, as: "小青")
                let library = try await book.addLibrary(new: .personal("我的"))
                let phrase = try await book.addPhrase(new: .text("文", title: "题", in: library.id))
                let calls = try await EveryCall(book, folder: folder, sync: sync)
                #expect(await sync.suspend(deadlineMs: 5_000))
                _ = try await atOnce(book, calls.all)
                #expect(try await book.phrase(id: phrase.id).content.parts == [.text("文")])
                sync.resume()
                #expect(try await sync.syncNow(timeoutMs: 20_000).done)
                _ = try await atOnce(book, calls.ending + calls.all)
                #expect(try await sync.membership() == nil)
            }
        }
    }

    @Test func whatLiesBeyondAllCalendarsIsRefusedByItsField() async throws {
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("我的"))
            let phrase = try await book.addPhrase(new: .text("文", title: "题", in: library.id))
            func expect(_ field: String, _ call: () async throws -> Void) async {
                do {
                    try await call()
                    Issue.record("\(field) was taken")
                } catch ApiError.Invalid(let named, _) {
                    #expect(named == field)
                } catch {
                    Issue.record("\(field): \(error)")
                }
            }
            for day in [DateComponents(), DateComponents(year: .max, month: 1, day: 1), DateComponents(year: 1_000_000, month: 1, day: 1)] {
                await expect("day") { _ = try await book.editPhrase(id: phrase.id, changes: [.reviewBy(day: day)]) }
            }
            for seconds in [Double.infinity, -.infinity, .nan, .greatestFiniteMagnitude] {
                let due = Date(timeIntervalSince1970: seconds)
                let new = NewFollowUp(subjectKind: "order", subject: "1", action: "refund", by: "小青", dueAt: due)
                await expect("moment") { _ = try await book.addFollowUp(new: new) }
            }
        }
    }

    @Test func whatTheAppGaveMayThrowTakeItsTimeAndCallBackIn() async throws {
        struct Broken: Error {}
        final class Thrower: Observer, Clock {
            func changed(changes: Changes) throws { throw Broken() }
            func syncStatus(status: SyncStatus) throws { throw Broken() }
            func now() throws -> Date { throw Broken() }
            func timeZone() throws -> String { throw Broken() }
        }
        final class Slow: Observer, @unchecked Sendable {
            let book: PhraseBook
            init(_ book: PhraseBook) { self.book = book }
            func changed(changes: Changes) throws {
                Thread.sleep(forTimeInterval: 1)
                _ = book.isIndexReady()
            }
            func syncStatus(status: SyncStatus) throws {}
        }
        let folder = NSTemporaryDirectory() + "huashu-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let book = try await PhraseBook.open(dir: folder, mode: .create, clock: Thrower())
        let observations = [book.observe(observer: Thrower()), book.observe(observer: Slow(book))]
        let library = try await book.addLibrary(new: .personal("我的"))
        let start = Date()
        for number in 0..<20 { _ = try await book.addPhrase(new: .text("文", title: "题\(number)", in: library.id)) }
        #expect(Date().timeIntervalSince(start) < 5)
        #expect(try await book.phrases(library: library.id, category: nil).count == 20)
        observations.forEach { $0.stop() }
        await book.shutdown()
    }
}
