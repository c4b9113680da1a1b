import Foundation
import Huashu
import Testing

/// The cases of search that every face is held to.
@Suite struct SearchCasesTests {
    private let everything = SearchOptions(
        scope: SearchScope(), limit: 0,
        approximate: Approximate(fuzzy: .all(false), typo: false, homophone: false))

    @Test func whatThePeersOwnTestsFindIsFound() async throws {
        let cases = try lines("peer-cases.jsonl")
        #expect(cases.count == 104)
        let texts = Set(cases.map { $0["text"] as! String }).sorted()
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("例"))
            let file = csv(["标题", "内容"], texts.map { [$0, "内"] })
            let options = ImportOptions(library: library.id)
            _ = try await book.importBytes(file: file, beside: [], options: options, listener: nil)
            let session = try await book.searchSession()
            session.setOptions(options: everything)
            for one in cases {
                let query = one["query"] as! String
                let hits = try #require(try await session.type(text: query)).hits
                let found = hits.contains { $0.phrase.label.title == (one["text"] as! String).trimmingCharacters(in: .whitespaces) }
                #expect(found == one["expect"] as! Bool, "\(one)")
            }
        }
    }

    @Test func whatTheOracleDemandsIsFound() async throws {
        let corpus = try lines("corpus.jsonl")
        let oracle = try lines("oracle.jsonl").filter { ["full", "initials"].contains($0["type"] as! String) }
        #expect(!oracle.isEmpty)
        try await withBook { book, _ in
            let library = try await book.addLibrary(new: .personal("例"))
            // The keyword of its own tells which phrase of the corpus it is.
            let rows = corpus.map { phrase in
                let tags = phrase["tags"] as! [String] + ["id\(phrase["id"] as! Int)"]
                let cells = ["category", "title", "body", "code"].map { phrase[$0] as! String }
                return cells + [tags.joined(separator: ";")]
            }
            let file = csv(["分类", "标题", "内容", "快捷码", "关键词"], rows)
            let options = ImportOptions(library: library.id)
            let report = try await book.importBytes(file: file, beside: [], options: options, listener: nil)
            #expect(report.created == UInt64(corpus.count))
            let session = try await book.searchSession()
            session.setOptions(options: everything)
            for one in oracle {
                let hits = try #require(try await session.type(text: one["q"] as! String)).hits
                let found = Set(hits.flatMap(\.phrase.label.keywords))
                let missed = (one["must"] as! [Int]).filter { !found.contains("id\($0)") }
                #expect(missed.isEmpty, "\(one["q"] ?? "")")
            }
        }
    }

    private func lines(_ name: String) throws -> [Object] {
        let text = try String(contentsOf: fixtures.appendingPathComponent("search/\(name)"), encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as! Object
        }
    }

    private func csv(_ header: [String], _ rows: [[String]]) -> NamedBytes {
        let lines = ([header] + rows).map { row in
            row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",")
        }
        return NamedBytes(name: "例.csv", bytes: Data(lines.joined(separator: "\n").utf8))
    }
}
