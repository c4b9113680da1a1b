package app.huashu.android.send

import app.huashu.PhraseBook
import app.huashu.PlanWish
import app.huashu.model.ApiException
import app.huashu.model.Phrase
import app.huashu.model.PhraseStatus
import app.huashu.model.SendHint
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface
import org.json.JSONException
import org.json.JSONObject
import java.security.MessageDigest
import java.util.UUID

/** One tap: what is done (nothing, where a text is only read aloud), and what the person does in the chat afterwards. */
data class Tap(val step: SendStep?, val hints: List<SendStep.Hint> = emptyList())

/** The taps that a plan takes. The first [skipTexts] texts have reached the customer by another way. */
fun SendPlan.taps(skipTexts: Int = 0): List<Tap> {
    val taps = mutableListOf<Tap>()
    var skipped = 0
    var isTextSkipped = false
    for (step in steps) {
        if (step is SendStep.Hint) {
            val pastesNothing = isTextSkipped && step.hint != SendHint.READ_ALOUD
            when {
                pastesNothing -> Unit
                step.hint == SendHint.READ_ALOUD || taps.isEmpty() -> taps += Tap(null, listOf(step))
                else -> taps += taps.removeAt(taps.lastIndex).let { it.copy(hints = it.hints + step) }
            }
            continue
        }
        if (step.isText) isTextSkipped = skipped < skipTexts
        if (step.isText && isTextSkipped) skipped++ else taps += Tap(step)
    }
    return taps
}

internal val SendStep.isText: Boolean
    get() = this is SendStep.CopyText || this is SendStep.ShareText || this is SendStep.InsertText

internal val SendStep.isShare: Boolean
    get() = this is SendStep.ShareImages || this is SendStep.ShareFiles || this is SendStep.ShareText

/** A plan on its way, with what it takes to find it again after the process has ended. */
internal class Course(
    val phrase: Phrase,
    val plan: SendPlan,
    /** What kept the phrase from being sent when the person insisted, if anything did. */
    private val status: PhraseStatus,
    /** What was known of the customer then, in the form of `ComposeSession.save`. */
    private val values: String,
    private val skipTexts: Int,
    val done: Int = 0,
) {
    val taps = plan.taps(skipTexts)
    val isDone get() = done >= taps.size
    val underway get() = Underway(phrase, plan.surface, plan.channel, done, taps.size, taps)

    fun stepped() = Course(phrase, plan, status, values, skipTexts, done + 1)

    /**
     * Whether the phrase is still what it was, so that the rest may follow what was sent.
     *
     * @throws ApiException as [PhraseBook.phrase], but for a phrase that is gone.
     */
    suspend fun isStillSo(book: PhraseBook): Boolean {
        val now = phraseOrNull(book, phrase.id) ?: return false
        return digest(now) == digest(phrase) && book.phraseStatus(now.id) == status
    }

    fun save(): String = JSONObject()
        .put("phrase", phrase.id.toString())
        .put("content", digest(phrase))
        .put("surface", plan.surface.name)
        .put("channel", plan.channel)
        .put("language", plan.language)
        .put("status", status.name)
        .put("values", values)
        .put("skip_texts", skipTexts)
        .put("taps", taps.size)
        .put("done", done)
        .toString()

    companion object {
        /**
         * The course that [save] wrote, planned again; null where the phrase is gone or no longer the same.
         *
         * @throws ApiException the book cannot be read now.
         */
        suspend fun restore(book: PhraseBook, saved: String): Course? = try {
            val kept = JSONObject(saved)
            phraseOrNull(book, UUID.fromString(kept.getString("phrase")))?.let { restore(book, it, kept) }
        } catch (_: JSONException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        }

        private suspend fun restore(book: PhraseBook, phrase: Phrase, kept: JSONObject): Course? {
            val status = PhraseStatus.valueOf(kept.getString("status"))
            if (digest(phrase) != kept.getString("content") || book.phraseStatus(phrase.id) != status) return null
            val wish = PlanWish(
                phrase = phrase.id,
                surface = Surface.valueOf(kept.getString("surface")),
                channel = kept.getString("channel"),
                lang = kept.getString("language"),
                insist = status != PhraseStatus.ACTIVE,
            )
            val session = book.composeSession()
            val values = kept.getString("values")
            session.restore(values)
            val plan = session.plan(wish, emptyList()).plan
            val course = Course(phrase, plan, status, values, kept.getInt("skip_texts"), kept.getInt("done"))
            return course.takeIf { it.taps.size == kept.getInt("taps") && !it.isDone }
        }

        private suspend fun phraseOrNull(book: PhraseBook, id: UUID): Phrase? = try {
            book.phrase(id).takeIf { it.meta.deletedAt == null }
        } catch (_: ApiException.NotFound) {
            null
        }

        /** What the customer sees of a phrase, the same in every process: the content is plain data without enumerations. */
        private fun digest(phrase: Phrase): String {
            val hash = MessageDigest.getInstance("SHA-256").digest(phrase.content.toString().toByteArray())
            return hash.joinToString("") { "%02x".format(it) }
        }
    }
}
