package app.huashu.android.screens

import android.app.Activity
import android.app.AlertDialog
import android.content.Context
import android.view.View
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.dp
import app.huashu.android.seen
import app.huashu.android.until
import org.robolectric.shadows.ShadowAlertDialog

/** A screen as a person meets it: by what it says. */
class OnScreen(val activity: Activity) {
    /** All that is seen, from the top. */
    val views: List<View> get() = activity.window.decorView.seen()

    /** Every text that is seen or read out, from the top. */
    val texts: List<String> get() = views.mapNotNull { ((it as? TextView)?.text?.ifEmpty { null } ?: it.contentDescription)?.toString() }

    fun says(part: String): Boolean = texts.any { part in it }

    fun waitFor(part: String) = until("the screen says “$part”; it says $texts") { says(part) }

    /** Touches the first view that says just this, or the one around it that answers. */
    fun tap(text: String) {
        target(text).performClick()
    }

    /** What [tap] touches: for a finger that comes twice before anything else happens. */
    fun target(text: String): View {
        waitFor(text)
        val said = views.filter { (it as? TextView)?.text?.toString() == text || it.contentDescription == text }
        val answers = said.firstNotNullOf { one -> generateSequence(one) { it.parent as? View }.firstOrNull { it.hasOnClickListeners() } }
        check(answers.isEnabled) { "“$text” answers nobody now" }
        return answers
    }

    /** The first view of a kind. */
    inline fun <reified V : View> one(): V = views.filterIsInstance<V>().first()

    /** The field below a name. */
    fun field(name: String): EditText {
        val label = views.filterIsInstance<TextView>().first { it.text.toString() == name && it.labelFor != View.NO_ID }
        return activity.findViewById(label.labelFor)
    }

    fun type(name: String, text: String) = field(name).setText(text)

    companion object {
        /** The dialog that asks now; waits for it. */
        @Suppress("DEPRECATION")
        fun dialog(): AlertDialog {
            until("somebody asks") { ShadowAlertDialog.getLatestAlertDialog()?.isShowing == true }
            return ShadowAlertDialog.getLatestAlertDialog()
        }

        fun AlertDialog.answer(which: Int) {
            getButton(which).performClick()
            until("the dialog has gone") { !isShowing }
        }

        /** A page on the ground of its screen, for a picture. */
        fun framed(context: Context, page: View): View = FrameLayout(context).apply {
            setBackgroundColor(context.getColor(R.color.background))
            setPadding(context.dp(16), context.dp(16), context.dp(16), context.dp(16))
            addView(page)
        }
    }
}
