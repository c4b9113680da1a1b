package app.huashu.android.core

import android.content.ContentResolver
import android.content.Context
import android.net.Uri
import android.provider.OpenableColumns
import java.io.InputStream
import java.io.OutputStream

// What other apps lend by a content URI. The other side may be broken or hostile; call these off the main thread.

/**
 * Whether another app lends this. `file:` would be read with our rights, and so would our own provider: another app could have our files
 * put into a phrase.
 */
fun Context.isLent(uri: Uri): Boolean {
    // A cloned profile stands before the authority, as in 10@media.
    val authority = uri.authority?.substringAfterLast('@') ?: return false
    return uri.scheme == ContentResolver.SCHEME_CONTENT && !authority.startsWith(packageName)
}

/** What the other app calls it; null where it says nothing, or falls over. */
fun Context.nameOf(uri: Uri): String? = try {
    contentResolver.query(uri, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)?.use { if (it.moveToFirst()) it.getString(0) else null }
} catch (_: RuntimeException) {
    // Providers of other apps throw what they like.
    null
}

/** Copies all of it; false as soon as there are more than [most] bytes. */
fun InputStream.copyAtMost(to: OutputStream, most: Long): Boolean {
    val piece = ByteArray(PIECE)
    var total = 0L
    while (true) {
        val count = read(piece)
        if (count < 0) return true
        total += count
        if (total > most) return false
        to.write(piece, 0, count)
    }
}

private const val PIECE = 64 * 1024
