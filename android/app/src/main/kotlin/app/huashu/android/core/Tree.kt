package app.huashu.android.core

import app.huashu.PhraseBook
import app.huashu.model.Category
import app.huashu.model.CategoryId
import app.huashu.model.LibraryId
import app.huashu.model.PhraseLibrary

/** The categories of one library, in display order, with the number of live phrases that lie directly in each. */
class Tree(val library: PhraseLibrary, val categories: List<Category>, private val direct: Map<CategoryId?, Int>) {
    private val byParent = categories.groupBy { it.parent }
    private val byId = categories.associateBy { it.id }

    fun below(parent: CategoryId?): List<Category> = byParent[parent].orEmpty()

    fun category(id: CategoryId): Category? = byId[id]

    /** How many phrases lie in a category (null: in the library) and in all below it. */
    fun count(id: CategoryId?): Int = (direct[id] ?: 0) + below(id).sumOf { count(it.id) }

    /** How many lie right here. */
    fun directCount(id: CategoryId?): Int = direct[id] ?: 0

    /** From the top of the library down to a category; empty for the top, and for one that is gone. */
    fun path(id: CategoryId?): List<Category> = generateSequence(id?.let(byId::get)) { it.parent?.let(byId::get) }.toList().reversed()

    /** A category and all below it, each before those inside it. */
    fun walk(id: CategoryId?): List<CategoryId?> = listOf(id) + below(id).flatMap { walk(it.id) }

    fun names(id: CategoryId?): String = path(id).joinToString(" / ") { it.name }
}

/** @throws app.huashu.model.ApiException `NotFound` for a library that is gone. */
suspend fun PhraseBook.tree(library: LibraryId): Tree {
    val counts = phraseCounts(library).associate { it.category to it.phrases.toInt() }
    return Tree(library(library), categories(library), counts)
}

/** Whether this person may change a library. Those that are not shared belong to whoever holds the device. */
suspend fun BookConnection.mayEdit(library: LibraryId): Boolean = sync().sharing().find { it.library == library }?.mayEdit ?: true
