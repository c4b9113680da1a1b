package app.huashu.android.send

import android.content.Context
import android.content.Intent
import app.huashu.android.R
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Customer
import app.huashu.android.core.Preferences
import app.huashu.android.core.say
import app.huashu.model.ApiException
import app.huashu.model.Phrase
import app.huashu.model.PhraseStatus
import app.huashu.model.PhraseUse
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** A plan that waits for the person's next tap. It outlives the switch to the chat app and the end of the process. */
data class Underway(
    val phrase: Phrase,
    val surface: Surface,
    val channel: String,
    val done: Int,
    val count: Int,
    val taps: List<Tap> = emptyList(),
)

/** Another way to send what could not go along: a window of ours, which whoever shows [label] starts. */
class Offer(val label: String, val intent: Intent)

/** How a step went: what to say to the person, and whether steps remain. */
data class Sent(
    val say: String,
    val remaining: Int,
    /** The step was not done; the next tap tries it again. */
    val isFailed: Boolean = false,
    /** Whether the person hears of it from us alone: a stock Android 13 shows what was copied by itself. */
    val needsOwnToast: Boolean = true,
    val offer: Offer? = null,
)

/** How the person wants a step done; what is null is decided here. */
class Way(
    /** The window that it is done from; another app comes in front of it. */
    val from: Context? = null,
    /** The app that it shall go to; else the one that was chosen last, else the person chooses. */
    val target: Target? = null,
    /** Where a keyboard types. */
    val editor: Editor? = null,
    /** Pictures go by the album, for a clone of an app that cannot read what we hand over directly. */
    val byAlbum: Boolean = false,
)

/**
 * Carries out send plans, one step for each tap. It never presses "send".
 *
 * All functions belong to the main thread; none blocks it, and none throws: what went wrong is said in [Sent].
 */
class Sender(
    private val context: Context,
    private val connection: BookConnection,
    private val customer: Customer,
    private val preferences: Preferences,
    private val scope: CoroutineScope,
) {
    private val waiting = MutableStateFlow<Underway?>(null)
    private val forgotten = MutableStateFlow<String?>(null)
    private val lock = Mutex()
    private val outbox = Outbox(context)
    private val album = Album(context, preferences)
    private val hands = Hands(context, connection, preferences, outbox, album)
    private var course: Course? = null
    private var last: Course? = null

    /** The plan whose next step waits, if any: the bubble shows 2/3. */
    val underway: StateFlow<Underway?> = waiting.asStateFlow()

    /** Why a plan that waited was forgotten, until it was said once by [goOn] or another plan begins. */
    val lost: StateFlow<String?> = forgotten.asStateFlow()

    /** Whether pictures can go by the album, or the person must be asked first (before Android 10). */
    val mayUseAlbum: Boolean get() = album.mayWrite

    /** Finds the plan again that waited when the last process ended, and takes away what was handed over a day ago. */
    fun start() {
        scope.launch {
            outbox.tidy()
            album.tidy()
        }
        if (preferences[KEPT] != null) scope.launch { restored() }
    }

    /** Waits until it is clear which plan is under way. */
    suspend fun restored(): Underway? = lock.withLock {
        restore()
        waiting.value
    }

    /** Begins a plan (without missing variables) with its first step, in place of any other that waits. */
    suspend fun begin(phrase: Phrase, plan: SendPlan, way: Way = Way()): Sent {
        prepare(phrase, plan)
        return goOn(way) ?: Sent(context.leftOut(plan), 0, offer = offer(phrase, plan))
    }

    /** Begins a plan without its first step. The first [skipTexts] texts of it have been sent by another way. */
    suspend fun prepare(phrase: Phrase, plan: SendPlan, skipTexts: Int = 0): Underway? = lock.withLock {
        drop()
        val (status, values) = try {
            connection.book().phraseStatus(phrase.id) to customer.save()
        } catch (_: ApiException) {
            // It can still be sent now; only the end of the process would lose it.
            PhraseStatus.ACTIVE to ""
        }
        val begun = Course(phrase, plan, status, values, skipTexts)
        if (begun.taps.isNotEmpty()) keep(begun)
        waiting.value
    }

    /** Does the next step of the plan that waits; null where none does. */
    suspend fun goOn(way: Way = Way()): Sent? = lock.withLock {
        val now = try {
            restore()
            course?.let { if (it.isStillSo(connection.book())) it else null.also { lose() } }
        } catch (error: ApiException) {
            return Sent(context.say(error), course?.remaining ?: 0, isFailed = true)
        }
        if (now == null) forgotten.value?.let { said -> Sent(said, 0, isFailed = true).also { forgotten.value = null } } else step(now, way)
    }

    /** Does the step that was done last once more: the pictures did not arrive. Null where there is none. */
    suspend fun again(way: Way): Sent? = lock.withLock {
        val before = last ?: return null
        val outcome = hands.carryOut(before.taps[before.done], before, way)
        Sent(outcome.say, course?.remaining ?: 0, isFailed = !outcome.isDone)
    }

    /** Forgets the plan that waits. */
    fun drop() {
        course = null
        last = null
        waiting.value = null
        forgotten.value = null
        preferences[KEPT] = null
    }

    private suspend fun step(now: Course, way: Way): Sent {
        val tap = now.taps[now.done]
        val outcome = hands.carryOut(tap, now, way)
        if (!outcome.isDone) return Sent(outcome.say, now.remaining, isFailed = true)
        if (now.done == 0) count(now)
        last = now
        val next = now.stepped()
        if (outcome.isHandedOver || next.isDone) finish() else keep(next)
        val isFirst = now.done == 0
        val beside = if (isFirst) context.leftOut(now.plan) else ""
        return Sent(
            say = context.sentences(outcome.say, beside),
            remaining = course?.remaining ?: 0,
            needsOwnToast = tap.step !is SendStep.CopyText || !isCopyConfirmedBySystem() || beside.isNotEmpty(),
            offer = if (isFirst) offer(now.phrase, now.plan) else null,
        )
    }

    /** The use is counted where the plan begins; a count that fails is not worth a word. */
    private suspend fun count(now: Course) {
        try {
            connection.book().recordUse(PhraseUse(now.phrase.id, now.plan.channel, now.plan.surface))
        } catch (_: ApiException) {
            return
        }
    }

    private fun offer(phrase: Phrase, plan: SendPlan): Offer? {
        if (plan.leftOut.none { it.offer == Surface.ANDROID_APP }) return null
        return Offer(context.getString(R.string.send_offer), SendActivity.intent(context, phrase.id))
    }

    private suspend fun restore() {
        val saved = preferences[KEPT]
        if (course != null || saved == null) return
        Course.restore(connection.book(), saved)?.let(::keep) ?: lose()
    }

    private fun keep(now: Course) {
        course = now
        waiting.value = now.underway
        preferences[KEPT] = now.save()
    }

    private fun finish() {
        course = null
        waiting.value = null
        preferences[KEPT] = null
    }

    private fun lose() {
        drop()
        forgotten.value = context.getString(R.string.send_changed)
    }

    private val Course.remaining get() = taps.size - done

    private companion object {
        const val KEPT = "send_underway"
    }
}
