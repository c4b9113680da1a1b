package app.huashu.android

import app.huashu.OpenMode
import app.huashu.PhraseBook
import app.huashu.PhraseChange
import app.huashu.SyncService
import app.huashu.model.Phrase
import app.huashu.tests.Hub
import app.huashu.tests.MemorySecrets
import app.huashu.tests.WAIT_MS
import app.huashu.tests.join
import app.huashu.textPart
import kotlin.io.path.div

/** A colleague with a phone of their own. */
fun Hub.colleague(name: String): Colleague = await {
    val book = PhraseBook.open((folder / name).toString(), OpenMode.CREATE, null)
    val sync = book.syncService(MemorySecrets())
    sync.join(link, name)
    Colleague(book, sync)
}

/** Somebody else of the company. */
class Colleague(val book: PhraseBook, private val sync: SyncService) : AutoCloseable {
    /** Changes the text of a phrase, and the hub has it. */
    fun says(phrase: Phrase, text: String) = await {
        sync.syncNow(WAIT_MS)
        book.editPhrase(phrase.id, listOf(PhraseChange.Parts(listOf(textPart(text)))))
        check(sync.syncNow(WAIT_MS).done)
    }

    fun sync() = await { check(sync.syncNow(WAIT_MS).done) { "${sync.status()}" } }

    override fun close() = await { book.shutdown() }
}
