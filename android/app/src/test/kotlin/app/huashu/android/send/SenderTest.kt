package app.huashu.android.send

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.os.Build
import android.os.TransactionTooLargeException
import app.huashu.PhraseChange
import app.huashu.android.AppTest
import app.huashu.android.R
import app.huashu.android.await
import app.huashu.android.until
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.textPart
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.annotation.Config
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowBuild

class SenderTest : AppTest() {
    private val clipboard get() = app.getSystemService(ClipboardManager::class.java)
    private val copied get() = clipboard.primaryClip?.getItemAt(0)?.text?.toString()

    @After
    fun mendClipboard() {
        RefusingClipboard.refusal = null
    }

    private fun plan(phrase: Phrase, surface: Surface = Surface.ANDROID_OVERLAY, given: Map<String, String> = emptyMap()): SendPlan =
        await { app.customer.plan(phrase.id, surface, given).plan }

    private fun begin(phrase: Phrase, surface: Surface = Surface.ANDROID_OVERLAY, given: Map<String, String> = emptyMap()): Sent {
        val plan = plan(phrase, surface, given)
        return await { app.sender.begin(phrase, plan) }
    }

    /** A phrase of several messages, each a tap. */
    private fun messages(vararg texts: String): Phrase = await {
        val parts = texts.map { textPart(it) }
        val phrase = book.phraseWith(library, "几条", texts.first())
        book.editPhrase(phrase.id, listOf(PhraseChange.Parts(parts)))
    }

    /** As after the end of the process: the same preferences and book, nothing else. */
    private fun anotherSender() = Sender(app, app.connection, app.customer, app.preferences, app.scope).also { it.start() }

    @Test
    fun theClipboardHoldsTheFilledText() {
        val phrase = phrases("发货" to "[客户名|您]好，单号[单号]").single()
        val sent = begin(phrase, given = mapOf("单号" to "SF1"))
        assertEquals("您好，单号SF1", copied)
        assertEquals("已复制，长按输入框粘贴", sent.say)
        assertEquals(0, sent.remaining)
        assertFalse(sent.isFailed)
        assertNull(app.sender.underway.value)
    }

    @Test
    fun aPrivatePhraseIsMarkedAsSensitive() {
        for (isSensitive in listOf(true, false)) {
            begin(await { book.phraseWith(library, "账号", "6222 0000", sensitive = isSensitive) })
            val isMarked = clipboard.primaryClipDescription?.extras?.getBoolean(ClipDescription.EXTRA_IS_SENSITIVE) ?: false
            assertEquals(isSensitive && Build.VERSION.SDK_INT >= 33, isMarked)
        }
    }

    @Test
    fun aUseIsCountedOnceForEachPlan() {
        val phrase = messages("第一条", "第二条")
        begin(phrase)
        await { app.sender.goOn() }
        assertEquals(listOf(phrase.id to 1u), await { book.mostUsed(9u) }.map { it.phrase.id to it.care.uses })
    }

    @Test
    fun severalMessagesTakeATapEach() {
        val first = begin(messages("第一条", "第二条", "第三条"))
        assertEquals("第一条" to 2, copied to first.remaining)
        assertEquals(1 to 3, app.sender.underway.value?.let { it.done to it.count })
        assertEquals(1, await { app.sender.goOn() }?.remaining)
        assertEquals("第二条", copied)
        assertEquals(0, await { app.sender.goOn() }?.remaining)
        assertEquals("第三条", copied)
        assertNull(app.sender.underway.value)
        assertNull(await { app.sender.goOn() })
    }

    @Test
    fun aPlanGoesOnAfterTheEndOfTheProcess() {
        val phrase = messages("您好[客户名]", "[客户名]的单号[单号]")
        begin(phrase, given = mapOf("客户名" to "王女士", "单号" to "SF2"))
        await { app.customer.next() }
        val again = anotherSender()
        assertEquals(1 to 2, await { again.restored() }?.let { it.done to it.count })
        val sent = await { again.goOn() }
        assertEquals("王女士的单号SF2", copied)
        assertEquals(0, sent?.remaining)
        assertNull(await { anotherSender().restored() })
    }

    @Test
    fun whatIsDroppedStaysDropped() {
        begin(messages("第一条", "第二条"))
        app.sender.drop()
        assertNull(app.sender.underway.value)
        assertNull(await { app.sender.goOn() })
        assertNull(await { anotherSender().restored() })
    }

