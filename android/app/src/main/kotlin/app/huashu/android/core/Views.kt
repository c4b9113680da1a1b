package app.huashu.android.core

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.InsetDrawable
import android.text.Editable
import android.text.TextUtils
import android.text.TextWatcher
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button
import android.widget.EditText
import android.widget.HorizontalScrollView
import android.widget.ImageButton
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import app.huashu.android.R

// The few views that all faces are made of. Sizes are in dp, colours and pictures are resources.

fun Context.label(
    text: CharSequence = "",
    size: Float = TextSize.BODY,
    color: Int = R.color.text,
    bold: Boolean = false,
    lines: Int = 0,
): TextView = TextView(this).apply {
    this.text = text
    textSize = size
    setTextColor(getColor(color))
    if (bold) setTypeface(typeface, Typeface.BOLD)
    if (lines > 0) {
        maxLines = lines
        ellipsize = TextUtils.TruncateAt.END
    }
    setLineSpacing(0f, LINE_SPACING)
}

fun Context.icon(picture: Int, color: Int = R.color.text_secondary): ImageView = ImageView(this).apply {
    setImageResource(picture)
    imageTintList = ColorStateList.valueOf(getColor(color))
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
}

/** A picture of 24 dp in a target of 48. [name] is what TalkBack says. */
fun Context.iconButton(picture: Int, name: CharSequence, color: Int = R.color.text_secondary, act: (View) -> Unit): ImageButton =
    ImageButton(this).apply {
        setImageResource(picture)
        imageTintList = ColorStateList.valueOf(getColor(color))
        contentDescription = name
        background = touchable(0, Corner.PILL)
        scaleType = ImageView.ScaleType.CENTER
        minimumWidth = dp(TARGET)
        minimumHeight = dp(TARGET)
        setOnClickListener(act)
    }

/** The one thing to do on a screen, in the accent colour. */
fun Context.primaryButton(text: CharSequence, act: (View) -> Unit): Button = button(text, R.color.accent, R.color.on_accent, act)

/** Something else that can be done. */
fun Context.quietButton(text: CharSequence, act: (View) -> Unit): Button = button(text, R.color.accent_soft, R.color.accent, act)

/** Something that takes away. */
fun Context.dangerButton(text: CharSequence, act: (View) -> Unit): Button = button(text, R.color.danger_soft, R.color.danger, act)

private fun Context.button(text: CharSequence, color: Int, ink: Int, act: (View) -> Unit) = Button(this).apply {
    this.text = text
    textSize = TextSize.HEADING
    isAllCaps = false
    setTextColor(getColor(ink))
    background = touchable(color, Corner.CONTROL)
    stateListAnimator = null
    minHeight = dp(TARGET)
    minimumHeight = dp(TARGET)
    setPadding(dp(16), 0, dp(16), 0)
    setOnClickListener(act)
}

/** A word to choose by; the chosen one is in the accent colour. As high to the finger as every target, it looks as slim as its word. */
fun Context.chip(text: CharSequence, chosen: Boolean = false, act: (View) -> Unit): TextView = label(text, TextSize.BODY).apply {
    val gap = dp(6)
    gravity = Gravity.CENTER
    minHeight = dp(TARGET)
    minimumWidth = dp(TARGET)
    maxLines = 1
    isSelected = chosen
    setTextColor(getColor(if (chosen) R.color.accent else R.color.text_secondary))
    if (chosen) setTypeface(typeface, Typeface.BOLD)
    val look = touchable(if (chosen) R.color.accent_soft else 0, Corner.PILL, if (chosen) 0 else R.color.outline)
    background = InsetDrawable(look, 0, gap, 0, gap)
    setPadding(dp(14), gap, dp(14), gap)
    asButton()
    setOnClickListener(act)
}

/** A small mark: a count, a code, a state. */
fun Context.badge(text: CharSequence, ink: Int = R.color.text_secondary, color: Int = R.color.sunken): TextView =
    label(text, TextSize.SMALL, ink, lines = 1).apply {
        background = shape(color, 6)
        setPadding(dp(6), dp(1), dp(6), dp(1))
    }

fun Context.field(hint: CharSequence, text: CharSequence = "", lines: Int = 1): EditText = EditText(this).apply {
    this.hint = hint
    setText(text)
    textSize = TextSize.HEADING
    setTextColor(getColor(R.color.text))
    setHintTextColor(getColor(R.color.text_secondary))
    background = shape(R.color.surface, Corner.CONTROL, R.color.outline)
    setPadding(dp(12), dp(10), dp(12), dp(10))
    minHeight = dp(TARGET)
    if (lines > 1) {
        minLines = lines
        gravity = Gravity.TOP or Gravity.START
    } else {
        isSingleLine = true
    }
}

fun Context.column(build: LinearLayout.() -> Unit = {}): LinearLayout = LinearLayout(this).apply {
    orientation = LinearLayout.VERTICAL
    build()
}

fun Context.row(build: LinearLayout.() -> Unit = {}): LinearLayout = LinearLayout(this).apply {
    orientation = LinearLayout.HORIZONTAL
    gravity = Gravity.CENTER_VERTICAL
    build()
}

/** Views side by side that go sideways where they do not fit. */
fun Context.sideways(inside: View): HorizontalScrollView = HorizontalScrollView(this).apply {
    isHorizontalScrollBarEnabled = false
    addView(inside)
}

/** Something on a ground of its own, with round corners. */
fun Context.card(build: LinearLayout.() -> Unit = {}): LinearLayout = column {
    background = context.shape(R.color.surface, Corner.CARD)
    clipToOutline = true
    build()
}

fun Context.hairline(): View = View(this).apply {
    setBackgroundColor(getColor(R.color.outline))
    layoutParams = LinearLayout.LayoutParams(MATCH_PARENT, dp(1))
}

/** Adds a view to a row or column; [width] and [height] in dp or a constant below zero, [margins] left, top, right, bottom in dp. */
fun <V : View> LinearLayout.put(
    view: V,
    width: Int = MATCH_PARENT,
    height: Int = WRAP_CONTENT,
    weight: Float = 0f,
    left: Int = 0,
    top: Int = 0,
    right: Int = 0,
    bottom: Int = 0,
): V {
    fun px(size: Int) = if (size < 0) size else context.dp(size)
    val place = LinearLayout.LayoutParams(px(width), px(height), weight)
    place.setMargins(context.dp(left), context.dp(top), context.dp(right), context.dp(bottom))
    addView(view, place)
    return view
}

fun View.pad(horizontal: Int = 0, vertical: Int = 0) =
    setPadding(context.dp(horizontal), context.dp(vertical), context.dp(horizontal), context.dp(vertical))

/** Calls back with the text after every change of it, whoever made it. */
fun EditText.onTyped(changed: (String) -> Unit) = addTextChangedListener(
    object : TextWatcher {
        override fun afterTextChanged(text: Editable) = changed(text.toString())

        override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) = Unit

        override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) = Unit
    },
)

/** TalkBack calls it a button. */
fun View.asButton() {
    accessibilityDelegate = object : View.AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.className = Button::class.java.name
        }
    }
}

/** Whether it is seen; what is not seen takes no room. */
var View.isPresent: Boolean
    get() = visibility == View.VISIBLE
    set(value) {
        visibility = if (value) View.VISIBLE else View.GONE
    }

fun ViewGroup.children(): List<View> = (0 until childCount).map(::getChildAt)

private const val LINE_SPACING = 1.15f
