package app.huashu.android

import android.os.Looper
import app.huashu.PhraseBook
import app.huashu.model.LibraryId
import app.huashu.personalLibrary
import app.huashu.textPhrase
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.After
import org.junit.Before
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.TimeUnit

/** What every test of the app stands on: a fresh app over a fresh book of the real core. */
@RunWith(RobolectricTestRunner::class)
abstract class AppTest {
    protected val app: HuashuApp get() = RuntimeEnvironment.getApplication() as HuashuApp
    protected lateinit var book: PhraseBook
    protected lateinit var library: LibraryId

    /** Opens the book with one personal library. */
    @Before
    fun openBook() {
        await { book = app.connection.book() }
        library = await { book.addLibrary(personalLibrary("我的话术")).id }
    }

    @After
    fun closeBook() {
        await { app.connection.close() }
    }

    /** Adds phrases of one text, by title. */
    protected fun phrases(vararg texts: Pair<String, String>) = await {
        texts.map { (title, text) -> book.addPhrase(textPhrase(library, title, text)) }
    }
}

/** Runs what waits for the core, while the main looper goes on; a minute at most. */
@OptIn(kotlinx.coroutines.ExperimentalCoroutinesApi::class)
fun <T> await(work: suspend CoroutineScope.() -> T): T {
    val waiting = CoroutineScope(Dispatchers.Main.immediate).async { work() }
    until("the work is done") { waiting.isCompleted }
    return waiting.getCompleted()
}

/** Lets the main looper run until something is so; the delayed messages of the next moments run too. */
fun until(what: String, isSo: () -> Boolean) {
    val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30)
    while (true) {
        shadowOf(Looper.getMainLooper()).idle()
        if (isSo()) return
        check(System.nanoTime() < end) { "it did not come to this: $what" }
        Thread.sleep(2)
    }
}
