package app.huashu.android.screens.main

import android.content.DialogInterface.BUTTON_POSITIVE
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.BookState
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.answer
import app.huashu.android.screens.await
import app.huashu.android.screens.press
import app.huashu.android.screens.shows
import app.huashu.android.until
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import java.io.RandomAccessFile

/** Books that cannot be opened. */
class ProblemTest : ScreenTest() {
    private val file get() = File(book.dir()).walkTopDown().first { it.isFile && it.name.endsWith(".db") }

    @Test
    fun aDamagedBookIsPutAsideAndKept() {
        phrases("发货时间" to "今天发货")
        val file = spoil { file -> file.writeBytes(ByteArray(8192) { 7 }) }
        val screen = open(MainActivity::class.java).get()
        screen.await(app.getString(R.string.main_damaged))
        screen.press(app.getString(R.string.main_set_aside))
        answer(BUTTON_POSITIVE)
        screen.await(app.getString(R.string.welcome_title))
        val kept = File(app.filesDir.path).walkTopDown().filter { it.isFile && it != file && it.length() == 8192L }.toList()
        assertTrue("the damaged file is kept", kept.any { it.readBytes().all { byte -> byte == 7.toByte() } })
    }

    @Test
    fun aBookOfANewerEditionAsksForAnUpdateAndIsLeftAlone() {
        val file = spoil { file ->
            File(System.getProperty("huashu.fixtures"), "books/schema-2.db").copyTo(file, overwrite = true)
            // SQLite keeps user_version in the four bytes from 60 on, the highest first (sqlite.org/fileformat.html).
            RandomAccessFile(file, "rw").use {
                it.seek(60)
                it.writeInt(9_999)
            }
        }
        val before = file.readBytes()
        val screen = open(MainActivity::class.java).get()
        screen.await(app.getString(R.string.main_newer))
        assertFalse(screen.shows(app.getString(R.string.main_set_aside)))
        screen.press(app.getString(R.string.retry))
        until("it was tried again") { app.connection.state.value is BookState.Failed }
        screen.await(app.getString(R.string.main_newer))
        assertTrue(file.readBytes().contentEquals(before))
    }

    private fun spoil(how: (File) -> Unit): File {
        val spoilt = file
        await { app.connection.close() }
        listOf("-wal", "-shm").forEach { File(spoilt.path + it).delete() }
        how(spoilt)
        return spoilt
    }
}
