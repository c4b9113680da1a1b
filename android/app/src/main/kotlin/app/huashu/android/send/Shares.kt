package app.huashu.android.send

import android.content.ClipData
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.net.Uri
import app.huashu.android.receive.ReceiveActivity

/** Intents that hand something to another app. */
internal object Shares {
    fun text(text: String): Intent = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)

    /** No text goes with pictures: WeChat drops it (plus_plugins#265), others repeat it on each. */
    fun streams(uris: List<Uri>, mimes: List<String>): Intent {
        val mime = mimes.distinct().singleOrNull() ?: "${mimes.map { it.substringBefore('/') }.distinct().singleOrNull() ?: "*"}/*"
        val intent = if (uris.size == 1) {
            Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, uris.first())
        } else {
            Intent(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, ArrayList(uris))
        }
        // The grant covers what the clip names; EXTRA_STREAM alone is not enough everywhere.
        intent.clipData = ClipData(null, arrayOf(mime), ClipData.Item(uris.first()))
            .apply { uris.drop(1).forEach { addItem(ClipData.Item(it)) } }
        return intent.setType(mime).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    }

    /** The system's list of apps, without ourselves. */
    fun chooser(context: Context, intent: Intent): Intent = Intent.createChooser(intent, null)
        .putExtra(Intent.EXTRA_EXCLUDE_COMPONENTS, arrayOf(ComponentName(context, ReceiveActivity::class.java)))
}
