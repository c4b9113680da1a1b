package app.huashu.android

import android.app.Activity
import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.os.Build
import android.os.Looper
import android.view.View
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.dp
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.util.concurrent.TimeUnit
import kotlin.math.abs

/**
 * Draws screens to `android/screenshots` and compares them with what is kept there. `-Dhuashu.pictures=write` keeps the new ones
 * instead; whoever does that opens each and looks at it.
 */
object Pictures {
    /** The level that pictures are drawn at: each level has fonts and shades of its own. */
    private const val LEVEL = 34

    /** Pictures are kept at half of the device's pixels. */
    private const val SCALE = 2

    /** A pixel differs where a channel is further off than this, of 255: edges of letters are. */
    private const val TOLERANCE = 48

    /** So many pixels of a thousand may differ. */
    private const val MAY_DIFFER = 5

    private val kept = File(System.getProperty("huashu.screenshots"))
    private val isWriting = System.getProperty("huashu.pictures") == "write"

    /** Compares a screen as it stands. */
    fun check(name: String, activity: Activity) = check(name, activity.window.decorView)

    /** Compares a view that has been laid out. */
    fun check(name: String, view: View) = check(name) { drawn(view) }

    /** Compares a view that stands in no window, laid out at this size in dp; a height of 0: as high as it wants to be. */
    fun check(name: String, view: View, width: Int, height: Int) {
        val context = view.context
        val high = if (height == 0) View.MeasureSpec.UNSPECIFIED else View.MeasureSpec.EXACTLY
        check(name) {
            view.measure(
                View.MeasureSpec.makeMeasureSpec(context.dp(width), View.MeasureSpec.EXACTLY),
                View.MeasureSpec.makeMeasureSpec(context.dp(height), high),
            )
            view.layout(0, 0, view.measuredWidth, view.measuredHeight)
            drawn(view)
        }
    }

    /** A screen fills itself from the book bit by bit: it is drawn until it fits, or for [MAY_SETTLE_MS]. */
    private fun check(name: String, draw: () -> Bitmap) {
        assumeTrue("pictures are drawn at level $LEVEL", Build.VERSION.SDK_INT == LEVEL)
        val file = File(kept, "$name.png")
        if (isWriting) return write(settled(draw), file)
        assertTrue("no picture is kept as $file; draw it with -Dhuashu.pictures=write, and look at it", file.exists())
        val before = BitmapFactory.decodeFile(file.path)
        val end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAY_SETTLE_MS)
        var now = small(draw())
        while (!fits(before, now) && System.nanoTime() < end) now = small(drawnLater(draw))
        val seen = File("target/pictures/$name.png").also { write(now, it) }
        assertEquals("the size of $name; see $seen", "${before.width}x${before.height}", "${now.width}x${now.height}")
        assertTrue("$name differs in ${perMille(before, now)} pixels of a thousand; see $seen", fits(before, now))
    }

    /** The picture once it has stayed the same for a while. */
    private fun settled(draw: () -> Bitmap): Bitmap {
        val end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAY_SETTLE_MS)
        var now = small(draw())
        var same = 0
        while (same < STAYS && System.nanoTime() < end) {
            val next = small(drawnLater(draw))
            same = if (next.sameAs(now)) same + 1 else 0
            now = next
        }
        return now
    }

    private fun drawnLater(draw: () -> Bitmap): Bitmap {
        Thread.sleep(PAUSE_MS)
        shadowOf(Looper.getMainLooper()).idle()
        return draw()
    }

    private fun small(picture: Bitmap) = Bitmap.createScaledBitmap(picture, picture.width / SCALE, picture.height / SCALE, true)

    private fun fits(one: Bitmap, other: Bitmap) =
        one.width == other.width && one.height == other.height && perMille(one, other) <= MAY_DIFFER

    private fun perMille(one: Bitmap, other: Bitmap) = differing(one, other) * 1000 / (one.width * one.height)

    fun drawn(view: View): Bitmap {
        val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(picture))
        return picture
    }

    private fun differing(one: Bitmap, other: Bitmap): Int {
        val size = one.width * one.height
        val a = IntArray(size).also { one.getPixels(it, 0, one.width, 0, 0, one.width, one.height) }
        val b = IntArray(size).also { other.getPixels(it, 0, one.width, 0, 0, one.width, one.height) }
        return (0 until size).count { pixel -> CHANNELS.any { abs((a[pixel] shr it and BYTE) - (b[pixel] shr it and BYTE)) > TOLERANCE } }
    }

    private fun write(picture: Bitmap, file: File) {
        file.parentFile!!.mkdirs()
        file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    private const val MAY_SETTLE_MS = 10_000L
    private const val PAUSE_MS = 40L

    /** So many pictures in a row that are alike: nothing more comes. */
    private const val STAYS = 5

    private val CHANNELS = listOf(0, 8, 16, 24)
    private const val BYTE = 255
}

/** The person's settings for a picture. */
fun Context.dress(theme: ThemeChoice = ThemeChoice.LIGHT, textPercent: Int = 100) {
    huashu.preferences.theme = theme
    huashu.preferences.textPercent = textPercent
}
