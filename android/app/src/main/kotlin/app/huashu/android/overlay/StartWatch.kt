package app.huashu.android.overlay

import android.app.Activity
import android.app.Application
import android.os.Bundle
import android.os.Handler
import android.os.Looper

/**
 * Finds out whether a start of an activity came to something: some systems drop it without a word (Xiaomi, without 后台弹出界面).
 * Where no activity of ours has started after a second, it calls back.
 */
internal class StartWatch(private val app: Application, private val dropped: () -> Unit) {
    private val handler = Handler(Looper.getMainLooper())
    private val tooLate = Runnable {
        stop()
        dropped()
    }
    private val seen = object : Application.ActivityLifecycleCallbacks {
        override fun onActivityStarted(activity: Activity) = stop()

        override fun onActivityCreated(activity: Activity, state: Bundle?) = stop()

        override fun onActivityResumed(activity: Activity) = Unit

        override fun onActivityPaused(activity: Activity) = Unit

        override fun onActivityStopped(activity: Activity) = Unit

        override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) = Unit
    }

    /** Begins to watch; what was watched before counts no more. */
    fun start() {
        stop()
        app.registerActivityLifecycleCallbacks(seen)
        handler.postDelayed(tooLate, WAIT_MS)
    }

    fun stop() {
        handler.removeCallbacks(tooLate)
        app.unregisterActivityLifecycleCallbacks(seen)
    }

    private companion object {
        const val WAIT_MS = 1_000L
    }
}
