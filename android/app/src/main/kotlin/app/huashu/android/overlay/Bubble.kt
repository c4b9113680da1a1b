package app.huashu.android.overlay

import android.content.Context
import app.huashu.android.huashu

/** The bubble, for everybody who shows or hides it. */
object Bubble {
    /** Whether it is there now. */
    var isShown = false
        private set

    fun show(context: Context) {
        context.huashu.preferences.isBubbleWanted = true
    }

    fun hide(context: Context) {
        context.huashu.preferences.isBubbleWanted = false
    }
}
