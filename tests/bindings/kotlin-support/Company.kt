// What the tests of the package and those of the Android app share: a hub on loopback, and what a platform gives to the core.
package app.huashu.tests

import app.huashu.SignInWish
import app.huashu.SyncService
import app.huashu.model.Clock
import app.huashu.model.SecretStore
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import kotlin.io.path.div

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

/** The hub as everybody runs it: `huashu serve` on loopback, with one company, a library that all edit, and an invitation. */
class Hub(val folder: Path = Files.createTempDirectory("huashu-hub")) : AutoCloseable {
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
        huashu("library", "add", COMPANY, "--kind", "company")
        huashu("sync")
        link = invite("editor")
    }

    /** A link with which many people may join. */
    fun invite(role: String): String = huashu("invite", "--role", role, "--uses", "99").find("link")

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
        folder.toFile().deleteRecursively()
    }

    companion object {
        const val COMPANY = "公司话术"
        private val binary: String = System.getProperty("huashu.binary")
    }
}

/** Signs in, and waits until everything is there. */
suspend fun SyncService.join(link: String, user: String) {
    signIn(SignInWish(address = link, user = user, password = passwordOf(user), device = "test"))
    start()
    check(syncNow(WAIT_MS).done) { "${status()}" }
}

fun passwordOf(user: String) = "a password of $user"

const val WAIT_MS = 20_000u

/** The first member of this name, at whatever depth. */
fun JsonObject.find(name: String): String = search(name) ?: error("no $name in $this")

private fun JsonObject.search(name: String): String? {
    get(name)?.takeIf { it.isJsonPrimitive }?.let { return it.asString }
    return entrySet().firstNotNullOfOrNull { (_, value) -> (value as? JsonObject)?.search(name) }
}
