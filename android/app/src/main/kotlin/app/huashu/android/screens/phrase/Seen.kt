package app.huashu.android.screens.phrase

import app.huashu.PhraseBook
import app.huashu.SearchOptions
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Tree
import app.huashu.android.core.mayEdit
import app.huashu.android.core.tree
import app.huashu.model.Approximate
import app.huashu.model.Care
import app.huashu.model.FuzzySounds
import app.huashu.model.Phrase
import app.huashu.model.PhraseId
import app.huashu.model.PhraseStatus
import app.huashu.model.SearchScope

/** A phrase with all that its screen says about it. */
internal class Seen(val phrase: Phrase, val status: PhraseStatus, val tree: Tree, val mayEdit: Boolean, val care: Care)

/** @throws app.huashu.model.ApiException `NotFound` for a phrase that is gone for good. */
internal suspend fun BookConnection.look(id: PhraseId): Seen {
    val book = book()
    val phrase = book.phrase(id)
    return Seen(phrase, book.phraseStatus(id), book.tree(phrase.library), mayEdit(phrase.library), book.care(phrase))
}

/** What the agent thinks of a phrase. Only searches and lists tell, so it is looked for by its own title. */
private suspend fun PhraseBook.care(phrase: Phrase): Care {
    val line = searchSession()
    try {
        line.setOptions(SearchOptions(SearchScope(library = phrase.library, all = true), 0u, Approximate(noSounds, typo = false, homophone = false)))
        val found = line.type(phrase.label.title)?.hits?.find { it.phrase.id == phrase.id }
        return found?.care ?: favourites().find { it.phrase.id == phrase.id }?.care ?: Care(0u, null, false, null)
    } finally {
        line.end()
    }
}

private val noSounds = FuzzySounds(
    zhZ = false, chC = false, shS = false, nL = false, rL = false, hF = false, anAng = false, enEng = false, inIng = false,
)
