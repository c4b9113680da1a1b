package app.huashu.android.screens.main

import android.content.Intent
import android.os.Bundle
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.PopupMenu
import android.widget.Switch
import app.huashu.android.R
import app.huashu.android.core.BookState
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.dp
import app.huashu.android.core.iconButton
import app.huashu.android.core.put
import app.huashu.android.huashu
import app.huashu.android.overlay.Bubble
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.askName
import app.huashu.android.screens.choose
import app.huashu.android.screens.company.SignInActivity
import app.huashu.android.screens.company.SyncActivity
import app.huashu.android.screens.followup.FollowUpActivity
import app.huashu.android.screens.news.NewsActivity
import app.huashu.android.screens.order.OrderActivity
import app.huashu.android.screens.phrase.EditActivity
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.android.screens.settings.HealthActivity
import app.huashu.android.screens.settings.SettingsActivity
import app.huashu.android.screens.welcome.ImportActivity
import app.huashu.android.screens.welcome.Welcome
import app.huashu.android.screens.welcome.WelcomeView
import app.huashu.model.ApiException
import app.huashu.model.LibraryId
import app.huashu.model.LibraryKind
import app.huashu.model.PhraseLibrary
import app.huashu.model.SyncStatus
import app.huashu.personalLibrary
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.launch

