package app.huashu.android.core

import android.os.Looper
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

/** Fails where the main thread does what may take longer than a frame: a mistake of ours, which no test lets through. */
fun assertOffMain() = check(Looper.myLooper() != Looper.getMainLooper()) { "this may not run on the main thread" }

/** A scope on the main thread, in which what fails takes nothing else along; whoever makes it ends it. */
fun mainScope() = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
