package app.huashu.android.receive

import android.app.Activity
import android.content.ClipboardManager
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Intent
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.Bundle
import android.os.ParcelFileDescriptor
import android.view.View
import android.widget.EditText
import android.widget.TextView
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.dress
import app.huashu.android.send.SendActivity
import app.huashu.android.send.SendProvider
import app.huashu.android.send.all
import app.huashu.android.send.isSeen
import app.huashu.android.send.phraseWith
import app.huashu.android.send.picture
import app.huashu.android.send.tap
import app.huashu.android.send.words
import app.huashu.android.until
import app.huashu.model.NewCategory
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream

class ReceiveActivityTest : AppTest() {
    private val open = mutableListOf<ActivityController<ReceiveActivity>>()
    private val copied get() = app.getSystemService(ClipboardManager::class.java).primaryClip?.getItemAt(0)?.text?.toString()

    @Before
    fun lend() {
        Robolectric.setupContentProvider(Gallery::class.java, Gallery.AUTHORITY)
        shadowOf(app.contentResolver).registerInputStreamSupplier(Gallery.uri("endless")) { Endless() }
        shadowOf(app.contentResolver).registerInputStreamSupplier(Gallery.uri("hangs")) { Hanging() }
    }

    @After
    fun close() = open.forEach { it.close() }

    private fun start(intent: Intent, state: Bundle? = null): ActivityController<ReceiveActivity> {
        val controller = Robolectric.buildActivity(ReceiveActivity::class.java, intent.setClass(app, ReceiveActivity::class.java))
        open += controller
        return controller.create(state).start().resume().visible()
    }

