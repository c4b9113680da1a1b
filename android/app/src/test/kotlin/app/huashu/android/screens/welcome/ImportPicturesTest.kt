package app.huashu.android.screens.welcome

import android.content.Intent
import android.net.Uri
import app.huashu.android.R
import app.huashu.android.core.ThemeChoice
import app.huashu.android.screens.PictureTest
import app.huashu.android.screens.await
import app.huashu.android.screens.press
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayInputStream

class ImportPicturesTest : PictureTest() {
    private val rows = "标题,内容,有效期,备注\n好的,可以导入,,\n也好,您好[客户名],,\n坏的,内容,明年某天,\n开着,您好[客户名,,\n空的,,,\n"

    private fun import(bytes: ByteArray): ImportActivity {
        val uri = Uri.parse("content://there/${Uri.encode("客服话术 2026.csv")}")
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { ByteArrayInputStream(bytes) }
        return open(ImportActivity::class.java) {
            action = Intent.ACTION_VIEW
            data = uri
        }.get()
    }

    @Test
    fun choosing() = check("import", open(ImportActivity::class.java).get())

    @Test
    fun withFailures() = check("import-checked", import(rows.toByteArray()).apply { await(app.getString(R.string.welcome_would_create)) })

    @Test
    fun largeAndDark() {
        dressed(ThemeChoice.DARK, 160)
        check("import-checked-large-dark", import(rows.toByteArray()).apply { await(app.getString(R.string.welcome_would_create)) })
    }

    @Test
    fun done() {
        val screen = import(rows.toByteArray()).apply { await(app.getString(R.string.welcome_go)) }
        screen.press(app.getString(R.string.welcome_go))
        screen.await(app.getString(R.string.welcome_done))
        check("import-done", screen)
    }

    @Test
    fun failed() = check("import-failed", import(ByteArray(0)).apply { await(app.getString(R.string.welcome_failed_more)) })
}
