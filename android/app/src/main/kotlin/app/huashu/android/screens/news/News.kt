package app.huashu.android.screens.news

import app.huashu.PhraseBook
import app.huashu.model.ApiException
import app.huashu.model.BookOperation
import app.huashu.model.Cared
import app.huashu.model.Phrase
import app.huashu.model.PhraseLibrary
import app.huashu.model.PublishState
import java.time.Instant

/** A phrase that is new or says something else, and where it came from. */
internal class Changed(val phrase: Phrase, val isNew: Boolean, val isFromCompany: Boolean)

/** What a library has to tell. */
internal class LibraryNews(val library: PhraseLibrary, val changed: List<Changed>)

/** What is worth knowing since a moment. */
internal class News(val libraries: List<LibraryNews>, val expiring: List<Cared>, val review: List<Cared>) {
    val count: Int get() = libraries.sumOf { it.changed.size }
}

/**
 * Collects what has changed since [since]: published, active phrases that are new or edited, the latest first. A locked library has
 * nothing to tell. Some tens of microseconds a phrase.
 *
 * @throws ApiException those of reading the book.
 */
internal suspend fun PhraseBook.newsSince(since: Instant): News {
    val libraries = libraries().map { LibraryNews(it, changesOf(it, since)) }.filter { it.changed.isNotEmpty() }
    return News(libraries, expiring(DAYS), dueForReview(DAYS))
}

private suspend fun PhraseBook.changesOf(library: PhraseLibrary, since: Instant): List<Changed> = try {
    val places = listOf(null) + categories(library.id).map { it.id }
    places.flatMap { phrases(library.id, it) }
        .filter { it.label.active && it.label.publishState == PublishState.PUBLISHED && it.meta.updatedAt?.isAfter(since) == true }
        .sortedByDescending { it.meta.updatedAt }
        .take(MOST)
        .map { Changed(it, isNew = it.meta.createdAt?.isAfter(since) == true, isFromCompany = isFromCompany(it)) }
} catch (_: ApiException.NotNow) {
    emptyList()
}

private suspend fun PhraseBook.isFromCompany(phrase: Phrase): Boolean =
    history(phrase.id).firstOrNull()?.op == BookOperation.SYNC

/** Days ahead that the lists of ends and reviews reach. */
internal const val DAYS: UShort = 7u

/** Nobody reads more of one library at once. */
private const val MOST = 100