    private fun text(text: CharSequence) = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)

    private fun selection(text: String, readOnly: Boolean) =
        Intent(
            Intent.ACTION_PROCESS_TEXT,
        ).setType("text/plain").putExtra(Intent.EXTRA_PROCESS_TEXT, text).putExtra(Intent.EXTRA_PROCESS_TEXT_READONLY, readOnly)

    private fun images(vararg names: String) = uris(*names.map { Gallery.uri(it) }.toTypedArray())

    private fun uris(vararg uris: Uri) =
        if (uris.size == 1) {
            Intent(Intent.ACTION_SEND).setType("image/*").putExtra(Intent.EXTRA_STREAM, uris.single())
        } else {
            Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*").putParcelableArrayListExtra(Intent.EXTRA_STREAM, arrayListOf(*uris))
        }

    private val ActivityController<ReceiveActivity>.view: View get() = get().window.decorView

    private fun ActivityController<ReceiveActivity>.awaits(text: String) = until("$text is shown; ${view.words()}") {
        view.words().any { text in it }
    }

    private fun ActivityController<ReceiveActivity>.tap(text: String) = view.tap(text)

    private fun ActivityController<ReceiveActivity>.fields() = view.all().filterIsInstance<EditText>().filter { it.isSeen }

    private fun saved(): Phrase {
        var phrase: Phrase? = null
        until("a phrase is saved") { await { book.phrases(library, null) }.firstOrNull()?.also { phrase = it } != null }
        return phrase!!
    }

    private fun shop() = phrases(
        "发货时间" to "亲，四点前付款当天发货，之后的次日发出，一般两到三天到。",
        "查快递" to "亲，您的单号[单号]正在路上，由[物流公司]派送，请留意电话。",
        "退款说明" to "亲，退货签收后三个工作日内原路退回。",
    )

    @Test
    fun aTextBecomesAPhrase() {
        val category = await { book.addCategory(NewCategory(library = library, name = "物流")) }
        val screen = start(text("今天四点前付款当天发货。之后的次日发出"))
        screen.tap("存为话术")
        screen.awaits("物流")
        assertEquals(listOf("今天四点前付款当天发货", "今天四点前付款当天发货。之后的次日发出"), screen.fields().map { it.text.toString() })
        screen.tap("物流")
        screen.fields().first().setText("发货")
        screen.view.all().filterIsInstance<android.widget.Button>().first { it.text == "存为话术" }.performClick()
        until("it is done") { screen.get().isFinishing }
        val phrase = await { book.phrases(library, category.id) }.single()
        assertEquals("发货", phrase.label.title)
    }

    @Test
    fun picturesAndTextBecomeOnePhrase() {
        val screen = start(images("1.png", "2.png", "3.jpg").putExtra(Intent.EXTRA_TEXT, "三种颜色"))
        screen.awaits("3 张图片")
        screen.view.all().first { it.contentDescription?.startsWith("去掉图片 2.png") == true }.performClick()
        screen.awaits("2 张图片")
        screen.tap("存为话术")
        val parts = saved().content.parts
        assertEquals(listOf("1.png", "3.jpg"), parts.filterIsInstance<PhrasePart.Image>().map { it.v1.name })
        assertTrue(parts.first() is PhrasePart.Text)
    }

    @Test
    fun whatIsMissingIsSaidAtItsField() {
        val screen = start(images("1.png"))
        screen.awaits("1 张图片")
        screen.tap("存为话术")
        until("the title is asked for") { screen.fields().first().error != null }
        assertFalse(screen.get().isFinishing)
        assertTrue(await { book.phrases(library, null) }.isEmpty())
    }

    @Test
    fun whatWasTypedOutlivesTheScreen() {
        val first = start(text("原文"))
        first.tap("存为话术")
        first.fields()[0].setText("我的标题")
        first.fields()[1].setText("我改过的内容")
        val kept = Bundle()
        first.saveInstanceState(kept)
        val again = start(text("原文"), kept)
        assertEquals(listOf("我的标题", "我改过的内容"), again.fields().map { it.text.toString() })
    }

    @Test
    fun aMessageIsAnsweredByCopying() {
        shop()
        val screen = start(text("什么时候发货"))
        screen.tap("发货时间")
        until("the person is back in the chat") { screen.get().isFinishing }
        assertTrue(copied!!.startsWith("亲，四点前付款"))
    }

    @Test
    fun valuesOfTheMessageAreTakenByTap() {
        shop()
        val screen = start(text("我的快递到哪了 单号 SF1234567890123"))
        screen.tap("单号 SF1234567890123")
        screen.awaits("✓ 单号 SF1234567890123")
        assertEquals("SF1234567890123", await { app.customer.values() }["单号"])
        screen.tap("✓ 单号 SF1234567890123")
        until("it is forgotten") { await { app.customer.values() }["单号"] == null }
        screen.tap("单号 SF1234567890123")
        screen.awaits("✓ 单号")
        screen.tap("查快递")
        screen.awaits("填好了")
        screen.fields().single().setText("顺丰")
        screen.tap("填好了")
        until("it is copied") { copied != null }
        assertEquals("亲，您的单号SF1234567890123正在路上，由顺丰派送，请留意电话。", copied)
    }

    @Test
    fun aSelectionMayBeReplaced() {
        shop()
        val screen = start(selection("什么时候发货", readOnly = false))
        screen.tap("替换选中的文字")
        screen.tap("发货时间")
        until("it is replaced") { screen.get().isFinishing }
        val result = shadowOf(screen.get())
        assertEquals(Activity.RESULT_OK, result.resultCode)
        assertTrue(result.resultIntent.getCharSequenceExtra(Intent.EXTRA_PROCESS_TEXT).toString().startsWith("亲，四点前"))
        assertNull(copied)
        val readOnly = start(selection("什么时候发货", readOnly = true))
        readOnly.awaits("发货时间")
        assertFalse(readOnly.view.words().any { "替换" in it })
    }

    @Test
    fun picturesOfAnAnswerAreOffered() {
        await { book.phraseWith(library, "尺码表", "请看尺码表", pictures = 1) }
        val screen = start(text("有尺码表吗"))
        screen.tap("尺码表")
        screen.tap("到应用里发送")
        assertEquals(SendActivity::class.java.name, shadowOf(screen.get()).nextStartedActivity.component?.className)
        assertEquals("请看尺码表", copied)
    }

    @Test
    fun withoutAnAnswerTheMessageCanBeSaved() {
        val screen = start(text("今天天气"))
        screen.tap("把它存为话术")
        screen.awaits("标题")
    }

    @Test
    fun hostilePicturesAreRefusedWithASentence() {
        val own = File(app.cacheDir, "send/x/secret.png").apply {
            parentFile!!.mkdirs()
            writeBytes(picture(1))
        }
        Robolectric.setupContentProvider(SendProvider::class.java, SendProvider.AUTHORITY)
        val cases = mapOf(
            Uri.fromFile(own) to "不允许读取",
            SendProvider.uri(own) to "不允许读取",
            Uri.parse("content://0@${SendProvider.AUTHORITY}/x/secret.png") to "不允许读取",
            Uri.parse("http://example.com/1.png") to "不允许读取",
            Uri.parse("content:") to "不允许读取",
            Gallery.uri("security") to "不允许读取",
            Gallery.uri("none.png") to "读不出来",
            Gallery.uri("null") to "读不出来",
            Gallery.uri("crash") to "读不出来",
            Gallery.uri("endless") to "超过 20 MB",
            Gallery.uri("text.png") to "不是图片",
        )
        for ((uri, words) in cases) {
            val screen = start(uris(uri))
            screen.awaits(words)
            screen.awaits("0 张图片")
        }
        val broken = start(images("broken.png"))
        broken.awaits("0 张图片")
        assertTrue(
            broken.view.words().toString(),
            broken.view.all().filterIsInstance<TextView>().any {
                it.isSeen &&
                    it.currentTextColor == app.getColor(R.color.danger) &&
                    it.text.isNotBlank()
            },
        )
        val mixed = start(images("1.png", "none.png", "crash", "2.png"))
        mixed.awaits("2 张图片读不出来，没有加入")
        mixed.awaits("2 张图片")
    }

    @Test
    fun aProviderThatHangsIsLeftAlone() {
        val intake = Intake(app, app.scope, patienceMs = 300)
        val taken = await { intake.take(book, Gallery.uri("hangs")) }
        assertEquals(Refusal.TOO_SLOW, (taken as Taken.Refused).why)
    }

    @Test
    fun tooMuchIsCut() {
        val screen = start(uris(*(1..40).map { Gallery.uri("1.png?$it") }.toTypedArray()))
        screen.awaits("只取前")
        val long = start(text("很长".repeat(40_000)))
        long.awaits("只取前")
        long.tap("存为话术")
        assertEquals(Received.MAX_TEXT, long.fields().last().text.length)
    }

    @Test
    fun noEmojiIsCutInHalf() {
        val emojis = "😀".repeat(40_000)
        assertEquals(Received.MAX_TEXT - 1, Received.of(text(emojis)).text.length)
        // What we cut for suggestions alone is asked about as well.
        start(text("。$emojis")).awaits("存为话术")
    }

    @Test
    fun nothingIsSaidToBeNothing() {
        val nothing = listOf(
            Intent(
                Intent.ACTION_SEND,
            ),
            text(""), text("  \n"), Intent(Intent.ACTION_PROCESS_TEXT), Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*"),
            Intent(
                Intent.ACTION_SEND,
            ).setType("image/*").putExtra(Intent.EXTRA_STREAM, "a text"),
            Intent(), Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_TEXT, 7),
            Intent(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, arrayListOf(Intent())),
        )
        for (intent in nothing) start(intent).awaits("没有收到文字或图片")
    }

    @Test
    fun titlesAreTheFirstSentence() {
        val cases = mapOf(
            "亲，在的。请问" to "亲，在的",
            "\n\n  第一行\n第二行" to "第一行",
            "。。。" to "",
            "一".repeat(50) to "一".repeat(20),
            "😀".repeat(30) to "😀".repeat(20),
            "发货：" to "发货",
        )
        for ((text, title) in cases) assertEquals(text, title, titleOf(text))
    }

    @Test
    fun pictures() {
        shop()
        await { book.phraseWith(library, "快递实拍", "亲，您的快递已经打包好，请看实拍", pictures = 3) }
        await {
            for (name in listOf("物流", "售后", "活动")) book.addCategory(NewCategory(library = library, name = name))
        }
        val question = "我的快递到哪了 单号 SF1234567890123"
        for ((name, theme, percent) in listOf(
            Triple("light", ThemeChoice.LIGHT, 100),
            Triple("dark", ThemeChoice.DARK, 100),
            Triple("large", ThemeChoice.LIGHT, 160),
        )) {
            app.dress(theme, percent)
            val answer = start(selection(question, readOnly = false))
            answer.awaits("点一下就复制")
            Pictures.check("receive-answer-$name", answer.get())
            val save = start(images("1.png", "2.png", "crash", "3.jpg").putExtra(Intent.EXTRA_TEXT, "今天的发货实拍，请放心。有问题随时找我们"))
            save.awaits("3 张图片")
            save.awaits("物流")
            Pictures.check("receive-save-$name", save.get())
        }
        app.dress()
        val none = start(text("今天天气"))
        none.awaits("没有找到")
        Pictures.check("receive-empty", none.get())
        Pictures.check("receive-error", start(text("")).get())
        val asking = start(text("我的快递到哪了"))
        asking.tap("查快递")
        asking.awaits("填好了")
        Pictures.check("receive-asking", asking.get())
    }
}

