package app.huashu.android.panel

import android.content.Context
import android.widget.FrameLayout

/** The content of the panel. */
class PanelView(context: Context, val host: PanelHost) : FrameLayout(context) {
    fun opened() = Unit

    fun closed() = Unit
}
