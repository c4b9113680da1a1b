package app.huashu.android.screens.main

import app.huashu.PhraseBook
import app.huashu.android.core.Tree
import app.huashu.android.core.tree
import app.huashu.android.panel.Marks
import app.huashu.android.screens.idOf
import app.huashu.model.CategoryId
import app.huashu.model.Day
import app.huashu.model.FieldSpans
import app.huashu.model.LibraryId
import app.huashu.model.Phrase
import app.huashu.model.PhraseId
import app.huashu.model.PhraseLabel
import app.huashu.model.PhraseLibrary
import app.huashu.model.PhraseStatus
import app.huashu.model.PublishState
import app.huashu.model.Validity

/** What the list shows while nothing is searched for. */
sealed interface Shelf {
    /** What this agent is likely to need: favourites, then by use. */
    data object Frequent : Shelf

    data object Favourites : Shelf

    data object Recent : Shelf

    /** A library, or one of its categories with all below it. */
    data class Library(val id: LibraryId, val category: CategoryId? = null) : Shelf

    /** As a text that [of] reads: for a screen that comes back. */
    fun saved(): String = when (this) {
        Frequent -> "frequent"
        Favourites -> "favourites"
        Recent -> "recent"
        is Library -> "$id ${category ?: ""}"
    }

    companion object {
        fun of(saved: String?): Shelf? = when (saved) {
            null -> null
            "frequent" -> Frequent
            "favourites" -> Favourites
            "recent" -> Recent
            else -> idOf(saved.substringBefore(' '))?.let { Library(it, idOf(saved.substringAfter(' '))) }
        }
    }
}

/** A line of the list. */
sealed interface Line {
    /** Where the phrases below it lie. */
    data class Heading(val path: String, val count: Int) : Line

    data class Of(
        val phrase: Phrase,
        val marks: Marks = Marks.NONE,
        val text: String? = null,
        val spans: FieldSpans? = null,
        val category: List<String> = emptyList(),
    ) : Line

    /** More was found than is shown. */
    data class Rest(val count: Int) : Line
}

/** What the screen shows beside the list. */
class Shelves(
    private val book: PhraseBook,
    val libraries: List<PhraseLibrary>,
    private val lastDays: Map<PhraseId, Day>,
    private val shared: Set<LibraryId>,
) {
    /** What to mark a phrase with that no search has judged. Only for one with days of validity the book is asked. */
    suspend fun marks(phrase: Phrase): Marks = Marks(
        status = if (phrase.content.valid == Validity()) labelled(phrase.label) else book.phraseStatus(phrase.id),
        lastDay = lastDays[phrase.id],
        isUnsent = phrase.library in shared && phrase.meta.revs.row == 0uL,
    )

    fun lastDay(phrase: Phrase): Day? = lastDays[phrase.id]

    private fun labelled(label: PhraseLabel) = when {
        !label.active -> PhraseStatus.INACTIVE
        label.publishState == PublishState.DRAFT -> PhraseStatus.DRAFT
        else -> PhraseStatus.ACTIVE
    }
}

/** The days ahead within which an end of validity is worth a mark. */
private const val SOON: UShort = 7u

/** @param shared the libraries that the company's hub holds. */
suspend fun PhraseBook.shelves(shared: Set<LibraryId>): Shelves =
    Shelves(this, libraries(), expiring(SOON).mapNotNull { cared -> cared.day?.let { cared.phrase.id to it } }.toMap(), shared)

/** The phrases of a library or category and of all below it, in display order, under the names of where they lie. */
suspend fun PhraseBook.lines(shelf: Shelf.Library, tree: Tree, shelves: Shelves): List<Line> {
    val places = tree.walk(shelf.category).filter { tree.directCount(it) > 0 }
    val isHeaded = places.size > 1 || places.singleOrNull() != shelf.category
    return places.flatMap { place ->
        val phrases = phrases(shelf.id, place)
        val heading = if (isHeaded && place != null) listOf(Line.Heading(tree.names(place), phrases.size)) else emptyList()
        heading + phrases.map { Line.Of(it, shelves.marks(it)) }
    }
}
