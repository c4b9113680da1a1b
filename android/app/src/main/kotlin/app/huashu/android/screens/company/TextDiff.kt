package app.huashu.android.screens.company

import android.content.Context
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.BackgroundColorSpan
import android.text.style.UnderlineSpan
import app.huashu.android.R

/** A run of a text that the other text has too, or has not. */
data class Piece(val text: String, val isShared: Boolean)

/** Two texts, cut where they differ. The pieces of each, joined, are the text. */
data class TextDiff(val one: List<Piece>, val other: List<Piece>)

/**
 * What is different between two texts: by words where letters or digits stand together, else by characters, as Chinese is read.
 *
 * Of two long texts that share little, the middle counts as different as a whole, so that the work stays within a few
 * milliseconds.
 */
fun difference(one: String, other: String): TextDiff {
    val a = words(one)
    val b = words(other)
    val head = (0 until minOf(a.size, b.size)).takeWhile { a[it] == b[it] }.count()
    val tail = (0 until minOf(a.size, b.size) - head).takeWhile { a[a.size - 1 - it] == b[b.size - 1 - it] }.count()
    val middle = common(a.subList(head, a.size - tail), b.subList(head, b.size - tail))
    val sharedA = BooleanArray(a.size) { it < head || it >= a.size - tail }
    val sharedB = BooleanArray(b.size) { it < head || it >= b.size - tail }
    for ((i, j) in middle) {
        sharedA[head + i] = true
        sharedB[head + j] = true
    }
    return TextDiff(pieces(a, sharedA), pieces(b, sharedB))
}

/** The text with what only it has underlined on a coloured ground. */
fun Context.marked(pieces: List<Piece>): CharSequence = SpannableStringBuilder().apply {
    for (piece in pieces) {
        val start = length
        append(piece.text)
        if (piece.isShared) continue
        setSpan(BackgroundColorSpan(getColor(R.color.warn_soft)), start, length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        setSpan(UnderlineSpan(), start, length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
    }
}

/** Runs of ASCII letters and digits; every other code point by itself. */
private fun words(text: String): List<String> = WORD.findAll(text).map { it.value }.toList()

private fun pieces(words: List<String>, isShared: BooleanArray): List<Piece> {
    val pieces = mutableListOf<Piece>()
    words.forEachIndexed { at, word ->
        val last = pieces.lastOrNull()
        if (last != null && last.isShared == isShared[at]) {
            pieces[pieces.lastIndex] = last.copy(text = last.text + word)
        } else {
            pieces += Piece(word, isShared[at])
        }
    }
    return pieces
}

/** The places of a longest common subsequence, by the table that everybody learns. */
private fun common(a: List<String>, b: List<String>): List<Pair<Int, Int>> {
    if (a.isEmpty() || b.isEmpty() || a.size.toLong() * b.size > MOST_CELLS) return emptyList()
    val wide = b.size + 1
    val longest = IntArray((a.size + 1) * wide)
    for (i in a.indices.reversed()) {
        for (j in b.indices.reversed()) {
            longest[i * wide + j] =
                if (a[i] == b[j]) longest[(i + 1) * wide + j + 1] + 1 else maxOf(longest[(i + 1) * wide + j], longest[i * wide + j + 1])
        }
    }
    val places = mutableListOf<Pair<Int, Int>>()
    var i = 0
    var j = 0
    while (i < a.size && j < b.size) {
        when {
            a[i] == b[j] -> places += i++ to j++
            longest[(i + 1) * wide + j] >= longest[i * wide + j + 1] -> i++
            else -> j++
        }
    }
    return places
}

private val WORD = Regex("[A-Za-z0-9]+|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[\\s\\S]")
private const val MOST_CELLS = 1_000_000L
