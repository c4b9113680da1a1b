package app.huashu.android.screens

import android.content.Context
import android.content.Intent
import android.graphics.drawable.InsetDrawable
import android.text.format.DateFormat
import android.view.View
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.TARGET
import app.huashu.android.core.chip
import app.huashu.android.core.dp
import app.huashu.model.LibraryKind
import app.huashu.model.Timestamp
import app.huashu.model.Validity
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.UUID

/** A screen that another part of the app owns, by its name. */
fun Context.screen(name: String): Intent = Intent().setClassName(this, "$packageName.$name")

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

/** A chip that is as high to the finger as every target, and looks as slim as its word. */
fun Context.roomyChip(text: CharSequence, chosen: Boolean = false, act: (View) -> Unit): TextView = chip(text, chosen, act).apply {
    val gap = dp(6)
    background = InsetDrawable(background, 0, gap, 0, gap)
    minHeight = dp(TARGET)
    setPadding(dp(14), gap, dp(14), gap)
}
