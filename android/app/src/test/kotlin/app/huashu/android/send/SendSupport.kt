package app.huashu.android.send

import android.content.ComponentName
import android.content.ContentProvider
import android.content.ContentUris
import android.content.ContentValues
import android.content.Intent
import android.content.IntentFilter
import android.content.pm.ActivityInfo
import android.content.pm.ApplicationInfo
import android.content.pm.PackageInfo
import android.database.Cursor
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Paint
import android.net.Uri
import android.os.ParcelFileDescriptor
import app.huashu.PhraseBook
import app.huashu.android.HuashuApp
import app.huashu.label
import app.huashu.model.LibraryId
import app.huashu.model.NewPhrase
import app.huashu.model.Phrase
import app.huashu.model.PhraseContent
import app.huashu.model.PhrasePart
import app.huashu.textPart
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.FileNotFoundException
import java.nio.file.Files

/** A picture of one colour with a number on it; each number another picture. */
fun picture(number: Int, width: Int = 60, height: Int = 80, format: Bitmap.CompressFormat = Bitmap.CompressFormat.PNG): ByteArray {
    val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
    val canvas = Canvas(bitmap)
    canvas.drawColor(0xFF000000.toInt() or (number * 0x2A3B4C and 0xFFFFFF))
    canvas.drawText("$number", 10f, 40f, Paint().apply { color = -1 })
    return ByteArrayOutputStream().also { bitmap.compress(format, 90, it) }.toByteArray()
}

/** Adds a phrase of a text (if any), pictures 1 to [pictures] and files. */
suspend fun PhraseBook.phraseWith(
    library: LibraryId,
    title: String,
    text: String = "",
    pictures: Int = 0,
    files: List<String> = emptyList(),
    sensitive: Boolean = false,
): Phrase {
    val images = (1..pictures).map { addMedia("图%02d.png".format(it), picture(it)) }
    val others = files.map { addMedia(it, "%PDF-1.4 of $it".toByteArray()) }
    val texts: List<PhrasePart> = listOf(text).filter { it.isNotEmpty() }.map { textPart(it) }
    return addPhrase(
        NewPhrase(library = library, label = label(title), content = PhraseContent(parts = texts + images + others, sensitive = sensitive)),
    )
}

/** A chat app that takes pictures, texts and files. */
fun HuashuApp.install(packageName: String, activity: String, name: String): ComponentName {
    val component = ComponentName(packageName, activity)
    val packages = shadowOf(packageManager)
    packages.installPackage(
        PackageInfo().apply {
            this.packageName = packageName
            applicationInfo = ApplicationInfo().apply { this.packageName = packageName }
        },
    )
    packages.addOrUpdateActivity(
        ActivityInfo().apply {
            this.packageName = packageName
            this.name = activity
            nonLocalizedLabel = name
            exported = true
            applicationInfo = ApplicationInfo().apply { this.packageName = packageName }
        },
    )
    for (action in listOf(Intent.ACTION_SEND, Intent.ACTION_SEND_MULTIPLE)) {
        for (type in listOf("image/*", "text/plain", "application/*")) {
            val filter = IntentFilter(action, type).apply { addCategory(Intent.CATEGORY_DEFAULT) }
            packages.addIntentFilterForActivity(component, filter)
        }
    }
    return component
}

fun HuashuApp.installWechat(): ComponentName {
    install(WECHAT, "$WECHAT.ui.tools.ShareToTimeLineUI", "朋友圈")
    return install(WECHAT, "$WECHAT.ui.tools.ShareImgUI", "微信")
}

const val WECHAT = "com.tencent.mm"

/** The album of the device: rows with files. It may be [broken]. */
class FakeMediaStore : ContentProvider() {
    class Row(val values: ContentValues, val file: File)

    val rows = linkedMapOf<Long, Row>()
    var broken: RuntimeException? = null
    private val folder = Files.createTempDirectory("album").toFile()
    private var last = 0L

    override fun onCreate() = true

    override fun insert(uri: Uri, values: ContentValues?): Uri {
        broken?.takeIf { last > 0 }?.let { throw it }
        val id = ++last
        rows[id] = Row(ContentValues(values), File(folder, "$id"))
        return ContentUris.withAppendedId(uri, id)
    }

    override fun update(uri: Uri, values: ContentValues?, selection: String?, args: Array<String>?): Int {
        row(uri).values.putAll(values)
        return 1
    }

    override fun delete(uri: Uri, selection: String?, args: Array<String>?): Int = if (rows.remove(ContentUris.parseId(uri)) == null) 0 else 1

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor = ParcelFileDescriptor.open(
        row(uri).file,
        ParcelFileDescriptor.parseMode(mode),
    )

    override fun query(uri: Uri, projection: Array<String>?, selection: String?, args: Array<String>?, order: String?): Cursor? = null

    override fun getType(uri: Uri): String? = null

    private fun row(uri: Uri) = rows[ContentUris.parseId(uri)] ?: throw FileNotFoundException("$uri")

    companion object {
        fun install(): FakeMediaStore = Robolectric.setupContentProvider(FakeMediaStore::class.java, "media")
    }
}

/** What an intent hands over. */
@Suppress("DEPRECATION")
val Intent.streams: List<Uri>
    get() = getParcelableArrayListExtra<Uri>(Intent.EXTRA_STREAM) ?: listOfNotNull(getParcelableExtra(Intent.EXTRA_STREAM))

/** What lies behind a chooser, or the intent itself. */
@Suppress("DEPRECATION")
val Intent.inner: Intent
    get() = getParcelableExtra(Intent.EXTRA_INTENT) ?: this
