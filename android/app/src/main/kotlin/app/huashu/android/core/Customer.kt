package app.huashu.android.core

import app.huashu.ComposeSession
import app.huashu.GivenValue
import app.huashu.PlanWish
import app.huashu.model.FoundValue
import app.huashu.model.PhraseId
import app.huashu.model.Planned
import app.huashu.model.Surface
import app.huashu.model.Variable

/**
 * The customer that the agent talks to now: the values that were filled in are remembered until the next one, also when the process
 * ends in between.
 */
class Customer(private val connection: BookConnection, private val preferences: Preferences) {
    private var session: ComposeSession? = null

    /** What is known of the customer, by variable. */
    suspend fun values(): Map<String, String> = session().values()

    /**
     * The plan for a phrase with what is known of the customer and [given], which is remembered.
     *
     * @throws app.huashu.model.ApiException the phrase is gone, or may not be sent today unless [insist].
     */
    suspend fun plan(phrase: PhraseId, surface: Surface, given: Map<String, String> = emptyMap(), insist: Boolean = false): Planned {
        val values = given.map { (name, value) -> GivenValue(name, value) }
        val session = session()
        session.remember(values)
        preferences[KEPT] = session.save()
        return session.plan(PlanWish(phrase, surface, preferences.channel, insist = insist), values)
    }

    /** What to ask for these variables of a phrase, which a plan said are missing. */
    suspend fun questions(phrase: PhraseId, names: List<String>): List<Variable> =
        session().questions(PlanWish(phrase, Surface.ANDROID_APP, preferences.channel), names)

    /** Takes what a customer's message says, and tells what it was. */
    suspend fun fillFrom(message: String): List<FoundValue> {
        val session = session()
        return session.fillFrom(message).also { preferences[KEPT] = session.save() }
    }

    /** Remembers one value that the person took from a message. */
    suspend fun remember(name: String, value: String) {
        val session = session()
        session.remember(listOf(GivenValue(name, value)))
        preferences[KEPT] = session.save()
    }

    suspend fun forget(name: String) {
        val session = session()
        session.forget(name)
        preferences[KEPT] = session.save()
    }

    /** Another customer: nothing is known. */
    suspend fun next() {
        session().newCustomer()
        preferences[KEPT] = null
    }

    /** What is known of the customer, as text for `ComposeSession.restore`: a plan under way goes on with it whoever comes next. */
    suspend fun save(): String = session().save()

    private suspend fun session(): ComposeSession {
        session?.let { return it }
        val made = connection.book().composeSession()
        preferences[KEPT]?.let(made::restore)
        session = made
        return made
    }

    private companion object {
        const val KEPT = "customer"
    }
}
