// What changes, and what is found, as flows. Each collects nothing until somebody does, and lets go when nobody does any more.
package app.huashu

import app.huashu.model.Changes
import app.huashu.model.Observer
import app.huashu.model.SearchResult
import app.huashu.model.SyncStatus
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.mapLatest

/** Rows as they change, by this app or by what came from the hub. Nothing is left out, however slow the collector is. */
fun PhraseBook.changes(): Flow<Changes> = observed<Changes> { send -> observer(changed = send) }
    .buffer(Channel.UNLIMITED)

/** How sync stands, whenever it stands otherwise; a slow collector sees the last. */
fun PhraseBook.syncStatus(): Flow<SyncStatus> = observed<SyncStatus> { send -> observer(status = send) }
    .conflate()

/**
 * The phrases for what stands in the search line, as it is typed: of several key presses in a row the last is answered.
 *
 * @throws app.huashu.model.ApiException as [SearchSession.type].
 */
@OptIn(ExperimentalCoroutinesApi::class)
fun SearchSession.results(typed: Flow<String>): Flow<SearchResult> = typed.mapLatest { type(it) }.filterNotNull()

private fun <T> PhraseBook.observed(observer: ((T) -> Unit) -> Observer): Flow<T> = callbackFlow {
    val observation = observe(observer { trySend(it) })
    awaitClose {
        observation.stop()
        observation.close()
    }
}

private fun observer(changed: (Changes) -> Unit = {}, status: (SyncStatus) -> Unit = {}) = object : Observer {
    override fun changed(changes: Changes) = changed(changes)

    override fun syncStatus(status: SyncStatus) = status(status)
}
