package app.huashu.android.panel

import android.content.Context
import android.widget.FrameLayout

/** Stands in until the panel itself is here. */
class PanelView(context: Context, private val host: PanelHost) : FrameLayout(context) {
    fun opened() = Unit

    fun closed() = Unit
}
