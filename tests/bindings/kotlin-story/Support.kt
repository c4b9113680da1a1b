// What the tests share: books in folders of their own, a hub on loopback, a clock that stands still.
package app.huashu.tests

import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.SignInWish
import app.huashu.SyncService
import app.huashu.model.Clock
import app.huashu.model.SecretStore
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.time.withTimeout
import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
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

class FixedClock(private val at: Instant, private val zone: String = "Asia/Shanghai") : Clock {
    override fun now() = at

    override fun timeZone() = zone
}

class MemorySecrets : SecretStore {
    private val all = ConcurrentHashMap<String, String>()

    override fun get(name: String) = all[name]

    override fun set(name: String, secret: String) {
        all[name] = secret
    }

    override fun delete(name: String) {
        all.remove(name)
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

/** The hub as everybody runs it: `huashu serve`, with one company, a library that all edit, and an invitation. */
class Hub(private val folder: Path) : AutoCloseable {
    private val process: Process
    val url: String
    val link: String

    init {
        Files.createDirectories(folder)
        process = ProcessBuilder(binary, "--json", "--data", "$folder/hub", "serve", "--listen", "127.0.0.1:0", "--company", "青禾")
            .redirectError((folder / "hub.log").toFile())
            .start()
        val hello = JsonParser.parseString(process.inputStream.bufferedReader().readLine()).asJsonObject
        url = hello.find("url")
        huashu("login", url, "--user", "owner", input = hello.find("password"))
        huashu("library", "add", "公司话术", "--kind", "company")
        huashu("sync")
        link = huashu("invite", "--role", "editor", "--uses", "9").find("link")
    }

    /** What the owner's command line answers. */
    fun huashu(vararg words: String, input: String = ""): JsonObject {
        val called = ProcessBuilder(listOf(binary, "--json", "--data", "$folder/owner") + words)
            .redirectError((folder / "owner.log").toFile())
            .start()
        called.outputStream.use { it.write("$input\n".toByteArray()) }
        val answer = called.inputStream.bufferedReader().readText()
        check(called.waitFor() == 0) { "huashu ${words.joinToString(" ")}: $answer ${File("$folder/owner.log").readText()}" }
        return JsonParser.parseString(answer).asJsonObject
    }

    override fun close() {
        process.destroyForcibly().waitFor()
    }

    private companion object {
        val binary: String = System.getProperty("huashu.binary")
    }
}

/** The first member of this name, at whatever depth. */
fun JsonObject.find(name: String): String = search(name) ?: error("no $name in $this")

private fun JsonObject.search(name: String): String? {
    get(name)?.takeIf { it.isJsonPrimitive }?.let { return it.asString }
    return entrySet().firstNotNullOfOrNull { (_, value) -> (value as? JsonObject)?.search(name) }
}

/** Signs a book in, starts sync and waits until everything is there. */
suspend fun PhraseBook.join(link: String, user: String): SyncService {
    val sync = syncService(MemorySecrets())
    sync.signIn(SignInWish(address = link, user = user, password = "a password of $user", device = "test"))
    sync.start()
    check(sync.syncNow(20_000u).done) { "${sync.status()}" }
    return sync
}
