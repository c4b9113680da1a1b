package app.huashu.tests

import app.huashu.DraftChoice
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.SignInWish
import app.huashu.SyncService
import app.huashu.model.ApiException
import app.huashu.model.Phrase
import app.huashu.model.SyncPhase
import app.huashu.personalLibrary
import app.huashu.syncStatus
import app.huashu.textPart
import app.huashu.textPhrase
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import org.junit.jupiter.api.Test
import kotlin.io.path.div
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Two books and a real hub on loopback. */
class CompanyTest {
    @Test
    fun `an edit travels, a conflict is decided, and who leaves keeps nothing`() = story {
        withTwo { hub, (xiaoyu, her), (ajie, his) ->
            val library = xiaoyu.libraries().first { it.name == "公司话术" }.id
            val hers = xiaoyu.addPhrase(textPhrase(library, "发货", "今天发"))
            until("it has come to him") { ajie.has(hers) { it.label.title == "发货" } }

            // Without a way to the hub both change the same text.
            her.suspend(5_000u)
            his.suspend(5_000u)
            xiaoyu.says(hers, "四点前付款当天发")
            ajie.says(hers, "周日顺延到周一")
            her.resume()
            assertTrue(her.syncNow(20_000u).done)
            his.resume()
            his.syncNow(20_000u)
            val draft = his.drafts().single()
            assertEquals("周日顺延到周一" to "四点前付款当天发", draft.mine?.text to draft.now?.text)
            assertEquals(hers.id, draft.phrase)
            val both = listOf(textPart("四点前付款当天发，周日顺延到周一"))
            assertEquals(hers.id, his.resolveDraft(draft.id, DraftChoice.Merge(listOf(PhraseChange.Parts(both)))))
            assertTrue(his.syncNow(20_000u).done)
            until("she reads both") { xiaoyu.has(hers) { it.content.parts == both } }
            assertTrue(his.drafts().isEmpty())
            assertFailsWith<ApiException.NotFound> { his.resolveDraft(draft.id, DraftChoice.KeepMine) }

            assertEquals("青禾", assertNotNull(his.membership()).company)
            assertTrue(his.sharing().single { it.library == library }.mayEdit)
            his.signOut(false)
            assertNull(his.membership())
            assertTrue(ajie.libraries().none { it.id == library })
            assertFailsWith<ApiException.NotFound> { ajie.phrase(hers.id) }
            assertEquals(0uL, assertNotNull(ajie.searchSession().type("fahuo")).total)
            assertTrue(xiaoyu.has(hers) { true })
            assertFailsWith<ApiException.NotNow> { his.start() }
            hub.huashu("sync")
        }
    }

    @Test
    fun `sync rests in the middle and goes on, and nothing is lost`() = story {
        withTwo { _, (xiaoyu, her), (ajie, his) ->
            val library = xiaoyu.libraries().first { it.name == "公司话术" }.id
            val heard = coroutineScope {
                val heard = async { xiaoyu.syncStatus().first { it.phase is SyncPhase.Suspended } }
                repeat(5) { round ->
                    repeat(20) { xiaoyu.addPhrase(textPhrase(library, "第${round}批第${it}条", "内容")) }
                    assertTrue(her.suspend(5_000u))
                    her.resume()
                }
                until("somebody listens") {
                    her.suspend(5_000u)
                    her.resume()
                    heard.isCompleted
                }
                heard.await()
            }
            assertEquals(SyncPhase.Suspended, heard.phase)
            assertTrue(her.syncNow(20_000u).done)
            assertTrue(his.syncNow(20_000u).done)
            assertEquals(100, ajie.phrases(library, null).size)
        }
    }

    @Test
    fun `what cannot go up says why`() = story {
        inFolder { folder ->
            withBook { book, _ ->
                val secrets = MemorySecrets()
                val sync = book.syncService(secrets)
                assertFailsWith<ApiException.NotNow> { sync.start() }
                assertFailsWith<ApiException.NotNow> { sync.signOut(true) }
                val nobody = SignInWish(address = "http://127.0.0.1:9", user = "a", password = "b", device = "c")
                assertFailsWith<ApiException.Offline> { sync.signIn(nobody) }
                for (bad in listOf("", "ftp://x", "http://", "不是 地址", "http://127.0.0.1:99999")) {
                    assertFailsWith<ApiException.Invalid>(bad) { sync.signIn(nobody.copy(address = bad)) }
                }
                Hub(folder / "company").use { hub ->
                    assertFailsWith<ApiException> { sync.signIn(nobody.copy(address = hub.link, code = "wrong")) }
                    book.addPhrase(textPhrase(book.addLibrary(personalLibrary("我的")).id, "问候", "您好"))
                    book.join(hub.link, "小雨").stop()
                    val other = SignInWish(address = hub.link, user = "阿杰", password = "a password of 阿杰", device = "test")
                    assertFailsWith<ApiException.NotNow> { sync.signIn(other) }
                    assertFailsWith<ApiException.SignedOut> {
                        sync.signIn(SignInWish(address = hub.url, user = "小雨", password = "wrong", device = "x"))
                    }
                }
            }
        }
    }

    private suspend fun withTwo(
        work: suspend (Hub, Pair<PhraseBook, SyncService>, Pair<PhraseBook, SyncService>) -> Unit,
    ) = inFolder { folder ->
        Hub(folder / "company").use { hub ->
            withBook { xiaoyu, _ ->
                withBook { ajie, _ ->
                    work(hub, xiaoyu to xiaoyu.join(hub.link, "小雨"), ajie to ajie.join(hub.link, "阿杰"))
                }
            }
        }
    }

    private suspend fun PhraseBook.has(phrase: Phrase, isSo: (Phrase) -> Boolean) =
        try {
            isSo(phrase(phrase.id))
        } catch (_: ApiException.NotFound) {
            false
        }

    private suspend fun PhraseBook.says(phrase: Phrase, text: String) =
        editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart(text)))))
}
