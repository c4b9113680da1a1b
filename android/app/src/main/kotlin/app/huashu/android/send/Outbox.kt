package app.huashu.android.send

import android.content.Context
import android.net.Uri
import app.huashu.model.ApiException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.File
import java.util.UUID
import java.util.concurrent.TimeUnit

/** A picture or file that another app reads: under the name that a person gave it, by a URI of our provider. */
class Outgoing(val file: File, val mime: String) {
    val name: String get() = file.name
    val uri: Uri = SendProvider.uri(file)
}

/**
 * Copies of pictures and files in the cache, for other apps to read. WeChat reads when the person has chosen the chat, which may be
 * after our process has ended; so they stay a day.
 */
class Outbox(context: Context) {
    private val root = SendProvider.root(context)

    /**
     * Lays files ready in a folder that [write] fills, in its order.
     *
     * @throws ApiException as [write]; then nothing stays.
     */
    suspend fun put(write: suspend (folder: String) -> List<String>): List<Outgoing> {
        val folder = File(root, UUID.randomUUID().toString())
        try {
            val paths = write(folder.path)
            return withContext(Dispatchers.IO) { paths.map { path -> named(File(path)).let { Outgoing(it, mimeOf(it.name)) } } }
        } catch (error: ApiException) {
            withContext(Dispatchers.IO) { folder.deleteRecursively() }
            throw error
        }
    }

    /** Removes what was laid ready more than a day before [now], in milliseconds since 1970. */
    suspend fun tidy(now: Long = System.currentTimeMillis()) = withContext(Dispatchers.IO) {
        root.listFiles().orEmpty().filter { it.lastModified() < now - KEPT_MS }.forEach { it.deleteRecursively() }
    }

    /** The core numbers what it writes, so that no name is there twice; where the person's own name is free, it is better. */
    private fun named(file: File): File {
        val plain = File(file.parentFile, file.name.replace(NUMBER, "")).takeIf { it.name.isNotEmpty() && !it.exists() } ?: return file
        return if (file.renameTo(plain)) plain else file
    }

    companion object {
        val KEPT_MS = TimeUnit.DAYS.toMillis(1)
        private val NUMBER = Regex("^\\d{2,}-")
    }
}
