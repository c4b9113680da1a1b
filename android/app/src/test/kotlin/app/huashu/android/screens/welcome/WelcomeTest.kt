package app.huashu.android.screens.welcome

import android.app.Activity
import android.content.Intent
import android.net.Uri
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.answer
import app.huashu.android.screens.await
import app.huashu.android.screens.isAsking
import app.huashu.android.screens.main.MainActivity
import app.huashu.android.screens.press
import app.huashu.android.screens.shows
import app.huashu.android.until
import app.huashu.model.LibraryKind
import app.huashu.model.NewLibrary
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayInputStream
import java.io.File
import java.io.InputStream

/** The first start by each way, and the import. */
class WelcomeTest : ScreenTest() {
    private val fixtures = File(System.getProperty("huashu.fixtures"), "import")

    private fun firstStart(): MainActivity {
        await { book.deleteLibrary(library) }
        return open(MainActivity::class.java).get().also { it.await(app.getString(R.string.welcome_title)) }
    }

    private fun libraries() = await { book.libraries() }

    private fun import(name: String, action: String = Intent.ACTION_VIEW, stream: () -> InputStream): ImportActivity {
        val uri = Uri.parse("content://there/${Uri.encode(name)}")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { stream() }
        return open(ImportActivity::class.java) {
            this.action = action
            if (action == Intent.ACTION_SEND) putExtra(Intent.EXTRA_STREAM, uri) else data = uri
        }.get()
    }

    private fun import(fixture: String) = import(fixture) { File(fixtures, fixture).inputStream() }

    private fun kept() = File(app.cacheDir, "import").walkTopDown().filter { it.isFile }.toList()

    @Test
    fun theBuiltInPhrasesAreAStart() {
        val screen = firstStart()
        screen.press(app.getString(R.string.welcome_starter))
        screen.await(app.getString(R.string.main_favourites))
        assertTrue(libraries().isNotEmpty())
        screen.await(libraries().first().name)
    }

    @Test
    fun nothingIsAStartToo() {
        val screen = firstStart()
        screen.press(app.getString(R.string.welcome_empty))
        screen.await(app.getString(R.string.main_no_phrases))
        assertEquals(listOf(app.getString(R.string.welcome_own_library)), libraries().map { it.name })
    }

    @Test
    fun theOtherWaysHaveScreensOfTheirOwn() {
        val screen = firstStart()
        for ((name, place) in listOf(R.string.welcome_import to "ImportActivity", R.string.welcome_join to "SignInActivity")) {
            screen.press(app.getString(name))
            assertEquals(place, shadowOf(screen).nextStartedActivity.component?.className?.substringAfterLast('.'))
        }
    }

    @Test
    fun aFileIsChosenCheckedAndImported() {
        val first = firstStart()
        val screen = open(ImportActivity::class.java).get()
        screen.press(app.getString(R.string.welcome_choose))
        val asked = shadowOf(screen).nextStartedActivityForResult
        assertEquals(Intent.ACTION_OPEN_DOCUMENT, asked.intent.action)
        val uri = Uri.parse("content://there/shop-500.xlsx")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { File(fixtures, "shop-500.xlsx").inputStream() }
        shadowOf(screen).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
        screen.await(app.getString(R.string.welcome_would_create))
        assertTrue(screen.shows("500"))
        val target = libraries().single().id
        assertTrue("nothing is written by the test run", await { book.phraseCounts(target) }.all { it.phrases == 0uL })
        screen.press(app.getString(R.string.welcome_go))
        screen.await(app.getString(R.string.welcome_done))
        until("the copy is gone") { kept().isEmpty() }
        screen.press(app.getString(R.string.done))
        assertTrue(screen.isFinishing)
        first.await(app.getString(R.string.main_favourites))
        val made = libraries().single().id
        assertEquals(500, await { book.phraseCounts(made) }.sumOf { it.phrases.toInt() })
    }

    @Test
    fun importingAgainChangesNothing() {
        repeat(2) { round ->
            val screen = import("small-utf8-bom.csv")
            screen.await(app.getString(R.string.welcome_would_create))
            if (round == 1) return screen.await(app.getString(R.string.welcome_nothing))
            screen.press(app.getString(R.string.welcome_go))
            screen.await(app.getString(R.string.welcome_done))
        }
    }

    @Test
    fun everyKindOfFileIsTaken() {
        for (name in listOf("small-gbk.csv", "small-semicolon.csv", "small-utf16.txt", "espanso.yml", "book.json", "shop-500.csv")) {
            val screen = import(name)
            screen.await(app.getString(R.string.welcome_would_create))
            assertTrue(name, screen.shows(app.getString(R.string.welcome_go)))
            screen.finish()
        }
    }

