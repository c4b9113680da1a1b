package app.huashu.android.screens.company

import android.content.Context
import android.text.InputType
import android.text.method.PasswordTransformationMethod
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.FrameLayout
import app.huashu.Membership
import app.huashu.android.R
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.field
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.onTyped
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.android.screens.labelled

/** The fields of a sign-in, and what is said about them. [paste] fetches the clipboard, [submit] signs in. */
internal class SignInForm(private val context: Context, paste: (View) -> Unit, submit: () -> Unit) {
    val address = context.field(context.getString(R.string.company_address_hint)).apply {
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_URI
        imeOptions = EditorInfo.IME_ACTION_NEXT
    }
    val user = context.field("").apply {
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        imeOptions = EditorInfo.IME_ACTION_NEXT
        setAutofillHints(View.AUTOFILL_HINT_USERNAME)
    }
    val password = context.field("").apply {
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD
        imeOptions = EditorInfo.IME_ACTION_NEXT
        setAutofillHints(View.AUTOFILL_HINT_PASSWORD)
    }
    val device = context.field("").apply { imeOptions = EditorInfo.IME_ACTION_DONE }

    /** Whether the code of an invitation is used, which makes an account. */
    var takesCode = true
        set(value) {
            field = value
            showLink()
        }

    /** Whether an account will be made. */
    val isJoining: Boolean get() = takesCode && JoinLink.of(address.text.toString())?.isInvitation == true

    private val about = FrameLayout(context)

    /** What becomes of the phrases that are here already. */
    private val along =
        context.banner(Tone.PLAIN, context.getString(R.string.company_go_along), context.getString(R.string.company_go_along_means))
    private val linkBox = FrameLayout(context)
    private val ways = context.row()
    private val fault = FrameLayout(context)
    private val button = context.primaryButton(context.getString(R.string.company_sign_in_now)) { submit() }

    val view = context.column {
        put(about)
        val clip = context.iconButton(R.drawable.ic_paste, context.getString(R.string.company_paste), act = paste)
        put(context.labelled(context.getString(R.string.company_address), address, clip), bottom = 8)
        put(linkBox, bottom = 8)
        put(context.sideways(ways), bottom = 8)
        put(context.labelled(context.getString(R.string.company_user), user), bottom = 12)
        put(context.labelled(context.getString(R.string.company_password), password, eye()), bottom = 12)
        put(context.labelled(context.getString(R.string.company_device), device), bottom = 16)
        put(along, bottom = 16)
        put(fault, bottom = 12)
        put(button, height = WRAP_CONTENT)
    }

    init {
        along.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_NONE
        address.onTyped { showLink() }
        device.setOnEditorActionListener { _, action, _ -> (action == EditorInfo.IME_ACTION_DONE).also { if (it) submit() } }
        showLink()
    }

    /** The device is signed in already: the account stands fast. */
    fun knows(member: Membership, isOver: Boolean) {
        about.removeAllViews()
        val title = context.getString(if (isOver) R.string.company_session_over else R.string.company_signed_in_already)
        val detail = context.getString(
            if (isOver) R.string.company_sign_in_again_as else R.string.company_signed_in_as,
            member.account,
            member.company,
        )
        about.addView(context.banner(if (isOver) Tone.WARN else Tone.PLAIN, title, detail))
        about.setPadding(0, 0, 0, context.dp(16))
        along.isPresent = false
        user.isEnabled = false
        takesCode = false
    }

    /** Says what went wrong above the button; null: nothing did. */
    fun complain(text: CharSequence?) {
        fault.removeAllViews()
        fault.isPresent = text != null
        if (text != null) fault.addView(context.banner(Tone.DANGER, text))
    }

    fun busy(isBusy: Boolean) {
        button.isEnabled = !isBusy
        button.alpha = if (isBusy) WAITING else 1f
        button.setText(
            when {
                isBusy -> R.string.company_signing_in
                isJoining -> R.string.company_join_now
                else -> R.string.company_sign_in_now
            },
        )
    }

    /** What the link in the address line says, before anybody follows it. */
    private fun showLink() {
        val link = JoinLink.of(address.text.toString())
        linkBox.removeAllViews()
        linkBox.isPresent = link != null
        if (link != null) {
            val detail = context.getString(if (link.isPinned) R.string.company_link_pinned else R.string.company_link_plain)
            linkBox.addView(context.banner(Tone.PLAIN, context.getString(R.string.company_link_to, link.hub), detail))
        }
        ways.removeAllViews()
        ways.isPresent = link?.isInvitation == true && user.isEnabled
        ways.put(way(R.string.company_new_account, takesCode) { takesCode = true }, WRAP_CONTENT, right = 8)
        ways.put(way(R.string.company_have_account, !takesCode) { takesCode = false }, WRAP_CONTENT)
        busy(!button.isEnabled)
    }

    private fun way(text: Int, chosen: Boolean, act: () -> Unit) =
        context.chip(context.getString(text), chosen) { act() }

    private fun eye(): View = context.iconButton(R.drawable.ic_eye_off, context.getString(R.string.company_show_password)) {
        val isHidden = password.transformationMethod != null
        val at = password.selectionEnd
        password.transformationMethod = if (isHidden) null else PasswordTransformationMethod.getInstance()
        password.setSelection(at)
        it.contentDescription = context.getString(if (isHidden) R.string.company_hide_password else R.string.company_show_password)
    }

    private companion object {
        const val WAITING = 0.6f
    }
}
