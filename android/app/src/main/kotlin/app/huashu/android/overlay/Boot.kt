package app.huashu.android.overlay

import android.content.Context
import app.huashu.android.huashu

/** Whether the bubble comes back by itself after the phone was started. */
object Boot {
    fun set(context: Context, isOn: Boolean) {
        context.huashu.preferences.isBubbleAtStart = isOn
    }
}
