package app.huashu.android.send

import android.content.Context
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.field
import app.huashu.android.core.label
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put

/** Asks for the values that a phrase lacks, one field for each name. [filled] hears them when all have one. */
class MissingFields(context: Context, names: List<String>, private val filled: (Map<String, String>) -> Unit) : LinearLayout(context) {
    private val fields = names.associateWith { context.field(context.getString(R.string.send_value_hint, it)) }

    init {
        orientation = VERTICAL
        put(context.label(context.getString(R.string.send_missing), TextSize.BODY, R.color.text_secondary))
        fields.forEach { (name, field) ->
            field.id = generateViewId()
            put(context.label(name, TextSize.BODY, bold = true).apply { labelFor = field.id }, top = 12)
            put(field, top = 4)
            field.imeOptions = if (name == names.last()) EditorInfo.IME_ACTION_DONE else EditorInfo.IME_ACTION_NEXT
            field.setOnEditorActionListener { _, action, _ -> (action == EditorInfo.IME_ACTION_DONE).also { isLast -> if (isLast) go() } }
        }
        put(context.primaryButton(context.getString(R.string.send_fill)) { go() }, top = 16)
    }

    private fun go() {
        val empty = fields.values.firstOrNull { it.text.isBlank() }
        if (empty == null) filled(fields.mapValues { (_, field) -> field.text.toString() }) else ask(empty)
    }

    private fun ask(field: EditText) {
        field.error = context.getString(R.string.send_value_needed)
        field.requestFocus()
    }
}
