package app.huashu.android.screens.company

import app.huashu.model.ImagePart
import app.huashu.model.PhrasePart
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Test
import kotlin.random.Random

class TextDiffTest {
    /** What differs stands in brackets. */
    private val cases = listOf(
        Triple("", "", "" to ""),
        Triple("今天发货", "今天发货", "今天发货" to "今天发货"),
        Triple("", "今天发货", "" to "[今天发货]"),
        Triple("今天发货", "明天发货", "[今]天发货" to "[明]天发货"),
        Triple("四点前付款当天发", "四点前付款次日发货", "四点前付款[当天]发" to "四点前付款[次日]发[货]"),
        // A number is one word: 12 and 120 share nothing.
        Triple("满12元", "满120元", "满[12]元" to "满[120]元"),
        Triple("ship today", "ship tomorrow", "ship [today]" to "ship [tomorrow]"),
        // A character of two units is not cut in the middle.
        Triple("好的😀", "好的😁", "好的[😀]" to "好的[😁]"),
        Triple("a\nb", "a\r\nb", "a\nb" to "a[\r]\nb"),
    )

    @Test
    fun differencesAreMarkedByWordsAndCharacters() {
        for ((one, other, expected) in cases) {
            val found = difference(one, other)
            assertEquals(expected, shown(found.one) to shown(found.other))
        }
    }

    @Test
    fun thePiecesAreAlwaysTheTextAndTheSharedOnesAreTheSame() {
        val chance = Random(7)
        repeat(300) {
            val one = text(chance)
            val other = text(chance)
            val found = difference(one, other)
            assertEquals(one, found.one.joinToString("") { it.text })
            assertEquals(other, found.other.joinToString("") { it.text })
            assertEquals(shared(found.one), shared(found.other))
        }
    }

    @Test
    fun longTextsThatShareLittleDifferAsAWhole() {
        val one = "头" + "甲乙丙丁".repeat(1_000) + "尾"
        val other = "头" + "子丑寅卯".repeat(1_000) + "尾"
        assertEquals(listOf("头", "甲乙丙丁".repeat(1_000), "尾"), difference(one, other).one.map { it.text })
    }

    @Test
    fun aMergedTextKeepsPicturesWhereTheyWere() {
        val image = PhrasePart.Image(ImagePart("b", "价格.png", "image/png", 1u, 1u, 1u))
        val cases = listOf(
            listOf(textPart("旧")) to listOf(textPart("新")),
            listOf(image, textPart("旧")) to listOf(image, textPart("新")),
            listOf(textPart("旧"), image, textPart("更旧")) to listOf(textPart("新"), image),
            listOf(image) to listOf(textPart("新"), image),
            emptyList<PhrasePart>() to listOf(textPart("新")),
        )
        for ((before, after) in cases) assertEquals(after, withText(before, "新"))
        assertEquals(listOf(image), withText(listOf(textPart("旧"), image), " "))
    }

    private fun shown(pieces: List<Piece>) = pieces.joinToString("") { if (it.isShared) it.text else "[${it.text}]" }

    private fun shared(pieces: List<Piece>) = pieces.filter { it.isShared }.joinToString("") { it.text }

    private fun text(chance: Random) = (0 until chance.nextInt(30)).joinToString("") { ALPHABET[chance.nextInt(ALPHABET.size)] }

    private companion object {
        val ALPHABET = listOf("发", "货", "天", "a", "1", " ", "😀", "\n")
    }
}
