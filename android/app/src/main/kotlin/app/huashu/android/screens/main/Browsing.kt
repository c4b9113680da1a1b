package app.huashu.android.screens.main

import android.content.Context
import app.huashu.PhraseBook
import app.huashu.SearchOptions
import app.huashu.SearchSession
import app.huashu.android.R
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Preferences
import app.huashu.android.core.Tree
import app.huashu.android.core.say
import app.huashu.android.core.tree
import app.huashu.android.panel.Marks
import app.huashu.android.screens.Empty
import app.huashu.android.screens.pictureOf
import app.huashu.model.ApiException
import app.huashu.model.Cared
import app.huashu.model.Category
import app.huashu.model.LibraryKind
import app.huashu.model.SearchResult
import app.huashu.model.SearchScope
import app.huashu.results
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Where touches on the main screen lead. */
internal interface BrowseDeeds {
    fun open(line: Line.Of)

    /** A new phrase in a library and category, with what was searched for as its title. */
    fun write(shelf: Shelf, title: String = "")
}

/** Fills the main screen with what is chosen or searched for, and again whenever the book changes. */
internal class Browsing(
    private val context: Context,
    private val scope: CoroutineScope,
    private val connection: BookConnection,
    private val preferences: Preferences,
    private val deeds: BrowseDeeds,
    private val queryChanged: (String) -> Unit,
) {
    val view = BrowseView(context, ::typed, ::touched) { deeds.write(shelf) }
    var shelf: Shelf = Shelf.Frequent
        private set
    private val asks = MutableStateFlow<Ask?>(null)
    private var session: SearchSession? = null
    private var shelves: Shelves? = null
    private var running: Job? = null
    private var loading: Job? = null
    private var missed: String? = null

    val query: String get() = view.search.query

    /** Begins with what was shown before, if anything was. */
    fun start(book: PhraseBook, saved: Shelf?, query: String) {
        saved?.let { shelf = it }
        running?.cancel()
        running = scope.launch {
            launch { connection.changes.collect { reload(fromTop = false) } }
            // What went up is no change of the book, and its mark goes all the same.
            launch { connection.syncStatus.map { it?.waiting }.distinctUntilChanged().drop(1).collect { reload(fromTop = false) } }
            launch { search(book) }
        }
        if (query.isEmpty()) reload(fromTop = true) else view.search.query = query
    }

    /** Loads anew what is shown. */
    fun reload(fromTop: Boolean) {
        loading?.cancel()
        loading = scope.launch { failing { load(connection.book(), fromTop) } }
    }

    /** Notes what was looked for in vain: the best source of new phrases. */
    fun leave() {
        val query = missed ?: return
        missed = null
        scope.launch {
            try {
                connection.book().recordFailedSearch(query)
            } catch (_: ApiException) {
                // The note may be let go.
            }
        }
    }

    fun end() {
        session?.end()
    }

    private suspend fun search(book: PhraseBook) = failing {
        val line = book.searchSession(inPlace = true).also { session = it }
        val typed = asks.filterNotNull().map { ask ->
            val isTyped = ask.text.isNotBlank()
            line.setOptions(SearchOptions(SearchScope(all = isTyped), ask.limit, preferences.approximate()))
            ask.text
        }
        line.results(typed).flowOn(Dispatchers.Default).collect(::found)
    }

    private suspend fun load(book: PhraseBook, fromTop: Boolean) {
        val slow = scope.launch {
            delay(PATIENCE_MS)
            if (fromTop) view.show(emptyList(), Empty(R.drawable.ic_sync, context.getString(R.string.main_loading)), true)
        }
        try {
            val shared = connection.sync().sharing().map { it.library }.toSet()
            val now = withContext(Dispatchers.IO) { book.shelves(shared) }.also { shelves = it }
            (shelf as? Shelf.Library)?.let { chosen -> if (now.libraries.none { it.id == chosen.id }) shelf = Shelf.Frequent }
            showTabs(now)
            if (isSearching()) return ask(query, asks.value?.limit ?: FIRST)
            when (val shelf = shelf) {
                Shelf.Frequent -> {
                    view.showCategories(emptyList())
                    ask("", OFTEN)
                }
                Shelf.Favourites -> showCared(now, noFavourites(), fromTop) { book.favourites() }
                Shelf.Recent -> showCared(now, noneUsed(), fromTop) { book.recents(OFTEN) }
                is Shelf.Library -> showLibrary(book, shelf, now, fromTop)
            }
        } finally {
            slow.cancel()
        }
    }

    private suspend fun showLibrary(book: PhraseBook, wanted: Shelf.Library, now: Shelves, fromTop: Boolean) {
        val tree = withContext(Dispatchers.IO) { book.tree(wanted.id) }
        val chosen = wanted.copy(category = wanted.category?.takeIf { tree.category(it) != null })
        shelf = chosen
        view.showCategories(levels(tree, chosen))
        show(withContext(Dispatchers.IO) { book.lines(chosen, tree, now) }, noPhrases(), fromTop)
    }

    private suspend fun showCared(now: Shelves, empty: Empty, fromTop: Boolean, cared: suspend () -> List<Cared>) {
        view.showCategories(emptyList())
        show(withContext(Dispatchers.IO) { cared().map { Line.Of(it.phrase, now.marks(it.phrase)) } }, empty, fromTop)
    }

    private fun show(lines: List<Line>, empty: Empty, fromTop: Boolean) {
        asks.value = null
        view.showHint(null)
        view.show(lines, empty, fromTop)
    }

    private fun found(result: SearchResult) {
        val ask = asks.value ?: return
        val hits = result.hits.map { hit -> Line.Of(hit.phrase, Marks(hit.status, shelves?.lastDay(hit.phrase)), hit.text, hit.spans, hit.category) }
        val rest = (result.total.toInt() - hits.size).takeIf { it > 0 && ask.text.isNotEmpty() && ask.limit < MOST }
        missed = ask.text.takeIf { it.isNotBlank() && hits.isEmpty() }
        val meant = result.didYouMean?.takeIf { ask.text.isNotBlank() && it != ask.text }
        view.showHint(meant?.let { context.getString(R.string.main_did_you_mean, it) }) { view.search.query = meant.orEmpty() }
        view.show(hits + listOfNotNull(rest?.let(Line::Rest)), if (ask.text.isBlank()) noPhrases() else notFound(ask.text), ask.isNew)
        ask.isNew = false
    }

    private fun typed(text: String) {
        queryChanged(text)
        view.setSearching(text.isNotBlank())
        if (text.isBlank()) {
            leave()
            reload(fromTop = true)
        } else {
            ask(text, FIRST)
        }
    }

    private fun touched(line: Line) = when (line) {
        is Line.Of -> deeds.open(line)
        is Line.Rest -> ask(query, MOST)
        is Line.Heading -> Unit
    }

    private fun ask(text: String, limit: UInt) {
        if (isSearching()) loading?.cancel()
        asks.value = Ask(text, limit).apply { isNew = asks.value?.text != text }
    }

    private fun isSearching() = query.isNotBlank()

    private fun choose(next: Shelf) {
        shelf = next
        shelves?.let(::showTabs)
        reload(fromTop = true)
    }

    private fun showTabs(now: Shelves) {
        fun tab(name: Int, to: Shelf) = Tab(context.getString(name), isChosen = shelf == to) { choose(to) }
        val own =
            listOf(
                tab(R.string.main_frequent, Shelf.Frequent),
                tab(R.string.main_favourites, Shelf.Favourites),
                tab(R.string.main_recent, Shelf.Recent),
            )
        view.showTabs(
            own + now.libraries.map { library ->
                val icon = if (library.kind == LibraryKind.PERSONAL) 0 else pictureOf(library.kind)
                Tab(library.name, icon, (shelf as? Shelf.Library)?.id == library.id) { choose(Shelf.Library(library.id)) }
            },
        )
    }

    private fun levels(tree: Tree, shelf: Shelf.Library): List<List<CategoryChip>> {
        val path = tree.path(shelf.category)
        return (listOf<Category?>(null) + path).mapIndexedNotNull { depth, parent ->
            val inside = tree.below(parent?.id).takeIf { it.isNotEmpty() } ?: return@mapIndexedNotNull null
            val all =
                CategoryChip(context.getString(R.string.main_all), tree.count(parent?.id), path.size == depth) {
                    choose(shelf.copy(category = parent?.id))
                }
            listOf(all) +
                inside.map { category ->
                    CategoryChip(category.name, tree.count(category.id), path.getOrNull(depth) == category) {
                        choose(shelf.copy(category = category.id))
                    }
                }
        }
    }

    private suspend fun failing(work: suspend () -> Unit) = try {
        work()
    } catch (error: ApiException) {
        view.show(emptyList(), Empty(R.drawable.ic_warning, context.say(error), todo = context.getString(R.string.retry)) { reload(true) }, true)
    }

    private fun noFavourites() = Empty(
        R.drawable.ic_star,
        context.getString(R.string.main_no_favourites),
        context.getString(R.string.main_no_favourites_more),
    )

    private fun noneUsed() = Empty(R.drawable.ic_history, context.getString(R.string.main_no_recent), context.getString(R.string.main_no_recent_more))

    private fun noPhrases() = Empty(
        icon = R.drawable.ic_note,
        title = context.getString(R.string.main_no_phrases),
        text = context.getString(R.string.main_no_phrases_more),
        todo = context.getString(R.string.main_add),
    ) { deeds.write(shelf) }

    private fun notFound(text: String) = Empty(
        icon = R.drawable.ic_search,
        title = context.getString(R.string.main_not_found, text),
        text = context.getString(R.string.main_not_found_more),
        todo = context.getString(R.string.main_add_called, text),
    ) { deeds.write(shelf, text) }

    /** What is asked of the search. Every one is another, also with the same words: the book may have changed. */
    private class Ask(val text: String, val limit: UInt) {
        /** Its answer has not been shown yet, and the answer before was to other words. */
        var isNew = true
    }

    private companion object {
        const val FIRST = 30u
        const val MOST = 300u
        const val OFTEN = 50u
        const val PATIENCE_MS = 250L
    }
}
