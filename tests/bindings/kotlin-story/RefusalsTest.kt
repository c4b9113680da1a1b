package app.huashu.tests

import app.huashu.PhraseChange
import app.huashu.SignInWish
import app.huashu.model.ApiException
import app.huashu.model.Clock
import app.huashu.model.ErrorCode
import app.huashu.model.SecretStore
import app.huashu.personalLibrary
import app.huashu.reason
import app.huashu.textPart
import app.huashu.textPhrase
import org.junit.jupiter.api.Test
import java.time.Instant
import java.util.concurrent.CountDownLatch
import kotlin.io.path.div
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** What others refuse: the hub, the platform. The variants that [HostileTest] does not meet. */
class RefusalsTest {
    @Test
    fun `a name that is taken is refused by the hub`() = story {
        inFolder { folder ->
            Hub(folder / "company").use { hub ->
                withBook { first, _ -> first.join(hub.link, "小雨").stop() }
                withBook { second, _ ->
                    val again = SignInWish(address = hub.link, user = "小雨", password = "another password", device = "x")
                    assertFailsWith<ApiException.Refused> { second.syncService(MemorySecrets()).signIn(again) }
                    assertTrue(second.libraries().isEmpty())
                }
            }
        }
    }

    @Test
    fun `a keystore that breaks or hangs ends the sign-in, and the next one works`() = story {
        val never = CountDownLatch(1)
        val broken = Secrets { error("locked") }
        val hanging = Secrets { never.await() }
        inFolder { folder ->
            Hub(folder / "company").use { hub ->
                withBook { book, _ ->
                    val wish = SignInWish(address = hub.link, user = "小雨", password = "a password of 小雨", device = "x")
                    assertEquals(ErrorCode.CALLBACK, assertFailsWith<ApiException.Callback> { book.syncService(broken).signIn(wish) }.reason.code)
                    val again = wish.copy(address = hub.url)
                    val took = measureTime { assertFailsWith<ApiException.Callback> { book.syncService(hanging).signIn(again) } }
                    assertTrue(took in 9.seconds..20.seconds, "it waited $took")
                    assertEquals("青禾", book.syncService(MemorySecrets()).signIn(again).company)
                }
            }
        }
        never.countDown()
    }

    @Test
    fun `a clock that hangs holds up nothing for long`() = story {
        val never = CountDownLatch(1)
        val clock = object : Clock {
            override fun now(): Instant = Instant.now().also { never.await() }

            override fun timeZone() = "Asia/Shanghai"
        }
        withBook(clock) { book, _ ->
            val took = measureTime { book.addLibrary(personalLibrary("我的")) }
            assertTrue(took < 8.seconds, "it waited $took")
        }
        never.countDown()
    }

    @Test
    fun `who leaves with texts that nobody has is asked, and keeps them`() = story {
        inFolder { folder ->
            withBook { book, _ ->
                val sync = Hub(folder / "company").use { hub -> book.join(hub.link, "小雨") }
                val library = book.libraries().first { it.name == "公司话术" }.id
                book.addPhrase(textPhrase(library, "只在这里", "还没上去"))
                val error = assertFailsWith<ApiException.NotNow> { sync.signOut(false) }
                assertEquals(ErrorCode.UNSENT, error.reason.code)
                assertEquals("只在这里", book.phrases(library, null).single().label.title)

                sync.signOut(true)
                val kept = book.libraries().flatMap { book.phrases(it.id, null) }
                assertEquals(listOf("只在这里"), kept.map { it.label.title })
            }
        }
    }

    @Test
    fun `what the company changed meanwhile is not undone`() = story {
        inFolder { folder ->
            Hub(folder / "company").use { hub ->
                withBook { xiaoyu, _ ->
                    withBook { ajie, _ ->
                        val (her, his) = xiaoyu.join(hub.link, "小雨") to ajie.join(hub.link, "阿杰")
                        val library = xiaoyu.libraries().first { it.name == "公司话术" }.id
                        val phrase = xiaoyu.addPhrase(textPhrase(library, "价格", "一百元"))
                        xiaoyu.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("九十元")))))
                        assertTrue(her.syncNow(20_000u).done && his.syncNow(20_000u).done)
                        ajie.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("八十元")))))
                        assertTrue(his.syncNow(20_000u).done && her.syncNow(20_000u).done)
                        val error = assertFailsWith<ApiException.NotNow> { xiaoyu.undo() }
                        assertEquals(ErrorCode.UNDO_OVERTAKEN, error.reason.code)
                        assertEquals(listOf(textPart("八十元")), xiaoyu.phrase(phrase.id).content.parts)
                    }
                }
            }
        }
    }
}

private class Secrets(private val asked: () -> Unit) : SecretStore {
    override fun get(name: String): String? = null.also { asked() }

    override fun set(name: String, secret: String) = asked()

    override fun delete(name: String) = asked()
}