    @Test
    fun aPhraseThatChangedInMidPlanIsNotSentOn() {
        val changes = mapOf<String, suspend (Phrase) -> Unit>(
            "deleted" to { book.deletePhrase(it.id) },
            "rewritten" to { book.editPhrase(it.id, listOf(PhraseChange.Parts(listOf(textPart("新一"), textPart("新二"))))) },
            "switched off" to { book.editPhrase(it.id, listOf(PhraseChange.Active(false))) },
        )
        for (isRestarted in listOf(false, true)) {
            for ((what, change) in changes) {
                val phrase = messages("第一条$what", "第二条")
                begin(phrase)
                await { change(phrase) }
                val sender = if (isRestarted) anotherSender() else app.sender
                if (isRestarted) until("the plan is judged") { sender.lost.value != null }
                val sent = await { sender.goOn() }
                assertEquals("$what $isRestarted", app.getString(R.string.send_changed) to 0, sent?.let { it.say to it.remaining })
                assertTrue("$what $isRestarted", sent!!.isFailed)
                assertEquals("第一条$what", copied)
                assertNull(sender.underway.value)
                assertNull("it is said once", await { sender.goOn() })
            }
        }
    }

    @Test
    fun aNewTitleDoesNotStopAPlan() {
        val phrase = messages("第一条", "第二条")
        begin(phrase)
        await { book.editPhrase(phrase.id, listOf(PhraseChange.Title("另一个名字"))) }
        assertFalse(await { app.sender.goOn() }!!.isFailed)
        assertEquals("第二条", copied)
    }

    @Test
    fun picturesAreLeftOutByTheBubbleAndOffered() {
        val phrase = await { book.phraseWith(library, "尺码", "请看图", pictures = 2) }
        val sent = begin(phrase)
        assertEquals("已复制，长按输入框粘贴。悬浮球只能发文字，图片可到应用里发送", sent.say)
        assertTrue(sent.needsOwnToast)
        val offer = assertNotNull(sent.offer).let { sent.offer!! }
        assertEquals(SendActivity::class.java.name, offer.intent.component?.className)
        val alone = begin(await { book.phraseWith(library, "色卡", pictures = 1) })
        assertEquals("悬浮球只能发文字，图片可到应用里发送" to 0, alone.say to alone.remaining)
        assertNotNull(alone.offer)
        assertEquals("what was not sent is not counted", listOf(phrase.id), await { book.recents(9u) }.map { it.phrase.id })
    }

    @Test
    fun onTheTelephoneTheTextIsReadAloud() {
        app.preferences.channel = "phone"
        val sent = begin(phrases("回访" to "您好，这里是青禾").single(), Surface.ANDROID_APP)
        assertEquals("请念给客户听：您好，这里是青禾", sent.say)
        assertNull(copied)
    }

    @Test
    @Config(shadows = [RefusingClipboard::class])
    fun aClipboardThatRefusesLosesNothing() {
        val refusals = mapOf(
            SecurityException("denied") to R.string.send_clip_refused,
            RuntimeException(TransactionTooLargeException()) to R.string.send_clip_too_large,
        )
        val phrase = messages("第一条", "第二条")
        for ((refusal, words) in refusals) {
            RefusingClipboard.refusal = refusal
            val sent = begin(phrase)
            assertEquals(app.getString(words) to 2, sent.say to sent.remaining)
            assertTrue(sent.isFailed)
            RefusingClipboard.refusal = null
            assertEquals(1, await { app.sender.goOn() }?.remaining)
            assertEquals("第一条", copied)
        }
    }

    @Test
    fun thePersonHearsOfACopyOnce() {
        val phrase = phrases("问候" to "您好").single()
        for ((maker, isSaidByUs) in mapOf("Google" to (Build.VERSION.SDK_INT < 33), "Xiaomi" to true)) {
            ShadowBuild.setManufacturer(maker)
            assertEquals(maker, isSaidByUs, begin(phrase).needsOwnToast)
        }
    }

    @Test
    fun hintsAreNoTaps() {
        val phrase = await { book.phraseWith(library, "尺码", "请看图", pictures = 12) }
        val taps = plan(phrase, Surface.ANDROID_APP).taps()
        assertEquals(listOf(SendStep.CopyText::class, SendStep.ShareImages::class, SendStep.ShareImages::class), taps.map { it.step!!::class })
        val withoutText = plan(phrase, Surface.ANDROID_APP).taps(skipTexts = 1)
        assertEquals(listOf(SendStep.ShareImages::class, SendStep.ShareImages::class), withoutText.map { it.step!!::class })
        assertTrue("there is nothing to paste", withoutText.all { it.hints.isEmpty() })
    }
}

/** A clipboard that may refuse. */
@Implements(ClipboardManager::class)
class RefusingClipboard : org.robolectric.shadows.ShadowClipboardManager() {
    @Implementation
    override fun setPrimaryClip(clip: ClipData?) {
        refusal?.let { throw it }
        super.setPrimaryClip(clip)
    }

    companion object {
        var refusal: RuntimeException? = null
    }
}
