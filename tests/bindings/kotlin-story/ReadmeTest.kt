package app.huashu.tests

import app.huashu.GivenValue
import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.PlanWish
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.personalLibrary
import app.huashu.textPhrase
import org.junit.jupiter.api.Test
import java.nio.file.Path
import kotlin.io.path.div
import kotlin.io.path.readLines
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The example of the README, compiled and run. */
class ReadmeTest {
    @Test
    fun `the example does what it says`() = story {
        inFolder { at ->
            val folder = "$at/book"
            val book = PhraseBook.open(folder, OpenMode.OPEN_OR_CREATE, null)
            val library = book.addLibrary(personalLibrary("我的话术"))
            book.addPhrase(textPhrase(library.id, "发货时间", "亲，[时间段|今天]发货"))
            val panel = book.searchSession()
            val hit = panel.type("fhsj")!!.hits.first()
            val customer = book.composeSession()
            val wish = PlanWish(hit.phrase.id, Surface.ANDROID_OVERLAY, "wechat")
            val plan = customer.plan(wish, listOf(GivenValue("时间段", "四点前付款当天"))).plan
            val step = plan.steps.first() as SendStep.CopyText // "亲，四点前付款当天发货"
            book.shutdown()
            assertEquals("亲，四点前付款当天发货", step.v1.text)
        }
    }

    @Test
    fun `the README holds this very code`() {
        val root = fixtures / ".." / ".."
        val example = lines(root / "bindings/kotlin/README.md").dropWhile { it != "```kotlin" }.drop(1).takeWhile { it != "```" }
        val here = lines(root / "tests/bindings/kotlin-story/ReadmeTest.kt")
        assertEquals(10, example.size)
        assertTrue(here.windowed(example.size).any { it == example }, "the README's example is another")
    }

    private fun lines(path: Path) = path.readLines().map(String::trim)
}
