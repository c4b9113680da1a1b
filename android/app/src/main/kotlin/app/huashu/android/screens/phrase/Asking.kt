package app.huashu.android.screens.phrase

import android.app.Activity
import android.app.AlertDialog
import android.content.Context
import android.text.InputType
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.EditText
import android.widget.ScrollView
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.BookConnection
import app.huashu.android.core.TextSize
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.label
import app.huashu.android.core.mayEdit
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.tree
import app.huashu.android.panel.plainText
import app.huashu.android.screens.choose
import app.huashu.android.screens.confirm
import app.huashu.android.screens.moment
import app.huashu.model.BookOperation
import app.huashu.model.CategoryId
import app.huashu.model.LibraryId
import app.huashu.model.Phrase
import app.huashu.model.PhraseVersion
import app.huashu.model.Variable
import app.huashu.model.VariableKind

// What the screen of a phrase asks in windows of its own.

/** Asks these questions, each with what it offers; [take] gets the values that were filled in. */
internal fun Activity.askValues(asked: List<Variable>, take: (Map<String, String>) -> Unit) {
    val lines = LinkedHashMap<String, EditText>()
    val form = column {
        pad(20, 8)
        for (variable in asked) {
            put(label(variable.name, TextSize.BODY, bold = true), top = 8)
            val line = field(variable.hint ?: variable.name).apply {
                contentDescription = variable.name
                if (variable.kind == VariableKind.NUMBER) inputType = NUMBER
            }
            lines[variable.name] = put(line, top = 4)
            if (variable.choices.isEmpty()) continue
            put(
                row {
                    for (choice in variable.choices.take(MOST_CHOICES)) put(chip(choice) { line.setText(choice) }, WRAP_CONTENT, right = 8)
                },
            )
        }
    }
    AlertDialog.Builder(this).setTitle(R.string.phrase_fill).setView(ScrollView(this).apply { addView(form) })
        .setPositiveButton(R.string.phrase_copy) { _, _ -> take(lines.mapValues { it.value.text.toString() }.filterValues { it.isNotBlank() }) }
        .setNegativeButton(R.string.cancel, null)
        .show()
}

/** Shows the former states of a phrase, last replaced first; [back] gets the one to go back to. */
internal fun Activity.showHistory(versions: List<PhraseVersion>, back: (PhraseVersion) -> Unit) {
    val former = versions.filter { it.phrase != null }
    if (former.isEmpty()) {
        AlertDialog.Builder(
            this,
        ).setTitle(R.string.phrase_history).setMessage(R.string.phrase_history_none).setPositiveButton(R.string.close, null).show()
        return
    }
    val lines = former.map { version ->
        val phrase = version.phrase
        val text = phrase?.let { "${it.label.title} · ${it.plainText().replace('\n', ' ')}" }.orEmpty()
        "${getString(R.string.phrase_history_line, moment(version.at), getString(wordFor(version.op)))}\n${text.take(EXCERPT)}"
    }
    choose(getString(R.string.phrase_history), lines) { chosen ->
        val version = former[chosen]
        val phrase = version.phrase ?: return@choose
        confirm(phrase.label.title, phrase.plainText(), getString(R.string.phrase_history_back)) { back(version) }
    }
}

/** A place that a phrase can lie in. */
internal class Place(val library: LibraryId, val category: CategoryId?, val name: String)

/** Every place that this person may put a phrase. */
internal suspend fun Context.places(book: PhraseBook, connection: BookConnection, only: LibraryId? = null): List<Place> =
    book.libraries().filter { (only == null || it.id == only) && connection.mayEdit(it.id) }.flatMap { library ->
        val tree = book.tree(library.id)
        tree.walk(null).map { category ->
            val inside = if (category == null) getString(R.string.phrase_top) else tree.names(category)
            Place(library.id, category, if (only == null) "${library.name} › $inside" else inside)
        }
    }

private fun wordFor(operation: BookOperation): Int = when (operation) {
    BookOperation.EDIT_PHRASE -> R.string.phrase_op_edit
    BookOperation.IMPORT -> R.string.phrase_op_import
    BookOperation.MOVE_PHRASE, BookOperation.MOVE_CATEGORY -> R.string.phrase_op_move
    BookOperation.DELETE_PHRASE, BookOperation.DELETE_CATEGORY, BookOperation.DELETE_LIBRARY -> R.string.phrase_op_delete
    BookOperation.RESTORE_PHRASE -> R.string.phrase_op_restore
    BookOperation.SYNC -> R.string.phrase_op_sync
    BookOperation.UNDO -> R.string.phrase_op_undo
    else -> R.string.phrase_op_other
}

private const val MOST_CHOICES = 6
private const val NUMBER = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL or InputType.TYPE_NUMBER_FLAG_SIGNED
private const val EXCERPT = 60
