package app.huashu.android.panel

import app.huashu.GivenValue
import app.huashu.PreviewWish
import app.huashu.content
import app.huashu.model.ApiException
import app.huashu.model.BookSettings
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.Surface
import app.huashu.previewPlan
import app.huashu.textPart
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap

/** What stands in a pair of brackets. */
enum class Bracket {
    /** A variable that the agent fills. */
    VARIABLE,

    /** A variable that the app fills: the agent's name, the date. */
    BUILT_IN,

    /** No variable: an emoji code of a chat app, a sentence. */
    TEXT,
}

/** A variable in a text: where its brackets stand, and its name. */
data class Bracketed(val units: Units, val name: String)

/**
 * Finds the variables of texts, to set them off and to count them. Which of the bracketed words are variables the core knows; its
 * answer for a name never changes, so each is asked for once. Any thread.
 */
object Brackets {
    private val pairs = Regex("""\[([^\[\]\n\r]+)]""")
    private val separators = charArrayOf(':', '：', '|', '｜')
    private val known = ConcurrentHashMap<String, Bracket>()

    /** The variables of a text, in its order. */
    fun variables(text: String): List<Bracketed> {
        if ('[' !in text) return emptyList()
        return pairs.findAll(text)
            .filterNot { text.isEscapedAt(it.range.first) }
            .filterNot { kind(it.groupValues[1]) == Bracket.TEXT }
            .map { Bracketed(Units(it.range.first, it.range.last + 1), nameOf(it.groupValues[1])) }
            .toList()
    }

    /** How many different variables the agent fills before this is sent. */
    fun toFill(phrase: Phrase): Int {
        var names: MutableSet<String>? = null
        for (part in phrase.content.parts) {
            val text = (part as? PhrasePart.Text)?.v1?.text ?: continue
            for (variable in variables(text)) {
                if (kind(variable.name) ==
                    Bracket.VARIABLE
                ) {
                    names = (names ?: mutableSetOf()).apply { add(variable.name) }
                }
            }
        }
        return names?.size ?: 0
    }

    private fun nameOf(inside: String): String = inside.split(*separators, limit = 2).first().trim()

    /** [inside] is a name, or a name with choices or a fallback: then it is no emoji code. */
    private fun kind(inside: String): Bracket = known.getOrPut(inside) { asked(inside) }

    private fun asked(inside: String): Bracket = try {
        val name = nameOf(inside)
        val given = previewPlan(wish("[$inside]", listOf(GivenValue(name, name))))
        val bare = previewPlan(wish("[$name]", emptyList()))
        when {
            name in given.unused -> Bracket.TEXT
            name in bare.plan.missing || inside != name -> Bracket.VARIABLE
            else -> Bracket.BUILT_IN
        }
    } catch (_: ApiException) {
        Bracket.TEXT
    }

    private fun wish(text: String, given: List<GivenValue>) = PreviewWish(
        content = content(textPart(text)),
        variables = emptyList(),
        surface = Surface.ANDROID_OVERLAY,
        channel = "wechat",
        given = given,
        settings = BookSettings("-", "-", "-"),
        now = Instant.EPOCH,
        timeZone = "UTC",
    )

    /** An odd number of backslashes takes the meaning from a bracket. */
    private fun String.isEscapedAt(index: Int): Boolean = substring(0, index).takeLastWhile { it == '\\' }.length % 2 == 1
}
