package app.huashu.android.screens.phrase

import android.content.Context
import app.huashu.android.R
import app.huashu.android.screens.settings.channelName
import app.huashu.model.PhraseVariant
import java.util.Locale

/** What a variant is for, in words: 微信 · English. */
internal fun Context.nameOf(variant: PhraseVariant): String {
    val names = listOfNotNull(variant.channel?.let(::channelName), variant.lang?.let(::languageName))
    return names.joinToString(" · ").ifEmpty { getString(R.string.phrase_variant_usual) }
}

private fun Context.languageName(tag: String): String = Locale.forLanguageTag(tag).getDisplayName(resources.configuration.locales[0]).ifEmpty { tag }
