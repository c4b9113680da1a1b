// What the tests share: books in folders of their own, a hub on loopback.
import Foundation
import Huashu
import Testing

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../..").standardized
let fixtures = root.appendingPathComponent("tests/fixtures")
let huashu = root.appendingPathComponent("bindings/generated/bin/huashu")

/// A new book in a folder of its own; shut down and gone when the work is done.
func withBook<T>(_ work: (PhraseBook, String) async throws -> T) async throws -> T {
    let folder = NSTemporaryDirectory() + "huashu-" + UUID().uuidString
    let book = try await PhraseBook.open(dir: folder + "/book", mode: .create, clock: nil)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
        let value = try await work(book, folder)
        await book.shutdown()
        return value
    } catch {
        await book.shutdown()
        throw error
    }
}

/// Waits until something is so.
func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
    for _ in 0..<1_000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Failure(what)
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

final class MemorySecrets: SecretStore, @unchecked Sendable {
    private var all: [String: String] = [:]
    private let lock = NSLock()

    func get(name: String) throws -> String? {
        lock.withLock { all[name] }
    }

    func set(name: String, secret: String) throws {
        lock.withLock { all[name] = secret }
    }

    func delete(name: String) throws {
        lock.withLock { all[name] = nil }
    }
}

/// A hub for as long as the work lasts.
func withHub(_ work: (Hub) async throws -> Void) async throws {
    let hub = try await Hub()
    defer { hub.stop() }
    try await work(hub)
}

/// The hub as everybody runs it: `huashu serve`, with one company, a library that all edit, and an invitation. What it says
/// goes to files: a pipe has ends in every process that is started beside it.
final class Hub: @unchecked Sendable {
    private let process: Process
    private let folder: String
    private(set) var link = ""

    init() async throws {
        folder = NSTemporaryDirectory() + "huashu-hub-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let said = folder + "/hub.json"
        let words = ["--data", folder + "/hub", "serve", "--listen", "127.0.0.1:0", "--company", "青禾"]
        process = try Self.start(words, input: nil, output: said)
        try await until("the hub has started") { FileManager.default.contents(atPath: said)?.last == 10 }
        let hello = FileManager.default.contents(atPath: said) ?? Data()
        let password = try find("password", in: hello)
        _ = try await run("login", find("url", in: hello), "--user", "owner", input: password)
        _ = try await run("library", "add", "公司话术", "--kind", "company")
        _ = try await run("sync")
        link = try find("link", in: await run("invite", "--role", "editor", "--uses", "9"))
    }

    /// Ends it for certain: a process that Foundation starts may have the gentler signals blocked.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What the owner's command line answers.
    func run(_ words: String..., input: String = "") async throws -> Data {
        let (question, answer) = (folder + "/question", folder + "/answer")
        try Data((input + "\n").utf8).write(to: URL(fileURLWithPath: question))
        let called = try Self.start(["--data", folder + "/owner"] + words, input: question, output: answer)
        try await until("huashu \(words) has ended") { !called.isRunning }
        let data = FileManager.default.contents(atPath: answer) ?? Data()
        guard called.terminationStatus == 0 else {
            throw Failure("huashu \(words): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }

    private static func start(_ words: [String], input: String?, output: String) throws -> Process {
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let process = Process()
        process.executableURL = huashu
        process.arguments = ["--json"] + words
        process.standardInput = input.flatMap(FileHandle.init(forReadingAtPath:)) ?? FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

/// The first member of this name, at whatever depth.
func find(_ name: String, in json: Data) throws -> String {
    func search(_ value: Any) -> String? {
        guard let object = value as? [String: Any] else { return nil }
        if let found = object[name] as? String { return found }
        return object.values.lazy.compactMap(search).first
    }
    guard let found = search(try JSONSerialization.jsonObject(with: json)) else {
        throw Failure("no \(name) in \(String(decoding: json, as: UTF8.self))")
    }
    return found
}

extension PhraseBook {
    /// Signs the book in, starts sync and waits until everything is there.
    func join(_ link: String, as user: String) async throws -> SyncService {
        let sync = try syncService(secrets: MemorySecrets())
        let wish = SignInWish(address: link, user: user, password: "a password of \(user)", device: "test")
        _ = try await sync.signIn(wish: wish)
        try await sync.start()
        let outcome = try await sync.syncNow(timeoutMs: 20_000)
        #expect(outcome.done, "\(outcome.status)")
        return sync
    }

    func says(_ phrase: Phrase, _ text: String) async throws {
        _ = try await editPhrase(id: phrase.id, changes: [.parts(parts: [.text(text)])])
    }
}

extension FuzzySounds {
    static func all(_ on: Bool) -> FuzzySounds {
        FuzzySounds(zhZ: on, chC: on, shS: on, nL: on, rL: on, hF: on, anAng: on, enEng: on, inIng: on)
    }
}
