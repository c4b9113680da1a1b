package app.huashu.android.screens.phrase

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.EditText
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.card
import app.huashu.android.core.chip
import app.huashu.android.core.dp
import app.huashu.android.core.field
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.onTyped
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.model.PhrasePart

/** The ordered parts of a phrase, to be written, moved and taken away. [changed] hears of every key press. */
internal class PartsEditor(
    context: Context,
    private val pictures: Pictures,
    private val changed: (List<PhrasePart>) -> Unit,
) : LinearLayout(context) {
    private var parts = mutableListOf<PhrasePart>()
    private var variables: List<String> = emptyList()
    private val chipRows = mutableListOf<View>()

    init {
        orientation = VERTICAL
    }

    fun show(parts: List<PhrasePart>, variables: List<String>) {
        this.parts = parts.toMutableList()
        this.variables = variables
        rebuild()
    }

    fun add(part: PhrasePart) {
        parts += part
        rebuild()
        changed(parts.toList())
        if (part is PhrasePart.Text) getChildAt(childCount - 1)?.findViewWithTag<View>(TEXT)?.requestFocus()
    }

    private fun rebuild() {
        removeAllViews()
        chipRows.clear()
        parts.forEachIndexed { index, part ->
            put(
                context.card {
                    background = context.shape(R.color.surface, Corner.CARD, R.color.outline)
                    if (part is PhrasePart.Text) text(this, index, part) else media(this, index, part)
                },
                top = if (index == 0) 0 else GAP,
            )
        }
        chipRows.firstOrNull()?.isPresent = true
    }

    private fun text(card: LinearLayout, index: Int, part: PhrasePart.Text) {
        val line = context.field(context.getString(R.string.phrase_text_hint), part.v1.text, lines = 3).apply {
            background = null
            tag = TEXT
            isSaveEnabled = false
            contentDescription = context.getString(R.string.phrase_text_named, index + 1)
        }
        val chips = chips(line).apply { isPresent = false }
        chipRows += chips
        line.setOnFocusChangeListener { _, has -> if (has) chipRows.forEach { it.isPresent = it === chips } }
        line.onTyped {
            parts[index] = part.copy(v1 = part.v1.copy(text = it))
            changed(parts.toList())
        }
        card.put(line)
        card.put(chips)
        if (parts.size > 1) card.put(context.row { tools(index) })
    }

    /** Words that put a variable where the cursor stands. */
    private fun chips(line: EditText): View = context.sideways(
        context.row {
            pad(12, 0)
            put(context.label(context.getString(R.string.phrase_insert), TextSize.SMALL, R.color.text_secondary), WRAP_CONTENT, right = 8)
            for (name in variables) put(roomy(name, line), WRAP_CONTENT, right = 8)
        },
    )

    private fun roomy(name: String, line: EditText) = context.chip(name) {
        val from = minOf(line.selectionStart, line.selectionEnd).coerceAtLeast(0)
        val to = maxOf(line.selectionStart, line.selectionEnd).coerceAtLeast(from)
        line.text.replace(from, to, "[$name]")
    }.apply { contentDescription = context.getString(R.string.phrase_insert_named, name) }

    private fun media(card: LinearLayout, index: Int, part: PhrasePart) = card.put(
        context.row {
            setPadding(context.dp(12), context.dp(12), 0, context.dp(12))
            when (part) {
                is PhrasePart.Image -> put(pictures.view(context, part.v1), SIDE, SIDE, right = 12)
                else -> put(context.icon(R.drawable.ic_note), 24, 24, right = 12)
            }
            val name = when (part) {
                is PhrasePart.Image -> part.v1.name
                is PhrasePart.File -> part.v1.name
                else -> context.getString(R.string.phrase_part_unknown)
            }
            put(context.label(name, TextSize.BODY, lines = 2), 0, weight = 1f)
            tools(index)
        },
    )

    /** At the end of a row: up, down, away. */
    private fun LinearLayout.tools(index: Int) {
        gravity = Gravity.CENTER_VERTICAL or Gravity.END
        fun tool(picture: Int, name: Int, turned: Float, act: () -> Unit) =
            put(context.iconButton(picture, context.getString(name)) { act() }.apply { rotation = turned }, WRAP_CONTENT)
        if (index > 0) tool(R.drawable.ic_down, R.string.phrase_part_up, 180f) { swap(index, index - 1) }
        if (index < parts.size - 1) tool(R.drawable.ic_down, R.string.phrase_part_down, 0f) { swap(index, index + 1) }
        if (parts.size > 1) tool(R.drawable.ic_close, R.string.phrase_part_remove, 0f) { remove(index) }
    }

    private fun swap(one: Int, other: Int) {
        parts[one] = parts.set(other, parts[one])
        rebuild()
        changed(parts.toList())
    }

    private fun remove(index: Int) {
        parts.removeAt(index)
        rebuild()
        changed(parts.toList())
    }

    private companion object {
        const val TEXT = "text"
        const val SIDE = 72
        const val GAP = 8
    }
}