/** A stream without an end. */
private class Endless : InputStream() {
    override fun read() = 1

    override fun read(into: ByteArray, from: Int, count: Int) = count
}

/** A stream that comes to nothing for longer than anybody waits. */
private class Hanging : InputStream() {
    override fun read(): Int {
        Thread.sleep(3_000)
        return -1
    }
}

/** Another app's pictures, and what a hostile one may do. */
class Gallery : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor? = when (val name = uri.lastPathSegment.orEmpty()) {
        "security" -> throw SecurityException("no grant")
        "crash" -> error("a bug of theirs")
        "null" -> null
        // A pipe of Robolectric is a file: an end that nobody reaches keeps the disk from filling up.
        "text.png" -> lend("no picture".toByteArray())
        "broken.png" -> lend(picture(1).copyOf(60))
        "3.jpg" -> lend(picture(3, 600, 400, android.graphics.Bitmap.CompressFormat.JPEG))
        "1.png", "2.png" -> lend(picture(name.substringBefore('.').toInt(), 300, 300))
        else -> throw FileNotFoundException(name)
    }

    private fun lend(bytes: ByteArray): ParcelFileDescriptor {
        val file = File.createTempFile("lent", null).apply { deleteOnExit() }
        file.writeBytes(bytes)
        return ParcelFileDescriptor.open(file, ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun query(uri: Uri, projection: Array<String>?, selection: String?, args: Array<String>?, order: String?): Cursor =
        MatrixCursor(projection ?: emptyArray()).apply { addRow(arrayOf(uri.lastPathSegment)) }

    override fun getType(uri: Uri) = "image/png"

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun update(uri: Uri, values: ContentValues?, selection: String?, args: Array<String>?) = 0

    override fun delete(uri: Uri, selection: String?, args: Array<String>?) = 0

    companion object {
        const val AUTHORITY = "com.example.gallery"

        fun uri(name: String): Uri = Uri.parse("content://$AUTHORITY/$name")
    }
}
