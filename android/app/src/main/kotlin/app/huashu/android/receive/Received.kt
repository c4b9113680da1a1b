package app.huashu.android.receive

import android.content.Intent
import android.net.Uri
import android.os.Parcelable

/** What another app handed to us; nothing of it is trusted. */
internal class Received(
    /** At most [MAX_TEXT] characters of the text. */
    val text: String,
    /** A title that the other app proposes, if any. */
    val subject: String,
    /** At most [MAX_IMAGES]. */
    val images: List<Uri>,
    /** Whether more came than we take. */
    val isCut: Boolean,
    /** Whether the text was selected in an editor, where an answer may stand instead of it. */
    val mayReplace: Boolean,
) {
    val isEmpty get() = text.isBlank() && images.isEmpty()

    companion object {
        /** The longest text of a phrase (`MAX_TEXT` of the core). */
        const val MAX_TEXT = 32_767
        const val MAX_IMAGES = 30

        fun of(intent: Intent): Received = try {
            read(intent)
        } catch (_: RuntimeException) {
            // Extras of a class that this process does not know, or of another type than they should be.
            Received("", "", emptyList(), isCut = false, mayReplace = false)
        }

        private fun read(intent: Intent): Received {
            val isSelection = intent.action == Intent.ACTION_PROCESS_TEXT
            val text = intent.getCharSequenceExtra(if (isSelection) Intent.EXTRA_PROCESS_TEXT else Intent.EXTRA_TEXT)?.toString().orEmpty()
            val images = if (isSelection) emptyList() else images(intent)
            return Received(
                text = text.upTo(MAX_TEXT),
                subject = intent.getCharSequenceExtra(Intent.EXTRA_SUBJECT)?.toString().orEmpty(),
                images = images.take(MAX_IMAGES),
                isCut = text.length > MAX_TEXT || images.size > MAX_IMAGES,
                mayReplace = isSelection && !intent.getBooleanExtra(Intent.EXTRA_PROCESS_TEXT_READONLY, false),
            )
        }

        @Suppress("DEPRECATION") // The typed ones are of API 33, and crash for some apps there.
        private fun images(intent: Intent): List<Uri> = when (intent.action) {
            Intent.ACTION_SEND_MULTIPLE ->
                intent.getParcelableArrayListExtra<Parcelable>(Intent.EXTRA_STREAM).orEmpty().filterIsInstance<Uri>().distinct()
            else -> listOfNotNull(intent.getParcelableExtra<Parcelable>(Intent.EXTRA_STREAM) as? Uri)
        }
    }
}

/** At most so many characters of UTF-16, and no half of an emoji. */
internal fun String.upTo(most: Int): String = take(if (length > most && this[most - 1].isHighSurrogate()) most - 1 else most)

/** The first sentence of a text, as a title of at most 20 characters. */
internal fun titleOf(text: String): String {
    val sentence = text.trim().split(Regex("[。！？!?；;\\n]")).firstOrNull { it.isNotBlank() }.orEmpty().trim()
    val end = sentence.offsetByCodePoints(0, minOf(TITLE, sentence.codePointCount(0, sentence.length)))
    return sentence.substring(0, end).trimEnd('，', ',', '、', '：', ':', ' ')
}

private const val TITLE = 20
