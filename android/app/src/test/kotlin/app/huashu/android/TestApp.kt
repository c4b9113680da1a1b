package app.huashu.android

import app.huashu.model.Clock
import app.huashu.model.SecretStore
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap

/** The app over the real core, with secrets in memory (there is no keystore on the JVM) and a clock that a test may set. */
class TestApp : HuashuApp() {
    override fun secrets(): SecretStore = MemorySecrets()

    override fun clock(): Clock? = now?.let(::FixedClock)

    companion object {
        /** Set before the first use of the book; null: the machine's clock. */
        var now: Instant? = null
    }
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

class FixedClock(private val at: Instant) : Clock {
    override fun now() = at

    override fun timeZone() = "Asia/Shanghai"
}
