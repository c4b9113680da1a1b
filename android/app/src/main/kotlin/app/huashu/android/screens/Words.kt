package app.huashu.android.screens

import android.content.Context
import android.content.Intent
import android.text.format.DateFormat
import app.huashu.android.R
import app.huashu.model.LibraryKind
import app.huashu.model.Timestamp
import app.huashu.model.Validity
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.UUID

/** The id that an intent carries; null where it carries none. */
fun Intent.id(name: String): UUID? = idOf(getStringExtra(name))

/** The id that a text is; null where it is none. */
fun idOf(text: String?): UUID? = text?.let { runCatching { UUID.fromString(it) }.getOrNull() }

fun Context.day(day: LocalDate): String =
    DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(resources.configuration.locales[0]).format(day)

/** A moment in the person's own time zone, to the minute, with 24 hours. */
fun Context.moment(at: Timestamp): String = formatted(at, "yMMMdHm")

/** The same without the year: for what was lately. */
fun Context.lately(at: Timestamp): String = formatted(at, "MMMdHm")

private fun Context.formatted(at: Timestamp, skeleton: String): String {
    val locale = resources.configuration.locales[0]
    return DateTimeFormatter.ofPattern(DateFormat.getBestDateTimePattern(locale, skeleton), locale).format(at.atZone(ZoneId.systemDefault()))
}

/** The days on which a phrase holds, in words; null where it holds on all. */
fun Context.days(valid: Validity): String? {
    val from = valid.from
    val until = valid.until
    return when {
        from != null && until != null -> getString(R.string.phrase_valid_between, day(from), day(until))
        from != null -> getString(R.string.phrase_valid_from, day(from))
        until != null -> getString(R.string.phrase_valid_until, day(until))
        else -> null
    }
}

/** The picture of a kind of library. */
fun pictureOf(kind: LibraryKind): Int = when (kind) {
    LibraryKind.COMPANY -> R.drawable.ic_company
    LibraryKind.DEPARTMENT -> R.drawable.ic_folder
    LibraryKind.PERSONAL -> R.drawable.ic_person
}
