package app.huashu.android.core

import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.SyncService
import app.huashu.changes
import app.huashu.model.ApiException
import app.huashu.model.Changes
import app.huashu.model.Clock
import app.huashu.model.SecretStore
import app.huashu.model.SyncStatus
import app.huashu.syncStatus
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asSharedFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.io.File
import java.util.Collections
import java.util.WeakHashMap

/** How far the connection is. */
sealed interface BookState {
    /** Nobody has asked for the book yet, or it is being opened. */
    data object Opening : BookState

    /** It is open, with its sync beside it. */
    class Open(val book: PhraseBook, val sync: SyncService) : BookState

    /** It cannot be opened; nothing of it was touched. */
    class Failed(val error: ApiException) : BookState
}

/**
 * Owns the book of this process, its only writer, and lends it. The book opens on the first request and stays open until the process
 * ends: SQLite survives being killed at any moment.
 *
 * All functions belong to the main thread; none blocks it.
 */
class BookConnection(
    private val folder: File,
    private val clock: Clock?,
    private val secrets: SecretStore,
    private val scope: CoroutineScope,
) {
    private val states = MutableStateFlow<BookState>(BookState.Opening)
    private val changed = MutableSharedFlow<Changes>(extraBufferCapacity = 256)
    private val syncing = MutableStateFlow<SyncStatus?>(null)
    private var opening: Job? = null
    private var watching: Job? = null
    private val watchers = Collections.newSetFromMap(WeakHashMap<Any, Boolean>())

    val state: StateFlow<BookState> = states.asStateFlow()

    /** Rows as they change, by this device or by the company. A slow collector may miss some, never the last. */
    val changes: SharedFlow<Changes> = changed.asSharedFlow()

    /** How sync stands; null until the book is open. */
    val syncStatus: StateFlow<SyncStatus?> = syncing.asStateFlow()

    /** Begins to open the book; a second call does nothing. */
    fun open() {
        if (opening == null) opening = scope.launch { states.value = opened { PhraseBook.open(folder.path, OpenMode.OPEN_OR_CREATE, clock) } }
    }

    /**
     * The open book.
     *
     * @throws ApiException where it cannot be opened: damaged, of a newer edition, no space.
     */
    suspend fun book(): PhraseBook = ready().book

    /** @throws ApiException as [book]. */
    suspend fun sync(): SyncService = ready().sync

    /** Tries again after a failure. */
    fun retry() {
        if (states.value !is BookState.Failed) return
        states.value = BookState.Opening
        opening = null
        open()
    }

    /** Puts a damaged book aside, where it is kept, and opens an empty one; after a sign-in everything shared comes back. */
    fun setAside() {
        if (states.value !is BookState.Failed) return
        states.value = BookState.Opening
        opening = scope.launch { states.value = opened { PhraseBook.setAside(folder.path, clock) } }
    }

    /** Somebody sees phrases: sync listens for as long as anybody does. */
    fun seen(by: Any) {
        watchers += by
        (states.value as? BookState.Open)?.sync?.foreground()
    }

    fun unseen(by: Any) {
        watchers -= by
        if (watchers.isEmpty()) (states.value as? BookState.Open)?.sync?.background()
    }

    /** The network came, went or is another. */
    fun networkChanged() {
        (states.value as? BookState.Open)?.sync?.networkChanged()
    }

    /** Closes the book for certain; for tests, and for a process that ends by itself. */
    suspend fun close() {
        opening?.join()
        watching?.cancel()
        val open = states.value as? BookState.Open ?: return
        states.value = BookState.Opening
        opening = null
        open.sync.stop()
        open.book.shutdown()
    }

    private suspend fun ready(): BookState.Open {
        open()
        return when (val state = states.first { it !is BookState.Opening }) {
            is BookState.Open -> state
            is BookState.Failed -> throw state.error
            BookState.Opening -> error("waited for another state")
        }
    }

    private suspend fun opened(open: suspend () -> PhraseBook): BookState = try {
        withContext(Dispatchers.IO) { folder.parentFile?.mkdirs() }
        val book = open()
        val sync = book.syncService(secrets)
        watch(book)
        if (sync.membership() != null) sync.start()
        syncing.value = sync.status()
        if (watchers.isEmpty()) sync.background() else sync.foreground()
        BookState.Open(book, sync)
    } catch (error: ApiException) {
        BookState.Failed(error)
    }

    private fun watch(book: PhraseBook) {
        watching?.cancel()
        watching = scope.launch {
            launch { book.changes().collect(changed::emit) }
            launch { book.syncStatus().collect { syncing.value = it } }
        }
    }
}
