package app.huashu.android.overlay

import android.content.Context
import android.graphics.PixelFormat
import android.graphics.Point
import android.hardware.display.DisplayManager
import android.os.Build
import android.view.Display
import android.view.Gravity
import android.view.View
import android.view.WindowInsets
import android.view.WindowManager
import android.view.WindowManager.LayoutParams

/** The display that the overlay lies on. Windows here count from the corner of the whole display, bars and cutout included. */
internal class Screen(service: Context) {
    /** The context of the overlay's windows: from API 30 on a service has no display of its own. */
    val context: Context = windowContext(service)
    private val manager: WindowManager = context.getSystemService(WindowManager::class.java)

    /** The display as it is now; [keyboard] in px, as the [KeyboardWatch] sees it. */
    fun room(keyboard: Int): Room {
        val density = context.resources.displayMetrics.density
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return estimated(density, keyboard)
        val metrics = manager.currentWindowMetrics
        val bars = metrics.windowInsets.getInsetsIgnoringVisibility(WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout())
        val gestures = metrics.windowInsets.getInsets(WindowInsets.Type.systemGestures())
        return Room(
            metrics.bounds.width(),
            metrics.bounds.height(),
            density,
            Edges(bars.left, bars.top, bars.right, bars.bottom),
            Edges(left = gestures.left, right = gestures.right),
            keyboard,
        )
    }

    /** Shows a window; false without the permission, which may go at any moment. */
    fun add(view: View, params: LayoutParams): Boolean = try {
        manager.addView(view, params)
        true
    } catch (_: WindowManager.BadTokenException) {
        false
    }

    fun remove(view: View) = manager.removeViewImmediate(view)

    fun update(view: View, params: LayoutParams) {
        // Its parent is the root of a window; without one the window has gone.
        if (view.parent != null) manager.updateViewLayout(view, params)
    }

    /** A window that shows something, and is nothing beyond it. */
    fun params(flags: Int): LayoutParams = LayoutParams(
        LayoutParams.TYPE_APPLICATION_OVERLAY,
        flags or IN_WHOLE_DISPLAY,
        PixelFormat.TRANSLUCENT,
    ).apply {
        gravity = Gravity.TOP or Gravity.LEFT
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            layoutInDisplayCutoutMode = LayoutParams.LAYOUT_IN_DISPLAY_CUTOUT_MODE_ALWAYS
            fitInsetsTypes = 0
        } else if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            layoutInDisplayCutoutMode = LayoutParams.LAYOUT_IN_DISPLAY_CUTOUT_MODE_SHORT_EDGES
        }
    }

    private fun windowContext(service: Context): Context {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return service
        val display = service.getSystemService(DisplayManager::class.java).getDisplay(Display.DEFAULT_DISPLAY) ?: return service
        return service.createDisplayContext(display).createWindowContext(LayoutParams.TYPE_APPLICATION_OVERLAY, null)
    }

    /** Before API 30 no window may ask for the bars: what the display keeps from apps is the navigation bar. */
    @Suppress("DEPRECATION")
    private fun estimated(density: Float, keyboard: Int): Room {
        val display = manager.defaultDisplay
        val whole = Point().also(display::getRealSize)
        val apps = Point().also(display::getSize)
        val cutout = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) display.cutout else null
        val bars = Edges(
            left = cutout?.safeInsetLeft ?: 0,
            top = maxOf(statusBar(), cutout?.safeInsetTop ?: 0),
            right = maxOf(if (whole.x > whole.y) whole.x - apps.x else 0, cutout?.safeInsetRight ?: 0),
            bottom = maxOf(if (whole.y >= whole.x) whole.y - apps.y else 0, cutout?.safeInsetBottom ?: 0),
        )
        val zone = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) (USUAL_GESTURE_ZONE * density).toInt() else 0
        return Room(whole.x, whole.y, density, bars, Edges(left = zone, right = zone), keyboard)
    }

    private fun statusBar(): Int {
        val name = context.resources.getIdentifier("status_bar_height", "dimen", "android")
        return if (name == 0) 0 else context.resources.getDimensionPixelSize(name)
    }

    private companion object {
        const val IN_WHOLE_DISPLAY = LayoutParams.FLAG_LAYOUT_IN_SCREEN or LayoutParams.FLAG_LAYOUT_NO_LIMITS

        /** Gestures came with API 29; their zone is this wide unless the person chose another, in dp. */
        const val USUAL_GESTURE_ZONE = 24
    }
}
