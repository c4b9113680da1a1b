package app.huashu.android.screens

import android.content.Context
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.EditText
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
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.touchable

/** How much something matters. Each has a picture of its own, for nothing is told by colour alone. */
enum class Tone(val picture: Int, val ink: Int, val ground: Int) {
    PLAIN(R.drawable.ic_info, R.color.text_secondary, R.color.surface),
    BUSY(R.drawable.ic_sync, R.color.accent, R.color.accent_soft),
    GOOD(R.drawable.ic_check, R.color.ok, R.color.ok_soft),
    WARN(R.drawable.ic_warning, R.color.warn, R.color.warn_soft),
    DANGER(R.drawable.ic_warning, R.color.danger, R.color.danger_soft),
}

/** The name of what follows. */
fun Context.heading(text: CharSequence): TextView = label(text, TextSize.BODY, R.color.text_secondary, bold = true).apply {
    pad(4, 4)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
}

/** A box that says how things stand: a sentence, and what it means. TalkBack reads it when it changes. */
fun Context.banner(tone: Tone, title: CharSequence, detail: CharSequence? = null): LinearLayout = row {
    gravity = Gravity.TOP
    background = shape(tone.ground, Corner.CARD)
    pad(14, 14)
    put(icon(tone.picture, tone.ink), 22, 22, top = 1, right = 12)
    put(
        column {
            put(label(title, TextSize.HEADING, bold = true))
            if (!detail.isNullOrEmpty()) put(label(detail, TextSize.BODY), top = 4)
        },
        0,
        weight = 1f,
    )
    accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
}

/** A line of a list: what it is, more about it (in so many [lines], 0: all), and where it leads if it leads anywhere. */
fun Context.entry(
    title: CharSequence,
    detail: CharSequence? = null,
    picture: Int = 0,
    trailing: View? = null,
    lines: Int = 0,
    act: ((View) -> Unit)? = null,
): LinearLayout = row {
    minimumHeight = dp(ENTRY)
    pad(16, 10)
    if (picture != 0) put(icon(picture), 24, 24, right = 14)
    put(
        column {
            put(label(title, TextSize.HEADING))
            if (!detail.isNullOrEmpty()) put(label(detail, TextSize.BODY, R.color.text_secondary, lines = lines), top = 2)
        },
        0,
        weight = 1f,
    )
    if (trailing != null) put(trailing, WRAP_CONTENT, left = 12)
    if (act != null) {
        if (trailing == null) put(icon(R.drawable.ic_chevron), 20, 20, left = 12)
        background = touchable(0, 0)
        asButton()
        setOnClickListener(act)
    }
}

/** A line that is on or off. The whole of it answers the finger. */
fun Context.toggle(title: CharSequence, detail: CharSequence?, isOn: Boolean, change: (Boolean) -> Unit): LinearLayout {
    val switch = Switch(this).apply {
        isChecked = isOn
        contentDescription = title
        setOnCheckedChangeListener { _, on -> change(on) }
    }
    return entry(title, detail, trailing = switch).apply {
        background = touchable(0, 0)
        setOnClickListener { switch.toggle() }
        // The switch says the same, with its state.
        importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    }
}

/** Lines under each other on one card, with a hairline between two. */
fun Context.list(lines: List<View>): LinearLayout = column {
    background = shape(R.color.surface, Corner.CARD)
    clipToOutline = true
    lines.forEachIndexed { index, line ->
        if (index > 0) put(hairline(), height = 1, left = 16)
        put(line)
    }
}

/**
 * A field with its name above, which TalkBack reads with it. Its screen keeps what is typed: the system would put it into
 * whichever view has the same number in the next process, and would keep passwords.
 */
fun Context.labelled(name: CharSequence, field: EditText, beside: View? = null): LinearLayout = column {
    field.id = View.generateViewId()
    field.isSaveEnabled = false
    put(label(name, TextSize.BODY, R.color.text_secondary).apply { labelFor = field.id }, bottom = 4)
    put(
        row {
            put(field, 0, weight = 1f)
            if (beside != null) put(beside, WRAP_CONTENT, left = 4)
        },
    )
}

private const val ENTRY = TARGET + 8
