/// What changes, and what is found, as streams. Each observes from the moment it is made until nobody iterates over it.
extension PhraseBook {
    /// Rows as they change, by this app or by what came from the hub. Nothing is left out, however slow the reader is.
    public func changes() -> AsyncStream<Changes> {
        observed(.unbounded) { send in Hearing(changes: send) }
    }

    /// How sync stands, whenever it stands otherwise; a slow reader sees the last.
    public func syncStatus() -> AsyncStream<SyncStatus> {
        observed(.bufferingNewest(1)) { send in Hearing(status: send) }
    }

    private func observed<Value: Sendable>(
        _ policy: AsyncStream<Value>.Continuation.BufferingPolicy,
        _ observer: (@escaping @Sendable (Value) -> Void) -> Hearing
    ) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: policy)
        let observation = observe(observer: observer { continuation.yield($0) })
        continuation.onTermination = { _ in observation.stop() }
        return stream
    }
}

extension PhraseBook {
    /// Begins a search line, as `searchSession(inPlace: true)`: Swift polls on threads that may work, never on the main thread.
    public func searchSession() async throws -> SearchSession {
        try await searchSession(inPlace: true)
    }
}

extension SearchSession {
    /// The phrases for what stands in the search line, as it is typed. What was overtaken by something newer is left out.
    public func results<Typed: AsyncSequence & Sendable>(
        for typed: Typed
    ) -> AsyncThrowingStream<SearchResult, any Error> where Typed.Element == String {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let reading = Task {
                await withTaskGroup(of: Void.self) { answers in
                    do {
                        for try await text in typed {
                            // Behind the next key press nobody waits for this one: the session stops it.
                            answers.addTask {
                                do {
                                    if let found = try await self.type(text: text) { continuation.yield(found) }
                                } catch {
                                    continuation.finish(throwing: error)
                                }
                            }
                        }
                    } catch {
                        continuation.finish(throwing: error)
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }
}

/// Hands on what the book tells.
private final class Hearing: Observer {
    private let changes: (@Sendable (Changes) -> Void)?
    private let status: (@Sendable (SyncStatus) -> Void)?

    init(changes: (@Sendable (Changes) -> Void)? = nil, status: (@Sendable (SyncStatus) -> Void)? = nil) {
        self.changes = changes
        self.status = status
    }

    func changed(changes rows: Changes) {
        changes?(rows)
    }

    func syncStatus(status now: SyncStatus) {
        status?(now)
    }
}
