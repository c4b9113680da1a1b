package app.huashu.android.core

import android.os.Looper

/** Fails where the main thread does what may take longer than a frame: a mistake of ours, which no test lets through. */
fun assertOffMain() = check(Looper.myLooper() != Looper.getMainLooper()) { "this may not run on the main thread" }
