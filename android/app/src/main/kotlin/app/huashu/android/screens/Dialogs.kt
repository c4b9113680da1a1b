package app.huashu.android.screens

import android.app.Activity
import android.app.AlertDialog
import android.text.InputFilter
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowManager
import android.widget.FrameLayout
import app.huashu.android.R
import app.huashu.android.core.dp
import app.huashu.android.core.field

// The three questions that screens ask. Nothing happens where the person goes back.

/** Asks for a name; blank ones cannot be taken. */
fun Activity.askName(title: CharSequence, hint: CharSequence, before: String = "", take: (String) -> Unit) {
    val line = field(hint, before).apply {
        filters = arrayOf(InputFilter.LengthFilter(MAX_NAME))
        setSelection(text.length)
    }
    val ground = FrameLayout(this).apply {
        setPadding(dp(20), dp(12), dp(20), 0)
        addView(line, MATCH_PARENT, WRAP_CONTENT)
    }
    val dialog = AlertDialog.Builder(this).setTitle(title).setView(ground)
        .setPositiveButton(R.string.done) { _, _ -> line.text.toString().trim().takeIf { it.isNotEmpty() }?.let(take) }
        .setNegativeButton(R.string.cancel, null)
        .create()
    dialog.window?.setSoftInputMode(WindowManager.LayoutParams.SOFT_INPUT_STATE_VISIBLE)
    dialog.show()
    line.requestFocus()
}

/** Asks before something is done that the person may not mean. */
fun Activity.confirm(title: CharSequence, text: CharSequence, todo: CharSequence, act: () -> Unit) {
    AlertDialog.Builder(this).setTitle(title).setMessage(text)
        .setPositiveButton(todo) { _, _ -> act() }
        .setNegativeButton(R.string.cancel, null)
        .show()
}

/** Lets the person choose one of several; [take] gets its place in the list. */
fun Activity.choose(title: CharSequence, choices: List<CharSequence>, take: (Int) -> Unit) {
    AlertDialog.Builder(this).setTitle(title)
        .setItems(choices.toTypedArray()) { _, which -> take(which) }
        .setNegativeButton(R.string.cancel, null)
        .show()
}

/** The longest name that the core takes, in characters. */
private const val MAX_NAME = 100
