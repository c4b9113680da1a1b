package app.huashu.android.screens.company

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import app.huashu.LibrarySharing
import app.huashu.Membership
import app.huashu.WaitingDraft
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.badge
import app.huashu.android.core.column
import app.huashu.android.core.dangerButton
import app.huashu.android.core.label
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.android.screens.entry
import app.huashu.android.screens.heading
import app.huashu.android.screens.list
import app.huashu.model.LibraryKind
import app.huashu.model.PhraseLibrary
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import java.time.Instant
import java.time.ZoneId

/** All that the sync screen shows. */
internal class SyncPicture(
    val status: SyncStatus,
    val member: Membership?,
    val libraries: List<PhraseLibrary>,
    val sharing: List<LibrarySharing>,
    val drafts: List<WaitingDraft>,
    val now: Instant,
    val zone: ZoneId,
    val isLeaving: Boolean = false,
    val isAsking: Boolean = false,
)

/** What can be done there. */
internal interface SyncActs {
    fun syncNow()

    fun signIn()

    fun signOut()

    fun decide(draft: WaitingDraft)
}

/** The sync screen as views; made anew for every picture, for it holds nothing that is typed. */
internal fun Context.syncPage(shown: SyncPicture, acts: SyncActs): LinearLayout = column {
    val member = shown.member
    if (member == null) {
        put(banner(Tone.PLAIN, getString(R.string.company_alone), getString(R.string.company_alone_means)), bottom = 16)
        put(primaryButton(getString(R.string.company_sign_in)) { acts.signIn() })
        return@column
    }
    standing(shown, acts)
    if (shown.drafts.isNotEmpty()) {
        put(heading(getString(R.string.company_drafts)), top = 16)
        put(list(shown.drafts.map { draftEntry(it, shown, acts) }))
    }
    put(heading(getString(R.string.company_libraries)), top = 16)
    put(list(shown.libraries.map { library -> libraryEntry(library, shown.sharing.find { it.library == library.id }) }))
    put(heading(getString(R.string.company_account)), top = 16)
    put(list(listOf(entry(member.account, "${member.company}\n${member.hub}", R.drawable.ic_person))))
    val leave = getString(if (shown.isLeaving) R.string.company_signing_out else R.string.company_sign_out)
    put(dangerButton(leave) { acts.signOut() }.apply { isEnabled = !shown.isLeaving }, top = 16)
    put(label(getString(R.string.company_sign_out_means), TextSize.BODY, R.color.text_secondary), top = 8, left = 4, right = 4)
}

private fun LinearLayout.standing(shown: SyncPicture, acts: SyncActs) {
    val words = context.syncWords(shown.status, shown.now, shown.zone)
    val more = listOfNotNull(words.detail) + words.notes + words.last
    put(context.banner(words.tone, words.title, more.joinToString("\n")), bottom = 12)
    when {
        shown.status.phase is SyncPhase.SignedOut ->
            put(context.primaryButton(context.getString(R.string.company_sign_in_again)) { acts.signIn() })
        shown.isAsking -> put(context.quietButton(context.getString(R.string.company_syncing)) {}.apply { isEnabled = false })
        else -> put(context.quietButton(context.getString(R.string.company_sync_now)) { acts.syncNow() })
    }
}

private fun Context.draftEntry(draft: WaitingDraft, shown: SyncPicture, acts: SyncActs): View {
    val title = draft.now?.title ?: draft.mine?.title ?: getString(R.string.company_draft_untitled)
    val mine = draft.mine?.text?.lineSequence()?.firstOrNull { it.isNotBlank() }
    val why = draftReason(draft, shown.now, shown.zone)
    return entry(title, listOfNotNull(why, mine).joinToString("\n"), R.drawable.ic_warning, lines = DRAFT_LINES) { acts.decide(draft) }
}

private fun Context.libraryEntry(library: PhraseLibrary, sharing: LibrarySharing?): View {
    val may = when {
        sharing == null -> R.string.company_may_local
        sharing.locked -> R.string.company_may_locked
        sharing.mayEdit -> R.string.company_may_edit
        else -> R.string.company_may_read
    }
    val kind = when (library.kind) {
        LibraryKind.COMPANY -> R.string.company_kind_company
        LibraryKind.DEPARTMENT -> R.string.company_kind_department
        LibraryKind.PERSONAL -> R.string.company_kind_personal
    }
    return entry(library.name, getString(may), R.drawable.ic_folder, trailing = badge(getString(kind)))
}

/** Why it waits, and the beginning of what it says. */
private const val DRAFT_LINES = 3
