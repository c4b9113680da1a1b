package app.huashu.android.panel

import android.content.Context
import android.text.Layout
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import app.huashu.android.R
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.badge
import app.huashu.android.core.dp
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.model.Day
import app.huashu.model.FieldSpans
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseStatus
import app.huashu.model.SearchHit
import java.time.format.DateTimeFormatter

/**
 * What a row says of a phrase beside its words.
 *
 * @property lastDay its last day, where that is near.
 * @property isUnsent whether the company does not have it yet.
 */
data class Marks(val status: PhraseStatus = PhraseStatus.ACTIVE, val lastDay: Day? = null, val isUnsent: Boolean = false) {
    companion object {
        val NONE = Marks()
    }
}

/**
 * A phrase in a list: its title, two lines of its text, its code and marks (design §9). The row is made once and shown anew for every
 * phrase. A panel shows twenty at each key press; so nothing here asks the book, the row lays its five texts out itself, each once,
 * and lines are broken in the simple way, which costs a fraction of the careful one.
 */
class PhraseRow(context: Context) : ViewGroup(context) {
    private val look = MatchLook(context)
    private val title = words(TextSize.HEADING, R.color.text, lines = 1, bold = true)
    private val code = context.badge("").apply { maxWidth = context.dp(CODE_WIDTH) }
    private val text = words(TextSize.BODY, R.color.text_secondary, lines = 2)
    private val marks = words(TextSize.SMALL, R.color.text_secondary, lines = 2).apply { gravity = Gravity.END }
    private val found = words(TextSize.SMALL, R.color.text_secondary, lines = 1)
    private val danger = context.getColor(R.color.danger)
    private val warn = context.getColor(R.color.warn)
    private val dayForm = DateTimeFormatter.ofPattern(context.getString(R.string.main_row_day))
    private val gap = context.dp(8)
    private val line = context.dp(2)

    /** Lines of text at most: 1 or 2. */
    var lines = 2
        set(value) {
            field = value
            text.maxLines = value
        }

    init {
        pad(16, 10)
        minimumHeight = context.dp(TARGET)
        // As wide as a day's mark in whatever text size, and never half of the row.
        marks.maxWidth = (context.dp(MARKS_WIDTH) * resources.configuration.fontScale.coerceIn(1f, LARGEST)).toInt()
        listOf(title, code, text, marks, found).forEach(::addView)
    }

    private fun words(size: Float, color: Int, lines: Int, bold: Boolean = false) = context.label("", size, color, bold, lines).apply {
        breakStrategy = Layout.BREAK_STRATEGY_SIMPLE
        hyphenationFrequency = Layout.HYPHENATION_FREQUENCY_NONE
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val width = MeasureSpec.getSize(widthSpec)
        val inner = width - paddingLeft - paddingRight
        val upper = pair(title, code, inner)
        val lower = pair(text, marks, inner)
        val last = if (found.isPresent) found.measured(inner, MeasureSpec.AT_MOST) + line else 0
        val height = paddingTop + upper + (if (lower > 0) lower + line else 0) + last + paddingBottom
        setMeasuredDimension(width, resolveSize(maxOf(height, minimumHeight), heightSpec))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        var y = paddingTop
        y += place(title, code, y, isCentred = true)
        y += place(text, marks, y + line).let { if (it > 0) it + line else 0 }
        if (found.isPresent) found.at(paddingLeft, y + line, found.measuredWidth)
    }

    /** Measures what stands at the end of a line first, and what is before it in the room that is left; how high the two are. */
    private fun pair(first: View, last: View, inner: Int): Int {
        val lastHeight = if (last.isPresent) last.measured(inner / 2, MeasureSpec.AT_MOST) else 0
        val taken = if (last.isPresent) last.measuredWidth + gap else 0
        val firstHeight = if (first.isPresent) first.measured(inner - taken, MeasureSpec.EXACTLY) else 0
        return maxOf(firstHeight, lastHeight)
    }

    private fun place(first: View, last: View, y: Int, isCentred: Boolean = false): Int {
        val isLeftFirst = layoutDirection == LAYOUT_DIRECTION_LTR
        val height = maxOf(if (first.isPresent) first.measuredHeight else 0, if (last.isPresent) last.measuredHeight else 0)
        fun top(view: View) = if (isCentred) y + (height - view.measuredHeight) / 2 else y
        if (first.isPresent) first.at(if (isLeftFirst) paddingLeft else width - paddingRight - first.measuredWidth, top(first), first.measuredWidth)
        if (last.isPresent) last.at(if (isLeftFirst) width - paddingRight - last.measuredWidth else paddingLeft, top(last), last.measuredWidth)
        return height
    }

