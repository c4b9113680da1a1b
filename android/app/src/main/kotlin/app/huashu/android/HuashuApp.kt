package app.huashu.android

import android.app.Activity
import android.app.Application
import android.content.Context
import android.os.Bundle
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Customer
import app.huashu.android.core.KeystoreSecrets
import app.huashu.android.core.NetworkWatch
import app.huashu.android.core.Preferences
import app.huashu.android.core.mainScope
import app.huashu.android.send.Sender
import app.huashu.model.Clock
import app.huashu.model.SecretStore
import java.io.File
import java.time.Instant
import java.time.ZoneId

/** The process: it holds the one connection to the book, which overlay, screens, keyboard and share flow borrow. */
open class HuashuApp : Application() {
    /** Lives as long as the process. What a screen starts belongs to the screen's own scope. */
    val scope = mainScope()
    val preferences by lazy { Preferences(this) }
    val connection by lazy { BookConnection(File(filesDir, "book"), clock(), secrets(), scope) }
    val customer by lazy { Customer(connection, preferences) }
    val sender by lazy { Sender(this, connection, customer, preferences, scope) }

    override fun onCreate() {
        super.onCreate()
        registerActivityLifecycleCallbacks(Shown())
        NetworkWatch(this, connection).start()
        sender.start()
    }

    /** Where the tokens of the hub are kept. */
    protected open fun secrets(): SecretStore = KeystoreSecrets(this)

    /** The moment, by the clock that the book goes by too; for display. */
    fun now(): Instant = clock()?.now() ?: Instant.now()

    /** The person's time zone, from the same clock. */
    fun zone(): ZoneId = clock()?.let { ZoneId.of(it.timeZone()) } ?: ZoneId.systemDefault()

    /** The machine's clock, unless a test sets another. */
    protected open fun clock(): Clock? = null

    /** Tells sync whether any screen of ours is seen: then it listens, else it saves the battery. The overlay says so itself. */
    private inner class Shown : ActivityLifecycleCallbacks {
        override fun onActivityStarted(activity: Activity) = connection.seen(activity)

        override fun onActivityStopped(activity: Activity) = connection.unseen(activity)

        override fun onActivityCreated(activity: Activity, state: Bundle?) = Unit

        override fun onActivityResumed(activity: Activity) = Unit

        override fun onActivityPaused(activity: Activity) = Unit

        override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) = Unit
    }
}

/** The process that this context belongs to. */
val Context.huashu: HuashuApp
    get() = applicationContext as HuashuApp
