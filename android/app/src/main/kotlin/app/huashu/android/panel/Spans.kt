package app.huashu.android.panel

import android.content.Context
import android.text.SpannableString
import android.text.Spanned
import android.text.TextPaint
import android.text.style.CharacterStyle
import app.huashu.android.R
import app.huashu.model.TextSpan
import kotlin.math.max
import kotlin.math.min

/**
 * Where spans of the core, counted in Unicode scalar values, lie in a string of UTF-16 units; both are half-open. What reaches beyond
 * the text is cut, and empty ranges fall away.
 */
fun String.unitsOf(spans: List<TextSpan>): List<Units> {
    if (spans.isEmpty()) return emptyList()
    var unit = 0
    var scalar = 0
    fun unitAt(wanted: Int): Int {
        while (scalar < wanted && unit < length) {
            unit += Character.charCount(codePointAt(unit))
            scalar++
        }
        return unit
    }
    val ascending = if (spans.size == 1) spans else spans.sortedBy { it.start }
    return ascending.map { Units(unitAt(it.start.toInt()), unitAt(it.end.toInt())) }.filter { it.start < it.end }
}

/** A half-open range of UTF-16 units. */
data class Units(val start: Int, val end: Int)

/** How matches look: ink and ground together, so that neither has to be told by its colour alone. */
class MatchLook(context: Context) {
    private val ink = context.getColor(R.color.accent)
    private val ground = context.getColor(R.color.accent_soft)

    /** A whole text with its matches set off. */
    fun marked(text: String, spans: List<TextSpan>): CharSequence = if (spans.isEmpty()) text else marked(text, text.unitsOf(spans), 0)

    /**
     * The part of a text that a row of two lines can show, on one line of its own and around its first match. Long texts are cut
     * before they are laid out: what a view cannot show costs it as much as what it shows.
     */
    fun excerpt(text: String, spans: List<TextSpan>): CharSequence {
        val units = text.unitsOf(spans)
        val first = units.firstOrNull()?.start ?: 0
        val from = if (first <= LEAD_IN) 0 else text.wholeAt(first - LEAD)
        val to = text.wholeAt(min(text.length, from + LENGTH))
        val before = if (from > 0) ELLIPSIS else ""
        val after = if (to < text.length) ELLIPSIS else ""
        val piece = before + text.substring(from, to).onOneLine() + after
        return marked(
            piece,
            units.filter {
                it.start < to && it.end > from
            }.map { Units(max(it.start, from), min(it.end, to)) },
            from - before.length,
        )
    }

    private fun marked(text: String, units: List<Units>, offset: Int): CharSequence {
        if (units.isEmpty()) return text
        return SpannableString(text).apply {
            for (range in units) setSpan(Match(), range.start - offset, range.end - offset, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        }
    }

    private inner class Match : CharacterStyle() {
        override fun updateDrawState(paint: TextPaint) {
            paint.color = ink
            paint.bgColor = ground
        }
    }

    private companion object {
        /** A match up to here is seen without cutting: about the first line of a row. */
        const val LEAD_IN = 32
        const val LEAD = 10
        const val LENGTH = 120
        const val ELLIPSIS = "…"
    }
}

/** Line breaks become spaces; every index stays. */
private fun String.onOneLine(): String = if (any {
        it == '\n' || it == '\r' || it == '\t'
    }
) {
    replace('\n', ' ').replace('\r', ' ').replace('\t', ' ')
} else {
    this
}

/** The index, or the one before it where it would part a pair of surrogates. */
private fun String.wholeAt(index: Int): Int = if (index in 1 until length && this[index].isLowSurrogate()) index - 1 else index
