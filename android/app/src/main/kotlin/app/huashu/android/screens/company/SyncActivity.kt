package app.huashu.android.screens.company

import android.app.AlertDialog
import android.content.Intent
import android.os.Bundle
import android.widget.FrameLayout
import app.huashu.WaitingDraft
import app.huashu.android.R
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.android.screens.Errand
import app.huashu.android.screens.Progress
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.confirm
import app.huashu.model.ErrorCode
import app.huashu.reason
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.merge
import kotlinx.coroutines.launch

/** How sync stands, what waits for a decision, which libraries there are, and the way out. */
class SyncActivity : ScreenActivity(), SyncActs {
    private lateinit var page: FrameLayout
    private lateinit var leaving: Errand
    private var isAsking = false
    private var showing: Job? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.company_title)
        leaving = lastNonConfigurationInstance as? Errand ?: Errand(huashu.scope)
        scrolling { page = FrameLayout(this@SyncActivity).also(::addView) }
        val connection = huashu.connection
        scope.launch {
            merge(connection.syncStatus.map { }, connection.changes.map { }, leaving.state.map { }).collect { show() }
        }
        scope.launch { leaving.state.collect(::left) }
    }

    override fun onResume() {
        super.onResume()
        show()
    }

    override fun onRetainNonConfigurationInstance(): Any = leaving

    override fun syncNow() {
        if (isAsking) return
        isAsking = true
        work {
            try {
                val sync = huashu.connection.sync()
                sync.start()
                show()
                val outcome = sync.syncNow(WAIT_MS)
                val words = syncWords(outcome.status, huashu.now(), huashu.zone())
                tell(if (outcome.done) getString(R.string.company_in_step) else words.title)
            } finally {
                isAsking = false
                show()
            }
        }
    }

    override fun signIn() = startActivity(Intent(this, SignInActivity::class.java))

    override fun decide(draft: WaitingDraft) =
        startActivity(Intent(this, DraftActivity::class.java).putExtra(DraftActivity.DRAFT, draft.id.toString()))

    override fun signOut() = confirm(
        getString(R.string.company_sign_out_title),
        getString(R.string.company_sign_out_means),
        getString(R.string.company_sign_out),
    ) { leave(force = false) }

    private fun leave(force: Boolean) {
        val app = huashu
        leaving.run {
            app.connection.sync().signOut(force)
            app.preferences[SignInActivity.KEPT_ADDRESS] = null
        }
    }

    private fun left(progress: Progress) {
        when (progress) {
            Progress.Done -> tell(getString(R.string.company_signed_out))
            is Progress.Failed -> if (progress.error.reason.code == ErrorCode.UNSENT) askToForce() else tell(say(progress.error))
            else -> return
        }
        leaving.settle()
    }

    /** What waits is lost to the company, so it is asked a second time, with the number. */
    private fun askToForce() = work {
        val waiting = huashu.connection.sync().membership()?.waiting?.toInt() ?: return@work
        AlertDialog.Builder(this)
            .setTitle(resources.getQuantityString(R.plurals.company_waiting, waiting, waiting))
            .setMessage(R.string.company_force_means)
            .setPositiveButton(R.string.company_force) { _, _ -> leave(force = true) }
            .setNegativeButton(R.string.company_stay, null)
            .show()
    }

    /** Draws the page anew. What was read before something changed is not drawn after it. */
    private fun show() {
        showing?.cancel()
        showing = work { book ->
            val sync = huashu.connection.sync()
            val member = sync.membership()
            val libraries = book.libraries()
            val sharing = sync.sharing()
            val drafts = sync.drafts()
            val picture = SyncPicture(
                status = sync.status(),
                member = member,
                libraries = libraries,
                sharing = sharing,
                drafts = drafts,
                now = huashu.now(),
                zone = huashu.zone(),
                isLeaving = leaving.state.value == Progress.Running,
                isAsking = isAsking,
            )
            page.removeAllViews()
            page.addView(syncPage(picture, this))
        }
    }

    private companion object {
        const val WAIT_MS = 30_000u
    }
}
