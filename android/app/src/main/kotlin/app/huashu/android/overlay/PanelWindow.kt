package app.huashu.android.overlay

import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.view.WindowManager.LayoutParams
import android.view.inputmethod.InputMethodManager
import app.huashu.android.huashu
import app.huashu.android.panel.PanelHost
import app.huashu.android.panel.PanelView
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.Surface

/**
 * The window of the panel. On the letter pad it takes no focus, so that the chat keeps its cursor; only while the person types with the
 * system's keyboard is it focusable.
 */
internal class PanelWindow(private val screen: Screen, private val context: Context, private val acts: Acts) : PanelHost {
    /** What the panel does beyond itself. */
    interface Acts {
        /** The panel has gone. */
        fun folded()

        /** A phrase went well: says what to do next, beside the bubble. */
        suspend fun send(phrase: Phrase, plan: SendPlan)

        /** Starts a screen of ours over the chat. */
        fun start(screen: Intent)

        fun room(): Room

        val side: Side
    }

    override val surface = Surface.ANDROID_OVERLAY
    var isOpen = false
        private set

    /** Whether the person types with the system's keyboard. */
    var isTyping = false
        private set
    val frame = PanelFrame(context, Hand())
    private val panel by lazy { PanelView(context, this).also { frame.content.addView(it) } }
    private val params = screen.params(BROWSING)
    private val preferences get() = context.huashu.preferences

    /** Shows it; false without the permission. */
    fun open(): Boolean {
        if (isOpen) return true
        val panel = panel
        put()
        if (!screen.add(frame, params)) return false
        isOpen = true
        context.huashu.connection.seen(this)
        panel.opened()
        return true
    }

    override fun close() {
        if (!isOpen) return
        isOpen = false
        panel.closed()
        context.huashu.connection.unseen(this)
        if (isTyping) hideKeyboard()
        isTyping = false
        screen.remove(frame)
        acts.folded()
    }

    /** The display has another shape, or a keyboard came or went. */
    fun placed() {
        if (!isOpen) return
        put()
        screen.update(frame, params)
    }

    override suspend fun send(phrase: Phrase, plan: SendPlan) = acts.send(phrase, plan)

    /** The start comes before the window goes: an app without a visible window may start nothing (API 29). */
    override fun openInApp(phrase: Phrase) {
        acts.start(PhraseActivity.intent(context, phrase.id))
        close()
    }

    override fun useSystemKeyboard(on: Boolean): Boolean {
        if (!isOpen || isTyping == on) return isOpen
        if (!on) hideKeyboard()
        isTyping = on
        placed()
        return true
    }

    /** Only who has the focus may read the clipboard (API 29). */
    override fun clipboardText(): String? {
        if (!frame.hasWindowFocus()) return null
        val clip = context.getSystemService(ClipboardManager::class.java).primaryClip ?: return null
        return if (clip.itemCount == 0) null else clip.getItemAt(0).text?.toString()
    }

    private fun put() = put(place().box(preferences.panelPercent, acts.side, isTyping))

    private fun put(box: Box) {
        val room = acts.room()
        params.x = box.left
        params.y = box.top
        params.width = box.width
        params.height = box.height
        params.flags = params.flags and BROWSING.inv() or flags(room)
        params.softInputMode = if (isTyping) TYPING_INPUT else LayoutParams.SOFT_INPUT_STATE_UNCHANGED
        frame.keepClear(if (isTyping && room.keyboard > 0) 0 else room.bars.bottom)
    }

    /**
     * FLAG_ALT_FOCUSABLE_IM puts an unfocusable window behind keyboards. Where the chat's keyboard is open already, the panel lies over
     * it instead: above it, no line of the chat would be left.
     */
    private fun flags(room: Room) = when {
        isTyping -> BROWSING and FOCUS_FLAGS.inv()
        room.keyboard > 0 -> BROWSING and LayoutParams.FLAG_ALT_FOCUSABLE_IM.inv()
        else -> BROWSING
    }

    private fun place() = PanelPlace(acts.room())

    private fun hideKeyboard() {
        context.getSystemService(InputMethodManager::class.java).hideSoftInputFromWindow(frame.windowToken, 0)
        frame.clearFocus()
    }

    private inner class Hand : PanelFrameListener {
        private var from: Box? = null

        override fun left() = close()

        override fun pulled(down: Float) {
            val start = from ?: Box(params.x, params.y, params.width, params.height).also { from = it }
            val top = (start.top + down.toInt()).coerceIn(highest(), start.bottom - 1)
            put(Box(start.left, top, start.width, start.bottom - top))
            screen.update(frame, params)
        }

        override fun letGo() {
            from = null
            val room = acts.room()
            val lifted = if (isTyping) room.keyboard else 0
            val percent = PanelPlace(room).percent(params.y + lifted) ?: return close()
            preferences.panelPercent = percent
            placed()
        }

        override fun stepped(steps: Int) {
            preferences.panelPercent = (preferences.panelPercent + steps * STEP).coerceIn(PanelPlace.LEAST, PanelPlace.MOST)
            placed()
        }

        /** The keyboard comes only to a window that has the focus already. */
        override fun focused(hasFocus: Boolean) {
            if (!hasFocus || !isTyping) return
            val field = frame.findFocus() ?: return
            context.getSystemService(InputMethodManager::class.java).showSoftInput(field, 0)
        }

        private fun highest() = place().box(PanelPlace.MOST, acts.side, isTyping).top
    }

    private companion object {
        const val STEP = 5
        const val FOCUS_FLAGS = LayoutParams.FLAG_NOT_FOCUSABLE or LayoutParams.FLAG_ALT_FOCUSABLE_IM
        const val BROWSING = FOCUS_FLAGS or LayoutParams.FLAG_NOT_TOUCH_MODAL or LayoutParams.FLAG_WATCH_OUTSIDE_TOUCH

        /** The window makes way by itself, see [PanelPlace]. */
        const val TYPING_INPUT = LayoutParams.SOFT_INPUT_STATE_VISIBLE or LayoutParams.SOFT_INPUT_ADJUST_NOTHING
    }
}
