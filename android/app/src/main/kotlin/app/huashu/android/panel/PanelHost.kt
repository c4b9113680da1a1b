package app.huashu.android.panel

import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.Surface

/** The window that a panel lives in: the overlay, the keyboard. */
interface PanelHost {
    /** Where phrases are sent from. */
    val surface: Surface

    /** A phrase was chosen, and nothing is missing: do it, say what to do next, and fold the panel where that is the custom. */
    suspend fun send(phrase: Phrase, plan: SendPlan)

    /** Opens a phrase in the app, to be read, edited, or sent with its pictures. */
    fun openInApp(phrase: Phrase)

    /** Whether another keyboard can write into this window; where it cannot, the panel has no key for it. */
    val takesSystemKeyboard: Boolean get() = true

    /** The person asks for the system's keyboard (or no longer): the window takes the focus, and gives it back. False: it cannot. */
    fun useSystemKeyboard(on: Boolean): Boolean

    /** The panel shall go. */
    fun close()

    /** Backspace while nothing is typed in the panel: deletes before the cursor of the editor. False where the window has no editor. */
    fun deleteBefore(): Boolean = false

    /** The text of the clipboard, where this window may read it; null where it may not. */
    fun clipboardText(): String?
}
