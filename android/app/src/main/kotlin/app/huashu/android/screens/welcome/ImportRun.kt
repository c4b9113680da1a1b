package app.huashu.android.screens.welcome

import android.content.Context
import android.net.Uri
import app.huashu.ImportOptions
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.mayEdit
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.android.screens.DocumentException
import app.huashu.android.screens.copyDocument
import app.huashu.android.screens.documentName
import app.huashu.model.ApiException
import app.huashu.model.ImportListener
import app.huashu.model.ImportProgress
import app.huashu.model.ImportReport
import app.huashu.model.LibraryId
import app.huashu.model.LibraryKind
import app.huashu.model.PhraseLibrary
import app.huashu.personalLibrary
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.io.File

/** How far an import is. */
internal sealed interface ImportState {
    /** No file was chosen yet. */
    data object Choosing : ImportState

    /** The file is taken over and looked through; [progress] is null until it says something. */
    data class Checking(val name: String, val progress: ImportProgress?) : ImportState

    /** What the import would do; nothing was written. [target] is null where the file says it itself. */
    data class Checked(val name: String, val report: ImportReport, val libraries: List<PhraseLibrary>, val target: PhraseLibrary?) : ImportState

    data class Writing(val name: String, val progress: ImportProgress?) : ImportState

    data class Done(val name: String, val report: ImportReport) : ImportState

    /** Nothing was changed. */
    data class Failed(val why: String) : ImportState
}

/**
 * One import: a test run first, then, when the person has seen what it would do, the real one. It outlives the screen that shows it,
 * so that turning the phone does not stop it.
 */
internal class ImportRun(private val context: Context, private val scope: CoroutineScope) {
    private val states = MutableStateFlow<ImportState>(ImportState.Choosing)
    private var file: File? = null
    private var made: LibraryId? = null
    private var job: Job? = null

    val state: StateFlow<ImportState> = states.asStateFlow()

    /** Takes a document of another app over and looks through it. */
    fun take(uri: Uri) = start {
        val name = context.documentName(uri)
        states.value = ImportState.Checking(name, null)
        val copy = File(folder(), name)
        withContext(Dispatchers.IO) { folder().deleteRecursively() }
        context.copyDocument(uri, copy, MOST_BYTES)
        file = copy
        check(context.huashu.connection.book(), null)
    }

    /** Looks through the file again, for another library. */
    fun aim(library: PhraseLibrary) = start { check(context.huashu.connection.book(), library) }

    /** Imports what was looked through. */
    fun go() {
        val checked = states.value as? ImportState.Checked ?: return
        start {
            val book = context.huashu.connection.book()
            states.value = ImportState.Writing(checked.name, null)
            val report = run(book, checked.target, isTest = false) { states.value = ImportState.Writing(checked.name, it) }
            made = null
            states.value = ImportState.Done(checked.name, report)
            forget()
        }
    }

    /** Another file, please. */
    fun restart() {
        states.value = ImportState.Choosing
    }

    /** The screen is left for good: what was prepared goes, what is being written is written. */
    fun leave() {
        if (states.value is ImportState.Writing) return
        job?.cancel()
        scope.launch {
            forget()
            val library = made ?: return@launch
            made = null
            try {
                context.huashu.connection.book().deleteLibrary(library)
            } catch (_: ApiException) {
                // An empty library stays; it is the person's own.
            }
        }
    }

    private suspend fun check(book: PhraseBook, wanted: PhraseLibrary?) {
        val name = file?.name ?: return restart()
        states.value = ImportState.Checking(name, null)
        fun heard(progress: ImportProgress) {
            states.value = ImportState.Checking(name, progress)
        }
        val open = book.libraries().filter { context.huashu.connection.mayEdit(it.id) }.sortedBy { it.kind != LibraryKind.PERSONAL }
        val bringsItsOwn = wanted == null && OWN.any { name.endsWith(it, ignoreCase = true) }
        val target = wanted ?: if (bringsItsOwn) null else open.firstOrNull() ?: make(book)
        val report = try {
            run(book, target, isTest = true, ::heard)
        } catch (error: ApiException.NotFound) {
            if (target != null) throw error
            return check(book, open.firstOrNull() ?: make(book))
        }
        states.value = ImportState.Checked(name, report, open.ifEmpty { listOfNotNull(target) }, target)
    }

    /** Where there is no library at all, one is made; it goes again if nothing is imported. */
    private suspend fun make(book: PhraseBook): PhraseLibrary =
        book.addLibrary(personalLibrary(context.getString(R.string.welcome_own_library))).also { made = it.id }

    private suspend fun run(book: PhraseBook, target: PhraseLibrary?, isTest: Boolean, heard: (ImportProgress) -> Unit): ImportReport {
        val path = file?.path ?: throw DocumentException(R.string.welcome_unreadable)
        var isOver = false
        val listener = object : ImportListener {
            override fun progressed(progress: ImportProgress) {
                scope.launch { if (!isOver) heard(progress) }
            }
        }
        return try {
            book.importFile(path, ImportOptions(target?.id, isTest), listener)
        } finally {
            isOver = true
        }
    }

    private fun start(work: suspend () -> Unit) {
        job?.cancel()
        job = scope.launch {
            try {
                work()
            } catch (error: DocumentException) {
                states.value = ImportState.Failed(context.getString(error.words))
            } catch (error: ApiException) {
                states.value = ImportState.Failed(inWords(error))
            }
        }
    }

    /** The core names the file that it read; the person knows it by another name. */
    private fun inWords(error: ApiException): String {
        val copy = file ?: return context.say(error)
        return context.say(error).replace(copy.path, copy.name)
    }

    private suspend fun forget() = withContext(Dispatchers.IO) { folder().deleteRecursively() }

    private fun folder() = File(context.cacheDir, "import")

    private companion object {
        /** Larger than any phrase book with its pictures; a stream without end stops here. */
        const val MOST_BYTES = 512L * 1024 * 1024

        /** Files that may say themselves which libraries their phrases belong to. */
        val OWN = listOf(".json", ".zip")
    }
}
