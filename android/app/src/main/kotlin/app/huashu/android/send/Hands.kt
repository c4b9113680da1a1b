package app.huashu.android.send

import android.content.ActivityNotFoundException
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import app.huashu.android.R
import app.huashu.android.core.BookConnection
import app.huashu.android.core.Preferences
import app.huashu.android.core.say
import app.huashu.model.ApiException
import app.huashu.model.SendStep
import app.huashu.model.ShareVia
import java.io.IOException

/** Where a keyboard types. Both say whether the editor took it. */
interface Editor {
    fun insertText(text: String): Boolean

    fun insertImage(picture: Outgoing): Boolean
}

/** How a step went: [isHandedOver] where a window of ours does this and all that follows. */
internal class Outcome(val say: String, val isDone: Boolean = true, val isHandedOver: Boolean = false)

/** Carries single steps out: by clipboard, share sheet and editor. What goes wrong is said, never thrown. */
internal class Hands(
    private val context: Context,
    private val connection: BookConnection,
    private val preferences: Preferences,
    private val outbox: Outbox,
    private val album: Album,
) {
    private val targets = Targets(context, preferences)

    suspend fun carryOut(tap: Tap, course: Course, way: Way): Outcome = try {
        when (val step = tap.step) {
            null -> Outcome(context.doneWith(tap))
            is SendStep.CopyText -> context.copyText(step.v1.text, step.v1.sensitive)?.let(::failed) ?: Outcome(context.doneWith(tap))
            is SendStep.ShareText -> share(tap, step, course, way, Shares.text(step.v1.text))
            is SendStep.ShareImages -> shareImages(tap, step, course, way)
            is SendStep.ShareFiles -> {
                val files = outbox.put { connection.book().writeFiles(step.files, it) }
                share(tap, step, course, way, Shares.streams(files.map { it.uri }, files.map { it.mime }))
            }
            is SendStep.InsertText -> insert(tap, way) { it.insertText(step.v1.text) }
            is SendStep.InsertImage -> insertImage(tap, step, course, way)
            is SendStep.OpenChannel -> open(tap, Uri.parse(step.app), way)
            is SendStep.CopyImage, is SendStep.SaveToAlbum, is SendStep.Hint -> failed(R.string.send_not_here)
        }
    } catch (error: ApiException) {
        failed(context.say(error))
    } catch (error: IOException) {
        failed(if (error.isDiskFull) R.string.send_disk_full else R.string.send_album_failed)
    }

    private suspend fun shareImages(tap: Tap, step: SendStep.ShareImages, course: Course, way: Way): Outcome {
        val pictures = outbox.put { connection.book().writeImages(step.images, it) }
        val isByAlbum = step.via == ShareVia.MEDIA_STORE || preferences.isAlbumPreferred || way.byAlbum
        if (!isByAlbum) return share(tap, step, course, way, Shares.streams(pictures.map { it.uri }, pictures.map { it.mime }))
        val mayUseAlbum = album.mayWrite
        val uris = if (mayUseAlbum) album.put(pictures) else pictures.map { it.uri }
        val outcome = share(tap, step, course, way, Shares.streams(uris, pictures.map { it.mime }))
        return if (mayUseAlbum || !outcome.isDone) outcome else Outcome(context.sentences(outcome.say, context.getString(R.string.send_no_album)))
    }

    private fun share(tap: Tap, step: SendStep, course: Course, way: Way, intent: Intent): Outcome {
        val channel = course.plan.channel
        val component = way.target?.component ?: targets.chosen(step, channel)
        if (component != null && start(Intent(intent).setComponent(component), component, way)) {
            targets.choose(step, channel, component)
            return Outcome(context.doneWith(tap, way.target?.label ?: labelOf(component)))
        }
        if (!start(Shares.chooser(context, intent), null, way)) return failed(R.string.send_no_app)
        if (component == null) return Outcome(context.doneWith(tap))
        targets.choose(step, channel, null)
        return Outcome(context.sentences(context.getString(R.string.send_target_gone), context.doneWith(tap)))
    }

    private fun insert(tap: Tap, way: Way, type: (Editor) -> Boolean): Outcome {
        val isTaken = way.editor?.let(type) ?: false
        return if (isTaken) Outcome(context.doneWith(tap)) else failed(R.string.send_no_editor)
    }

    /** Where the editor takes no pictures, a window of ours shares this one and all that follows. */
    private suspend fun insertImage(tap: Tap, step: SendStep.InsertImage, course: Course, way: Way): Outcome {
        val picture = outbox.put { connection.book().writeImages(listOf(step.image), it) }.single()
        if (way.editor?.insertImage(picture) == true) return Outcome(context.doneWith(tap))
        val textsDone = course.taps.take(course.done).count { it.step?.isText == true }
        val isStarted = start(SendActivity.intent(context, course.phrase.id, skipTexts = textsDone), null, way)
        return if (isStarted) Outcome(context.getString(R.string.send_no_image_here), isHandedOver = true) else failed(R.string.send_no_app)
    }

    private fun open(tap: Tap, address: Uri, way: Way): Outcome {
        val isStarted = start(Intent(Intent.ACTION_VIEW, address), null, way)
        return if (isStarted) Outcome(context.doneWith(tap)) else failed(R.string.send_no_app)
    }

    private fun start(intent: Intent, component: ComponentName?, way: Way): Boolean {
        val from = way.from ?: context.also { intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK) }
        return try {
            if (component != null) grant(intent, component.packageName)
            from.startActivity(intent)
            true
        } catch (_: ActivityNotFoundException) {
            false
        } catch (_: SecurityException) {
            // It is no longer exported, or forbidden by the owner of a work profile.
            false
        }
    }

    /** Beside the flag: some apps read in a process or task that the flag's grant does not reach (field notes B5). */
    private fun grant(intent: Intent, toPackage: String) {
        val clip = intent.clipData ?: return
        val ours = List(clip.itemCount) { clip.getItemAt(it).uri }.filter { it?.authority == SendProvider.AUTHORITY }
        ours.forEach { context.grantUriPermission(toPackage, it, Intent.FLAG_GRANT_READ_URI_PERMISSION) }
    }

    private fun labelOf(component: ComponentName): String? = try {
        context.packageManager.getActivityInfo(component, 0).loadLabel(context.packageManager).toString()
    } catch (_: PackageManager.NameNotFoundException) {
        null
    }

    private fun failed(words: Int) = failed(context.getString(words))

    private fun failed(words: String) = Outcome(words, isDone = false)
}

/** The message of the system says so; there is no type for it. */
private val IOException.isDiskFull: Boolean
    get() = generateSequence<Throwable>(this) { it.cause }.any { it.message.orEmpty().contains("ENOSPC") }
