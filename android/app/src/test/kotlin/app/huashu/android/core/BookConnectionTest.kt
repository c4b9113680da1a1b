package app.huashu.android.core

import app.huashu.android.AppTest
import app.huashu.android.await
import org.junit.Assert.assertEquals
import org.junit.Test

class BookConnectionTest : AppTest() {
    @Test
    fun everybodyBorrowsTheSameBook() {
        phrases("发货时间" to "亲，[时间段|今天]发货")
        val panel = await { app.connection.book().searchSession() }
        val found = await { panel.type("fhsj") }
        assertEquals(listOf("发货时间"), found!!.hits.map { it.phrase.label.title })
    }
}
