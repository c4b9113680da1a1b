package app.huashu.android.screens.phrase

import android.os.Bundle
import app.huashu.PhraseChange
import app.huashu.android.screens.idOf
import app.huashu.model.CategoryId
import app.huashu.model.FilePart
import app.huashu.model.ImagePart
import app.huashu.model.LibraryId
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhraseContent
import app.huashu.model.PhraseLabel
import app.huashu.model.PhrasePart
import app.huashu.model.PublishState
import app.huashu.model.TextPart
import app.huashu.model.Validity
import java.time.LocalDate

/** A phrase as it stands in the editor: what was typed, and nothing that was not asked for. */
data class PhraseDraft(
    val library: LibraryId,
    val category: CategoryId? = null,
    val title: String = "",
    val code: String = "",
    val keywords: String = "",
    val parts: List<PhrasePart> = listOf(PhrasePart.Text(TextPart(""))),
    val valid: Validity = Validity(),
    val sensitive: Boolean = false,
    val active: Boolean = true,
) {
    /** What would be sent: without the text parts that nobody filled. */
    val content: List<PhrasePart> get() = parts.filterNot { it is PhrasePart.Text && it.v1.text.isBlank() }

    /** What is different from [before], and nothing else: what others changed meanwhile stays. */
    fun changesSince(before: PhraseDraft): List<PhraseChange> = buildList {
        if (title != before.title) add(PhraseChange.Title(title.trim()))
        if (code != before.code) add(PhraseChange.Code(codeOrNone()))
        if (keywords != before.keywords) add(PhraseChange.Keywords(words()))
        if (parts != before.parts) add(PhraseChange.Parts(content))
        if (valid != before.valid) add(PhraseChange.Valid(valid))
        if (sensitive != before.sensitive) add(PhraseChange.Sensitive(sensitive))
        if (active != before.active) add(PhraseChange.Active(active))
    }

    fun asNew() = NewPhrase(
        library = library,
        category = category,
        label = PhraseLabel(title.trim(), words(), codeOrNone(), active, null, PublishState.PUBLISHED),
        content = PhraseContent(parts = content, valid = valid, sensitive = sensitive),
    )

    fun saved() = Bundle().apply {
        putString("library", library.toString())
        putString("category", category?.toString())
        putString("title", title)
        putString("code", code)
        putString("keywords", keywords)
        putParcelableArrayList("parts", ArrayList(parts.map(::saved)))
        putString("from", valid.from?.toString())
        putString("until", valid.until?.toString())
        putBoolean("sensitive", sensitive)
        putBoolean("active", active)
    }

    private fun codeOrNone() = code.trim().ifEmpty { null }

    private fun words() = keywords.split(' ', '\n', ',', '，', '、', ';', '；').map(String::trim).filter(String::isNotEmpty).distinct()

    companion object {
        fun of(phrase: Phrase) = PhraseDraft(
            library = phrase.library,
            category = phrase.place.category,
            title = phrase.label.title,
            code = phrase.label.code.orEmpty(),
            keywords = phrase.label.keywords.joinToString(" "),
            parts = phrase.content.parts,
            valid = phrase.content.valid,
            sensitive = phrase.content.sensitive,
            active = phrase.label.active,
        )

        /** What [saved] kept; null for anything else. */
        fun of(saved: Bundle?): PhraseDraft? {
            val library = idOf(saved?.getString("library")) ?: return null
            return PhraseDraft(
                library = library,
                category = idOf(saved?.getString("category")),
                title = saved?.getString("title").orEmpty(),
                code = saved?.getString("code").orEmpty(),
                keywords = saved?.getString("keywords").orEmpty(),
                parts = partsOf(saved),
                valid = Validity(saved?.getString("from")?.let(LocalDate::parse), saved?.getString("until")?.let(LocalDate::parse)),
                sensitive = saved?.getBoolean("sensitive") ?: false,
                active = saved?.getBoolean("active") ?: true,
            )
        }

        @Suppress("DEPRECATION")
        private fun partsOf(saved: Bundle?) = saved?.getParcelableArrayList<Bundle>("parts").orEmpty().map(::partOf)
    }
}

private fun saved(part: PhrasePart) = Bundle().apply {
    when (part) {
        is PhrasePart.Text -> {
            putString("text", part.v1.text)
            putString("extra", part.v1.extra)
        }
        is PhrasePart.Image -> {
            putString("image", part.v1.blob)
            putString("name", part.v1.name)
            putString("mime", part.v1.mime)
            putInt("width", part.v1.width.toInt())
            putInt("height", part.v1.height.toInt())
            putLong("bytes", part.v1.bytes.toLong())
            putString("extra", part.v1.extra)
        }
        is PhrasePart.File -> {
            putString("file", part.v1.blob)
            putString("name", part.v1.name)
            putString("mime", part.v1.mime)
            putLong("bytes", part.v1.bytes.toLong())
            putString("extra", part.v1.extra)
        }
        is PhrasePart.Unknown -> putString("unknown", part.v1)
    }
}

private fun partOf(saved: Bundle): PhrasePart {
    fun text(key: String) = saved.getString(key).orEmpty()
    val bytes = saved.getLong("bytes").toULong()
    return when {
        saved.containsKey(
            "image",
        ) -> PhrasePart.Image(
            ImagePart(
                text("image"),
                text("name"),
                text("mime"),
                saved.getInt("width").toUInt(),
                saved.getInt("height").toUInt(),
                bytes,
                text("extra"),
            ),
        )
        saved.containsKey("file") -> PhrasePart.File(FilePart(text("file"), text("name"), text("mime"), bytes, text("extra")))
        saved.containsKey("unknown") -> PhrasePart.Unknown(text("unknown"))
        else -> PhrasePart.Text(TextPart(text("text"), text("extra")))
    }
}
