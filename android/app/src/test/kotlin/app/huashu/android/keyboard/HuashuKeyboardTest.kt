package app.huashu.android.keyboard

import android.content.ClipData
import android.content.ClipboardManager
import android.os.Bundle
import android.text.InputType
import android.view.KeyEvent
import android.view.View
import android.view.inputmethod.BaseInputConnection
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputConnection
import android.view.inputmethod.InputContentInfo
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.panel.PanelHost
import app.huashu.android.panel.PanelView
import app.huashu.android.send.SendActivity
import app.huashu.android.send.SendProvider
import app.huashu.android.send.all
import app.huashu.android.send.phraseWith
import app.huashu.android.send.words
import app.huashu.android.until
import app.huashu.model.Phrase
import app.huashu.model.Surface
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ServiceController

class HuashuKeyboardTest : AppTest() {
    private lateinit var service: ServiceController<HuashuKeyboard>
    private lateinit var editor: FakeEditor
    private lateinit var view: View
    private val keyboard get() = service.get()

    @Before
    fun start() {
        service = Robolectric.buildService(HuashuKeyboard::class.java).create()
        editor = FakeEditor()
    }

    @After
    fun stop() {
        service.destroy()
    }

    /** The keyboard comes up in an editor, as the system brings it up. */
    private fun type(into: EditorInfo = chat()) {
        keyboard.onCreateInputMethodInterface().startInput(editor, into)
        if (!::view.isInitialized) view = keyboard.onCreateInputView()
        keyboard.onStartInputView(into, false)
    }

    private fun chat(vararg mimes: String) = EditorInfo().apply {
        packageName = "com.tencent.mm"
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_MULTI_LINE
        contentMimeTypes = arrayOf(*mimes)
    }

    private val host: PanelHost
        get() {
            val panel = view.all().first { it is PanelView }
            return PanelView::class.java.getDeclaredField("host").apply { isAccessible = true }.get(panel) as PanelHost
        }

    private fun send(phrase: Phrase) = await {
        host.send(phrase, app.customer.plan(phrase.id, Surface.ANDROID_KEYBOARD).plan)
    }

    private fun tap(name: String) {
        val found = view.all().firstOrNull {
            it.isClickable &&
                (it.contentDescription == name || (it as? android.widget.TextView)?.text?.toString() == name)
        }
        checkNotNull(found) { "$name is not among ${view.words()}" }.performClick()
    }

    @Test
    fun aTextIsTypedWhereTheCursorStandsAndNotSent() {
        type()
        send(phrases("问候" to "您好").single())
        assertEquals(listOf("您好"), editor.texts)
        assertTrue("enter is never pressed", editor.keys.isEmpty() && editor.actions.isEmpty())
        assertTrue(view.words().toString(), view.words().any { "已填入" in it })
        assertEquals(Surface.ANDROID_KEYBOARD, host.surface)
    }

    @Test
    fun picturesGoWhereTheEditorTakesThem() {
        for (mimes in listOf(arrayOf("image/*"), arrayOf("image/gif", "image/png"))) {
            editor = FakeEditor()
            type(chat(*mimes))
            send(await { book.phraseWith(library, "尺码", "请看", pictures = 2) })
            tap("继续 2/3")
            until("the first picture is there") { editor.contents.size == 1 }
            tap("继续 3/3")
            until("the second picture is there") { editor.contents.size == 2 }
            val content = editor.contents.first()
            assertEquals(SendProvider.AUTHORITY to "图01.png", content.contentUri.authority to content.contentUri.lastPathSegment)
            assertTrue(content.description.hasMimeType("image/png"))
            assertTrue(editor.flags.all { it == InputConnection.INPUT_CONTENT_GRANT_READ_URI_PERMISSION })
            assertEquals(listOf("请看"), editor.texts)
            assertNull(shadowOf(app).nextStartedActivity)
        }
    }

    @Test
    fun picturesAreSharedWhereTheEditorTakesNone() {
        for (mimes in listOf(emptyArray(), arrayOf("image/gif"))) {
            editor = FakeEditor()
            type(chat(*mimes))
            val phrase = await { book.phraseWith(library, "尺码", "请看", pictures = 2) }
            send(phrase)
            tap("继续 2/3")
            var started: android.content.Intent? = null
            until("the app shares them") { shadowOf(app).nextStartedActivity?.also { started = it } != null }
            assertEquals(SendActivity::class.java.name, started!!.component?.className)
            assertEquals(phrase.id.toString() to 1, started!!.getStringExtra("phrase") to started!!.getIntExtra("skip_texts", 0))
            assertTrue(editor.contents.isEmpty())
            assertNull(app.sender.underway.value)
        }
    }

