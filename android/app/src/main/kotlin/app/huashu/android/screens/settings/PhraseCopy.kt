package app.huashu.android.screens.settings

import android.content.Context
import android.net.Uri
import android.provider.DocumentsContract
import app.huashu.android.huashu
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException
import java.io.OutputStream
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream

/**
 * The forms of a copy of all phrases.
 *
 * @property ending of the document.
 * @property file what the core writes, by its ending; pictures go to a folder beside it.
 */
enum class CopyForm(val ending: String, val mime: String, val file: String) {
    /** A table for people. */
    XLSX("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "phrases.xlsx"),

    /** Everything, pictures included, to be imported again. */
    ZIP("zip", "application/zip", "phrases.json"),
}

/**
 * Writes all phrases to a document that the person chose: first to files of ours, so that nobody finds half a document under the
 * name of a whole one. Null where the document could not be written; then it is removed again.
 *
 * @return how many phrases.
 * @throws app.huashu.model.ApiException as the export of the book.
 */
internal suspend fun Context.copyPhrases(form: CopyForm, to: Uri): Int? {
    val folder = File(cacheDir, "copy")
    try {
        withContext(Dispatchers.IO) {
            folder.deleteRecursively()
            folder.mkdirs()
        }
        val count = huashu.connection.book().exportFile(File(folder, form.file).path, null)
        return if (withContext(Dispatchers.IO) { write(form, folder, to) }) count.toInt() else null
    } finally {
        withContext(Dispatchers.IO + NonCancellable) { folder.deleteRecursively() }
    }
}

private fun Context.write(form: CopyForm, folder: File, to: Uri): Boolean = try {
    val out = contentResolver.openOutputStream(to, "wt") ?: throw IOException("the provider gave no stream")
    out.use { if (form == CopyForm.ZIP) pack(folder, it) else File(folder, form.file).pour(it) }
    true
} catch (_: IOException) {
    discard(to)
} catch (_: SecurityException) {
    discard(to)
}

private fun pack(folder: File, out: OutputStream) {
    val zip = ZipOutputStream(out)
    for (file in folder.walkTopDown().filter(File::isFile).sorted()) {
        zip.putNextEntry(ZipEntry(file.relativeTo(folder).invariantSeparatorsPath))
        file.pour(zip)
        zip.closeEntry()
    }
    zip.finish()
}

private fun File.pour(out: OutputStream) {
    inputStream().use { it.copyTo(out) }
}

private fun Context.discard(document: Uri): Boolean {
    runCatching { DocumentsContract.deleteDocument(contentResolver, document) }
    return false
}
