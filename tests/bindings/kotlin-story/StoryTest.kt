package app.huashu.tests

import app.huashu.GivenValue
import app.huashu.ImportOptions
import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.PlanWish
import app.huashu.changes
import app.huashu.content
import app.huashu.label
import app.huashu.model.ApiException
import app.huashu.model.ImportListener
import app.huashu.model.ImportProgress
import app.huashu.model.NewFollowUp
import app.huashu.model.NewPhrase
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseUse
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.personalLibrary
import app.huashu.results
import app.huashu.textPart
import app.huashu.textPhrase
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.div
import kotlin.io.path.readBytes
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

/** What an agent does in a day, through the door that the apps use. */
class StoryTest {
    @Test
    fun `a shop's file is imported, and its categories are browsed two levels deep`() = story {
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            val heard = mutableListOf<ImportProgress>()
            val listener = object : ImportListener {
                override fun progressed(progress: ImportProgress) {
                    heard += progress
                }
            }
            val report = book.importFile("$fixtures/import/shop-500.xlsx", ImportOptions(library = library.id), listener)
            assertEquals(500uL, report.created)
            assertTrue(report.failed.isEmpty())
            until("the listener heard of it") { heard.isNotEmpty() }

            val categories = book.categories(library.id)
            val top = categories.first { it.parent == null }
            val inside = categories.first { it.parent == top.id }
            assertEquals(listOf(top.name, inside.name), book.categoryPath(inside.id))
            val phrases = book.phrases(library.id, inside.id)
            assertTrue(phrases.isNotEmpty())
            assertEquals(phrases.size.toULong(), book.phraseCounts(library.id).first { it.category == inside.id }.phrases)
            assertEquals(500uL, book.importFile("$fixtures/import/shop-500.xlsx", ImportOptions(library = library.id), null).unchanged)
        }
    }

    @Test
    fun `a phrase is found key press by key press, and favoured`() = story {
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            val wanted = book.addPhrase(textPhrase(library.id, "发货时间", "亲，今天发货"))
            book.addPhrase(textPhrase(library.id, "退款说明", "亲，退款三天到账"))
            book.addPhrase(textPhrase(library.id, "付款方式", "支持花呗"))
            val session = book.searchSession()
            for ((typed, found) in listOf("f" to 2, "fh" to 1, "fhsj" to 1, "fhsjx" to 0)) {
                val answer = assertNotNull(session.type(typed))
                val exact = answer.hits.filter { !it.approximate }
                assertEquals(found, exact.size, typed)
            }
            val hit = assertNotNull(session.type("fhsj")).hits.single { !it.approximate }
            assertEquals(wanted.id, hit.phrase.id)
            assertEquals(listOf(0u to 4u), hit.spans.title.map { it.start to it.end })

            book.setFavourite(wanted.id, true)
            assertEquals(listOf(wanted.id), book.favourites().map { it.phrase.id })
            assertTrue(assertNotNull(session.type("fh")).hits.first().care.favourite)

            val last = session.results(flowOf("f", "fh", "fhsj")).toList().last()
            assertEquals(wanted.id, last.hits.first().phrase.id)
            session.end()
            assertFailsWith<ApiException.Closed> { session.type("f") }
        }
    }

    @Test
    fun `what is missing is asked for, once for each customer`() = story {
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            val phrase = book.addPhrase(textPhrase(library.id, "发货", "[客户名|您]好，单号[单号]，由[物流公司]发出"))
            val compose = book.composeSession()
            val wish = PlanWish(phrase.id, Surface.ANDROID_OVERLAY, "wechat")
            val first = compose.plan(wish, listOf(GivenValue("单号", "SF123")))
            assertEquals(listOf("物流公司"), first.plan.missing)
            assertTrue(first.plan.steps.isEmpty())

            compose.fillFrom("我是张三，顺丰 SF1234567890123 到哪了")
            assertEquals("顺丰", compose.values()["物流公司"])
            val filled = compose.plan(wish, emptyList()).plan
            assertTrue(filled.missing.isEmpty())
            val copied = assertIs<SendStep.CopyText>(filled.steps.first())
            assertTrue("顺丰" in copied.v1.text && "SF1234567890123" in copied.v1.text, copied.v1.text)
            book.recordUse(PhraseUse(phrase.id, "wechat", Surface.ANDROID_OVERLAY))
            assertEquals(listOf(phrase.id), book.recents(5u).map { it.phrase.id })

            val kept = compose.save()
            compose.newCustomer()
            assertTrue(compose.values().isEmpty())
            assertTrue(compose.restore(kept))
            assertEquals("顺丰", compose.values()["物流公司"])
        }
    }

    @Test
    fun `pictures come out as files that another app can take`() = story {
        withBook { book, folder ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            val pictures = Files.list(fixtures / "import" / "shop-500.files").use { it.sorted().limit(2).toList() }
            val parts = pictures.map { book.addMedia(it.fileName.toString(), it.readBytes()) }
            val bundle = NewPhrase(library = library.id, label = label("尺码"), content = content(textPart("请看图"), *parts.toTypedArray()))
            val phrase = book.addPhrase(bundle)
            val plan = book.composeSession().plan(PlanWish(phrase.id, Surface.ANDROID_APP, "wechat"), emptyList()).plan
            val step = plan.steps.filterIsInstance<SendStep.ShareImages>().single()
            val paths = book.writeImages(step.images, "$folder/out")
            assertEquals(2, paths.size)
            val blob = assertIs<PhrasePart.Image>(parts.first()).v1.blob
            assertContentEquals(book.media(blob), Path.of(paths.first()).readBytes())

            val bubble = book.composeSession().plan(PlanWish(phrase.id, Surface.ANDROID_OVERLAY, "wechat"), emptyList()).plan
            assertEquals(listOf<Surface?>(Surface.ANDROID_APP, Surface.ANDROID_APP), bubble.leftOut.map { it.offer })
        }
    }

    @Test
    fun `an edit is heard of, undone, and remembered`() = story {
        withBook { book, folder ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            val phrase = book.addPhrase(textPhrase(library.id, "问候", "您好"))
            coroutineScope {
                val heard = async { book.changes().first { changes -> changes.rows.any { it.row == phrase.id } } }
                until("somebody listens") {
                    book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart("您好！${System.nanoTime()}")))))
                    heard.isCompleted
                }
            }
            book.editPhrase(phrase.id, listOf(PhraseChange.Code("wh"), PhraseChange.Title("问候语")))
            assertEquals("wh", book.phrase(phrase.id).label.code)
            book.editPhrase(phrase.id, listOf(PhraseChange.Code(null)))
            assertEquals(null, book.phrase(phrase.id).label.code)
            book.undo()
            assertEquals("wh", book.phrase(phrase.id).label.code)
            assertTrue(book.history(phrase.id).size >= 3)

            book.deletePhrase(phrase.id)
            assertEquals(listOf(phrase.id), book.trash().map { it.phrase.id })
            book.restorePhrase(phrase.id)
            book.shutdown()
            val again = PhraseBook.open((folder / "book").toString(), OpenMode.OPEN, null)
            assertEquals("问候语", again.phrase(phrase.id).label.title)
            again.shutdown()
        }
    }

    @Test
    fun `whoever would do it twice is warned`() = story {
        withBook { book, _ ->
            val note = NewFollowUp(subjectKind = "order", subject = "A1001", action = "refunded", by = "小雨", amount = "12.50")
            assertTrue(book.checkFollowUp("order", "A1001", "refunded").already.isEmpty())
            val added = book.addFollowUp(note)
            assertEquals(listOf("小雨"), book.checkFollowUp("order", "A1001", "refunded").already.map { it.by })
            book.voidFollowUp(added.id, "小雨", "弄错了")
            assertTrue(book.checkFollowUp("order", "A1001", "refunded").already.isEmpty())
        }
    }

    @Test
    fun `an extension reads a pack`() = story {
        withBook { book, folder ->
            val library = book.addLibrary(personalLibrary("我的话术"))
            book.addPhrase(textPhrase(library.id, "发货时间", "今天发货"))
            book.writePack("$folder/pack", null)
            val pack = app.huashu.PackReader.open("$folder/pack", null)
            assertEquals("发货时间", pack.search("fhsj", 5u, everyWay).hits.single().phrase.label.title)
            assertTrue(pack.isCurrent())
            book.writePack("$folder/pack", null)
            assertTrue(!pack.isCurrent())
            pack.shutdown()
            assertFailsWith<ApiException.Closed> { pack.libraries() }
        }
    }
}
