package app.huashu.android.overlay

import android.app.Service
import android.content.Intent
import android.graphics.Insets
import android.os.Build
import android.os.Looper
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.view.WindowInsets
import android.view.WindowManager
import app.huashu.android.HuashuApp
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ServiceController
import org.robolectric.util.ReflectionHelpers
import java.util.concurrent.TimeUnit

/** The views at the root of all windows of this process. */
fun windows(): List<View> {
    val global = ReflectionHelpers.callStaticMethod<Any>(Class.forName("android.view.WindowManagerGlobal"), "getInstance")
    return ReflectionHelpers.getField<List<View>>(global, "mViews").toList()
}

val View.window get() = layoutParams as WindowManager.LayoutParams

fun idle(millis: Long = 0) = shadowOf(Looper.getMainLooper()).idleFor(millis, TimeUnit.MILLISECONDS)

/** Does with the service what the system does: whatever was asked of it arrives. */
class RunningService {
    private val app = RuntimeEnvironment.getApplication() as HuashuApp
    private var controller: ServiceController<OverlayService>? = null
    val service: OverlayService? get() = controller?.get()
    internal val overlay: Overlay? get() = service?.overlay
    internal val isSticky get() = answer == Service.START_STICKY
    private var answer = 0

    /** Hands every request over, as long as there are any. */
    fun handOver() {
        while (true) {
            val intent = shadowOf(app).nextStartedService ?: break
            if (intent.component?.className == OverlayService::class.java.name) start(intent)
        }
        settle()
    }

    /** Starts it; null is what the system sends after it had killed the service. */
    fun start(intent: Intent?) {
        val running = controller ?: Robolectric.buildService(OverlayService::class.java).create().also { controller = it }
        answer = running.get().onStartCommand(intent, 0, 1)
        settle()
    }

    /** The process lives on, the service does not. */
    fun kill() {
        controller?.destroy()
        controller = null
        settle()
    }

    fun settle() {
        idle(500)
        val running = controller ?: return
        if (shadowOf(running.get()).isStoppedBySelf) kill()
    }
}

/** A finger that comes down, goes through the points, and leaves. */
fun View.finger(vararg points: Pair<Float, Float>, isLeaving: Boolean = true) {
    val down = SystemClock.uptimeMillis()
    fun send(action: Int, point: Pair<Float, Float>) {
        val event = MotionEvent.obtain(down, SystemClock.uptimeMillis(), action, point.first, point.second, 0)
        dispatchTouchEvent(event)
        event.recycle()
    }
    send(MotionEvent.ACTION_DOWN, points.first())
    points.drop(1).forEach { send(MotionEvent.ACTION_MOVE, it) }
    if (isLeaving) send(MotionEvent.ACTION_UP, points.last())
}

fun View.touchOutside() {
    val event = MotionEvent.obtain(0, 0, MotionEvent.ACTION_OUTSIDE, 0f, 0f, 0)
    dispatchTouchEvent(event)
    event.recycle()
}

/** The chat's keyboard comes this high, in px, or goes. */
internal fun Overlay.keyboard(height: Int) {
    val feeler = keyboard.view
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        feeler.dispatchApplyWindowInsets(WindowInsets.Builder().setInsets(WindowInsets.Type.ime(), Insets.of(0, 0, 0, height)).build())
    } else {
        feeler.layout(0, 0, 1, WHOLE)
        feeler.layout(0, 0, 1, WHOLE - height)
    }
    idle(500)
}

/** The height of the display of tests, in px; it has no bars. */
private const val WHOLE = 1440
