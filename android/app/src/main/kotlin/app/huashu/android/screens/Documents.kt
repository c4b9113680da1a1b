package app.huashu.android.screens

import android.content.Context
import android.net.Uri
import app.huashu.android.R
import app.huashu.android.core.copyAtMost
import app.huashu.android.core.isLent
import app.huashu.android.core.nameOf
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream

/** A file of another app that could not be taken; [words] says why, as a resource. */
class DocumentException(val words: Int) : Exception()

/** What another app calls its file, without folders; a name for whatever has none. */
suspend fun Context.documentName(uri: Uri): String = withContext(Dispatchers.IO) {
    (nameOf(uri) ?: uri.lastPathSegment).orEmpty().substringAfterLast('/').filterNot(Char::isISOControl).takeLast(MAX_NAME).trimStart('.').ifBlank {
        "file"
    }
}

/** @throws DocumentException it cannot be read, or is larger than [most] bytes. */
suspend fun Context.readDocument(uri: Uri, most: Long): ByteArray = withContext(Dispatchers.IO) {
    ByteArrayOutputStream().also { taken(uri) { from -> from.copyWhole(it, most) } }.toByteArray()
}

/** @throws DocumentException as [readDocument]; also where there is no room for the copy. */
suspend fun Context.copyDocument(uri: Uri, to: File, most: Long) = withContext(Dispatchers.IO) {
    to.parentFile?.mkdirs()
    try {
        taken(uri) { from -> to.outputStream().use { from.copyWhole(it, most) } }
    } catch (error: DocumentException) {
        to.delete()
        throw error
    }
}

private fun Context.taken(uri: Uri, take: (InputStream) -> Unit) = try {
    if (!isLent(uri)) throw DocumentException(R.string.welcome_unreadable)
    (contentResolver.openInputStream(uri) ?: throw DocumentException(R.string.welcome_unreadable)).use(take)
} catch (error: IOException) {
    throw DocumentException(if (error.isNoSpace()) R.string.welcome_no_space else R.string.welcome_unreadable)
} catch (_: RuntimeException) {
    // A permission that was taken back, a provider that fell over.
    throw DocumentException(R.string.welcome_unreadable)
}

private fun InputStream.copyWhole(to: OutputStream, most: Long) {
    if (!copyAtMost(to, most)) throw DocumentException(R.string.welcome_too_large)
}

private fun IOException.isNoSpace(): Boolean = generateSequence<Throwable>(this) { it.cause }.any {
    "ENOSPC" in it.message.orEmpty() ||
        "No space left" in it.message.orEmpty()
}

private const val MAX_NAME = 120