    private fun View.measured(room: Int, mode: Int): Int {
        measure(MeasureSpec.makeMeasureSpec(room, mode), MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED))
        return measuredHeight
    }

    private fun View.at(x: Int, y: Int, wide: Int) = layout(x, y, x + wide, y + measuredHeight)

    /** Shows a phrase; [spans] count in its title, in [text] and in its code. */
    fun show(
        phrase: Phrase,
        spans: FieldSpans? = null,
        text: String = phrase.plainText(),
        marks: Marks = Marks.NONE,
        category: List<String> = emptyList(),
    ) {
        title.text = look.marked(phrase.label.title, spans?.title.orEmpty())
        showCode(phrase.label.code, spans)
        this.text.text = look.excerpt(text, spans?.text.orEmpty())
        this.text.isPresent = text.isNotBlank()
        showMarks(phrase, marks)
        showFound(phrase, spans, category)
    }

    /** Shows what a search found. */
    fun show(hit: SearchHit, lastDay: Day? = null) = show(hit.phrase, hit.spans, hit.text, Marks(hit.status, lastDay), hit.category)

    private fun showCode(words: String?, spans: FieldSpans?) {
        code.isPresent = words != null
        if (words != null) code.text = look.marked(words, spans?.code.orEmpty())
    }

    /** Where neither title nor text nor code tells why the phrase was found, the category or the keywords do. */
    private fun showFound(phrase: Phrase, spans: FieldSpans?, category: List<String>) {
        val isTold = spans == null || spans.title.isNotEmpty() || spans.text.isNotEmpty() || spans.code.isNotEmpty()
        val words = when {
            isTold || spans == null -> null
            spans.keywords.isNotEmpty() -> look.excerpt(phrase.label.keywords.joinToString(" "), spans.keywords)
            spans.category.isNotEmpty() -> look.excerpt(category.joinToString("/"), spans.category)
            else -> null
        }
        found.isPresent = words != null
        if (words != null) found.text = words
    }

    private fun showMarks(phrase: Phrase, marks: Marks) {
        val said = SpannableStringBuilder()
        stateOf(marks.status)?.let { said.add(context.getString(it), danger) }
        if (marks.status == PhraseStatus.ACTIVE &&
            marks.lastDay != null
        ) {
            said.add(context.getString(R.string.main_row_until, dayForm.format(marks.lastDay)), warn)
        }
        if (marks.isUnsent) said.add(context.getString(R.string.main_row_unsent), warn)
        val images = phrase.content.parts.count { it is PhrasePart.Image }
        if (images > 0) said.add(context.getString(R.string.main_row_images, images))
        val files = phrase.content.parts.count { it is PhrasePart.File }
        if (files > 0) said.add(context.getString(R.string.main_row_files, files))
        val variables = Brackets.toFill(phrase)
        if (variables > 0) said.add(context.getString(R.string.main_row_variables, variables))
        this.marks.isPresent = said.isNotEmpty()
        this.marks.text = said
    }

    private fun SpannableStringBuilder.add(words: String, ink: Int = 0) {
        if (isNotEmpty()) append(BETWEEN)
        val from = length
        append(words)
        if (ink != 0) setSpan(ForegroundColorSpan(ink), from, length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
    }

    companion object {
        private const val CODE_WIDTH = 112
        private const val MARKS_WIDTH = 88
        private const val LARGEST = 1.7f
        private const val BETWEEN = "  "

        /** The word for what keeps a phrase from being sent; null where nothing does. */
        fun stateOf(status: PhraseStatus): Int? = when (status) {
            PhraseStatus.ACTIVE -> null
            PhraseStatus.EXPIRED -> R.string.main_row_expired
            PhraseStatus.UPCOMING -> R.string.main_row_upcoming
            PhraseStatus.INACTIVE -> R.string.main_row_inactive
            PhraseStatus.DRAFT -> R.string.main_row_draft
            PhraseStatus.DELETED -> R.string.main_row_deleted
        }
    }
}

/** The text parts of a phrase, joined by line breaks. */
fun Phrase.plainText(): String {
    val parts = content.parts
    if (parts.size == 1) return (parts[0] as? PhrasePart.Text)?.v1?.text ?: ""
    return parts.mapNotNull { (it as? PhrasePart.Text)?.v1?.text }.joinToString("\n")
}
