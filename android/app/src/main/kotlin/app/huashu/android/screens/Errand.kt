package app.huashu.android.screens

import app.huashu.model.ApiException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch

/** How far something is that takes long. */
sealed interface Progress {
    /** Nobody has asked for it. */
    data object Idle : Progress

    data object Running : Progress

    data object Done : Progress

    class Failed(val error: ApiException) : Progress
}

/**
 * Something that goes on while its screen is turned or left, since half of it would be worse than none: signing in, signing out.
 * A screen keeps it by `onRetainNonConfigurationInstance`.
 *
 * @param scope lives longer than the screen.
 */
class Errand(private val scope: CoroutineScope) {
    private val progress = MutableStateFlow<Progress>(Progress.Idle)

    val state: StateFlow<Progress> = progress.asStateFlow()

    /** Begins; a second call while it runs does nothing. */
    fun run(work: suspend () -> Unit) {
        if (progress.value == Progress.Running) return
        progress.value = Progress.Running
        scope.launch {
            progress.value = try {
                work()
                Progress.Done
            } catch (error: ApiException) {
                Progress.Failed(error)
            }
        }
    }

    /** What it came to was seen. */
    fun settle() {
        if (progress.value != Progress.Running) progress.value = Progress.Idle
    }
}
