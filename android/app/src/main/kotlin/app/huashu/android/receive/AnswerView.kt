package app.huashu.android.receive

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.drawable.InsetDrawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.badge
import app.huashu.android.core.card
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.core.touchable
import app.huashu.android.send.MissingFields
import app.huashu.model.FoundValue
import app.huashu.model.PhrasePart
import app.huashu.model.SearchHit
import app.huashu.model.Suggestions

/** What the person does with an answer. */
internal interface AnswerActions {
    fun choose(hit: SearchHit)

    /** Takes a value of the message for this customer, or no longer. */
    fun take(value: FoundValue, isTaken: Boolean)

    fun fill(hit: SearchHit, values: Map<String, String>)

    /** Whether the answer shall stand instead of the selected text. */
    fun replace(on: Boolean)

    fun saveInstead()
}

/** Answers a message: what it says, the values in it, and the phrases that suit. */
@SuppressLint("ViewConstructor") // It is never inflated.
internal class AnswerView(context: Context, message: String, mayReplace: Boolean, private val actions: AnswerActions) : LinearLayout(context) {
    private val values = context.row()
    private val valueRow = context.sideways(values)
    private val ways = context.row()
    private val asking = context.card { pad(16, 16) }
    private val rows = context.column()
    private val state = context.label(context.getString(R.string.receive_searching), TextSize.BODY, R.color.text_secondary)

    private var isReplacing = false
    private var hasHits = false

    init {
        orientation = VERTICAL
        put(
            context.card {
                pad(16, 12)
                put(context.label(context.getString(R.string.receive_message), TextSize.SMALL, R.color.text_secondary))
                put(context.label(message, TextSize.BODY, lines = MESSAGE_LINES), top = 2)
            },
        )
        put(valueRow, top = 8).isPresent = false
        put(ways, top = 4).isPresent = mayReplace
        show(isReplacing = false)
        put(asking, top = 12).isPresent = false
        put(state, top = 16)
        put(rows, top = 4)
    }

    /** Shows the phrases, and the values with those marked that are taken already. */
    fun show(found: Suggestions, taken: Map<String, String>) {
        show(found.variables, taken)
        hasHits = found.hits.isNotEmpty()
        state.text = invitation()
        rows.removeAllViews()
        found.hits.forEach { hit -> rows.put(row(hit), bottom = 8) }
        if (found.hits.isEmpty()) rows.put(context.quietButton(context.getString(R.string.receive_save_instead)) { actions.saveInstead() }, top = 8)
    }

    fun show(found: List<FoundValue>, taken: Map<String, String>) {
        values.removeAllViews()
        valueRow.isPresent = found.isNotEmpty()
        found.distinctBy { it.name to it.value }.forEach { value ->
            val isTaken = taken[value.name] == value.value
            val words = context.getString(if (isTaken) R.string.receive_value_taken else R.string.receive_value, value.name, value.value)
            values.put(context.chip(words, isTaken) { actions.take(value, !isTaken) }, WRAP_CONTENT, right = 8)
        }
    }

    fun show(isReplacing: Boolean) {
        this.isReplacing = isReplacing
        if (rows.childCount > 0) state.text = invitation()
        ways.removeAllViews()
        ways.put(context.chip(context.getString(R.string.receive_copy), !isReplacing) { actions.replace(false) }, WRAP_CONTENT, right = 8)
        ways.put(context.chip(context.getString(R.string.receive_replace), isReplacing) { actions.replace(true) }, WRAP_CONTENT)
    }

    /** Asks for what the phrase lacks; nothing where it lacks nothing. */
    fun ask(hit: SearchHit?, missing: List<String>) {
        asking.removeAllViews()
        asking.isPresent = hit != null
        if (hit == null) return
        asking.put(context.label(hit.phrase.label.title, TextSize.HEADING, bold = true))
        asking.put(MissingFields(context, missing) { actions.fill(hit, it) }, top = 4)
        asking.put(context.quietButton(context.getString(R.string.cancel)) { ask(null, emptyList()) }, top = 8)
        asking.parent.requestChildFocus(asking, asking)
    }

    private fun invitation() = context.getString(
        when {
            !hasHits -> R.string.receive_none
            isReplacing -> R.string.receive_suggested_replace
            else -> R.string.receive_suggested
        },
    )

    private fun row(hit: SearchHit): View = context.row {
        background = context.touchable(R.color.surface, Corner.CARD)
        pad(16, 12)
        minimumHeight = context.dp(ROW)
        val pictures = hit.phrase.content.parts.count { it is PhrasePart.Image }
        put(
            context.column {
                put(
                    context.row {
                        put(context.label(hit.phrase.label.title, TextSize.HEADING, bold = true, lines = 1), 0, weight = 1f)
                        hit.phrase.label.code?.let { put(context.badge(it), WRAP_CONTENT, left = 8) }
                        if (pictures > 0) put(pictureBadge(pictures), WRAP_CONTENT, left = 8)
                    },
                )
                if (hit.text.isNotEmpty()) put(context.label(hit.text, TextSize.BODY, R.color.text_secondary, lines = 2), top = 2)
            },
            0,
            weight = 1f,
        )
        put(context.icon(R.drawable.ic_copy), 20, 20, left = 12)
        asButton()
        setOnClickListener { actions.choose(hit) }
    }

    private fun pictureBadge(count: Int): TextView = context.badge(context.resources.getQuantityString(R.plurals.send_pictures, count, count))

    private companion object {
        const val MESSAGE_LINES = 4
        const val ROW = 64
    }
}
