// What the tests share: books in folders of their own. The hub and the platform's side lie in ../kotlin-support.
package app.huashu.tests

import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.SyncService
import app.huashu.model.Clock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.time.withTimeout
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.deleteRecursively
import kotlin.io.path.div

val fixtures: Path = Path.of(System.getProperty("huashu.fixtures"))

/** Runs a test that waits; no test of ours takes a minute. */
fun story(work: suspend CoroutineScope.() -> Unit): Unit = runBlocking {
    withTimeout(Duration.ofSeconds(60)) { work() }
}

/** A folder that is gone when the test ends. */
@OptIn(kotlin.io.path.ExperimentalPathApi::class)
suspend fun <T> inFolder(work: suspend (Path) -> T): T {
    val folder = Files.createTempDirectory("huashu")
    try {
        return work(folder)
    } finally {
        folder.deleteRecursively()
    }
}

/** A new book, shut down when the test ends. */
suspend fun <T> withBook(clock: Clock? = null, work: suspend (PhraseBook, Path) -> T): T = inFolder { folder ->
    val book = PhraseBook.open((folder / "book").toString(), OpenMode.CREATE, clock)
    try {
        work(book, folder)
    } finally {
        book.shutdown()
        book.close()
    }
}

/** Waits until something is so; the tests' own time limit ends the waiting. */
suspend fun until(what: String, isSo: suspend () -> Boolean) {
    repeat(1_500) {
        if (isSo()) return
        kotlinx.coroutines.delay(20)
    }
    error("it did not come to this: $what")
}

/** Signs a book in, starts sync and waits until everything is there. */
suspend fun PhraseBook.join(link: String, user: String): SyncService = syncService(MemorySecrets()).also { it.join(link, user) }
