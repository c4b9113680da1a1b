package app.huashu.android.overlay

import android.content.Context
import android.graphics.Color
import android.graphics.drawable.GradientDrawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.isDark
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row

/** A chat with a customer, of our own design: what lies below the overlay in pictures. */
class ChatBackdrop(context: Context) : FrameLayout(context) {
    private val ground = if (context.isDark) 0xFF16171A.toInt() else 0xFFEDEEF0.toInt()
    private val bar = if (context.isDark) 0xFF202226.toInt() else 0xFFF7F7F8.toInt()
    private val theirs = if (context.isDark) 0xFF2B2E34.toInt() else Color.WHITE
    private val ours = if (context.isDark) 0xFF1F4B3A.toInt() else 0xFFCDEFD9.toInt()

    init {
        setBackgroundColor(ground)
        val chat = context.column {
            put(head())
            val messages = context.column {
                pad(12, 12)
                put(time("14:02"))
                put(message("在吗，想问一下这件外套", isOurs = false), top = 12)
                put(message("在的，您请说", isOurs = true), top = 12)
                put(message("今天下单什么时候发货呀", isOurs = false), top = 12)
                put(message("还有就是能不能开发票", isOurs = false), top = 12)
            }
            put(messages, height = 0, weight = 1f)
            put(inputLine())
        }
        addView(chat, MATCH_PARENT, MATCH_PARENT)
    }

    /** Lays a window of ours over the chat, where it stands on the display. */
    fun lay(view: View, box: Box) = addView(
        view,
        LayoutParams(box.width, box.height).apply {
            gravity = Gravity.TOP or Gravity.LEFT
            setMargins(box.left, box.top, 0, 0)
        },
    )

    private fun head() = context.row {
        setBackgroundColor(bar)
        setPadding(context.dp(8), context.dp(24), context.dp(16), 0)
        minimumHeight = context.dp(80)
        put(context.icon(R.drawable.ic_back, R.color.text), 24, 24, right = 8)
        put(context.label("李女士（外套 M 码）", TextSize.HEADING, bold = true, lines = 1), 0, weight = 1f)
        put(context.icon(R.drawable.ic_more, R.color.text), 24, 24)
    }

    private fun time(text: String) = context.label(text, TextSize.SMALL, R.color.text_secondary).apply { gravity = Gravity.CENTER }

    private fun message(text: String, isOurs: Boolean) = context.row {
        gravity = if (isOurs) Gravity.END else Gravity.START
        val words = context.label(text, TextSize.HEADING).apply {
            background = round(if (isOurs) ours else theirs, 8)
            pad(12, 10)
        }
        if (!isOurs) put(face(0xFFE0A458.toInt()), 40, 40, right = 8)
        put(words, WRAP_CONTENT)
        if (isOurs) put(face(0xFF7A8FB8.toInt()), 40, 40, left = 8)
    }

    private fun face(color: Int) = View(context).apply { background = round(color, 6) }

    private fun inputLine() = context.row {
        setBackgroundColor(bar)
        pad(12, 8)
        put(View(context).apply { background = round(theirs, 6) }, 0, 40, weight = 1f, right = 12)
        put(View(context).apply { background = round(0xFF9AA0A8.toInt(), 15) }, 30, 30, right = 12)
        put(View(context).apply { background = round(0xFF9AA0A8.toInt(), 15) }, 30, 30)
    }

    private fun round(color: Int, corner: Int) = GradientDrawable().apply {
        setColor(color)
        cornerRadius = context.dp(corner).toFloat()
    }
}