    @Test
    fun failedRowsAreListedWithTheirPlaces() {
        val rows = "标题,内容,有效期\n好的,可以导入,\n坏的,内容,明年某天\n开着,您好[客户名,\n"
        val screen = import("坏行.csv", Intent.ACTION_SEND) { ByteArrayInputStream(rows.toByteArray()) }
        screen.await("坏行.csv")
        screen.await(app.getString(R.string.welcome_failed_list, 2))
        assertTrue(screen.shows("${app.getString(R.string.welcome_row, 3)} · 有效期"))
        screen.press(app.getString(R.string.welcome_go))
        screen.await(app.getString(R.string.welcome_done))
        assertEquals(listOf("好的"), await { book.phrases(library, null) }.map { it.label.title })
    }

    /** Another app may name what it must not read itself, and have us read it. */
    @Test
    fun filesOfOurOwnAreNotTaken() {
        val own = File(app.filesDir, "own.csv").apply { writeText("标题,内容\n好的,可以导入\n") }
        val provided = Uri.parse("content://${app.packageName}.lent/own.csv")
        for (uri in listOf(Uri.fromFile(own), provided)) {
            shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { own.inputStream() }
            val screen = open(ImportActivity::class.java) {
                action = Intent.ACTION_VIEW
                data = uri
            }.get()
            screen.await(app.getString(R.string.welcome_unreadable))
            assertTrue("nothing was copied", kept().isEmpty())
            screen.finish()
        }
    }

    @Test
    fun theLibraryIsChosen() {
        await { book.addLibrary(NewLibrary(LibraryKind.PERSONAL, "备用")) }
        val screen = import("small-gbk.csv")
        screen.await(app.getString(R.string.welcome_would_create))
        screen.press("我的话术")
        until("the libraries are listed") { isAsking() }
        answer("备用")
        screen.await("备用")
        until("it was checked again") { screen.shows(app.getString(R.string.welcome_go)) }
        screen.press(app.getString(R.string.welcome_go))
        screen.await(app.getString(R.string.welcome_done))
        assertTrue(await { book.phraseCounts(library) }.all { it.phrases == 0uL })
    }

    @Test
    fun hostileFilesAreASentence() {
        val streams = mapOf<String, () -> InputStream>(
            "空的.csv" to { ByteArrayInputStream(ByteArray(0)) },
            "乱码.xlsx" to { ByteArrayInputStream(ByteArray(5000) { (it * 31).toByte() }) },
            "没有权限.csv" to { throw SecurityException("no") },
            "坏了.json" to { ByteArrayInputStream("{\"format\":\"huashu\",".toByteArray()) },
            "..%2F..%2Fbook.db" to { ByteArrayInputStream("SQLite format 3\u0000".toByteArray()) },
        )
        for ((name, stream) in streams) {
            val screen = import(name, stream = stream)
            until("$name is refused or has nothing") {
                screen.shows(app.getString(R.string.welcome_failed_more)) ||
                    screen.shows(app.getString(R.string.welcome_nothing))
            }
            screen.finish()
        }
        assertEquals(listOf(library), libraries().map { it.id })
    }

    @Test
    fun aLibraryMadeForAnImportGoesWhereNothingIsImported() {
        firstStart()
        val controller = open(ImportActivity::class.java)
        val screen = controller.get()
        screen.press(app.getString(R.string.welcome_choose))
        val uri = Uri.parse("content://there/small-gbk.csv")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { File(fixtures, "small-gbk.csv").inputStream() }
        shadowOf(screen).receiveResult(shadowOf(screen).nextStartedActivityForResult.intent, Activity.RESULT_OK, Intent().setData(uri))
        screen.await(app.getString(R.string.welcome_go))
        assertEquals(1, libraries().size)
        screen.finish()
        controller.pause().stop().destroy()
        until("it went again") { libraries().isEmpty() }
    }

    @Test
    fun turningThePhoneDoesNotBeginAgain() {
        val name = "慢.csv"
        var reads = 0
        val uri = Uri.parse("content://there/${Uri.encode(name)}")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { File(fixtures, "small-gbk.csv").inputStream().also { reads++ } }
        val controller = open(ImportActivity::class.java) {
            action = Intent.ACTION_VIEW
            data = uri
        }
        controller.get().await(app.getString(R.string.welcome_go))
        controller.recreate()
        controller.get().await(app.getString(R.string.welcome_go))
        assertEquals(1, reads)
        assertFalse(controller.get().isFinishing)
    }
}
