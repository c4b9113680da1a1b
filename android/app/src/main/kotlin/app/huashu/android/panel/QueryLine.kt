package app.huashu.android.panel

import android.content.Context
import android.graphics.drawable.InsetDrawable
import android.text.TextUtils
import android.view.Gravity
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputMethodManager
import android.widget.EditText
import android.widget.ImageButton
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.onTyped
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape

/** The line that shows what is searched for: written by the pad, or by the system's keyboard while that is asked for. */
class QueryLine(context: Context, private val changed: (String) -> Unit, cleared: () -> Unit, keyboard: () -> Unit, fold: () -> Unit) :
    LinearLayout(context) {
    private val text = EditText(context).apply {
        background = null
        textSize = TextSize.HEADING
        isSingleLine = true
        ellipsize = TextUtils.TruncateAt.START
        imeOptions = EditorInfo.IME_ACTION_SEARCH or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        setTextColor(context.getColor(R.color.text))
        setHintTextColor(context.getColor(R.color.text_secondary))
        hint = context.getString(R.string.panel_query_hint)
        setPadding(context.dp(8), 0, 0, 0)
        isFocusable = false
        isFocusableInTouchMode = false
        isCursorVisible = false
        setOnClickListener { keyboard() }
    }
    private val clear: ImageButton = context.iconButton(R.drawable.ic_close, context.getString(R.string.clear)) { cleared() }
    private val system: ImageButton =
        context.iconButton(R.drawable.ic_globe, context.getString(R.string.panel_system_keyboard)) { keyboard() }
    private val folding: ImageButton = context.iconButton(R.drawable.ic_down, context.getString(R.string.panel_fold_pad)) { fold() }
    private var isWriting = false

    /** The system's keyboard cannot be had in this window. */
    var hasSystemKey: Boolean by system::isPresent

    init {
        gravity = Gravity.CENTER_VERTICAL
        pad(8, 0)
        val box = context.row {
            background = InsetDrawable(context.shape(R.color.sunken, Corner.PILL), 0, context.dp(3), 0, context.dp(3))
            put(context.icon(R.drawable.ic_search), 20, 20, left = 12)
            put(text, 0, HEIGHT, weight = 1f)
            put(clear, HEIGHT, HEIGHT)
        }
        put(box, 0, HEIGHT, weight = 1f)
        put(system, HEIGHT, HEIGHT)
        put(folding, HEIGHT, HEIGHT)
        text.onTyped { if (!isWriting) changed(it) }
        show("")
    }

    fun show(query: String) {
        clear.isPresent = query.isNotEmpty()
        if (text.text.toString() == query) return
        isWriting = true
        text.setText(query)
        text.setSelection(query.length)
        isWriting = false
    }

    /** Whether the pad is folded away; the arrow points to where it goes. */
    fun showFolded(isFolded: Boolean) {
        folding.rotation = if (isFolded) 180f else 0f
        folding.contentDescription = context.getString(if (isFolded) R.string.panel_unfold_pad else R.string.panel_fold_pad)
    }

    /** Takes the focus for the system's keyboard, or gives it back. */
    fun focus(on: Boolean) {
        text.isFocusable = on
        text.isFocusableInTouchMode = on
        text.isCursorVisible = on
        val keyboard = context.getSystemService(InputMethodManager::class.java)
        if (on) {
            text.requestFocus()
            text.post { keyboard.showSoftInput(text, 0) }
        } else {
            text.clearFocus()
            keyboard.hideSoftInputFromWindow(windowToken, 0)
        }
    }

    private companion object {
        const val HEIGHT = 48
    }
}
