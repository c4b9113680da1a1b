import Foundation
import Huashu
import Testing

/// The example of the README, compiled and run.
@Suite struct ReadmeTests {
    @Test func theExampleDoesWhatItSays() async throws {
        let folder = NSTemporaryDirectory() + "huashu-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let book = try await PhraseBook.open(dir: folder, mode: .openOrCreate, clock: nil)
        let library = try await book.addLibrary(new: .personal("我的话术"))
        _ = try await book.addPhrase(new: .text("亲，[时间段|今天]发货", title: "发货时间", in: library.id))
        let panel = try await book.searchSession()
        let hit = try await panel.type(text: "fhsj")!.hits[0]
        let customer = book.composeSession()
        let wish = PlanWish(phrase: hit.phrase.id, surface: .iosApp, channel: "wechat")
        let given = [GivenValue(name: "时间段", value: "四点前付款当天")]
        let plan = try await customer.plan(wish: wish, given: given).plan
        await book.shutdown()
        #expect("\(plan.steps)".contains("亲，四点前付款当天发货"))
    }

    @Test func theReadmeHoldsThisVeryCode() throws {
        let readme = try lines("bindings/swift/README.md")
        let start = try #require(readme.firstIndex(of: "```swift"))
        let example = Array(readme[(start + 1)...].prefix { $0 != "```" })
        let here = try lines("tests/bindings/swift-story/Tests/StoryTests/ReadmeTests.swift")
        #expect(example.count == 10)
        let windows = here.indices.dropLast(example.count).map { Array(here[$0..<($0 + example.count)]) }
        #expect(windows.contains(example))
    }

    private func lines(_ path: String) throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        return text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
