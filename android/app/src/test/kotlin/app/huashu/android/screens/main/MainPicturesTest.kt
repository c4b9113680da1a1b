package app.huashu.android.screens.main

import android.widget.EditText
import android.widget.FrameLayout
import app.huashu.android.Pictures
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.Preferences
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.dressed
import app.huashu.android.panel.PhraseRow
import app.huashu.android.screens.PictureTest
import app.huashu.android.screens.await
import app.huashu.android.screens.press
import app.huashu.android.screens.root
import app.huashu.android.screens.shows
import app.huashu.android.seen
import app.huashu.android.until
import app.huashu.model.LibraryKind
import app.huashu.model.NewLibrary
import org.junit.Test
import java.io.File

class MainPicturesTest : PictureTest() {
    private fun main() = open(MainActivity::class.java).get()

    private fun MainActivity.search(text: String) = root.seen().filterIsInstance<EditText>().first().setText(text)

    private fun MainActivity.openLibrary(): MainActivity = apply {
        await("尺码怎么选")
        press("我的话术")
        await("售前 3")
    }

    @Test
    fun frequent() {
        shop()
        check("main-frequent", main().apply { await("尺码怎么选") })
    }

    @Test
    fun library() {
        shop()
        check("main-library", main().openLibrary())
    }

    @Test
    fun category() {
        shop()
        val screen = main().openLibrary()
        screen.press("售后 2")
        until("the category is open") { !screen.shows("尺码怎么选") }
        check("main-category", screen)
    }

    @Test
    fun dark() {
        shop()
        dressed(ThemeChoice.DARK)
        check("main-dark", main().openLibrary())
    }

    @Test
    fun large() {
        shop()
        dressed(textPercent = 160)
        check("main-large", main().openLibrary())
    }

    @Test
    fun found() {
        shop()
        val screen = main().apply { await("尺码怎么选") }
        screen.search("tk")
        until("it is found") { !screen.shows("尺码怎么选") }
        check("main-found", screen)
    }

    @Test
    fun notFound() {
        shop()
        val screen = main().apply { await("尺码怎么选") }
        screen.search("保价险")
        screen.await(app.getString(R.string.main_not_found, "保价险"))
        check("main-not-found", screen)
    }

    @Test
    fun longNamesAndMany() {
        shop()
        await { repeat(6) { book.addLibrary(NewLibrary(LibraryKind.DEPARTMENT, "华东二部售后与投诉处理小组第 ${it + 1} 组")) } }
        val long = category("售后服务中的特殊情况与需要主管审批的退款流程")
        repeat(40) { phrase("跨境订单在清关环节被海关抽检时应该如何向客户解释并安抚 $it", "您好，".repeat(60), long, "kjqg$it") }
        repeat(12) { category("分类 $it") }
        val screen = main().apply { await("尺码怎么选") }
        screen.press("我的话术")
        screen.await("售前 3")
        screen.press("售后服务中的特殊情况与需要主管审批的退款流程 40")
        until("the category is open") { screen.shows("如何向客户解释") && !screen.shows("尺码怎么选") }
        check("main-long", screen)
    }

    @Test
    fun empty() = check("main-empty", main().apply { await(app.getString(R.string.main_no_phrases)) })

    @Test
    fun welcome() {
        await { book.deleteLibrary(library) }
        check("welcome", main().apply { await(app.getString(R.string.welcome_title)) })
    }

    @Test
    fun welcomeLargeAndDark() {
        await { book.deleteLibrary(library) }
        dressed(ThemeChoice.DARK, 160)
        check("welcome-large-dark", main().apply { await(app.getString(R.string.welcome_title)) })
    }

    @Test
    fun damaged() {
        val file = File(book.dir(), "book.db")
        await { app.connection.close() }
        File(file.path + "-wal").delete()
        file.writeBytes(ByteArray(8192) { 7 })
        check("main-damaged", main().apply { await(app.getString(R.string.main_damaged)) })
    }

    @Test
    fun offline() {
        shop()
        val screen = main().apply { await("尺码怎么选") }
        screen.root.seen().filterIsInstance<BrowseView>().first().showSync("离线，自 11月27日 09:30 起；3 处修改待上传") {}
        check("main-offline", screen)
    }

    @Test
    fun trash() {
        val phrases = listOf(phrase("双十一满减", "全场满 300 减 40"), phrase("旧地址", "退货请寄到旧仓库"))
        await { phrases.forEach { book.deletePhrase(it.id) } }
        check("main-trash", open(TrashActivity::class.java).get().apply { await("旧地址") })
    }

    @Test
    fun rowOfALargeText() {
        val phrase = phrase("尺码怎么选", "[客户名|亲]，身高[身高]、体重[体重]，建议选[尺码:S/M/L]码，尺码表在下面。", null, "cm", *pictures(2))
        dressed(textPercent = 160)
        val context = app.dressed(Preferences(app))
        val ground = FrameLayout(context).apply { setBackgroundColor(context.getColor(R.color.surface)) }
        ground.addView(PhraseRow(context).apply { show(phrase) })
        Pictures.check("row-large", ground, 360, 0)
    }
}
