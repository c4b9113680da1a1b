package app.huashu.android.send

import android.net.Uri
import android.provider.OpenableColumns
import app.huashu.android.AppTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import java.io.File
import java.io.FileNotFoundException
import java.nio.file.Files

class SendProviderTest : AppTest() {
    private lateinit var provider: SendProvider
    private lateinit var lent: File

    @Before
    fun lend() {
        provider = Robolectric.setupContentProvider(SendProvider::class.java, SendProvider.AUTHORITY)
        lent = File(app.cacheDir, "send/1b4e/尺码 表.png").apply {
            parentFile!!.mkdirs()
            writeBytes(picture(1))
        }
        File(app.cacheDir, "secret.txt").writeText("secret")
        File(app.cacheDir, "send/loose.txt").writeText("secret")
    }

    @Test
    fun whatIsLentIsReadUnderItsName() {
        val uri = SendProvider.uri(lent)
        assertEquals("image/png", provider.getType(uri))
        provider.query(uri, null, null, null, null).use { row ->
            row.moveToFirst()
            assertEquals("尺码 表.png", row.getString(row.getColumnIndexOrThrow(OpenableColumns.DISPLAY_NAME)))
            assertEquals(lent.length(), row.getLong(row.getColumnIndexOrThrow(OpenableColumns.SIZE)))
        }
        provider.query(uri, arrayOf("_data", OpenableColumns.SIZE), null, null, null).use { assertEquals(listOf("_size"), it.columnNames.toList()) }
        assertEquals(lent.length(), provider.openFile(uri, "r").use { it.statSize })
    }

    @Test
    fun nothingElseIsLent() {
        Files.createSymbolicLink(File(app.cacheDir, "send/1b4e/link.txt").toPath(), File(app.cacheDir, "secret.txt").toPath())
        val hostile = listOf(
            "", "/", "/1b4e", "/1b4e/", "/1b4e/none.png", "/1b4e/link.txt", "/loose.txt", "/./loose.txt", "/1b4e/../loose.txt",
            "/../secret.txt", "/1b4e/../../secret.txt", "/%2E%2E/secret.txt", "/1b4e/..%2F..%2Fsecret.txt", "/1b4e%2F../..", "/..%2F..%2Ffiles/book",
            "/1b4e/尺码 表.png/more", "//secret.txt", "/1b4e/%00", "/${Uri.encode(File(app.cacheDir, "secret.txt").path)}/x",
        )
        for (path in hostile) {
            val uri = Uri.parse("content://${SendProvider.AUTHORITY}$path")
            assertThrows(path, FileNotFoundException::class.java) { provider.openFile(uri, "r") }
            provider.query(uri, null, null, null, null).use { assertEquals(path, 0, it.count) }
            assertNull(path, provider.getType(uri))
        }
    }

    @Test
    fun nothingIsWritten() {
        val uri = SendProvider.uri(lent)
        for (mode in listOf("w", "rw", "rwt", "wa")) assertThrows(mode, SecurityException::class.java) { provider.openFile(uri, mode) }
        assertThrows(UnsupportedOperationException::class.java) { provider.delete(uri, null, null) }
        assertThrows(UnsupportedOperationException::class.java) { provider.insert(uri, null) }
        assertThrows(UnsupportedOperationException::class.java) { provider.update(uri, null, null, null) }
    }
}
