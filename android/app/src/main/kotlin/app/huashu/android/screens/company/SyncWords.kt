package app.huashu.android.screens.company

import android.content.Context
import app.huashu.android.R
import app.huashu.android.screens.Tone
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import app.huashu.model.SyncTrouble
import java.time.Instant
import java.time.ZoneId

/**
 * How sync stands, for the person.
 *
 * @property title one short line.
 * @property detail what it means, and what to do about it where something is to be done.
 * @property last how old the knowledge of this device is; always there.
 * @property notes what waits, a line each.
 */
data class SyncWords(val tone: Tone, val title: String, val detail: String?, val last: String, val notes: List<String>)

/** Says how sync stands in the language of this context; [now] and [zone] for times of the day. */
fun Context.syncWords(status: SyncStatus, now: Instant, zone: ZoneId): SyncWords {
    val trouble = status.trouble?.let(::troubleWords)
    val last = status.lastSync?.let { getString(R.string.company_last_sync, moment(it, now, zone)) }
        ?: getString(R.string.company_never_synced)
    val (tone, title, detail) = when (val phase = status.phase) {
        is SyncPhase.Idle -> idle(status, trouble)
        is SyncPhase.Syncing -> Triple(Tone.BUSY, progress(status), trouble)
        is SyncPhase.Offline -> Triple(
            Tone.WARN,
            getString(R.string.company_offline, moment(phase.since, now, zone)),
            trouble ?: getString(R.string.company_offline_means),
        )
        is SyncPhase.SignedOut ->
            Triple(Tone.DANGER, getString(R.string.company_session_over), getString(R.string.company_session_over_means))
        is SyncPhase.Refused -> Triple(
            Tone.DANGER,
            getString(R.string.company_refused),
            getString(R.string.company_refused_means, phase.minProto.toInt(), phase.proto.toInt()),
        )
        is SyncPhase.Suspended -> Triple(Tone.PLAIN, getString(R.string.company_suspended), getString(R.string.company_suspended_means))
        is SyncPhase.Stopped -> Triple(Tone.PLAIN, getString(R.string.company_stopped), trouble)
    }
    return SyncWords(tone, title, detail, last, notes(status))
}

private fun Context.idle(status: SyncStatus, trouble: String?): Triple<Tone, String, String?> = when {
    trouble != null -> Triple(Tone.WARN, getString(R.string.company_troubled), trouble)
    status.parked > 0uL || status.failingBlobs > 0uL -> Triple(Tone.WARN, getString(R.string.company_not_all), null)
    status.waiting > 0uL -> Triple(Tone.BUSY, getString(R.string.company_waiting_to_go), null)
    else -> Triple(Tone.GOOD, getString(R.string.company_in_step), null)
}

private fun Context.progress(status: SyncStatus): String {
    val fetching = status.fetching
    return when {
        fetching == null -> getString(R.string.company_syncing)
        fetching.of == 0u -> getString(R.string.company_fetching)
        else -> getString(R.string.company_fetching_of, (fetching.done * HUNDRED / fetching.of).toInt())
    }
}

private fun Context.troubleWords(trouble: SyncTrouble): String = getString(
    when (trouble) {
        is SyncTrouble.Unreachable -> R.string.company_trouble_unreachable
        is SyncTrouble.Garbled -> R.string.company_trouble_garbled
        is SyncTrouble.Busy -> R.string.company_trouble_busy
        is SyncTrouble.HubFailed -> R.string.company_trouble_hub_failed
        is SyncTrouble.Forbidden -> R.string.company_trouble_forbidden
        is SyncTrouble.Refused -> R.string.company_trouble_refused
        is SyncTrouble.Stalled -> R.string.company_trouble_stalled
        is SyncTrouble.Diverged -> R.string.company_trouble_diverged
        is SyncTrouble.Book -> R.string.company_trouble_book
    },
)

private fun Context.notes(status: SyncStatus): List<String> = listOf(
    R.plurals.company_waiting to status.waiting,
    R.plurals.company_drafts_wait to status.drafts,
    R.plurals.company_parked to status.parked,
    R.plurals.company_failing_blobs to status.failingBlobs,
).filter { (_, count) -> count > 0uL }.map { (words, count) -> resources.getQuantityString(words, count.toInt(), count.toInt()) }

private const val HUNDRED = 100u
