package app.huashu.android.screens.followup

import android.content.Context
import app.huashu.android.R
import app.huashu.android.screens.Tone
import app.huashu.android.screens.company.day
import app.huashu.android.screens.company.moment
import app.huashu.model.FollowUp
import app.huashu.model.FollowUpWarning
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import java.time.Instant
import java.time.ZoneId

/** What a note is about, by the core's word. */
internal enum class Subject(val id: String, val words: Int) {
    ORDER("order", R.string.followup_order),
    CUSTOMER("customer", R.string.followup_customer),
    PARCEL("parcel", R.string.followup_parcel),
}

/** What is done for a customer, by the core's word; [isMoney] where an amount belongs to it. */
internal enum class Action(val id: String, val words: Int, val isMoney: Boolean = false) {
    DUNNED("dunned", R.string.followup_dunned),
    CASHBACK("cashback", R.string.followup_cashback, isMoney = true),
    REFUNDED("refunded", R.string.followup_refunded, isMoney = true),
    COMPENSATED("compensated", R.string.followup_compensated, isMoney = true),
    RESENT("resent", R.string.followup_resent),
    EXCHANGED("exchanged", R.string.followup_exchanged),
    RETURNED("returned", R.string.followup_returned),
    PRICE_PROTECTED("price_protected", R.string.followup_price_protected, isMoney = true),
    CALLED("called", R.string.followup_called),
}

/** The name of an action; a word that this edition does not know stands as it came. */
internal fun Context.actionName(id: String): String = Action.entries.find { it.id == id }?.let { getString(it.words) } ?: id

/** Who did what when: 4月15日 10:42 小林 催付 12.50 元. */
internal fun Context.who(note: FollowUp, now: Instant, zone: ZoneId): String {
    val what = listOfNotNull(actionName(note.action), note.amount?.let { getString(R.string.followup_yuan, it) }).joinToString(" ")
    return getString(R.string.followup_who, moment(note.at, now, zone), note.by, what)
}

/** What a check came to: whether to go ahead, and how far that can be trusted. */
internal data class CheckWords(val tone: Tone, val title: String, val detail: String)

/**
 * Says what stands on a subject before [action] is taken. How old the knowledge is belongs to every answer: what a colleague noted
 * after the last sync is not known here.
 *
 * @param status null where the device belongs to no company.
 */
internal fun Context.checkWords(
    warning: FollowUpWarning,
    action: Action,
    status: SyncStatus?,
    now: Instant,
    zone: ZoneId,
): CheckWords {
    val knowledge = knowledge(status, now, zone)
    val others = warning.others.map { who(it, now, zone) }
    val last = warning.already.firstOrNull()
        ?: return CheckWords(Tone.GOOD, getString(R.string.followup_go_ahead, getString(action.words)), lines(others, knowledge))
    val earlier = warning.already.drop(1).map { who(it, now, zone) }
    val note = listOfNotNull(last.note?.let { getString(R.string.followup_said, it) })
    return CheckWords(Tone.WARN, getString(R.string.followup_already, who(last, now, zone)), lines(note + earlier + others, knowledge))
}

/** How old the knowledge of this device is. */
internal fun Context.knowledge(status: SyncStatus?, now: Instant, zone: ZoneId): String {
    if (status == null) return getString(R.string.followup_alone)
    val at = status.lastSync ?: return getString(R.string.followup_never_synced)
    val isInTouch = status.phase is SyncPhase.Idle || status.phase is SyncPhase.Syncing
    return getString(if (isInTouch) R.string.followup_as_of else R.string.followup_as_of_offline, moment(at, now, zone))
}

/** What a note says below its first line; null where nothing. */
internal fun Context.noteDetail(note: FollowUp, voidedBy: FollowUp?, now: Instant, zone: ZoneId): String? {
    val due = note.dueAt?.let { at -> getString(R.string.followup_due_at, day(at.atZone(zone).toLocalDate(), now.atZone(zone).toLocalDate())) }
    val voided = voidedBy?.let { getString(R.string.followup_voided, it.by, it.note.orEmpty()).trim() }
    return lines(listOfNotNull(note.note, due, voided)).ifEmpty { null }
}

private fun lines(some: List<String>, last: String? = null) = (some + listOfNotNull(last)).joinToString("\n")
