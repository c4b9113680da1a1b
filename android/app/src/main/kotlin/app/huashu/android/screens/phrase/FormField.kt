package app.huashu.android.screens.phrase

import android.content.Context
import android.text.InputFilter
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.field
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.onTyped
import app.huashu.android.core.put

/** A name, what is filled in below it, and what is wrong with that. */
internal open class FormField(context: Context, name: Int, input: View) : LinearLayout(context) {
    private val wrong = context.label(size = TextSize.SMALL, color = R.color.danger).apply {
        isPresent = false
        accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
    }

    init {
        orientation = VERTICAL
        put(context.label(context.getString(name), TextSize.BODY, R.color.text_secondary, bold = true))
        put(input, top = 6)
        put(wrong, top = 4)
    }

    /** Says what is wrong; null: nothing is. */
    fun showError(words: String?) {
        wrong.text = words
        wrong.isPresent = words != null
    }
}

/** A line of text in a form. It takes [most] UTF-16 units; the core says when it wants fewer. */
internal class LineField private constructor(context: Context, name: Int, private val line: EditText, private val changed: (String) -> Unit) :
    FormField(context, name, line) {
    constructor(
        context: Context,
        name: Int,
        hint: Int,
        most: Int,
        changed: (String) -> Unit,
    ) : this(context, name, context.field(context.getString(hint)), changed) {
        line.filters = arrayOf(InputFilter.LengthFilter(most))
    }

    init {
        line.isSaveEnabled = false
        line.contentDescription = context.getString(name)
        line.onTyped {
            showError(null)
            changed(it)
        }
    }

    var text: String
        get() = line.text.toString()
        set(value) = line.setText(value)
}
