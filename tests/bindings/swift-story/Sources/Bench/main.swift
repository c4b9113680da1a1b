// What the door costs, measured: scripts/bench bindings runs it on a book of 20,000 phrases.
import Foundation
import Huashu

// In a type: what stands alone here belongs to the main actor.
enum Search {
    static let rounds = 4_000
    static let queries = ["fh", "tk", "wl", "fahuo", "tuikuan", "kd", "发货", "zp"]
}
let folder = CommandLine.arguments[1]
let clock = ContinuousClock()

func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

var opening: [Double] = []
for _ in 0..<11 {
    let start = clock.now
    let book = try await PhraseBook.open(dir: folder, mode: .open, clock: nil)
    opening.append(milliseconds(clock.now - start))
    await book.shutdown()
}
print("open_p50_ms", String(format: "%.2f", opening.sorted()[5]))

/// The median of a search with 20 hits, in microseconds, asked for from where the caller is; the first half warms up.
@Sendable func searching(_ session: SearchSession, isolation: isolated (any Actor)? = #isolation) async throws -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for round in 0..<(Search.rounds * 2) {
        let start = clock.now
        let found = try await session.type(text: Search.queries[round % Search.queries.count])
        let took = clock.now - start
        precondition(found?.hits.count == 20)
        if round >= Search.rounds { times.append(Double(took.components.attoseconds) / 1e12) }
    }
    return times.sorted()[Search.rounds / 2]
}

let book = try await PhraseBook.open(dir: folder, mode: .open, clock: nil)
let session = try await book.searchSession()
// From a task of the pool; from the main actor it is two changes of thread more, which are Swift's own.
print("search_p50_us", String(format: "%.1f", try await Task.detached { try await searching(session) }.value))
print("search_from_main_p50_us", String(format: "%.1f", try await searching(session)))
session.end()
await book.shutdown()

func round() async throws {
    let opened = try await PhraseBook.open(dir: folder, mode: .open, clock: nil)
    let panel = try await opened.searchSession()
    let found = try await panel.type(text: "fahuo")
    precondition(found?.hits.count == 20)
    await opened.shutdown()
}

func resident() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
    return Int(line.filter(\.isNumber)) ?? 0
}

func threads() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
}

for _ in 0..<300 { try await round() }
let before = (try resident(), try threads())
for _ in 0..<1_000 { try await round() }
try await Task.sleep(for: .milliseconds(500))
print("rounds_growth_kb", try resident() - before.0)
print("rounds_threads", try threads() - before.1)
