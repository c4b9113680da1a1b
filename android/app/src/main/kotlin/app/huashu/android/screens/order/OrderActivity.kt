package app.huashu.android.screens.order

import android.app.AlertDialog
import android.content.Intent
import android.graphics.drawable.ColorDrawable
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.BaseAdapter
import android.widget.FrameLayout
import android.widget.PopupMenu
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Tree
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.mayEdit
import app.huashu.android.core.put
import app.huashu.android.core.say
import app.huashu.android.core.tree
import app.huashu.android.huashu
import app.huashu.android.screens.Empty
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.askName
import app.huashu.android.screens.choose
import app.huashu.android.screens.confirm
import app.huashu.android.screens.emptyView
import app.huashu.android.screens.id
import app.huashu.android.screens.phrase.EditActivity
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.model.ApiException
import app.huashu.model.Category
import app.huashu.model.CategoryContents
import app.huashu.model.CategoryId
import app.huashu.model.LibraryPatch
import app.huashu.model.NewCategory
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** One level of a library, to be put in order: its categories, then the phrases that lie right there. */
class OrderActivity : ScreenActivity(), DragDeeds, RowDeeds {
    private val list by lazy { DragList(this, this) }
    private val stage by lazy { FrameLayout(this) }
    private val entries = Entries()
    private lateinit var add: View
    private lateinit var more: View
    private var tree: Tree? = null
    private var loading: Job? = null
    private val category: CategoryId? get() = intent.id(CATEGORY)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.order_title)
        add = actions.put(iconButton(R.drawable.ic_add, getString(R.string.order_add), act = ::openAdd), WRAP_CONTENT)
        more = actions.put(iconButton(R.drawable.ic_more, getString(R.string.more), act = ::openMore), WRAP_CONTENT)
        list.adapter = entries
        list.divider = ColorDrawable(getColor(R.color.outline))
        list.dividerHeight = 1
        list.setBackgroundColor(getColor(R.color.surface))
        list.setOnItemClickListener { _, _, position, _ -> entries.all.getOrNull(position)?.let(::open) }
        body.put(stage, height = 0, weight = 1f)
        scope.launch { huashu.connection.changes.collect { if (!list.isDragging) load() } }
        load()
    }

    override fun mayPass(from: Int, to: Int): Boolean {
        val all = entries.all
        return from in all.indices && to in all.indices && (all[from] is Entry.Folder) == (all[to] is Entry.Folder)
    }

    override fun pass(from: Int, to: Int) {
        entries.all = entries.all.toMutableList().apply { add(to, removeAt(from)) }
    }

    override fun drop(from: Int, to: Int) = write { moveTo(entries.all[to], entries.all.drop(to + 1)) }

    override fun take(row: View, y: Float) {
        loading?.cancel()
        list.take(row, y)
    }

    override fun more(at: View, entry: Entry) {
        val folder = (entry as? Entry.Folder)?.category ?: return
        menu(
            at,
            R.string.order_rename to { rename(folder) },
            R.string.order_move to { move(folder) },
            R.string.delete to { delete(folder) },
        )
    }

    override fun mayStep(entry: Entry, by: Int): Boolean = entries.all.indexOf(entry).let { it >= 0 && mayPass(it, it + by) }

    override fun step(entry: Entry, by: Int) {
        val from = entries.all.indexOf(entry)
        if (!mayPass(from, from + by)) return
        pass(from, from + by)
        drop(from, from + by)
    }

    private fun load() {
        loading?.cancel()
        loading = scope.launch {
            try {
                val library = intent.id(LIBRARY) ?: return@launch finish()
                val book = huashu.connection.book()
                val now = withContext(Dispatchers.IO) { book.tree(library) }
                if (category?.let(now::category) == null && category != null) return@launch finish()
                val phrases = withContext(Dispatchers.IO) { book.phrases(library, category) }
                entries.mayEdit = huashu.connection.mayEdit(library)
                show(now, now.below(category).map { Entry.Folder(it, now.count(it.id)) } + phrases.map(Entry::Of))
            } catch (error: ApiException) {
                showEmpty(Empty(R.drawable.ic_warning, say(error), todo = getString(R.string.retry)) { load() })
            }
        }
    }

    private fun show(now: Tree, all: List<Entry>) {
        tree = now
        heads = category?.let(now::category)?.name ?: now.library.name
        add.isPresent = entries.mayEdit
        more.isPresent = entries.mayEdit && category == null
        entries.all = all
        if (all.isEmpty()) return showEmpty(Empty(R.drawable.ic_folder, getString(R.string.order_empty), getString(R.string.order_empty_more)))
        if (list.parent == null) {
            stage.removeAllViews()
            stage.addView(list)
        }
    }

    private fun showEmpty(said: Empty) {
        stage.removeAllViews()
        stage.addView(emptyView(said))
    }

    private fun open(entry: Entry) = when (entry) {
        is Entry.Folder -> startActivity(Intent(intent).setClass(this, OrderActivity::class.java).putExtra(CATEGORY, entry.category.id.toString()))
        is Entry.Of -> startActivity(PhraseActivity.intent(this, entry.phrase.id))
    }

    /** Puts an entry in front of the first of its kind that follows it. */
    private suspend fun PhraseBook.moveTo(entry: Entry, following: List<Entry>) {
        when (entry) {
            is Entry.Folder -> moveCategory(entry.category.id, category, following.firstNotNullOfOrNull { (it as? Entry.Folder)?.category?.id })
            is Entry.Of -> movePhrase(entry.phrase.id, category, following.firstNotNullOfOrNull { (it as? Entry.Of)?.phrase?.id })
        }
    }

    /** Writes to the book, offers to take it back, and shows what stands there then, also where it failed. */
    private fun write(said: Int = R.string.order_moved, act: suspend PhraseBook.() -> Unit) {
        work { book ->
            book.act()
            tell(getString(said), getString(R.string.undo)) { work { it.undo() } }
        }.invokeOnCompletion { load() }
    }

    private fun openAdd(at: View) = menu(
        at,
        R.string.order_add_category to {
            askName(getString(R.string.order_add_category), getString(R.string.order_category_name)) { name ->
                val library = tree?.library?.id
                if (library != null) write(R.string.order_added) { addCategory(NewCategory(library, category, name)) }
            }
        },
        R.string.main_add to {
            val intent = Intent(this, EditActivity::class.java).putExtra(EditActivity.LIBRARY, intent.getStringExtra(LIBRARY))
            startActivity(intent.putExtra(EditActivity.CATEGORY, category?.toString()))
        },
    )

    private fun openMore(at: View) = menu(at, R.string.order_rename_library to ::renameLibrary, R.string.order_delete_library to ::deleteLibrary)

    private fun renameLibrary() {
        val library = tree?.library ?: return
        askName(getString(R.string.order_rename_library), getString(R.string.main_library_name), library.name) { name ->
            write(R.string.order_renamed) { editLibrary(library.id, LibraryPatch(name = name)) }
        }
    }

    private fun deleteLibrary() {
        val library = tree?.library ?: return
        confirm(getString(R.string.order_delete_library), getString(R.string.order_delete_library_more, library.name), getString(R.string.delete)) {
            work { book ->
                book.deleteLibrary(library.id)
                finish()
            }
        }
    }

    private fun rename(folder: Category) = askName(getString(R.string.order_rename), getString(R.string.order_category_name), folder.name) { name ->
        write(R.string.order_renamed) { renameCategory(folder.id, name) }
    }

    private fun move(folder: Category) {
        val tree = tree ?: return
        val own = tree.walk(folder.id).toSet()
        val places = tree.walk(null).filter { it !in own && it != folder.parent }
        val names = places.map { place -> if (place == null) getString(R.string.phrase_top) else tree.names(place) }
        if (places.isEmpty()) return tell(getString(R.string.order_no_place))
        choose(getString(R.string.order_move), names) { index -> write { moveCategory(folder.id, places[index], null) } }
    }

    private fun delete(folder: Category) {
        val count = tree?.count(folder.id) ?: 0
        if (count == 0) return write(R.string.order_deleted) { deleteCategory(folder.id, CategoryContents.MOVE_UP) }
        AlertDialog.Builder(this).setTitle(getString(R.string.order_delete_category, folder.name))
            .setMessage(resources.getQuantityString(R.plurals.order_delete_contents, count, count))
            .setPositiveButton(R.string.order_contents_up) { _, _ ->
                write(R.string.order_deleted) { deleteCategory(folder.id, CategoryContents.MOVE_UP) }
            }
            .setNegativeButton(R.string.order_contents_delete) { _, _ ->
                write(R.string.order_deleted) { deleteCategory(folder.id, CategoryContents.DELETE) }
            }
            .setNeutralButton(R.string.cancel, null)
            .show()
    }

    private fun menu(at: View, vararg choices: Pair<Int, () -> Unit>) = PopupMenu(this, at).run {
        choices.forEachIndexed { index, (name, _) -> menu.add(0, index, index, name) }
        setOnMenuItemClickListener { item -> true.also { choices[item.itemId].second() } }
        show()
    }

    private inner class Entries : BaseAdapter() {
        var mayEdit = false
        var all: List<Entry> = emptyList()
            set(value) {
                field = value
                notifyDataSetChanged()
            }

        override fun getCount() = all.size

        override fun getItem(position: Int) = all[position]

        override fun getItemId(position: Int) = position.toLong()

        override fun getView(position: Int, former: View?, parent: ViewGroup): View = (
            former as? OrderRow
                ?: OrderRow(this@OrderActivity, this@OrderActivity)
            ).apply {
            show(all[position], position == list.heldPosition, mayEdit)
        }
    }

    companion object {
        /** The ids of the library and, for what lies inside one, of the category. */
        const val LIBRARY = "library"
        const val CATEGORY = "category"
    }
}
