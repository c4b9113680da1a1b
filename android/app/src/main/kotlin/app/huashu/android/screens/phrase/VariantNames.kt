package app.huashu.android.screens.phrase

import android.content.Context
import app.huashu.android.R
import app.huashu.model.PhraseVariant
import java.util.Locale

/** What a variant is for, in words: 微信 · English. */
internal fun Context.nameOf(variant: PhraseVariant): String {
    val names = listOfNotNull(variant.channel?.let(::channelName), variant.lang?.let(::languageName))
    return names.joinToString(" · ").ifEmpty { getString(R.string.phrase_variant_usual) }
}

/** The name of a channel; one that this edition does not know names itself. */
internal fun Context.channelName(id: String): String {
    val known = resources.getStringArray(R.array.phrase_channel_ids).indexOf(id)
    return resources.getStringArray(R.array.phrase_channel_names).getOrNull(known) ?: id
}

private fun Context.languageName(tag: String): String = Locale.forLanguageTag(tag).getDisplayName(resources.configuration.locales[0]).ifEmpty { tag }
