package app.huashu.tests

import app.huashu.ImportOptions
import app.huashu.NamedBytes
import app.huashu.SearchOptions
import app.huashu.model.Approximate
import app.huashu.model.FuzzySounds
import app.huashu.model.SearchScope
import app.huashu.personalLibrary
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import org.junit.jupiter.api.Test
import kotlin.io.path.div
import kotlin.io.path.readLines
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

private fun fuzzy(on: Boolean) = FuzzySounds(on, on, on, on, on, on, on, on, on)

val everyWay = Approximate(fuzzy(true), typo = true, homophone = true)
private val exact = Approximate(fuzzy(false), typo = false, homophone = false)
private val everything = SearchOptions(scope = SearchScope(), limit = 0u, approximate = exact)

/** The cases of search that every face is held to. */
class SearchCasesTest {
    @Test
    fun `what the peers' own tests find is found`() = story {
        val cases = lines("peer-cases.jsonl").map { Triple(it["text"].asString, it["query"].asString, it["expect"].asBoolean) }
        assertEquals(104, cases.size)
        val texts = cases.map { it.first }.distinct()
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("例"))
            book.importBytes(csv(listOf("标题", "内容"), texts.map { listOf(it, "内") }), emptyList(), ImportOptions(library = library.id), null)
            val session = book.searchSession()
            session.setOptions(everything)
            val wrong = cases.filter { (text, query, expected) ->
                val found = assertNotNull(session.type(query)).hits.any { it.phrase.label.title == text.trim() }
                found != expected
            }
            assertEquals(emptyList(), wrong)
        }
    }

    @Test
    fun `what the oracle demands is found, all of it`() = story {
        val corpus = lines("corpus.jsonl")
        val oracle = lines("oracle.jsonl").filter { it["type"].asString in setOf("full", "initials") }
        assertTrue(oracle.isNotEmpty())
        withBook { book, _ ->
            val library = book.addLibrary(personalLibrary("例"))
            // The keyword of its own tells which phrase of the corpus it is.
            val rows = corpus.map { phrase ->
                val tags = phrase.getAsJsonArray("tags").map { it.asString } + "id${phrase["id"].asString}"
                listOf("category", "title", "body", "code").map { phrase[it].asString } + tags.joinToString(";")
            }
            val header = listOf("分类", "标题", "内容", "快捷码", "关键词")
            val report = book.importBytes(csv(header, rows), emptyList(), ImportOptions(library = library.id), null)
            assertEquals(corpus.size.toULong(), report.created, "${report.failed.take(3)}")
            val session = book.searchSession()
            session.setOptions(everything)
            for (case in oracle) {
                val hits = assertNotNull(session.type(case["q"].asString)).hits
                val found = hits.flatMap { it.phrase.label.keywords }.toSet()
                val missed = case.getAsJsonArray("must").map { "id${it.asString}" }.filter { it !in found }
                assertEquals(emptyList(), missed, case["q"].asString)
            }
        }
    }

    private fun lines(name: String): List<JsonObject> =
        (fixtures / "search" / name).readLines().map { JsonParser.parseString(it).asJsonObject }

    private fun csv(header: List<String>, rows: List<List<String>>): NamedBytes {
        fun cell(text: String) = "\"${text.replace("\"", "\"\"")}\""
        val lines = (listOf(header) + rows).map { row -> row.joinToString(",", transform = ::cell) }
        return NamedBytes("例.csv", lines.joinToString("\n").toByteArray())
    }
}
