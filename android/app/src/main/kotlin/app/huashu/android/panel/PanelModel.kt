package app.huashu.android.panel

import app.huashu.PhraseBook
import app.huashu.SearchOptions
import app.huashu.SearchSession
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Preferences
import app.huashu.android.core.Tree
import app.huashu.android.core.tree
import app.huashu.model.ApiException
import app.huashu.model.Cared
import app.huashu.model.CategoryId
import app.huashu.model.LibraryId
import app.huashu.model.LibraryKind
import app.huashu.model.Phrase
import app.huashu.model.PhraseLibrary
import app.huashu.model.SearchHit
import app.huashu.model.SearchScope
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** What the list shows while nothing is typed. */
sealed interface PanelTab {
    /** What this agent is likely to need: used often, kept as a favourite, used lately. */
    data object Likely : PanelTab

    data object Favourites : PanelTab

    data object Recent : PanelTab

    data class Library(val id: LibraryId, val name: String, val kind: LibraryKind) : PanelTab
}

/** A category to choose: of the first level, or of the second under the chosen one. */
data class PanelCategory(val id: CategoryId, val name: String)

/** A phrase of the list, with what the search found in it while something is typed. */
data class PanelItem(val phrase: Phrase, val hit: SearchHit? = null, val isFavourite: Boolean = false)

/** What the panel shows. */
data class PanelContent(
    val query: String = "",
    val tabs: List<PanelTab> = listOf(PanelTab.Likely, PanelTab.Favourites, PanelTab.Recent),
    val tab: PanelTab = PanelTab.Likely,
    val categories: List<PanelCategory> = emptyList(),
    val category: CategoryId? = null,
    val subcategories: List<PanelCategory> = emptyList(),
    val subcategory: CategoryId? = null,
    val items: List<PanelItem> = emptyList(),
    /** Another spelling that would find something. */
    val didYouMean: String? = null,
    val isLoaded: Boolean = false,
    /** There is no library at all: the book is new. */
    val isBookEmpty: Boolean = false,
    val error: ApiException? = null,
)

/**
 * What the panel shows, and how it comes to it. Of several wishes in a row the last is answered; what the company changes meanwhile
 * appears by itself. Belongs to the main thread, as the scope does.
 *
 * @param begin what is shown until the book has answered.
 */
