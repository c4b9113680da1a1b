package app.huashu.android.send

import android.Manifest
import android.content.ContentUris
import android.content.ContentValues
import android.content.Context
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.Environment
import android.provider.MediaStore
import app.huashu.android.core.Preferences
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException

/**
 * Our folder in the photo album. WeChat takes several pictures only from there (ShareExtend#23), and clones of chat apps, which run as
 * another user, cannot read our own provider (fluwx#318).
 *
 * The rows are ours: from API 29 neither adding nor deleting them needs a permission.
 */
class Album(private val context: Context, private val preferences: Preferences) {
    private val lock = Mutex()

    /** Before API 29 the album is a folder of the shared storage, for which the person is asked. */
    val mayWrite: Boolean
        get() = isOwned || context.checkSelfPermission(Manifest.permission.WRITE_EXTERNAL_STORAGE) == PackageManager.PERMISSION_GRANTED

    /**
     * Adds pictures in this order and answers their URIs.
     *
     * @throws IOException there is no room, or the album cannot be written; then nothing stays.
     */
    suspend fun put(pictures: List<Outgoing>): List<Uri> = lock.withLock {
        withContext(Dispatchers.IO) {
            val rows = mutableListOf<Uri>()
            try {
                for (picture in pictures) {
                    rows += insert(picture)
                    write(picture, rows.last())
                }
            } catch (error: IOException) {
                rows.forEach(::delete)
                throw error
            } catch (error: RuntimeException) {
                // The media store of a phone throws what it likes: IllegalState without the storage, Security, UnsupportedOperation.
                rows.forEach(::delete)
                throw IOException(error)
            }
            remembered = remembered + rows.map { Row(System.currentTimeMillis(), it) }
            rows
        }
    }

    /** Removes what was added more than a day before [now], in milliseconds since 1970. */
    suspend fun tidy(now: Long = System.currentTimeMillis()) = lock.withLock {
        withContext(Dispatchers.IO) {
            val (old, young) = remembered.partition { it.at < now - Outbox.KEPT_MS }
            if (old.isEmpty()) return@withContext
            old.forEach { delete(it.uri) }
            remembered = young
        }
    }

    private fun insert(picture: Outgoing): Uri {
        val values = ContentValues().apply {
            put(MediaStore.MediaColumns.DISPLAY_NAME, picture.name)
            put(MediaStore.MediaColumns.MIME_TYPE, picture.mime)
            if (isOwned) {
                put(MediaStore.MediaColumns.RELATIVE_PATH, "${Environment.DIRECTORY_PICTURES}/$FOLDER")
                put(MediaStore.MediaColumns.IS_PENDING, 1)
            } else {
                put(MediaStore.MediaColumns.DATA, placeFor(picture).path)
            }
        }
        return context.contentResolver.insert(rows(), values) ?: throw IOException("the album takes no row")
    }

    private fun write(picture: Outgoing, row: Uri) {
        val stream = context.contentResolver.openOutputStream(row) ?: throw IOException("the row of the album cannot be written")
        stream.use { to -> picture.file.inputStream().use { it.copyTo(to) } }
        if (isOwned) context.contentResolver.update(row, ContentValues().apply { put(MediaStore.MediaColumns.IS_PENDING, 0) }, null, null)
    }

    private fun placeFor(picture: Outgoing): File {
        @Suppress("DEPRECATION") // Up to API 28 there is no other way.
        val folder = File(Environment.getExternalStoragePublicDirectory(Environment.DIRECTORY_PICTURES), FOLDER)
        folder.mkdirs()
        return File(folder, "${System.nanoTime()}-${picture.name}")
    }

    private fun rows(): Uri =
        if (isOwned) MediaStore.Images.Media.getContentUri(MediaStore.VOLUME_EXTERNAL_PRIMARY) else MediaStore.Images.Media.EXTERNAL_CONTENT_URI

    private fun delete(row: Uri) {
        try {
            context.contentResolver.delete(row, null, null)
        } catch (_: RuntimeException) {
            // It is no longer ours, or the person deleted it: either way there is nothing more to do.
        }
    }

    private val isOwned get() = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q

    private class Row(val at: Long, val uri: Uri)

    private var remembered: List<Row>
        get() = preferences[ROWS].orEmpty().lines().mapNotNull { line ->
            val at = line.substringBefore(' ').toLongOrNull()
            val id = line.substringAfter(' ').toLongOrNull()
            if (at == null || id == null) null else Row(at, ContentUris.withAppendedId(rows(), id))
        }
        set(value) {
            preferences[ROWS] = value.joinToString("\n") { "${it.at} ${ContentUris.parseId(it.uri)}" }.ifEmpty { null }
        }

    private companion object {
        const val FOLDER = "Huashu"
        const val ROWS = "send_album"
    }
}
