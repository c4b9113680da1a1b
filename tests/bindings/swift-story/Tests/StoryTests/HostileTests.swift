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

    @Test func takesWhateverComesFromSeveralThreads() async throws {
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("我的"))
            let texts = ["", " ", "\0", "[", String(repeating: "😀", count: 70_000), "../../etc/passwd"]
            await withTaskGroup(of: Void.self) { group in
                for text in texts {
                    group.addTask { _ = try? await book.addLibrary(new: .personal(text)) }
                    group.addTask { _ = try? await book.addPhrase(new: .text(text, title: text, in: library.id)) }
                    group.addTask { _ = try? await book.searchSession().type(text: text) }
                    group.addTask { _ = try? await book.suggest(message: text, scope: SearchScope(), limit: 5) }
                    group.addTask { _ = try? await book.phrasesByCode(code: text) }
                    group.addTask { _ = try? await book.setSettings(settings: BookSettings(agentName: text)) }
                    group.addTask { _ = try? await book.media(blob: text) }
                    group.addTask { _ = book.composeSession().restore(saved: text) }
                }
            }
            #expect(try await book.libraries().contains { $0.id == library.id })
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
