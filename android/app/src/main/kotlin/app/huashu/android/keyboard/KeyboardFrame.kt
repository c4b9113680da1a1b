package app.huashu.android.keyboard

import android.annotation.SuppressLint
import android.content.Context
import android.view.Gravity
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row

/** What the keys of the frame do. */
internal interface FrameKeys {
    fun ownKeyboard()

    fun backspace()

    fun lineBreak()
}

/** The keyboard around the panel: a line that says how something went, the panel, and the few keys that the panel has not. */
@SuppressLint("ViewConstructor") // It is never inflated.
internal class KeyboardFrame(context: Context, val panel: View, panelHeight: Int, keys: FrameKeys) : LinearLayout(context) {
    private val said = context.label("", TextSize.BODY, lines = 3)
    private val action = context.quietButton("") {}
    private val note = context.row {
        setBackgroundColor(context.getColor(R.color.accent_soft))
        pad(16, 4)
        minimumHeight = context.dp(NOTE)
        put(said, 0, weight = 1f)
        put(action, WRAP_CONTENT, left = 8)
    }
    private val hidden = context.column {
        gravity = Gravity.CENTER
        pad(24, 16)
        put(context.icon(R.drawable.ic_eye_off), 32, 32)
        val why = context.label(context.getString(R.string.keyboard_secret), TextSize.BODY, R.color.text_secondary)
        put(why.apply { gravity = Gravity.CENTER }, top = 8)
    }
    private val lineKey = context.iconButton(R.drawable.ic_line_break, context.getString(R.string.keyboard_line)) { keys.lineBreak() }

    init {
        orientation = VERTICAL
        setBackgroundColor(context.getColor(R.color.background))
        note.isPresent = false
        said.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        put(note)
        val middle = FrameLayout(context).apply {
            addView(panel, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
            addView(hidden, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        }
        addView(middle, LayoutParams(MATCH_PARENT, panelHeight))
        addView(context.hairline())
        put(
            context.row {
                setBackgroundColor(context.getColor(R.color.surface))
                pad(8, 2)
                put(context.iconButton(R.drawable.ic_globe, context.getString(R.string.keyboard_own)) { keys.ownKeyboard() }, WRAP_CONTENT)
                val name = context.label(context.getString(R.string.keyboard_label), TextSize.SMALL, R.color.text_secondary, lines = 1)
                put(name.apply { gravity = Gravity.CENTER }, 0, weight = 1f)
                put(lineKey, WRAP_CONTENT)
                put(backspaceKey(keys), WRAP_CONTENT)
            },
        )
    }

    /** Phrases are hidden where a password is typed. */
    fun show(isSecret: Boolean, takesLines: Boolean) {
        panel.isPresent = !isSecret
        hidden.isPresent = isSecret
        lineKey.isPresent = takesLines && !isSecret
        if (isSecret) say("")
    }

    fun say(text: String, todo: String? = null, act: () -> Unit = {}) {
        note.isPresent = text.isNotEmpty()
        said.text = text
        action.isPresent = todo != null
        action.text = todo
        action.setOnClickListener { act() }
    }

    /** Held down, it goes on. */
    @SuppressLint("ClickableViewAccessibility") // A click without a touch deletes once.
    private fun backspaceKey(keys: FrameKeys): View {
        val key = context.iconButton(R.drawable.ic_backspace, context.getString(R.string.keyboard_backspace)) { keys.backspace() }
        val again = object : Runnable {
            override fun run() {
                keys.backspace()
                key.postDelayed(this, AGAIN_MS)
            }
        }
        key.setOnLongClickListener { true.also { again.run() } }
        key.setOnTouchListener { _, event ->
            if (event.actionMasked == MotionEvent.ACTION_UP || event.actionMasked == MotionEvent.ACTION_CANCEL) key.removeCallbacks(again)
            false
        }
        return key
    }

    private companion object {
        const val NOTE = 56
        const val AGAIN_MS = 60L
    }
}
