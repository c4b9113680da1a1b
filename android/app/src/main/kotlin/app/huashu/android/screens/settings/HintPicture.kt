package app.huashu.android.screens.settings

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.RectF
import android.view.View
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.shape

/** What a page of the system looks like. */
internal enum class HintKind {
    /** A list of apps, ours among them, each with a switch. */
    LIST,

    /** A page of our app, with a switch. */
    SWITCH,

    /** A page of our app, with answers to choose from. */
    CHOICE,
}

/** A small picture of the page that opens, and of what to press there. It says nothing that the text beside it does not. */
internal fun hintPicture(context: Context, kind: HintKind, words: CharSequence): View = context.column {
    background = context.shape(R.color.sunken, Corner.CONTROL)
    pad(12, 12)
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    val page = context.column {
        background = context.shape(R.color.surface, 8, R.color.outline)
        clipToOutline = true
        when (kind) {
            HintKind.LIST -> list(words)
            HintKind.SWITCH -> switch(words)
            HintKind.CHOICE -> choice(words)
        }
    }
    put(page)
}

private fun LinearLayout.list(words: CharSequence) {
    put(otherApp(96))
    addView(context.hairline())
    put(ourApp(words) { put(Mark(context, isSwitch = true), 52, 32) })
    addView(context.hairline())
    put(otherApp(64))
}

private fun LinearLayout.switch(words: CharSequence) {
    put(ourApp(context.getString(R.string.app_name)))
    addView(context.hairline())
    put(
        context.row {
            pad(12, 4)
            put(context.label(words, lines = 2), 0, weight = 1f, right = 8)
            put(Mark(context, isSwitch = true), 52, 32)
        },
    )
}

private fun LinearLayout.choice(words: CharSequence) {
    put(ourApp(context.getString(R.string.app_name)))
    addView(context.hairline())
    put(
        context.row {
            pad(12, 4)
            put(context.label(words, lines = 2), 0, weight = 1f, right = 8)
            put(Mark(context, isSwitch = false), 52, 32)
        },
    )
    addView(context.hairline())
    put(
        context.row {
            pad(12, 10)
            put(bar(72), 72, 8)
        },
    )
}

private fun LinearLayout.ourApp(name: CharSequence, more: LinearLayout.() -> Unit = {}) = context.row {
    pad(12, 4)
    minimumHeight = context.dp(44)
    put(context.icon(R.drawable.ic_launcher).apply { imageTintList = null }, 28, 28, right = 10)
    put(context.label(name, TextSize.BODY, bold = true, lines = 1), 0, weight = 1f)
    more()
}

private fun LinearLayout.otherApp(width: Int) = context.row {
    pad(12, 6)
    put(View(context).apply { background = context.shape(R.color.sunken, 8) }, 28, 28, right = 10)
    put(bar(width), width, 8)
    put(View(context), 0, 1, weight = 1f)
    put(View(context).apply { background = context.shape(R.color.sunken, Corner.PILL) }, 36, 20, right = 8)
}

private fun LinearLayout.bar(width: Int) = View(context).apply {
    background = context.shape(R.color.sunken, 4)
    minimumWidth = context.dp(width)
}

/** A switch that is on, or an answer that is chosen, with the ring of a finger around it. */
private class Mark(context: Context, private val isSwitch: Boolean) : View(context) {
    private val on = paint(R.color.accent)
    private val knob = paint(R.color.on_accent)
    private val finger = paint(R.color.accent).apply {
        style = Paint.Style.STROKE
        strokeWidth = context.dp(2).toFloat()
        alpha = FINGER_ALPHA
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val middle = height / 2f
        if (isSwitch) drawSwitch(canvas, middle) else drawChoice(canvas, middle)
    }

    private fun drawSwitch(canvas: Canvas, middle: Float) {
        val half = dp(10)
        val right = width - dp(8)
        canvas.drawRoundRect(RectF(right - dp(36), middle - half, right, middle + half), half, half, on)
        canvas.drawCircle(right - half, middle, dp(7), knob)
        canvas.drawCircle(right - half, middle, dp(15), finger)
    }

    private fun drawChoice(canvas: Canvas, middle: Float) {
        val x = width - dp(18)
        canvas.drawCircle(x, middle, dp(9), on)
        canvas.drawCircle(x, middle, dp(4), knob)
        canvas.drawCircle(x, middle, dp(15), finger)
    }

    private fun dp(value: Int) = context.dp(value).toFloat()

    private fun paint(colour: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(colour) }

    private companion object {
        const val FINGER_ALPHA = 140
    }
}
