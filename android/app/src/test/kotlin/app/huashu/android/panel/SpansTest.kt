package app.huashu.android.panel

import android.text.Spanned
import app.huashu.android.core.Preferences
import app.huashu.android.core.dressed
import app.huashu.model.TextSpan
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

@RunWith(RobolectricTestRunner::class)
class SpansTest {
    private val context get() = RuntimeEnvironment.getApplication().let { it.dressed(Preferences(it)) }

    @Test
    fun scalarValuesBecomeUnitsOfUtf16() {
        for ((text, scalars, expected) in CASES) {
            val spans = scalars.map { TextSpan(it.first.toUInt(), it.last.toUInt()) }
            assertEquals(text, expected, text.unitsOf(spans).map { text.substring(it.start, it.end) })
        }
    }

    @Test
    fun anExcerptShowsTheFirstMatchAndNeverHalfAnEmoji() {
        val text = "😀".repeat(200) + "退款" + "😀".repeat(200)
        val shown = MatchLook(context).excerpt(text, listOf(TextSpan(200u, 202u))) as Spanned
        val span = shown.getSpans(0, shown.length, Any::class.java).single { shown.getSpanEnd(it) - shown.getSpanStart(it) == 2 }
        assertEquals("退款", shown.substring(shown.getSpanStart(span), shown.getSpanEnd(span)))
        val whole = shown.toString().removePrefix("…").removeSuffix("…")
        assertFalse(whole.first().isLowSurrogate())
        assertFalse(whole.last().isHighSurrogate())
        assertTrue(shown.length < 140)
    }

    @Test
    fun anExcerptStandsOnOneLineOfItsOwn() {
        val shown = MatchLook(context).excerpt("亲，\n您好\r\n在吗", listOf(TextSpan(3u, 5u)))
        assertEquals("亲， 您好  在吗", shown.toString())
        assertEquals(3, (shown as Spanned).getSpanStart(shown.getSpans(0, shown.length, Any::class.java).single()))
    }

    private companion object {
        /** Text, spans as start..end (half-open), what they cover. */
        val CASES = listOf(
            Triple("发货时间", listOf(0..2), listOf("发货")),
            Triple("😀发货😀", listOf(1..3), listOf("发货")),
            Triple("😀发货😀", listOf(0..1, 3..4), listOf("😀", "😀")),
            Triple("👨‍👩‍👧退款", listOf(5..7), listOf("退款")),
            Triple("𠮷野家", listOf(0..1, 1..3), listOf("𠮷", "野家")),
            Triple("ab", listOf(1..9), listOf("b")),
            Triple("ab", listOf(1..1), emptyList()),
            Triple("退a款b", listOf(2..3, 0..1), listOf("退", "款")),
        )
    }
}
