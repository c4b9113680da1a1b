package app.huashu.android.receive

import android.content.Context
import android.net.Uri
import app.huashu.PhraseBook
import app.huashu.android.core.copyAtMost
import app.huashu.android.core.isLent
import app.huashu.android.core.nameOf
import app.huashu.android.core.say
import app.huashu.model.ApiException
import app.huashu.model.PhrasePart
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import java.io.ByteArrayOutputStream
import java.io.IOException

/** What became of a picture that another app lent. */
internal sealed interface Taken {
    class Picture(val part: PhrasePart.Image) : Taken

    class Refused(val why: Refusal) : Taken

    /** The core refused it, and says why. */
    class Unfit(val say: String) : Taken
}

internal enum class Refusal { NOT_ALLOWED, UNREADABLE, TOO_LARGE, NO_PICTURE, TOO_SLOW }

/**
 * Takes pictures in that other apps lend by a content URI. The other side may be broken or hostile: it may name our own files, throw, or
 * send without an end.
 *
 * @param scope outlives the screen: a read that hangs is left behind in it.
 */
internal class Intake(private val context: Context, private val scope: CoroutineScope, private val patienceMs: Long = PATIENCE_MS) {
    suspend fun take(book: PhraseBook, uri: Uri): Taken {
        if (!context.isLent(uri)) return Taken.Refused(Refusal.NOT_ALLOWED)
        val reading = scope.async(Dispatchers.IO) { read(uri) }
        return when (val read = withContext(Dispatchers.IO) { withTimeoutOrNull(patienceMs) { reading.await() } }) {
            null -> Taken.Refused(Refusal.TOO_SLOW).also { reading.cancel() }
            is Read.Failed -> Taken.Refused(read.why)
            is Read.Done -> add(book, read)
        }
    }

    private suspend fun add(book: PhraseBook, read: Read.Done): Taken = try {
        when (val part = book.addMedia(read.name, read.bytes)) {
            is PhrasePart.Image -> Taken.Picture(part)
            else -> Taken.Refused(Refusal.NO_PICTURE)
        }
    } catch (error: ApiException) {
        Taken.Unfit(context.say(error))
    }

    private fun read(uri: Uri): Read = try {
        val all = ByteArrayOutputStream()
        val stream = context.contentResolver.openInputStream(uri)
        val isWhole = stream?.use { it.copyAtMost(all, MAX_BYTES) }
        when (isWhole) {
            null -> Read.Failed(Refusal.UNREADABLE)
            false -> Read.Failed(Refusal.TOO_LARGE)
            true -> Read.Done(context.nameOf(uri) ?: uri.lastPathSegment.orEmpty(), all.toByteArray())
        }
    } catch (_: SecurityException) {
        Read.Failed(Refusal.NOT_ALLOWED)
    } catch (_: IOException) {
        Read.Failed(Refusal.UNREADABLE)
    } catch (_: RuntimeException) {
        // What the other provider throws arrives here as it is.
        Read.Failed(Refusal.UNREADABLE)
    }

    private sealed interface Read {
        class Done(val name: String, val bytes: ByteArray) : Read

        class Failed(val why: Refusal) : Read
    }

    companion object {
        const val MAX_BYTES = 20L * 1024 * 1024
        private const val PATIENCE_MS = 20_000L
    }
}
