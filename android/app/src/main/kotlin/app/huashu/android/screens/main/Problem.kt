package app.huashu.android.screens.main

import android.app.Activity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ScrollView
import app.huashu.android.R
import app.huashu.android.core.dangerButton
import app.huashu.android.core.put
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.android.screens.Empty
import app.huashu.android.screens.confirm
import app.huashu.android.screens.emptyView
import app.huashu.model.ApiException
import app.huashu.model.ErrorCode
import app.huashu.reason

/** Why the book cannot be opened, and the ways out. In none of them is anything lost. */
internal fun Activity.problemView(error: ApiException): View {
    val said = when (error.reason.code) {
        ErrorCode.NEWER_SCHEMA -> R.string.main_newer to R.string.main_newer_more
        ErrorCode.CORRUPT, ErrorCode.NOT_A_BOOK -> R.string.main_damaged to R.string.main_damaged_more
        ErrorCode.DISK_FULL -> R.string.main_full to R.string.main_full_more
        else -> null
    }
    val title = said?.let { getString(it.first) } ?: say(error)
    val text = said?.let { getString(it.second) } ?: getString(R.string.main_not_opened_more)
    val view = emptyView(Empty(R.drawable.ic_warning, title, text, getString(R.string.retry)) { huashu.connection.retry() })
    if (said?.first == R.string.main_damaged) {
        view.put(dangerButton(getString(R.string.main_set_aside)) { askSetAside() }, WRAP_CONTENT, top = 12)
    }
    return ScrollView(this).apply { addView(view) }
}

private fun Activity.askSetAside() =
    confirm(getString(R.string.main_set_aside), getString(R.string.main_set_aside_more), getString(R.string.main_set_aside_do)) {
        huashu.connection.setAside()
    }
