package app.huashu.android.screens.order

import android.content.DialogInterface.BUTTON_NEGATIVE
import android.content.DialogInterface.BUTTON_POSITIVE
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.widget.EditText
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.children
import app.huashu.android.screens.ScreenTest
import app.huashu.android.screens.answer
import app.huashu.android.screens.await
import app.huashu.android.screens.dialog
import app.huashu.android.screens.list
import app.huashu.android.screens.menu
import app.huashu.android.screens.press
import app.huashu.android.screens.pressRow
import app.huashu.android.screens.shows
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.content
import app.huashu.label
import app.huashu.model.CategoryContents
import app.huashu.model.CategoryId
import app.huashu.model.NewCategory
import app.huashu.model.NewPhrase
import app.huashu.textPart
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

class OrderTest : ScreenTest() {
    private fun order(category: CategoryId? = null) = open(OrderActivity::class.java, OrderActivity.LIBRARY to library.toString()) {
        category?.let { putExtra(OrderActivity.CATEGORY, it.toString()) }
    }.get()

    private fun category(name: String, parent: CategoryId? = null) = await { book.addCategory(NewCategory(library, parent, name)).id }

    private fun titles(category: CategoryId? = null) = await { book.phrases(library, category) }.map { it.label.title }

    private fun categories(parent: CategoryId? = null) = await { book.categories(library) }.filter { it.parent == parent }.map { it.name }

    /** Drags a row by its handle over others, as a finger does. */
    private fun OrderActivity.drag(from: Int, to: Int) {
        val list = list()
        val row = list.getChildAt(from)
        val target = list.getChildAt(to)
        val x = row.width - 20f
        val start = row.top + row.height / 2f
        val end = target.top + target.height / 2f
        val at = SystemClock.uptimeMillis()
        fun touch(action: Int, y: Float) = list.dispatchTouchEvent(MotionEvent.obtain(at, at, action, x, y, 0))
        touch(MotionEvent.ACTION_DOWN, start)
        for (step in 0..8) {
            touch(MotionEvent.ACTION_MOVE, start + (end - start) * step / 8)
            shadowOf(mainLooper).idle()
        }
        touch(MotionEvent.ACTION_UP, end)
    }

    @Test
    fun aPhraseIsDraggedUndoneAndTheOrderStays() {
        phrases("一" to "1", "二" to "2", "三" to "3")
        val screen = order()
        screen.await("三")
        screen.drag(2, 0)
        until("it is written") { titles() == listOf("三", "一", "二") }
        screen.await(app.getString(R.string.order_moved))
        until("the list shows it") { (screen.list().adapter.getItem(0) as Entry).name == "三" }
        screen.press(app.getString(R.string.undo))
        until("it is taken back") { titles() == listOf("一", "二", "三") && (screen.list().adapter.getItem(0) as Entry).name == "一" }
        screen.drag(0, 1)
        until("it is written again") { titles() == listOf("二", "一", "三") }
    }

    @Test
    fun categoriesAndPhrasesKeepToTheirOwnKind() {
        category("售前")
        category("售后")
        phrases("一" to "1")
        val screen = order()
        screen.await("售后")
        screen.drag(1, 0)
        until("the categories changed places") { categories() == listOf("售后", "售前") }
        until("and are shown so") { (screen.list().adapter.getItem(0) as Entry).name == "售后" }
        screen.drag(2, 0)
        assertEquals(listOf("售后", "售前"), categories())
        assertEquals(listOf("一"), titles())
    }

    @Test
    fun talkBackMovesWithoutDragging() {
        phrases("一" to "1", "二" to "2")
        val screen = order()
        screen.await("二")
        val (first, second) = screen.list().children()
        assertEquals(listOf(app.getString(R.string.order_down)), first.actions())
        assertEquals(listOf(app.getString(R.string.order_up)), second.actions())
        second.performAccessibilityAction(R.id.order_up, null)
        until("it moved up") { titles() == listOf("二", "一") }
    }

    private fun View.actions() = createAccessibilityNodeInfo().actionList.mapNotNull { it.label?.toString() }.filter {
        it.startsWith("上") ||
            it.startsWith("下")
    }

    @Test
    fun categoriesAreMadeNamedMovedAndDeleted() {
        val after = category("售后")
        await { book.addPhrase(NewPhrase(library, after, label("道歉"), content(textPart("对不起")))) }
        val screen = order()
        screen.await("售后")
        screen.press(app.getString(R.string.order_add))
        menu(app.getString(R.string.order_add_category))
        name("售前")
        until("it is made") { categories() == listOf("售后", "售前") }
        screen.await("售前")
        screen.press(app.getString(R.string.order_more_named, "售前"))
        menu(app.getString(R.string.order_rename))
        name("接待")
        until("it is renamed") { categories() == listOf("售后", "接待") }
        screen.await("接待")
        screen.press(app.getString(R.string.order_more_named, "接待"))
        menu(app.getString(R.string.order_move))
        answer("售后")
        until("it lies inside") { categories(after) == listOf("接待") }
        until("and is shown no more") { !screen.shows("接待") }
        screen.press(app.getString(R.string.order_more_named, "售后"))
        menu(app.getString(R.string.delete))
        answer(BUTTON_POSITIVE)
        until("its contents moved up") { titles() == listOf("道歉") && categories() == listOf("接待") }
        screen.press(app.getString(R.string.undo))
        until("it is back with its contents") { categories() == listOf("售后") && titles(after) == listOf("道歉") }
        screen.await("售后")
        screen.press(app.getString(R.string.order_more_named, "售后"))
        menu(app.getString(R.string.delete))
        answer(BUTTON_NEGATIVE)
        until("its contents are in the trash") { categories().isEmpty() && await { book.trash() }.any { it.phrase.label.title == "道歉" } }
    }

    @Test
    fun aCategoryOpensAndGoesWhenItIsDeletedElsewhere() {
        val after = category("售后")
        val outer = order()
        outer.await("售后")
        outer.pressRow("售后")
        assertEquals(after.toString(), shadowOf(outer).nextStartedActivity.getStringExtra(OrderActivity.CATEGORY))
        val inner = order(after)
        inner.await(app.getString(R.string.order_empty))
        await { book.deleteCategory(after, CategoryContents.MOVE_UP) }
        until("there is nothing to order any more") { inner.isFinishing }
        assertFalse(outer.isFinishing)
    }

    @Test
    fun aLibraryIsRenamedAndDeleted() {
        val screen = order()
        screen.await("我的话术")
        screen.press(app.getString(R.string.more))
        menu(app.getString(R.string.order_rename_library))
        name("小雨的话术")
        screen.await("小雨的话术")
        screen.press(app.getString(R.string.more))
        menu(app.getString(R.string.order_delete_library))
        answer(BUTTON_POSITIVE)
        until("it is gone") { screen.isFinishing }
        assertTrue(await { book.libraries() }.isEmpty())
    }

    private fun name(text: String) {
        dialog().window?.decorView?.seen()?.filterIsInstance<EditText>()?.first()?.setText(text)
        answer(BUTTON_POSITIVE)
    }
}
