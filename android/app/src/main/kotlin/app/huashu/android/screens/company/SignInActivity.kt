package app.huashu.android.screens.company

import android.content.ClipboardManager
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import app.huashu.SignInWish
import app.huashu.android.R
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.android.screens.Errand
import app.huashu.android.screens.Progress
import app.huashu.android.screens.ScreenActivity
import app.huashu.model.ApiException
import app.huashu.model.ErrorCode
import app.huashu.model.SyncPhase
import app.huashu.reason
import kotlinx.coroutines.launch

/**
 * Signs this device in to the company's hub: by its address, or by a link that was tapped or pasted. Nothing is sent before the
 * person has seen where to, and pressed the button.
 */
class SignInActivity : ScreenActivity() {
    private lateinit var form: SignInForm
    private lateinit var errand: Errand

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.company_sign_in)
        // A password stands here: no picture of it among the recent apps.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        val kept = lastNonConfigurationInstance as? Kept
        errand = kept?.errand ?: Errand(huashu.scope)
        scrolling {
            form = SignInForm(this@SignInActivity, paste = ::clipboard, submit = ::signIn)
            addView(form.view)
        }
        form.device.setText(Build.MODEL)
        if (savedInstanceState != null) restore(savedInstanceState, kept?.password.orEmpty()) else receive(intent)
        work { greet() }
        scope.launch { errand.state.collect(::show) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        receive(intent)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(ADDRESS, form.address.text.toString())
        outState.putString(USER, form.user.text.toString())
        outState.putString(DEVICE, form.device.text.toString())
        outState.putBoolean(TAKES_CODE, form.takesCode)
    }

    override fun onRetainNonConfigurationInstance(): Any = Kept(errand, form.password.text.toString())

    private fun restore(state: Bundle, password: String) {
        form.takesCode = state.getBoolean(TAKES_CODE, true)
        form.address.setText(state.getString(ADDRESS))
        form.user.setText(state.getString(USER))
        form.device.setText(state.getString(DEVICE))
        form.password.setText(password)
    }

    /** A link of ours that was tapped; anybody can send one, so it fills the form and does nothing else. */
    private fun receive(intent: Intent) {
        val link = intent.dataString?.takeIf { intent.action == Intent.ACTION_VIEW } ?: return
        form.address.setText(link)
    }

    /** Who is signed in already can renew the session, and nothing else: a device is in one company at a time. */
    private suspend fun greet() {
        val sync = huashu.connection.sync()
        val member = sync.membership() ?: return
        form.knows(member, isOver = sync.status().phase is SyncPhase.SignedOut)
        if (form.address.text.isBlank()) form.address.setText(huashu.preferences[KEPT_ADDRESS] ?: member.hub)
        form.user.setText(member.account)
    }

    private fun signIn() {
        val address = form.address.text.toString().trim()
        val user = form.user.text.toString().trim()
        val missing = when {
            address.isEmpty() -> form.address
            user.isEmpty() -> form.user
            form.password.text.isEmpty() -> form.password
            else -> null
        }
        if (missing != null) {
            missing.requestFocus()
            return form.complain(getString(R.string.company_fill_in_all))
        }
        val link = JoinLink.of(address)
        // The code makes an account; who has one signs in without.
        val where = if (link != null && !form.takesCode) link.withoutCode() else address
        val device = form.device.text.toString().trim().ifEmpty { Build.MODEL }
        val wish = SignInWish(address = where, user = user, password = form.password.text.toString(), device = device)
        val app = huashu
        errand.run {
            val sync = app.connection.sync()
            sync.signIn(wish)
            app.preferences[KEPT_ADDRESS] = link?.withoutCode() ?: address
            sync.start()
        }
    }

    private fun show(progress: Progress) {
        form.busy(progress == Progress.Running)
        when (progress) {
            is Progress.Failed -> form.complain(words(progress.error))
            Progress.Done -> {
                val after = Intent(this, SyncActivity::class.java)
                startActivity(after.addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP or Intent.FLAG_ACTIVITY_SINGLE_TOP))
                finish()
            }
            else -> form.complain(null)
        }
    }

    private fun words(error: ApiException): String = when (error.reason.code) {
        ErrorCode.SIGNED_OUT ->
            getString(if (form.isJoining) R.string.company_wrong_code else R.string.company_wrong_password)
        ErrorCode.SIGNED_IN -> getString(R.string.company_another_account)
        ErrorCode.OFFLINE -> getString(R.string.company_not_reached)
        else -> say(error)
    }

    private fun clipboard(@Suppress("UNUSED_PARAMETER") button: View) {
        val text = getSystemService(ClipboardManager::class.java)?.primaryClip?.getItemAt(0)?.coerceToText(this)?.trim()
        if (text.isNullOrEmpty()) tell(getString(R.string.company_nothing_to_paste)) else form.address.setText(text)
    }

    private class Kept(val errand: Errand, val password: String)

    internal companion object {
        /** The address or link that led to the hub, without the code: to sign in again by. */
        const val KEPT_ADDRESS = "company_address"
        private const val ADDRESS = "address"
        private const val USER = "user"
        private const val DEVICE = "device"
        private const val TAKES_CODE = "takes_code"
    }
}
