package app.huashu.android.overlay

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.os.Bundle

/** Calls the bubble for the tile, the shortcut and the notification, and is gone before anything of it is seen. */
class CallActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        Bubble.show(this)
        finish()
    }

    companion object {
        private const val SHOW_BUBBLE = "app.huashu.android.SHOW_BUBBLE"

        internal fun intent(context: Context): Intent =
            Intent(context, CallActivity::class.java).setAction(SHOW_BUBBLE).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
    }
}
