package app.huashu.android.send

import android.Manifest
import android.content.Intent
import android.database.sqlite.SQLiteException
import android.os.Build
import android.provider.MediaStore
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.model.TextStep
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.util.concurrent.TimeUnit

class ShareTest : AppTest() {
    private lateinit var store: FakeMediaStore
    private val started: Intent get() = shadowOf(app).nextStartedActivity.inner
    private val readGrant = Intent.FLAG_GRANT_READ_URI_PERMISSION

    @Before
    fun prepare() {
        store = FakeMediaStore.install()
        shadowOf(app).grantPermissions(Manifest.permission.WRITE_EXTERNAL_STORAGE)
        app.preferences.channel = "wechat"
    }

    private fun prepare(phrase: Phrase) = await {
        val plan = app.customer.plan(phrase.id, Surface.ANDROID_APP).plan
        app.sender.prepare(phrase, plan)
    }

    private fun step(way: Way = Way()): Sent = await { app.sender.goOn(way) }!!

    private fun target(label: String = "微信"): Target = await {
        val underway = app.sender.underway.value!!
        Targets(app, app.preferences).find(underway.taps[underway.done].step!!, underway.channel)
    }.first { it.label == label }

    private fun pictures(count: Int) = await { book.phraseWith(library, "色卡", pictures = count) }

    private fun bytesOf(uri: android.net.Uri) = app.contentResolver.openInputStream(uri)!!.use { it.readBytes() }

    @Test
    fun onePictureGoesByOurProvider() {
        val wechat = app.installWechat()
        val phrase = pictures(1)
        prepare(phrase)
        val sent = step(Way(target = target()))
        assertEquals("已交给微信，请选择聊天", sent.say)
        val intent = started
        assertEquals(Intent.ACTION_SEND to wechat, intent.action to intent.component)
        assertEquals("image/png", intent.type)
        val uri = intent.streams.single()
        assertEquals(SendProvider.AUTHORITY to "图01.png", uri.authority to uri.lastPathSegment)
        assertEquals(listOf(uri), (0 until intent.clipData!!.itemCount).map { intent.clipData!!.getItemAt(it).uri })
        assertTrue(intent.flags and readGrant != 0)
        assertNull(intent.getStringExtra(Intent.EXTRA_TEXT))
        assertArrayEquals(await { book.media((phrase.content.parts.single() as PhrasePart.Image).v1.blob) }, bytesOf(uri))
        assertTrue(store.rows.isEmpty())
    }

    @Test
    fun severalPicturesGoByTheAlbumInTheirOrder() {
        val phrase = pictures(3)
        prepare(phrase)
        step()
        val intent = started
        assertEquals(Intent.ACTION_SEND_MULTIPLE, intent.action)
        assertEquals(3, intent.streams.size)
        assertTrue(intent.streams.all { it.authority == MediaStore.AUTHORITY })
        assertEquals(intent.streams, (0 until 3).map { intent.clipData!!.getItemAt(it).uri })
        assertTrue(intent.flags and readGrant != 0)
        phrase.content.parts.zip(intent.streams).forEach { (part, uri) ->
            assertArrayEquals(await { book.media((part as PhrasePart.Image).v1.blob) }, bytesOf(uri))
        }
        val row = store.rows.values.first().values
        assertEquals("图01.png" to "image/png", row.getAsString("_display_name") to row.getAsString("mime_type"))
        if (Build.VERSION.SDK_INT >= 29) {
            assertEquals("Pictures/Huashu" to 0, row.getAsString("relative_path") to row.getAsInteger("is_pending"))
        } else {
            assertTrue(row.getAsString("_data"), row.getAsString("_data").endsWith("图01.png"))
        }
    }

    @Test
    fun twelvePicturesGoInTwoBatchesBesideTheirText() {
        app.installWechat()
        prepare(await { book.phraseWith(library, "色卡", "请看图", pictures = 12) })
        assertEquals(2, step().remaining)
        val first = step(Way(target = target()))
        assertEquals(9 to 1, started.streams.size to first.remaining)
        val second = step()
        val intent = started
        assertEquals("the app that was chosen is taken again", WECHAT to 3, intent.component?.packageName to intent.streams.size)
        assertEquals(0, second.remaining)
        assertTrue(listOf(first.say, second.say).toString(), listOf(first.say, second.say).any { "留言框" in it })
    }

    @Test
    fun aFileGoesUnderItsOwnName() {
        val phrase = await { book.phraseWith(library, "说明书", files = listOf("说明书.pdf")) }
        prepare(phrase)
        step()
        val intent = started
        assertEquals(Intent.ACTION_SEND to "说明书.pdf", intent.action to intent.streams.single().lastPathSegment)
        assertEquals(SendProvider.AUTHORITY, intent.clipData!!.getItemAt(0).uri.authority)
    }

    @Test
    fun aTextIsSharedWhereThePlatformTakesIt() {
        app.preferences.channel = "whatsapp"
        prepare(phrases("问候" to "您好").single())
        step()
        val intent = started
        assertEquals("text/plain" to "您好", intent.type to intent.getStringExtra(Intent.EXTRA_TEXT))
    }

    @Test
    fun whoPrefersTheAlbumGetsItForOnePictureToo() {
        app.preferences.isAlbumPreferred = true
        prepare(pictures(1))
        step()
        assertEquals(MediaStore.AUTHORITY, started.streams.single().authority)
    }

