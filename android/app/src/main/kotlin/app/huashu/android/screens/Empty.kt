package app.huashu.android.screens

import android.content.Context
import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton

/** What stands where a list would: why there is nothing, and what to do about it. */
class Empty(val icon: Int, val title: CharSequence, val text: CharSequence = "", val todo: CharSequence? = null, val act: () -> Unit = {})

fun Context.emptyView(said: Empty): LinearLayout = column {
    gravity = Gravity.CENTER_HORIZONTAL
    pad(32, 40)
    put(icon(said.icon), 40, 40)
    put(centred(said.title, TextSize.HEADING), top = 16)
    if (said.text.isNotEmpty()) put(centred(said.text, TextSize.BODY, R.color.text_secondary), top = 8)
    said.todo?.let { todo -> put(quietButton(todo) { said.act() }, WRAP_CONTENT, top = 20) }
}

private fun Context.centred(text: CharSequence, size: Float, color: Int = R.color.text) =
    label(text, size, color, bold = size > TextSize.BODY).apply { gravity = Gravity.CENTER }
