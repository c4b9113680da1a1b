package app.huashu.android.screens.main

import android.content.Context
import app.huashu.android.R
import app.huashu.android.screens.lately
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus

/** What there is to say about sync, in a few words; null where all is well, or nobody is signed in. */
fun Context.syncWords(status: SyncStatus, isMember: Boolean): String? {
    if (!isMember) return null
    val waiting = status.waiting.toInt()
    val drafts = status.drafts.toInt()
    val fetching = status.fetching
    val phase = status.phase
    return when {
        phase is SyncPhase.SignedOut -> getString(R.string.main_sync_signed_out)
        phase is SyncPhase.Refused -> getString(R.string.main_sync_refused)
        phase is SyncPhase.Offline && waiting > 0 -> getString(R.string.main_sync_offline_waiting, lately(phase.since), waiting)
        phase is SyncPhase.Offline -> getString(R.string.main_sync_offline, lately(phase.since))
        drafts > 0 -> resources.getQuantityString(R.plurals.main_sync_drafts, drafts, drafts)
        status.trouble != null -> getString(R.string.main_sync_trouble)
        fetching != null && fetching.of > 0u -> getString(R.string.main_sync_fetching_of, fetching.done.toInt(), fetching.of.toInt())
        fetching != null -> getString(R.string.main_sync_fetching)
        else -> null
    }
}
