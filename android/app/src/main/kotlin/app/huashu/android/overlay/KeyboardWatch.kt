package app.huashu.android.overlay

import android.content.Context
import android.content.res.Configuration
import android.os.Build
import android.view.View
import android.view.WindowInsets
import android.view.WindowManager.LayoutParams

/**
 * Sees how high the keyboard of the chat app stands, in px from the bottom of the display.
 *
 * Only a window that stands behind keyboards hears of them: FLAG_NOT_FOCUSABLE together with FLAG_ALT_FOCUSABLE_IM. It is one pixel
 * wide, empty, and lets every touch through: a window without opacity obscures nothing (untrusted touches, API 31).
 */
internal class KeyboardWatch(private val screen: Screen, private val changed: () -> Unit) {
    var height = 0
        private set
    val view: View = Feeler(screen.context)

    fun add(): Boolean = screen.add(view, params())

    fun remove() {
        if (view.parent != null) screen.remove(view)
        height = 0
    }

    @Suppress("DEPRECATION")
    private fun params(): LayoutParams {
        val flags = LayoutParams.FLAG_NOT_FOCUSABLE or LayoutParams.FLAG_ALT_FOCUSABLE_IM or LayoutParams.FLAG_NOT_TOUCHABLE
        return screen.params(flags).apply {
            width = 1
            height = LayoutParams.MATCH_PARENT
            alpha = 0f
            softInputMode = LayoutParams.SOFT_INPUT_ADJUST_RESIZE
            // Before API 30 it is the window itself that gets shorter, unless it may lie outside.
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) {
                this.flags = this.flags and (LayoutParams.FLAG_LAYOUT_IN_SCREEN or LayoutParams.FLAG_LAYOUT_NO_LIMITS).inv()
            }
        }
    }

    private fun seen(height: Int) {
        if (this.height == height) return
        this.height = height
        view.post(changed)
    }

    private inner class Feeler(context: Context) : View(context) {
        private var tallest = 0

        override fun onApplyWindowInsets(insets: WindowInsets): WindowInsets {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) seen(insets.getInsets(WindowInsets.Type.ime()).bottom)
            return insets
        }

        override fun onSizeChanged(width: Int, height: Int, oldWidth: Int, oldHeight: Int) {
            super.onSizeChanged(width, height, oldWidth, oldHeight)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) return
            tallest = maxOf(tallest, height)
            val missing = tallest - height
            seen(if (missing == 0) 0 else missing + screen.room(0).bars.bottom)
        }

        /** Another orientation has another height. */
        override fun onConfigurationChanged(configuration: Configuration?) {
            super.onConfigurationChanged(configuration)
            tallest = 0
        }
    }
}
