package app.huashu.android.overlay

import android.content.Context

/** The bubble over other apps. */
object Bubble {
    fun show(context: Context) = Unit

    fun hide(context: Context) = Unit

    fun isShown(context: Context): Boolean = false
}