class PanelModel(
    private val connection: BookConnection,
    private val preferences: Preferences,
    private val scope: CoroutineScope,
    begin: PanelContent = PanelContent(),
) {
    private val contents = MutableStateFlow(begin)
    private var session: SearchSession? = null

    /** The categories of the library that is open. */
    private var tree: Tree? = null
    private var showing: Job? = null

    val content: StateFlow<PanelContent> = contents.asStateFlow()

    /** Begins, and shows anew whatever changes. */
    fun start() {
        scope.launch { connection.changes.collect { load() } }
        load()
    }

    /** The panel goes: the search's connection is closed. */
    fun end() {
        session?.end()
        session = null
    }

    fun type(text: String) = search(contents.value.query + text)

    fun erase() {
        val query = contents.value.query
        if (query.isNotEmpty()) search(query.take(query.offsetByCodePointsBefore(query.length)))
    }

    fun clear() = search("")

    fun search(query: String) {
        if (query == contents.value.query) return
        contents.value = contents.value.copy(query = query)
        show()
    }

    fun choose(tab: PanelTab) {
        contents.value = contents.value.copy(query = "", tab = tab, category = null, subcategory = null)
        load()
    }

    /** Chooses a category of the first level; the chosen one once more: all again. */
    fun choose(category: PanelCategory) {
        val next = category.id.takeIf { it != contents.value.category }
        contents.value = contents.value.copy(query = "", category = next, subcategory = null).withCategories()
        show()
    }

    fun chooseSub(category: PanelCategory) {
        contents.value = contents.value.copy(query = "", subcategory = category.id.takeIf { it != contents.value.subcategory })
        show()
    }

    /** Reads libraries and categories again, and then the list. */
    fun load() = latest { book ->
        val libraries = book.libraries()
        val tab = (contents.value.tab as? PanelTab.Library)?.takeIf { tab -> libraries.any { it.id == tab.id } }
        tree = tab?.let { book.tree(it.id) }
        val tabs = listOf(PanelTab.Likely, PanelTab.Favourites, PanelTab.Recent) + libraries.map(::tabOf)
        val chosen = tabs.find { it == contents.value.tab || (tab != null && it is PanelTab.Library && it.id == tab.id) } ?: PanelTab.Likely
        contents.value = contents.value.copy(tabs = tabs, tab = chosen, isBookEmpty = libraries.isEmpty()).withCategories()
        list(book)
    }

    private fun show() = latest(::list)

    private fun latest(act: suspend (PhraseBook) -> Unit) {
        showing?.cancel()
        showing = scope.launch {
            try {
                act(connection.book())
            } catch (error: ApiException) {
                contents.value = contents.value.copy(error = error, isLoaded = true)
            }
        }
    }

    private suspend fun list(book: PhraseBook) {
        val asked = contents.value
        if (asked.query.isNotBlank()) return found(book, asked.query)
        val items = when (asked.tab) {
            PanelTab.Likely -> likely(book)
            PanelTab.Favourites -> book.favourites().map(::itemOf)
            PanelTab.Recent -> book.recents(LISTED).map(::itemOf)
            is PanelTab.Library -> tree?.let { of(book, it, asked.subcategory ?: asked.category) }.orEmpty()
        }
        contents.value = contents.value.copy(items = items, didYouMean = null, isLoaded = true, error = null)
    }

    private suspend fun found(book: PhraseBook, query: String) {
        val asking = session ?: book.searchSession(inPlace = true).also { session = it }
        // First what is seen, so that it is there at once; then what a thumb may scroll to.
        for (limit in listOf(SEEN, LISTED)) {
            // About everything, also while a library is open: an agent types to find, wherever it lies.
            asking.setOptions(SearchOptions(SearchScope(), limit, preferences.approximate()))
            // Away from the main thread: it looks, and reads what was found, where it is asked.
            val result = withContext(Dispatchers.Default) { asking.type(query) } ?: return
            val items = result.hits.map { PanelItem(it.phrase, it, it.care.favourite) }
            contents.value = contents.value.copy(items = items, didYouMean = result.didYouMean, isLoaded = true, error = null)
            if (items.size < limit.toInt()) return
            // Who goes on typing waits for no search that nobody looks at.
            delay(PAUSE_MS)
        }
    }

    private suspend fun likely(book: PhraseBook): List<PanelItem> {
        val known = (book.mostUsed(LISTED) + book.favourites() + book.recents(LISTED)).distinctBy { it.phrase.id }
        if (known.isNotEmpty()) return known.take(LISTED.toInt()).map(::itemOf)
        val first = book.libraries().firstOrNull() ?: return emptyList()
        return of(book, book.tree(first.id), null).take(LISTED.toInt())
    }

    /** The phrases of a category and of those below it, in their order. */
    private suspend fun of(book: PhraseBook, tree: Tree, category: CategoryId?): List<PanelItem> {
        val phrases = mutableListOf<Phrase>()
        for (place in tree.walk(category).filter { tree.directCount(it) > 0 }) {
            phrases += book.phrases(tree.library.id, place)
            if (phrases.size >= BROWSED) break
        }
        return phrases.take(BROWSED).map { PanelItem(it) }
    }

    private fun PanelContent.withCategories(): PanelContent {
        fun under(parent: CategoryId?) = tree?.below(parent).orEmpty().map { PanelCategory(it.id, it.name) }
        val first = under(null)
        val chosen = category?.takeIf { id -> first.any { it.id == id } }
        val second = chosen?.let(::under).orEmpty()
        return copy(
            categories = first,
            category = chosen,
            subcategories = second,
            subcategory = subcategory?.takeIf { id -> second.any { it.id == id } },
        )
    }

    private fun tabOf(library: PhraseLibrary) = PanelTab.Library(library.id, library.name, library.kind)

    private fun itemOf(cared: Cared) = PanelItem(cared.phrase, null, cared.care.favourite)

    private companion object {
        /** What the list shows without scrolling, on the largest phone. */
        const val SEEN = 12u

        /** Longer than between two letters of a quick hand. */
        const val PAUSE_MS = 300L

        /** What is found, or likely: more than anybody scrolls through with a thumb. */
        const val LISTED = 50u

        /** What is listed of a library or a category; who wants the rest chooses a category, or types. */
        const val BROWSED = 300
    }
}
