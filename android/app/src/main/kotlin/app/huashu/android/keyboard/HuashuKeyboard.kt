package app.huashu.android.keyboard

import android.content.ClipboardManager
import android.content.Intent
import android.inputmethodservice.InputMethodService
import android.os.Build
import android.view.KeyEvent
import android.view.View
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputMethodManager
import app.huashu.android.R
import app.huashu.android.core.dressed
import app.huashu.android.core.mainScope
import app.huashu.android.huashu
import app.huashu.android.panel.PanelHost
import app.huashu.android.panel.PanelView
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.android.send.Sent
import app.huashu.android.send.Way
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.Surface
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * The panel as a keyboard: phrases are typed where the cursor stands. It neither reads nor keeps what is in the editor, and it never
 * presses "send".
 */
class HuashuKeyboard : InputMethodService() {
    private val scope = mainScope()
    private var frame: KeyboardFrame? = null
    private var look = ""

    override fun onCreateInputView(): View {
        look = lookNow()
        val dressed = dressed(huashu.preferences)
        val height = resources.displayMetrics.heightPixels * huashu.preferences.panelPercent / PERCENT
        return KeyboardFrame(dressed, PanelView(dressed, Host()), height, Keys()).also { frame = it }
    }

    override fun onStartInputView(info: EditorInfo, restarting: Boolean) {
        super.onStartInputView(info, restarting)
        if (look != lookNow()) setInputView(onCreateInputView())
        val frame = frame ?: return
        frame.show(info.isSecret, info.takesLines)
        if (info.isSecret) return
        huashu.connection.seen(this)
        panel?.opened()
        offerNext()
    }

    override fun onFinishInputView(finishingInput: Boolean) {
        panel?.closed()
        huashu.connection.unseen(this)
        super.onFinishInputView(finishingInput)
    }

    /** The chat stays readable, also in landscape. */
    override fun onEvaluateFullscreenMode() = false

    override fun onDestroy() {
        huashu.connection.unseen(this)
        scope.cancel()
        super.onDestroy()
    }

    private val panel get() = frame?.panel as? PanelView

    /** What the views were built for; the person may have changed it meanwhile. */
    private fun lookNow() = with(huashu.preferences) { "$theme $textPercent $panelPercent" }

    private fun way(): Way {
        val connection = currentInputConnection
        val info = currentInputEditorInfo
        return if (connection == null || info == null || info.isSecret) Way() else Way(editor = EditorOf(connection, info))
    }

    private fun tell(sent: Sent?) {
        val frame = frame ?: return
        val offer = sent?.offer
        when {
            sent == null -> frame.say("")
            sent.remaining > 0 -> sayNext(sent.say)
            offer != null -> frame.say(sent.say, offer.label) { startActivity(offer.intent) }
            else -> frame.say(sent.say)
        }
    }

    /** A plan of ours may have waited while the person pressed "send" in the chat. */
    private fun offerNext() {
        val underway = huashu.sender.underway.value
        if (underway?.surface !=
            Surface.ANDROID_KEYBOARD
        ) {
            frame?.say("")
        } else {
            sayNext(getString(R.string.keyboard_underway, underway.phrase.label.title))
        }
    }

    private fun sayNext(said: String) {
        val underway = huashu.sender.underway.value ?: return
        val next = getString(R.string.keyboard_next, underway.done + 1, underway.count)
        frame?.say(said, next) { scope.launch { tell(huashu.sender.goOn(way())) } }
    }

    private inner class Host : PanelHost {
        override val surface = Surface.ANDROID_KEYBOARD

        override suspend fun send(phrase: Phrase, plan: SendPlan) = tell(huashu.sender.begin(phrase, plan, way()))

        override fun openInApp(phrase: Phrase) =
            startActivity(PhraseActivity.intent(this@HuashuKeyboard, phrase.id).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))

        /** A keyboard cannot be typed into by another; the frame has a key back to the person's own. */
        override val takesSystemKeyboard = false

        override fun useSystemKeyboard(on: Boolean) = false

        override fun close() = requestHideSelf(0)

        override fun deleteBefore(): Boolean = true.also { Keys().backspace() }

        /** The default keyboard may read it (AOSP `ClipboardService`); its text alone, for other clips would be opened. */
        override fun clipboardText(): String? {
            val clip = getSystemService(ClipboardManager::class.java).primaryClip ?: return null
            return if (clip.itemCount == 0) null else clip.getItemAt(0).text?.toString()
        }
    }

    private inner class Keys : FrameKeys {
        override fun ownKeyboard() {
            val isBack = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && (switchToPreviousInputMethod() || switchToNextInputMethod(false))
            if (!isBack) getSystemService(InputMethodManager::class.java).showInputMethodPicker()
        }

        /** As a key press: the editor knows what is selected, and how much one emoji is. */
        override fun backspace() = sendDownUpKeyEvents(KeyEvent.KEYCODE_DEL)

        override fun lineBreak() {
            currentInputConnection?.commitText("\n", 1)
        }
    }

    private companion object {
        const val PERCENT = 100
    }
}
