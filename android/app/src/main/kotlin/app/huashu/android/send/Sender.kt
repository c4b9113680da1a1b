package app.huashu.android.send

import android.content.Context
import app.huashu.android.core.BookConnection
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.Surface
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** A plan that waits for the person's next tap. It outlives the switch to the chat app and the end of the process. */
data class Underway(val phrase: Phrase, val surface: Surface, val channel: String, val done: Int, val count: Int)

/** How a step went: what to say to the person, and whether steps remain. */
data class Sent(val say: String, val remaining: Int)

/** Carries out send plans, one step for each tap. It never presses "send". */
class Sender(private val context: Context, private val connection: BookConnection) {
    private val waiting = MutableStateFlow<Underway?>(null)

    /** The plan whose next step waits, if any: the bubble shows 2/3. */
    val underway: StateFlow<Underway?> = waiting.asStateFlow()

    /** Begins a plan (without missing variables) with its first step, in place of any other that waits. */
    suspend fun begin(phrase: Phrase, plan: SendPlan): Sent = TODO("the send helper")

    /** Does the next step of the plan that waits; null where none does. */
    suspend fun goOn(): Sent? = TODO("the send helper")

    /** Forgets the plan that waits. */
    fun drop() {
        waiting.value = null
    }
}
