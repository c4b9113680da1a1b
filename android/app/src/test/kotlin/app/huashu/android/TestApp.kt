package app.huashu.android

import app.huashu.model.Clock
import app.huashu.model.SecretStore
import app.huashu.tests.FixedClock
import app.huashu.tests.MemorySecrets
import java.time.Instant

/** The app over the real core, with secrets in memory (there is no keystore on the JVM) and a clock that a test may set. */
class TestApp : HuashuApp() {
    override fun secrets(): SecretStore = MemorySecrets()

    override fun clock(): Clock? = now?.let(::FixedClock)

    companion object {
        /** Set before the first use of the book; null: the machine's clock. */
        var now: Instant? = null
    }
}
