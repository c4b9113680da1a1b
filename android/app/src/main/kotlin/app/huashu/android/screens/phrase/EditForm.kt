package app.huashu.android.screens.phrase

import android.app.DatePickerDialog
import android.content.Context
import android.graphics.Rect
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.LinearLayout
import android.widget.Switch
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.touchable
import app.huashu.android.screens.day
import app.huashu.model.Validity
import app.huashu.textPart
import java.time.LocalDate

/** Where the form's buttons lead. */
internal interface FormDeeds {
    fun changed(draft: PhraseDraft)

    fun addImages()

    fun addFiles()

    fun choosePlace()
}

/** The form that a phrase is written in. It holds the draft while it is shown, and tells of every change. */
internal class EditForm(context: Context, pictures: Pictures, channel: String, private val deeds: FormDeeds) : LinearLayout(context) {
    lateinit var draft: PhraseDraft
        private set
    private var isShowing = false
    val preview = Preview(context, channel)
    val parts = PartsEditor(context, pictures) { now -> change { copy(parts = now) } }
    private val title =
        LineField(context, R.string.phrase_field_title, R.string.phrase_hint_title, MOST_TITLE) { now -> change { copy(title = now) } }
    private val partsField = FormField(context, R.string.phrase_field_parts, parts)
    private val code = LineField(context, R.string.phrase_field_code, R.string.phrase_hint_code, MOST_CODE) { now -> change { copy(code = now) } }
    private val keywords =
        LineField(context, R.string.phrase_field_keywords, R.string.phrase_hint_keywords, MOST_KEYWORDS) { now -> change { copy(keywords = now) } }
    private val place = button { deeds.choosePlace() }
    private val from = button { pick(draft.valid.from) { copy(valid = valid.copy(from = it)) } }
    private val until = button { pick(draft.valid.until) { copy(valid = valid.copy(until = it)) } }
    private val open = context.label(context.getString(R.string.phrase_valid_clear), TextSize.BODY, R.color.accent).apply {
        minHeight = context.dp(TARGET)
        gravity = Gravity.CENTER
        pad(12, 0)
        asButton()
        setOnClickListener {
            change { copy(valid = Validity()) }
            showValidity()
        }
    }
    private val valid = FormField(context, R.string.phrase_field_valid, validity())
    private val active = Toggle(context, R.string.phrase_active, R.string.phrase_active_more) { now -> change { copy(active = now) } }
    private val sensitive = Toggle(context, R.string.phrase_sensitive, R.string.phrase_sensitive_more) { now -> change { copy(sensitive = now) } }

    init {
        orientation = VERTICAL
        put(title)
        put(partsField, top = GAP)
        put(adding(), top = 8)
        put(preview, top = 12)
        put(FormField(context, R.string.phrase_field_place, place), top = GAP)
        put(code, top = GAP)
        put(keywords, top = GAP)
        put(valid, top = GAP)
        put(active, top = 12)
        put(sensitive, top = 4)
    }

    /** [placeName] in words; null where the place is not to be chosen here. */
    fun show(draft: PhraseDraft, variables: List<String>, placeName: String?) {
        this.draft = draft
        isShowing = true
        title.text = draft.title
        code.text = draft.code
        keywords.text = draft.keywords
        parts.show(draft.parts, variables)
        active.isChecked = draft.active
        sensitive.isChecked = draft.sensitive
        showPlace(draft, placeName)
        showValidity()
        isShowing = false
    }

    /** Puts the draft elsewhere. */
    fun showPlace(draft: PhraseDraft, name: String?) {
        this.draft = this.draft.copy(library = draft.library, category = draft.category)
        place.text = name
        (place.parent as View).isPresent = name != null
    }

    /** Shows an error beside its field, as the model calls it; whether there is such a field. */
    fun showError(field: String?, words: String): Boolean {
        val shown = when (field) {
            "title" -> title
            "parts", "variants" -> partsField
            "code" -> code
            "keywords" -> keywords
            "valid" -> valid
            else -> return false
        }
        shown.showError(words)
        shown.requestRectangleOnScreen(Rect(0, 0, shown.width, shown.height))
        return true
    }

    fun clearErrors() = listOf(title, partsField, code, keywords, valid).forEach { it.showError(null) }

    private fun change(how: PhraseDraft.() -> PhraseDraft) {
        if (isShowing) return
        draft = draft.how()
        partsField.showError(null)
        valid.showError(null)
        deeds.changed(draft)
    }

    private fun showValidity() {
        val none = context.getString(R.string.phrase_valid_open)
        from.text = context.getString(R.string.phrase_valid_first, draft.valid.from?.let(context::day) ?: none)
        until.text = context.getString(R.string.phrase_valid_last, draft.valid.until?.let(context::day) ?: none)
        open.isPresent = draft.valid != Validity()
    }

    private fun pick(before: LocalDate?, take: PhraseDraft.(LocalDate) -> PhraseDraft) {
        val day = before ?: LocalDate.now()
        DatePickerDialog(context, { _, year, month, date ->
            change { take(LocalDate.of(year, month + 1, date)) }
            showValidity()
        }, day.year, day.monthValue - 1, day.dayOfMonth).show()
    }

    private fun adding() = context.row {
        fun add(name: Int, gap: Int = 8, act: () -> Unit) =
            put(context.quietButton(context.getString(name)) { act() }.apply { slim() }, 0, weight = 1f, left = gap)
        add(R.string.phrase_add_text, gap = 0) { parts.add(textPart("")) }
        add(R.string.phrase_add_image) { deeds.addImages() }
        add(R.string.phrase_add_file) { deeds.addFiles() }
    }

    /** Three of them stand side by side, also in large text. */
    private fun Button.slim() {
        textSize = TextSize.BODY
        setPadding(0, 0, 0, 0)
    }

    private fun validity() = context.column {
        put(from)
        put(until, top = 8)
        put(open, WRAP_CONTENT)
    }

    private fun button(act: () -> Unit): TextView = context.label(size = TextSize.HEADING).apply {
        background = context.touchable(R.color.surface, Corner.CONTROL, R.color.outline)
        minHeight = context.dp(TARGET)
        gravity = Gravity.CENTER_VERTICAL
        pad(12, 10)
        asButton()
        setOnClickListener { act() }
    }

    private companion object {
        const val GAP = 20
        const val MOST_TITLE = 400
        const val MOST_CODE = 64
        const val MOST_KEYWORDS = 5_000
    }
}

/** Something that is so or not, with a line that says what that means. The whole row is touched. */
private class Toggle(context: Context, name: Int, more: Int, changed: (Boolean) -> Unit) : LinearLayout(context) {
    private val switch = Switch(context).apply {
        isSaveEnabled = false
        contentDescription = context.getString(name)
        setOnCheckedChangeListener { _, isOn -> changed(isOn) }
    }

    var isChecked: Boolean
        get() = switch.isChecked
        set(value) {
            switch.isChecked = value
        }

    init {
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = context.dp(TARGET)
        val words = context.column {
            put(context.label(context.getString(name), TextSize.HEADING))
            put(context.label(context.getString(more), TextSize.SMALL, R.color.text_secondary))
        }
        put(words, 0, weight = 1f, right = 12)
        put(switch, WRAP_CONTENT)
        setOnClickListener { switch.toggle() }
    }
}
