package app.huashu.android.screens

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.os.Bundle
import android.os.Parcel
import android.view.View
import android.widget.EditText
import android.widget.ListView
import android.widget.PopupMenu
import android.widget.TextView
import app.huashu.android.AppTest
import app.huashu.android.R
import app.huashu.android.core.children
import app.huashu.android.screens.main.MainActivity
import app.huashu.android.seen
import app.huashu.android.texts
import app.huashu.android.until
import org.junit.After
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowPopupMenu

/** What the tests of the screens share: screens that end before the book does, and the fingers that touch them. */
abstract class ScreenTest : AppTest() {
    private val opened = mutableListOf<ActivityController<*>>()

    @After
    fun closeScreens() {
        opened.filterNot { it.get().isDestroyed }.forEach { it.pause().stop().destroy() }
    }

    protected fun <A : Activity> open(type: Class<A>, vararg extras: Pair<String, String>, change: Intent.() -> Unit = {}): ActivityController<A> {
        val intent = Intent(app, type).apply { extras.forEach { (name, value) -> putExtra(name, value) } }.apply(change)
        return built(type, intent).setup().also { opened += it }
    }

    /** Ends the process under a screen and brings it back with what the system kept: bytes, no objects. */
    protected fun <A : Activity> comeBack(former: ActivityController<A>, type: Class<A>): ActivityController<A> {
        val kept = Bundle().also { former.saveInstanceState(it) }
        val intent = former.get().intent
        former.pause().stop().destroy()
        return built(type, intent).setup(kept.throughBytes()).also { opened += it }
    }

    /** Only the main screen stands at the bottom of its task. */
    private fun <A : Activity> built(type: Class<A>, intent: Intent) =
        Robolectric.buildActivity(type, intent).also { shadowOf(it.get()).setIsTaskRoot(type == MainActivity::class.java) }

    private fun Bundle.throughBytes(): Bundle {
        val parcel = Parcel.obtain()
        parcel.writeBundle(this)
        val bytes = parcel.marshall()
        parcel.recycle()
        val again = Parcel.obtain()
        again.unmarshall(bytes, 0, bytes.size)
        again.setDataPosition(0)
        return again.readBundle(app.classLoader).also { again.recycle() } ?: Bundle()
    }
}

val Activity.root: View get() = window.decorView

fun Activity.texts(): List<String> = root.texts()

fun Activity.shows(text: String): Boolean = texts().any { text in it }

fun Activity.await(text: String) = try {
    until("\"$text\" is shown") { shows(text) }
} catch (late: IllegalStateException) {
    throw IllegalStateException("${late.message}; there is ${texts()}", late)
}

/** The view with this text or description, or the one around it that takes touches. */
fun Activity.find(name: String): View = root.seen().firstOrNull { it.isCalled(name) } ?: error("nothing is called $name; there is ${texts()}")

private fun View.isCalled(name: String) = contentDescription?.toString() == name || (this is TextView && this !is EditText && text.toString() == name)

fun Activity.press(name: String) {
    val found = find(name)
    val target = generateSequence(found) { it.parent as? View }.first { it.isClickable }
    check(target.performClick()) { "$name does nothing" }
}

fun Activity.list(): ListView = checkNotNull(listOrNull()) { "no list is seen" }

/** The list, once there is one. */
fun Activity.listOrNull(): ListView? = root.seen().filterIsInstance<ListView>().firstOrNull()

/** Touches the row of the list that shows this text. */
fun Activity.pressRow(text: String) {
    val list = list()
    val row = list.children().indexOfFirst { row -> row.seen().any { it is TextView && text in it.text } }
    check(row >= 0) { "no row says $text: ${texts()}" }
    list.performItemClick(list.getChildAt(row), list.firstVisiblePosition + row, 0)
}

fun Activity.type(into: String, text: String) {
    val line = root.seen().filterIsInstance<EditText>().first { it.contentDescription?.toString() == into || it.hint?.toString() == into }
    line.setText(text)
}

/** Chooses from the menu that was opened last. */
fun menu(name: String) {
    val popup: PopupMenu = ShadowPopupMenu.getLatestPopupMenu()
    val item = (0 until popup.menu.size()).map(popup.menu::getItem).firstOrNull { it.title.toString() == name } ?: error("the menu has no $name")
    shadowOf(popup).onMenuItemClickListener.onMenuItemClick(item)
}

fun menuNames(): List<String> = ShadowPopupMenu.getLatestPopupMenu().menu.let { menu ->
    (0 until menu.size()).map { menu.getItem(it).title.toString() }
}

/** The window that was opened last and is still there. */
fun dialog(): AlertDialog = ShadowAlertDialog.getLatestAlertDialog()?.takeIf { it.isShowing } ?: error("no window is open")

fun isAsking(): Boolean = ShadowAlertDialog.getLatestAlertDialog()?.isShowing == true

fun answer(button: Int) {
    check(dialog().getButton(button).performClick())
}

/** Chooses from the list of the window that was opened last. */
fun answer(choice: String) {
    val list = dialog().listView
    val index = (0 until list.adapter.count).firstOrNull { choice in list.adapter.getItem(it).toString() } ?: error("no choice says $choice")
    shadowOf(dialog()).clickOnItem(index)
}

/** Goes back as the person does, on every level of the platform. */
fun Activity.goBack() = press(getString(R.string.back))
