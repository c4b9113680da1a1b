package app.huashu.android.send

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import android.webkit.MimeTypeMap
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException

/**
 * Lends what lies in the outbox to the app that was given the URI, to read. It is not exported: without a grant nobody gets here.
 *
 * Its URIs are `content://app.huashu.android.send/FOLDER/NAME`; the folder's name is random. Nothing else of the device can be named.
 */
class SendProvider : ContentProvider() {
    override fun onCreate() = true

    override fun getType(uri: Uri): String? = fileOf(uri)?.let { mimeOf(it.name) }

    override fun query(uri: Uri, projection: Array<String>?, selection: String?, args: Array<String>?, order: String?): Cursor {
        val file = fileOf(uri)
        val columns = (projection ?: COLUMNS).filter { it in COLUMNS }
        val rows = MatrixCursor(columns.toTypedArray(), 1)
        // An app that asks too late finds no row; an exception would end it.
        if (file != null) rows.addRow(columns.map { if (it == OpenableColumns.SIZE) file.length() else file.name })
        return rows
    }

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (mode != "r") throw SecurityException("what is lent is only read")
        val file = fileOf(uri) ?: throw FileNotFoundException("nothing is lent by this name")
        return ParcelFileDescriptor.open(file, ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun insert(uri: Uri, values: ContentValues?) = refuse()

    override fun update(uri: Uri, values: ContentValues?, selection: String?, args: Array<String>?) = refuse()

    override fun delete(uri: Uri, selection: String?, args: Array<String>?) = refuse()

    private fun refuse(): Nothing = throw UnsupportedOperationException("what is lent is only read")

    /** Null for whatever does not lie in a folder of the outbox, links out of it included. */
    private fun fileOf(uri: Uri): File? = try {
        val root = root(context ?: return null).canonicalFile
        val asked = uri.pathSegments.takeIf { it.size == 2 }?.let { (folder, name) -> File(File(root, folder), name) }
        asked?.canonicalFile?.takeIf { it.parentFile?.parentFile == root && it.isFile }
    } catch (_: IOException) {
        // A name that no file can have.
        null
    }

    companion object {
        const val AUTHORITY = "app.huashu.android.send"
        private val COLUMNS = arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)

        /** Where the outbox lies. */
        internal fun root(context: Context) = File(context.cacheDir, "send")

        /** The URI of a file of the outbox. */
        internal fun uri(file: File): Uri = Uri.Builder().scheme("content").authority(AUTHORITY)
            .appendPath(file.parentFile?.name).appendPath(file.name).build()
    }
}

/** The media type that a file's name tells; the pictures of the core have one of the first four. */
internal fun mimeOf(name: String): String {
    val ending = name.substringAfterLast('.', "").lowercase()
    return PICTURES[ending] ?: MimeTypeMap.getSingleton().getMimeTypeFromExtension(ending) ?: "application/octet-stream"
}

private val PICTURES = mapOf("png" to "image/png", "jpg" to "image/jpeg", "jpeg" to "image/jpeg", "gif" to "image/gif", "webp" to "image/webp")
