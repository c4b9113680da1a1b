package app.huashu.android.panel

import android.content.Context
import android.text.InputType
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputMethodManager
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.onTyped
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.model.Phrase
import app.huashu.model.Variable

/** What the sheet asks its panel for. */
interface VariableAnswers {
    /** All fields are filled, or left out on purpose: go on. */
    fun filled(given: Map<String, String>)

    /** The customer is another one: forget all values. */
    fun nextCustomer()

    /** Fill from a message that lies on the clipboard. */
    fun fromClipboard()

    /** A field wants the system's keyboard. */
    fun wantsKeyboard()

    fun cancelled()
}

/**
 * Asks for the variables of a phrase that nobody knows yet, and for no others. Letters and digits come from the panel's pad, other
 * words from the system's keyboard; choices are chosen.
 */
class VariableSheet(context: Context, val phrase: Phrase, private val asked: List<Variable>, private val answers: VariableAnswers) :
    LinearLayout(context) {
    private val fields = linkedMapOf<String, EditText>()
    private val choices = mutableMapOf<String, LinearLayout>()
    private val note: TextView = context.label(size = TextSize.SMALL, color = R.color.text_secondary)
    private val words = context.quietButton(context.getString(R.string.panel_type_words)) { answers.wantsKeyboard() }
    private var active: EditText? = null

    init {
        orientation = VERTICAL
        setBackgroundColor(context.getColor(R.color.surface))
        put(head())
        put(ScrollView(context).apply { addView(form()) }, height = 0, weight = 1f)
        put(foot())
        note.isPresent = false
        fields.values.firstOrNull()?.let(::activate)
    }

    /** Letters of the pad go into the field that is being filled. */
    fun typed(text: String) {
        val field = active ?: return
        field.text.insert(field.selectionEnd.coerceAtLeast(0), text)
    }

    fun erase() {
        val field = active ?: return
        val end = field.selectionEnd
        if (end > 0) field.text.delete(field.text.offsetByCodePointsBefore(end), end)
    }

    fun eraseAll() {
        active?.text?.clear()
    }

    /** Another customer: nothing is filled in. */
    fun eraseEverything() {
        fields.values.forEach { it.text.clear() }
        fields.values.firstOrNull()?.let(::activate)
    }

    /** Fills in what is known, without overwriting what the person wrote; says what was found. */
    fun fill(values: Map<String, String>, said: CharSequence?) {
        values.forEach { (name, value) -> fields[name]?.takeIf { it.text.isBlank() }?.setText(value) }
        fields.values.firstOrNull { it.text.isBlank() }?.let(::activate)
        say(said)
    }

    fun say(said: CharSequence?) {
        note.text = said
        note.isPresent = !said.isNullOrEmpty()
        note.accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
    }

    /** Shows the key for the system's keyboard where there is one, which may be open already. */
    fun begin(hasSystemKeyboard: Boolean, isOpen: Boolean) {
        words.isPresent = hasSystemKeyboard
        if (isOpen) focus(true)
    }

    /** The fields can be written by the system's keyboard, or are written by the pad alone. */
    fun focus(on: Boolean) {
        fields.values.forEach {
            it.isFocusable = on
            it.isFocusableInTouchMode = on
        }
        val field = active ?: return
        if (!on) return field.clearFocus()
        field.requestFocus()
        field.post { context.getSystemService(InputMethodManager::class.java).showSoftInput(field, 0) }
    }

    private fun head() = context.row {
        pad(4, 0)
        put(context.iconButton(R.drawable.ic_back, context.getString(R.string.back)) { answers.cancelled() }, WRAP_CONTENT)
        put(context.label(phrase.label.title, TextSize.HEADING, bold = true, lines = 1), 0, weight = 1f)
        put(context.chip(context.getString(R.string.panel_next_customer)) { answers.nextCustomer() }, WRAP_CONTENT, left = 8)
        put(context.chip(context.getString(R.string.panel_from_clipboard)) { answers.fromClipboard() }, WRAP_CONTENT, left = 8, right = 8)
    }

    private fun form() = context.column {
        pad(16, 4)
        put(note, bottom = 4)
        asked.forEach { variable -> put(question(variable), bottom = 10) }
    }

    private fun question(variable: Variable) = context.column {
        put(context.label(variable.name, TextSize.SMALL, R.color.text_secondary, bold = true), bottom = 4)
        val other = if (variable.choices.isEmpty()) "" else context.getString(R.string.panel_or_other)
        val field = context.field(variable.hint ?: variable.default ?: other).apply {
            contentDescription = variable.name
            isFocusable = false
            isFocusableInTouchMode = false
            inputType = InputType.TYPE_CLASS_TEXT
            imeOptions = EditorInfo.IME_ACTION_DONE or EditorInfo.IME_FLAG_NO_EXTRACT_UI
            setOnClickListener { activate(this) }
            setOnEditorActionListener { _, _, _ -> true.also { goOn() } }
            onTyped { showChoice(variable.name) }
        }
        fields[variable.name] = field
        if (variable.choices.isNotEmpty()) put(choices(variable), bottom = 4)
        put(field)
    }

    private fun choices(variable: Variable): View {
        val row = context.row()
        variable.choices.forEach { choice ->
            row.put(context.chip(choice) { fields.getValue(variable.name).setText(choice) }, WRAP_CONTENT, right = 8)
        }
        choices[variable.name] = row
        return context.sideways(row)
    }

    private fun showChoice(name: String) {
        val row = choices[name] ?: return
        val chosen = fields.getValue(name).text.toString()
        for (index in 0 until row.childCount) {
            val chip = row.getChildAt(index) as TextView
            val isChosen = chip.text.toString() == chosen
            chip.isSelected = isChosen
            chip.setTextColor(context.getColor(if (isChosen) R.color.accent else R.color.text_secondary))
            chip.background = context.shape(if (isChosen) R.color.accent_soft else 0, Corner.PILL, if (isChosen) 0 else R.color.outline)
        }
    }

    private fun foot() = context.row {
        pad(12, 6)
        put(words, WRAP_CONTENT)
        put(context.primaryButton(context.getString(R.string.panel_fill_and_copy)) { goOn() }, 0, weight = 1f, left = 8)
    }

    private fun activate(field: EditText) {
        active = field
        fields.values.forEach {
            val ring = if (it === field) R.color.accent else R.color.outline
            it.background = context.shape(R.color.surface, Corner.CONTROL, ring)
        }
        if (field.isFocusable) field.requestFocus()
    }

    /** An empty field is not sent as nothing by mistake: it is pointed to. */
    private fun goOn() {
        val empty = fields.entries.firstOrNull { it.value.text.isBlank() }
        if (empty != null) {
            activate(empty.value)
            return say(context.getString(R.string.panel_still_missing, empty.key))
        }
        answers.filled(fields.mapValues { it.value.text.toString().trim() })
    }
}

/** Where the character before this place begins, which may be an emoji. */
internal fun CharSequence.offsetByCodePointsBefore(end: Int): Int = Character.offsetByCodePoints(this, end, -1)