    @Test
    fun anEditorThatIsGoneIsSaid() {
        type()
        editor.isGone = true
        val phrase = phrases("问候" to "您好").single()
        send(phrase)
        assertTrue(view.words().any { it == app.getString(R.string.send_no_editor) })
        editor.isGone = false
        tap("继续 1/1")
        until("it is typed") { editor.texts == listOf("您好") }
    }

    @Test
    fun aPasswordFieldHidesThePhrases() {
        val secret = listOf(
            InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD,
            InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD,
            InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_WEB_PASSWORD,
            InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_VARIATION_PASSWORD,
        )
        val open = listOf(InputType.TYPE_CLASS_TEXT, InputType.TYPE_CLASS_NUMBER, InputType.TYPE_CLASS_PHONE, 0)
        for (type in secret + open) {
            type(EditorInfo().apply { inputType = type })
            val isHidden = view.all().first { it is PanelView }.visibility != View.VISIBLE
            assertEquals("$type", type in secret, isHidden)
        }
        type(EditorInfo().apply { inputType = secret.first() })
        send(phrases("问候" to "您好").single())
        assertTrue(editor.texts.isEmpty())
    }

    @Test
    fun theKeysOfTheFrame() {
        type()
        tap("删除")
        assertEquals(listOf(KeyEvent.KEYCODE_DEL, KeyEvent.KEYCODE_DEL), editor.keys)
        assertTrue(host.deleteBefore())
        assertEquals("the panel's key does the same", 4, editor.keys.size)
        tap("换行")
        assertEquals(listOf("\n"), editor.texts)
        type(EditorInfo().apply { inputType = InputType.TYPE_CLASS_TEXT })
        assertFalse("a line break would send here", view.all().any { it.contentDescription == "换行" && it.visibility == View.VISIBLE })
        assertFalse(host.useSystemKeyboard(true))
        tap("换回我的键盘")
    }

    @Test
    fun theClipboardIsReadAsTextAlone() {
        type()
        val clipboard = app.getSystemService(ClipboardManager::class.java)
        assertNull(host.clipboardText())
        clipboard.setPrimaryClip(ClipData.newPlainText("", "到哪了"))
        assertEquals("到哪了", host.clipboardText())
        clipboard.setPrimaryClip(ClipData.newRawUri("", android.net.Uri.parse("content://evil/1")))
        assertNull(host.clipboardText())
    }

    @Test
    fun aPlanThatWaitsIsOfferedAgain() {
        type(chat("image/*"))
        send(await { book.phraseWith(library, "尺码表", "请看", pictures = 1) })
        keyboard.onFinishInputView(true)
        type(chat("image/*"))
        assertTrue(view.words().toString(), "“尺码表”还没发完" in view.words() && "继续 2/2" in view.words())
    }

    @Test
    fun pictures() {
        for ((name, theme, percent) in listOf(
            Triple("light", ThemeChoice.LIGHT, 100),
            Triple("dark", ThemeChoice.DARK, 100),
            Triple("large", ThemeChoice.LIGHT, 160),
        )) {
            app.dress(theme, percent)
            view = keyboard.onCreateInputView()
            type(chat("image/*"))
            send(await { book.phraseWith(library, "尺码表", "请看", pictures = 1) })
            Pictures.check("keyboard-$name", view, 360, 0)
        }
        app.dress()
        view = keyboard.onCreateInputView()
        type(EditorInfo().apply { inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD })
        Pictures.check("keyboard-password", view, 360, 0)
    }
}

/** An editor that remembers what it is told. */
class FakeEditor : BaseInputConnection(View(org.robolectric.RuntimeEnvironment.getApplication()), true) {
    val texts = mutableListOf<String>()
    val keys = mutableListOf<Int>()
    val actions = mutableListOf<Int>()
    val contents = mutableListOf<InputContentInfo>()
    val flags = mutableListOf<Int>()
    var isGone = false

    override fun commitText(text: CharSequence, newCursorPosition: Int): Boolean = !isGone && texts.add(text.toString())

    override fun sendKeyEvent(event: KeyEvent): Boolean = !isGone && keys.add(event.keyCode)

    override fun performEditorAction(actionCode: Int): Boolean = actions.add(actionCode)

    override fun commitContent(inputContentInfo: InputContentInfo, flags: Int, opts: Bundle?): Boolean =
        contents.add(inputContentInfo) && this.flags.add(flags)

    override fun getTextBeforeCursor(length: Int, flags: Int): CharSequence = error("the editor is not read")

    override fun getSelectedText(flags: Int): CharSequence = error("the editor is not read")
}
