package app.huashu.android.panel

import android.content.Context
import android.graphics.drawable.InsetDrawable
import android.view.Gravity
import android.view.HapticFeedbackConstants
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.asButton
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.touchable

/** What a key of the pad does. */
interface PadKeys {
    /** A letter or a digit. */
    fun typed(text: String)

    fun erase()

    fun eraseAll()
}

/**
 * The panel's own keys: 26 letters, or digits. They need no input method, so that the chat keeps its cursor and its keyboard.
 *
 * A key is 44 dp high; ten stand side by side, as on every keyboard of a phone.
 */
class LetterPad(context: Context, private val keys: PadKeys, private val isHapticOn: () -> Boolean) : LinearLayout(context) {
    private var hasDigits = false

    init {
        orientation = VERTICAL
        setBackgroundColor(context.getColor(R.color.sunken))
        pad(3, 4)
        build()
    }

    private fun build() {
        removeAllViews()
        val rows = if (hasDigits) DIGITS else LETTERS
        rows.dropLast(1).forEach { line -> put(line(line)) }
        put(last(rows.last()))
    }

    private fun line(letters: String): View = context.row {
        val gap = (KEYS_A_ROW - letters.length) / 2f
        if (gap > 0) put(View(context), 0, KEY_HEIGHT, weight = gap)
        letters.forEach { put(key(it.toString()), 0, KEY_HEIGHT, weight = 1f) }
        if (gap > 0) put(View(context), 0, KEY_HEIGHT, weight = gap)
    }

    private fun last(letters: String): View = context.row {
        val sides = (KEYS_A_ROW - letters.length) / 2f
        put(word(if (hasDigits) R.string.panel_letters else R.string.panel_digits) { flip() }, 0, KEY_HEIGHT, weight = sides)
        letters.forEach { put(key(it.toString()), 0, KEY_HEIGHT, weight = 1f) }
        put(backspace(), 0, KEY_HEIGHT, weight = sides)
    }

    private fun flip() {
        hasDigits = !hasDigits
        build()
    }

    private fun key(text: String): View = cap(text, R.color.key) { keys.typed(text) }.apply { textSize = KEY_SIZE }

    private fun word(text: Int, act: () -> Unit): View = cap(context.getString(text), R.color.outline, act).apply { textSize = WORD_SIZE }

    private fun cap(text: String, color: Int, act: () -> Unit) = TextView(context).apply {
        this.text = text
        gravity = Gravity.CENTER
        includeFontPadding = false
        setTextColor(context.getColor(R.color.text))
        background = inset(color)
        asButton()
        setOnClickListener { pressed(act) }
    }

    private fun backspace(): View = FrameLayout(context).apply {
        background = inset(R.color.outline)
        contentDescription = context.getString(R.string.panel_backspace)
        asButton()
        addView(context.icon(R.drawable.ic_backspace, R.color.text), FrameLayout.LayoutParams(dp(20), dp(20), Gravity.CENTER))
        setOnClickListener { pressed(keys::erase) }
        setOnLongClickListener {
            pressed(keys::eraseAll)
            true
        }
    }

    /** The key is drawn smaller than it can be touched: no touch falls between two keys. */
    private fun inset(color: Int) =
        InsetDrawable(context.touchable(color, KEY_CORNER), dp(KEY_GAP), dp(KEY_GAP), dp(KEY_GAP), dp(KEY_GAP))

    private fun View.pressed(act: () -> Unit) {
        if (isHapticOn()) performHapticFeedback(HapticFeedbackConstants.KEYBOARD_TAP)
        act()
    }

    private fun dp(value: Int) = context.dp(value)

    private companion object {
        val LETTERS = listOf("qwertyuiop", "asdfghjkl", "zxcvbnm")
        val DIGITS = listOf("1234567890", "-/.:,@#", "¥%&+=_")
        const val KEYS_A_ROW = 10
        const val KEY_HEIGHT = 44
        const val KEY_GAP = 2
        const val KEY_CORNER = 8
        const val KEY_SIZE = 20f
        const val WORD_SIZE = 14f
    }
}