    @Test
    fun picturesThatDidNotArriveGoOnceMoreByTheAlbum() {
        prepare(pictures(1))
        step()
        assertEquals(SendProvider.AUTHORITY, started.streams.single().authority)
        assertFalse(await { app.sender.again(Way(byAlbum = true)) }!!.isFailed)
        assertEquals(MediaStore.AUTHORITY, started.streams.single().authority)
        assertNull(app.sender.underway.value)
    }

    @Test
    fun anAppThatIsGoneGivesWayToTheChooser() {
        app.installWechat()
        prepare(await { book.phraseWith(library, "色卡", pictures = 12) })
        step(Way(target = target()))
        shadowOf(app).nextStartedActivity
        shadowOf(app.packageManager).deletePackage(WECHAT)
        shadowOf(app).checkActivities(true)
        val chooser = android.content.ComponentName("android", "com.android.internal.app.ChooserActivity")
        shadowOf(app.packageManager).addActivityIfNotPresent(chooser)
        shadowOf(app.packageManager).addIntentFilterForActivity(
            chooser,
            android.content.IntentFilter(Intent.ACTION_CHOOSER).apply {
                addCategory(Intent.CATEGORY_DEFAULT)
            },
        )
        val sent = step()
        assertTrue(sent.say, sent.say.startsWith("上次用的应用已打不开"))
        assertEquals(Intent.ACTION_CHOOSER, shadowOf(app).nextStartedActivity.action)
    }

    @Test
    fun withoutAnyAppTheStepWaits() {
        shadowOf(app).checkActivities(true)
        prepare(pictures(1))
        val sent = step()
        assertEquals(app.getString(R.string.send_no_app) to 1, sent.say to sent.remaining)
    }

    @Test
    fun chatAppsAreFoundAndOrdered() {
        app.install("com.example.gallery", "com.example.gallery.Edit", "图库")
        app.install("com.tencent.mobileqq", "com.tencent.mobileqq.activity.JumpActivity", "QQ")
        app.installWechat()
        val step = SendStep.ShareText(TextStep("您好", null, false, null))
        val targets = Targets(app, app.preferences)
        fun found(channel: String) = await { targets.find(step, channel) }.map { it.label }
        assertEquals(listOf("微信", "QQ"), found("wechat"))
        assertEquals(listOf("QQ", "微信"), found("qq"))
        targets.choose(step, "wechat", android.content.ComponentName("com.example.gallery", "com.example.gallery.Edit"))
        assertEquals("what was chosen last is first", listOf("图库", "微信", "QQ"), found("wechat"))
        assertEquals(listOf("QQ", "微信"), found("qq"))
    }

    @Test
    fun theAlbumIsTidiedADayLater() {
        prepare(pictures(3))
        step()
        val album = Album(app, app.preferences)
        await { album.tidy() }
        assertEquals("WeChat may not have read them yet", 3, store.rows.size)
        await { album.tidy(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(25)) }
        assertEquals(0, store.rows.size)
        assertNull(app.preferences["send_album"])
    }

    @Test
    fun theOutboxIsTidiedADayLater() {
        prepare(pictures(1))
        step()
        val root = File(app.cacheDir, "send")
        val outbox = Outbox(app)
        await { outbox.tidy() }
        assertEquals(1, root.list()!!.size)
        await { outbox.tidy(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(25)) }
        assertEquals(0, root.list()!!.size)
    }

    @Test
    fun anAlbumThatFailsLeavesNothingBehind() {
        val broken = mapOf(
            IllegalStateException("no storage") to R.string.send_album_failed,
            SQLiteException("write failed: ENOSPC (No space left on device)") to R.string.send_disk_full,
        )
        for ((why, words) in broken) {
            prepare(pictures(3))
            store.broken = null
            store = FakeMediaStore.install()
            store.broken = why
            val sent = step()
            assertEquals(app.getString(words) to 1, sent.say to sent.remaining)
            assertTrue(store.rows.isEmpty())
            store.broken = null
            assertFalse("the next tap tries again", step().isFailed)
            assertEquals(3, store.rows.size)
        }
    }

    @Test
    fun aPictureThatIsNotHereIsSaid() {
        prepare(pictures(1))
        File(book.dir()).walk().filter { it.isFile && it.readBytes().take(4) == PNG }.forEach { it.delete() }
        val sent = step()
        assertTrue(sent.isFailed)
        assertTrue(sent.say, sent.say.isNotBlank())
        assertEquals(1, sent.remaining)
        assertEquals("nothing stays", 0, File(app.cacheDir, "send").list().orEmpty().size)
    }

    @Test
    fun aLargePictureGoesWhole() {
        val large = await { book.addMedia("大图.jpg", picture(7, 4_000, 3_000, android.graphics.Bitmap.CompressFormat.JPEG)) }
        val phrase = await { book.phraseWith(library, "海报", "见图") }
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(large)))) }
        prepare(await { book.phrase(phrase.id) })
        assertFalse(step().isFailed)
        val size = android.graphics.BitmapFactory.Options().apply { inJustDecodeBounds = true }
        app.contentResolver.openInputStream(started.streams.single())!!.use { android.graphics.BitmapFactory.decodeStream(it, null, size) }
        assertEquals(4_000 to 3_000, size.outWidth to size.outHeight)
    }

    private companion object {
        val PNG = listOf(0x89.toByte(), 'P'.code.toByte(), 'N'.code.toByte(), 'G'.code.toByte())
    }
}
