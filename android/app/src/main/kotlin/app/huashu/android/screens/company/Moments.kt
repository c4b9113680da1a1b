package app.huashu.android.screens.company

import android.content.Context
import app.huashu.android.R
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit

/** A moment as people say it: 10:42, 昨天 10:42, 4月15日 10:42, and with the year where that is another. */
fun Context.moment(at: Instant, now: Instant, zone: ZoneId): String {
    val time = at.atZone(zone)
    val clock = time.format(pattern(R.string.company_time_pattern))
    val today = now.atZone(zone).toLocalDate()
    return when (ChronoUnit.DAYS.between(time.toLocalDate(), today)) {
        0L -> clock
        1L -> getString(R.string.company_yesterday_at, clock)
        else -> getString(R.string.company_day_at, day(time.toLocalDate(), today), clock)
    }
}

/** A day as people say it: 4月15日, and with the year where that is another. */
fun Context.day(day: LocalDate, today: LocalDate): String =
    day.format(pattern(if (day.year == today.year) R.string.company_day_pattern else R.string.company_year_pattern))

private fun Context.pattern(id: Int) = DateTimeFormatter.ofPattern(getString(id), resources.configuration.locales[0])
