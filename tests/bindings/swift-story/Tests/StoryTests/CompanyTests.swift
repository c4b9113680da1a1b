import Foundation
import Huashu
import Testing

/// Two books and a real hub on loopback.
@Suite(.serialized) struct CompanyTests {
    @Test func anEditTravelsAConflictIsDecidedAndWhoLeavesKeepsNothing() async throws {
        try await withTwo { hub, xiaoyu, ajie in
            let her = try await xiaoyu.join(hub.link, as: "小雨")
            let his = try await ajie.join(hub.link, as: "阿杰")
            let library = try #require(try await xiaoyu.libraries().first { $0.name == "公司话术" }).id
            let phrase = try await xiaoyu.addPhrase(new: .text("今天发", title: "发货", in: library))
            try await until("it has come to him") { (try? await ajie.phrase(id: phrase.id)) != nil }

            // Without a way to the hub both change the same text.
            #expect(await her.suspend(deadlineMs: 5_000))
            #expect(await his.suspend(deadlineMs: 5_000))
            try await xiaoyu.says(phrase, "四点前付款当天发")
            try await ajie.says(phrase, "周日顺延到周一")
            her.resume()
            #expect(try await her.syncNow(timeoutMs: 20_000).done)
            his.resume()
            _ = try await his.syncNow(timeoutMs: 20_000)
            let draft = try #require(try await his.drafts().first)
            #expect(draft.mine?.text == "周日顺延到周一")
            #expect(draft.now?.text == "四点前付款当天发")
            let both: [PhrasePart] = [.text("四点前付款当天发，周日顺延到周一")]
            let merged = try await his.resolveDraft(id: draft.id, choice: .merge(changes: [.parts(parts: both)]))
            #expect(merged == phrase.id)
            #expect(try await his.syncNow(timeoutMs: 20_000).done)
            try await until("she reads both") { try await xiaoyu.phrase(id: phrase.id).content.parts == both }
            #expect(try await his.drafts().isEmpty)

            #expect(try await his.membership()?.company == "青禾")
            try await his.signOut(force: false)
            #expect(try await his.membership() == nil)
            #expect(try await ajie.libraries().allSatisfy { $0.id != library })
            await #expect(throws: ApiError.self) { try await ajie.phrase(id: phrase.id) }
            await #expect(throws: ApiError.self) { try await his.start() }
        }
    }

    @Test func syncRestsInTheMiddleAndGoesOn() async throws {
        try await withTwo { hub, xiaoyu, ajie in
            let her = try await xiaoyu.join(hub.link, as: "小雨")
            let his = try await ajie.join(hub.link, as: "阿杰")
            let library = try #require(try await xiaoyu.libraries().first { $0.name == "公司话术" }).id
            for round in 0..<5 {
                for number in 0..<20 {
                    _ = try await xiaoyu.addPhrase(
                        new: .text("内容", title: "第\(round)批第\(number)条", in: library))
                }
                #expect(await her.suspend(deadlineMs: 5_000))
                try await until("it rests") { her.status().phase == .suspended }
                her.resume()
            }
            #expect(try await her.syncNow(timeoutMs: 20_000).done)
            #expect(try await his.syncNow(timeoutMs: 20_000).done)
            #expect(try await ajie.phrases(library: library, category: nil).count == 100)
        }
    }

    private func withTwo(_ work: (Hub, PhraseBook, PhraseBook) async throws -> Void) async throws {
        try await withHub { hub in
            try await withBook { xiaoyu, _ in
                try await withBook { ajie, _ in try await work(hub, xiaoyu, ajie) }
            }
        }
    }
}
