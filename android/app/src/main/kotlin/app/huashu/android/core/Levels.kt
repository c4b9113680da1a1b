package app.huashu.android.core

/** Levels of the platform that the framework we compile against has no name for yet. */
object Levels {
    /** Android 15: activities are drawn from edge to edge. */
    const val ANDROID_15 = 35
}
