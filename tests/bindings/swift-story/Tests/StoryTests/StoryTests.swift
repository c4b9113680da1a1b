import Foundation
import Huashu
import Testing

/// What an agent does in a day, through the door that the apps use.
@Suite struct StoryTests {
    @Test func importsAndBrowsesTwoLevelsDeep() async throws {
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            let file = fixtures.appendingPathComponent("import/shop-500.xlsx").path
            let heard = Heard()
            let options = ImportOptions(library: library.id)
            let report = try await book.importFile(path: file, options: options, listener: heard)
            #expect(report.created == 500)
            #expect(report.failed.isEmpty)
            try await until("the listener heard of it") { heard.count > 0 }

            let categories = try await book.categories(library: library.id)
            let top = try #require(categories.first { $0.parent == nil })
            let inside = try #require(categories.first { $0.parent == top.id })
            #expect(try await book.categoryPath(category: inside.id) == [top.name, inside.name])
            let phrases = try await book.phrases(library: library.id, category: inside.id)
            #expect(!phrases.isEmpty)
            let counts = try await book.phraseCounts(library: library.id)
            #expect(counts.first { $0.category == inside.id }?.phrases == UInt64(phrases.count))
            #expect(try await book.importFile(path: file, options: options, listener: nil).unchanged == 500)
        }
    }

    @Test func findsKeyPressByKeyPressAndFavours() async throws {
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            let wanted = try await book.addPhrase(new: .text("亲，今天发货", title: "发货时间", in: library.id))
            _ = try await book.addPhrase(new: .text("亲，退款三天到账", title: "退款说明", in: library.id))
            _ = try await book.addPhrase(new: .text("支持花呗", title: "付款方式", in: library.id))
            let session = try await book.searchSession()
            for (typed, found) in [("f", 2), ("fh", 1), ("fhsj", 1), ("fhsjx", 0)] {
                let answer = try #require(try await session.type(text: typed))
                #expect(answer.hits.filter { !$0.approximate }.count == found, "\(typed)")
            }
            let hit = try #require(try await session.type(text: "fhsj")?.hits.first)
            #expect(hit.phrase.id == wanted.id)
            #expect(hit.spans.title == [TextSpan(start: 0, end: 4)])

            try await book.setFavourite(id: wanted.id, favourite: true)
            #expect(try await book.favourites().map(\.phrase.id) == [wanted.id])
            #expect(try await session.type(text: "fh")?.hits.first?.care.favourite == true)

            let (typed, keys) = AsyncStream.makeStream(of: String.self)
            for text in ["f", "fh", "fhsj"] { keys.yield(text) }
            keys.finish()
            var last: SearchResult?
            for try await found in session.results(for: typed) { last = found }
            #expect(last?.hits.contains { $0.phrase.id == wanted.id } == true)
            session.end()
            await #expect(throws: ApiError.self) { try await session.type(text: "f") }
        }
    }

    @Test func asksForWhatIsMissingOnceForEachCustomer() async throws {
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            let text = "[客户名|您]好，单号[单号]，由[物流公司]发出"
            let phrase = try await book.addPhrase(new: .text(text, title: "发货", in: library.id))
            let compose = book.composeSession()
            let wish = PlanWish(phrase: phrase.id, surface: .androidOverlay, channel: "wechat")
            let first = try await compose.plan(wish: wish, given: [GivenValue(name: "单号", value: "SF123")])
            #expect(first.plan.missing == ["物流公司"])
            #expect(first.plan.steps.isEmpty)

            _ = try await compose.fillFrom(message: "我是张三，顺丰 SF1234567890123 到哪了")
            #expect(compose.values()["物流公司"] == "顺丰")
            let filled = try await compose.plan(wish: wish, given: []).plan
            guard case .copyText(let copied) = try #require(filled.steps.first) else { throw Failure("\(filled)") }
            #expect(copied.text.contains("顺丰") && copied.text.contains("SF1234567890123"))
            try await book.recordUse(used: PhraseUse(phrase: phrase.id, channel: "wechat", surface: .iosApp))
            #expect(try await book.recents(limit: 5).map(\.phrase.id) == [phrase.id])

            let kept = compose.save()
            compose.newCustomer()
            #expect(compose.values().isEmpty)
            #expect(compose.restore(saved: kept))
            #expect(compose.values()["物流公司"] == "顺丰")
        }
    }

    @Test func writesPicturesThatAnotherAppCanTake() async throws {
        try await withBook { book, folder in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            let pictures = fixtures.appendingPathComponent("import/shop-500.files")
            var parts: [PhrasePart] = [.text("请看图")]
            for name in try FileManager.default.contentsOfDirectory(atPath: pictures.path).sorted().prefix(2) {
                let bytes = try Data(contentsOf: pictures.appendingPathComponent(name))
                parts.append(try await book.addMedia(name: name, bytes: bytes))
            }
            let content = PhraseContent(parts: parts, valid: Validity())
            let new = NewPhrase(library: library.id, label: .titled("尺码"), content: content)
            let phrase = try await book.addPhrase(new: new)
            let compose = book.composeSession()
            let app = PlanWish(phrase: phrase.id, surface: .androidApp, channel: "wechat")
            let plan = try await compose.plan(wish: app, given: []).plan
            let shared = plan.steps.compactMap { step in
                if case .shareImages(let images, _, _) = step { images } else { nil }
            }
            let images = try #require(shared.first)
            let paths = try await book.writeImages(images: images, folder: folder + "/out")
            #expect(paths.count == 2)
            let first = try Data(contentsOf: URL(fileURLWithPath: paths[0]))
            #expect(try await book.media(blob: images[0].blob) == first)

            let bubble = PlanWish(phrase: phrase.id, surface: .androidOverlay, channel: "wechat")
            let left = try await compose.plan(wish: bubble, given: []).plan.leftOut
            #expect(left.map(\.offer) == [.androidApp, .androidApp])
        }
    }

    @Test func hearsOfAnEditAndTakesItBack() async throws {
        try await withBook { book, folder in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            let changes = book.changes()
            let phrase = try await book.addPhrase(new: .text("您好", title: "问候", in: library.id))
            for await change in changes where change.rows.contains(where: { $0.row == phrase.id }) { break }
            let edit: [PhraseChange] = [.code(code: "wh"), .title(title: "问候语")]
            _ = try await book.editPhrase(id: phrase.id, changes: edit)
            #expect(try await book.phrase(id: phrase.id).label.code == "wh")
            let day = DateComponents(year: 2026, month: 12, day: 31)
            _ = try await book.editPhrase(id: phrase.id, changes: [.code(code: nil), .reviewBy(day: day)])
            #expect(try await book.phrase(id: phrase.id).label.code == nil)
            let review = try await book.phrase(id: phrase.id).label.reviewBy
            #expect(review?.year == 2026 && review?.month == 12 && review?.day == 31)
            _ = try await book.undo()
            #expect(try await book.phrase(id: phrase.id).label.code == "wh")
            #expect(try await book.history(id: phrase.id).count >= 2)
            await book.shutdown()
            let again = try await PhraseBook.open(dir: folder + "/book", mode: .open, clock: nil)
            #expect(try await again.phrase(id: phrase.id).label.title == "问候语")
            await again.shutdown()
        }
    }

    @Test func warnsWhoeverWouldDoItTwice() async throws {
        try await withBook { book, _ in
            let note = NewFollowUp(
                subjectKind: "order", subject: "A1001", action: "refunded", amount: "12.50", by: "小雨")
            func already() async throws -> [String] {
                try await book.checkFollowUp(subjectKind: "order", subject: "A1001", action: "refunded").already.map(\.by)
            }
            #expect(try await already().isEmpty)
            let added = try await book.addFollowUp(new: note)
            #expect(try await already() == ["小雨"])
            _ = try await book.voidFollowUp(id: added.id, by: "小雨", note: "弄错了")
            #expect(try await already().isEmpty)
        }
    }

    @Test func anExtensionReadsAPack() async throws {
        try await withBook { book, folder in
            let library = try await book.addLibrary(new: .personal("我的话术"))
            _ = try await book.addPhrase(new: .text("今天发货", title: "发货时间", in: library.id))
            _ = try await book.writePack(folder: folder + "/pack", libraries: nil)
            let pack = try await PackReader.open(folder: folder + "/pack", clock: nil)
            let every = Approximate(fuzzy: .all(true), typo: true, homophone: true)
            #expect(try await pack.search(query: "fhsj", limit: 5, approximate: every).hits.count == 1)
            #expect(try await pack.isCurrent())
            _ = try await book.writePack(folder: folder + "/pack", libraries: nil)
            #expect(try await !pack.isCurrent())
            await pack.shutdown()
            await #expect(throws: ApiError.self) { try await pack.libraries() }
        }
    }
}

final class Heard: ImportListener, @unchecked Sendable {
    private let lock = NSLock()
    private var all: [ImportProgress] = []

    var count: Int { lock.withLock { all.count } }

    func progressed(progress: ImportProgress) throws {
        lock.withLock { all.append(progress) }
    }
}