/** The app's own screen: everything is found from here. On its first start it offers the ways to begin. */
class MainActivity : ScreenActivity(), BrowseDeeds {
    private val stage by lazy { FrameLayout(this) }
    private val bubble by lazy { bubbleSwitch() }
    private lateinit var browsing: Browsing
    private var saved: Bundle? = null
    private var isBrowsing = false
    private var isSearchWanted = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        saved = savedInstanceState
        heads = getString(R.string.app_name)
        actions.put(bubble, WRAP_CONTENT, right = 4)
        actions.put(iconButton(R.drawable.ic_more, getString(R.string.more), act = ::openMenu), WRAP_CONTENT)
        body.put(stage, height = MATCH_PARENT)
        browsing = Browsing(this, scope, huashu.connection, huashu.preferences, this) { query -> guardBack(query) }
        huashu.connection.open()
        scope.launch { huashu.connection.state.collectLatest(::show) }
        scope.launch { huashu.connection.syncStatus.filterNotNull().collect(::showSync) }
        if (savedInstanceState == null) take(intent)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        take(intent)
    }

    override fun onResume() {
        super.onResume()
        bubble.isChecked = Bubble.isShown
        // Favourites and use are no changes of the book that anybody hears of.
        if (isBrowsing) browsing.reload(fromTop = false)
    }

    override fun onPause() {
        browsing.leave()
        super.onPause()
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(SHELF, browsing.shelf.saved())
        state.putString(QUERY, browsing.query)
    }

    override fun onDestroy() {
        super.onDestroy()
        browsing.end()
    }

    override fun open(line: Line.Of) = startActivity(PhraseActivity.intent(this, line.phrase.id))

    override fun write(shelf: Shelf, title: String) {
        work { book ->
            val chosen = shelf as? Shelf.Library
            val libraries = book.libraries()
            val library = chosen?.id ?: (libraries.find { it.kind == LibraryKind.PERSONAL } ?: libraries.firstOrNull())?.id ?: return@work
            val intent = Intent(this, EditActivity::class.java).putExtra(EditActivity.LIBRARY, library.toString()).putExtra(EditActivity.TITLE, title)
            startActivity(intent.putExtra(EditActivity.CATEGORY, chosen?.category?.toString()))
        }
    }

    private suspend fun show(state: BookState) {
        isBrowsing = false
        try {
            when (state) {
                BookState.Opening -> show(null)
                is BookState.Failed -> show(problemView(state.error))
                is BookState.Open -> if (state.book.libraries().isEmpty()) welcome(state) else browse(state)
            }
        } catch (error: ApiException) {
            show(problemView(error))
        }
    }

    /** Stays until there is a library, from wherever it comes. */
    private suspend fun welcome(state: BookState.Open) {
        val view = WelcomeView(this)
        view.chosen = { choice -> begin(view, choice) }
        show(view)
        huashu.connection.changes.collect { if (!isBrowsing && state.book.libraries().isNotEmpty()) browse(state) }
    }

    private fun begin(view: WelcomeView, choice: Welcome) {
        when (choice) {
            Welcome.STARTER -> {
                view.isBusy = true
                work { book -> book.addStarter() }.invokeOnCompletion { view.isBusy = false }
            }
            Welcome.IMPORT -> startActivity(Intent(this, ImportActivity::class.java))
            Welcome.JOIN -> startActivity(Intent(this, SignInActivity::class.java))
            Welcome.EMPTY -> work { book -> book.addLibrary(personalLibrary(getString(R.string.welcome_own_library))) }
        }
    }

    private suspend fun browse(state: BookState.Open) {
        isBrowsing = true
        show(browsing.view)
        browsing.start(state.book, Shelf.of(saved?.getString(SHELF)), saved?.getString(QUERY).orEmpty())
        startSearch()
        huashu.connection.syncStatus.value?.let { showSync(it) }
    }

    private fun show(view: View?) {
        stage.removeAllViews()
        view?.let { stage.addView(it, MATCH_PARENT, MATCH_PARENT) }
    }

    private suspend fun showSync(status: SyncStatus) {
        val open = huashu.connection.state.value as? BookState.Open ?: return
        val isMember = try {
            open.sync.membership() != null
        } catch (_: ApiException) {
            // Whoever reads the book next says why it cannot be read.
            return
        }
        browsing.view.showSync(syncWords(status, isMember)) { startActivity(Intent(this, SyncActivity::class.java)) }
    }

    private fun startSearch() {
        if (isSearchWanted) browsing.view.search.takeFocus()
        isSearchWanted = false
    }

    /** Back ends the search first. */
    private fun guardBack(query: String) {
        insteadOfLeaving = if (query.isEmpty()) null else { -> browsing.view.search.query = "" }
    }

    private fun take(intent: Intent) {
        isSearchWanted = intent.action == SEARCH
        if (isBrowsing) startSearch()
    }

    private fun bubbleSwitch() = Switch(this).apply {
        text = getString(R.string.main_bubble)
        textSize = TextSize.BODY
        setTextColor(getColor(R.color.text_secondary))
        minHeight = dp(TARGET)
        switchPadding = dp(6)
        setOnClickListener { if (isChecked) Bubble.show(context) else Bubble.hide(context) }
    }

    private fun openMenu(at: View) {
        val choices = listOf<Pair<Int, () -> Unit>>(
            R.string.main_menu_import to { startActivity(Intent(this, ImportActivity::class.java)) },
            R.string.main_menu_order to ::order,
            R.string.main_menu_library to ::addLibrary,
            R.string.main_menu_trash to { startActivity(Intent(this, TrashActivity::class.java)) },
            R.string.main_menu_followup to { startActivity(Intent(this, FollowUpActivity::class.java)) },
            R.string.main_menu_news to { startActivity(Intent(this, NewsActivity::class.java)) },
            R.string.main_menu_sync to { startActivity(Intent(this, SyncActivity::class.java)) },
            R.string.main_menu_health to { startActivity(Intent(this, HealthActivity::class.java)) },
            R.string.main_menu_settings to { startActivity(Intent(this, SettingsActivity::class.java)) },
        )
        PopupMenu(this, at).apply {
            choices.forEachIndexed { index, (name, _) -> menu.add(0, index, index, name) }
            setOnMenuItemClickListener { item -> true.also { choices[item.itemId].second() } }
            show()
        }
    }

    private fun order() {
        work { book ->
            val libraries = book.libraries()
            val shown = (browsing.shelf as? Shelf.Library)?.id ?: libraries.singleOrNull()?.id
            if (shown != null) return@work order(shown)
            choose(getString(R.string.main_which_library), libraries.map(PhraseLibrary::name)) { order(libraries[it].id) }
        }
    }

    private fun order(library: LibraryId) = startActivity(Intent(this, OrderActivity::class.java).putExtra(OrderActivity.LIBRARY, library.toString()))

    private fun addLibrary() = askName(getString(R.string.main_menu_library), getString(R.string.main_library_name)) { name ->
        work { book -> book.addLibrary(personalLibrary(name)) }
    }

    private companion object {
        const val SEARCH = "app.huashu.android.SEARCH"
        const val SHELF = "shelf"
        const val QUERY = "query"
    }
}
