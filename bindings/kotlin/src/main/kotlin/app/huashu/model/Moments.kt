// How moments and days go to the core (`uniffi-bindgen.toml`). What lies beyond its numbers counts as the last that there is: the
// core refuses it and says which field it was, where Kotlin's own exceptions would say nothing of it.
package app.huashu.model

import java.time.Instant
import java.time.LocalDate

/** Milliseconds since 1970. */
internal fun Instant.coreMilliseconds(): Long = when {
    epochSecond >= Long.MAX_VALUE / 1_000 -> Long.MAX_VALUE
    epochSecond <= Long.MIN_VALUE / 1_000 -> Long.MIN_VALUE
    else -> toEpochMilli()
}

/** Days since 1970-01-01. */
internal fun LocalDate.coreDays(): Int = toEpochDay().coerceIn(Int.MIN_VALUE.toLong(), Int.MAX_VALUE.toLong()).toInt()
