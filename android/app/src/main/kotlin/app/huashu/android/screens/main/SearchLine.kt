package app.huashu.android.screens.main

import android.content.Context
import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputMethodManager
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.dp
import app.huashu.android.core.field
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.onTyped
import app.huashu.android.core.put
import app.huashu.android.core.shape

/** The line where one types what one looks for, in the system's keyboard. [typed] hears of every change. */
internal class SearchLine(context: Context, private val typed: (String) -> Unit) : LinearLayout(context) {
    private val line = context.field(context.getString(R.string.main_search_hint)).apply {
        background = null
        imeOptions = EditorInfo.IME_ACTION_SEARCH or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        setPadding(context.dp(8), 0, context.dp(8), 0)
        isSaveEnabled = false
    }
    private val clear = context.iconButton(R.drawable.ic_close, context.getString(R.string.clear)) { query = "" }.apply { isPresent = false }

    var query: String
        get() = line.text.toString()
        set(value) {
            line.setText(value)
            line.setSelection(line.text.length)
        }

    init {
        gravity = Gravity.CENTER_VERTICAL
        background = context.shape(R.color.sunken, Corner.CONTROL)
        minimumHeight = context.dp(TARGET)
        put(context.icon(R.drawable.ic_search), 20, 20, left = 12)
        put(line, 0, weight = 1f)
        put(clear, WRAP_CONTENT)
        line.onTyped {
            clear.isPresent = it.isNotEmpty()
            typed(it)
        }
    }

    /** Puts the cursor into the line and asks for the keyboard, as soon as the line is on the screen. */
    fun takeFocus() {
        line.post {
            line.requestFocus()
            context.getSystemService(InputMethodManager::class.java)?.showSoftInput(line, 0)
        }
    }
}
