package app.huashu.android.panel

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.quietButton

/** Stands where the list would: there is nothing to show, or something went wrong, and what can be done. */
class PanelNotice(context: Context) : LinearLayout(context) {
    private val heading = context.label(size = TextSize.HEADING, bold = true).apply { gravity = Gravity.CENTER }
    private val text = context.label(color = R.color.text_secondary).apply { gravity = Gravity.CENTER }
    private val action = context.quietButton("") {}

    init {
        orientation = VERTICAL
        gravity = Gravity.CENTER
        pad(24, 8)
        put(heading)
        put(text, top = 4)
        put(action, WRAP_CONTENT, top = 8)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun show(title: CharSequence, said: CharSequence, todo: CharSequence? = null, act: () -> Unit = {}) {
        heading.text = title
        text.text = said
        text.isPresent = said.isNotEmpty()
        action.isPresent = todo != null
        action.text = todo
        action.setOnClickListener { act() }
        isPresent = true
    }
}
