package app.huashu.android.send

import android.content.Context
import app.huashu.android.R
import app.huashu.model.LeftOut
import app.huashu.model.LeftOutKind
import app.huashu.model.LeftOutReason
import app.huashu.model.OneOf
import app.huashu.model.SendHint
import app.huashu.model.SendPlan
import app.huashu.model.SendStep
import app.huashu.model.Surface

// The words for a plan: what a step is called, what was done, what the person does next, what was left out.

/** What a tap is called in a list of steps: 复制文字, 发送图片 1/2. */
internal fun Context.nameOf(tap: Tap): String = when (val step = tap.step) {
    is SendStep.CopyText -> counted(R.string.send_name_copy, step.v1.part)
    is SendStep.ShareText -> counted(R.string.send_name_text, step.v1.part)
    is SendStep.InsertText -> counted(R.string.send_name_insert, step.v1.part)
    is SendStep.ShareImages -> counted(R.string.send_name_images, step.batch)
    is SendStep.InsertImage -> getString(R.string.send_name_image)
    is SendStep.ShareFiles -> getString(R.string.send_name_file)
    is SendStep.OpenChannel -> getString(R.string.send_name_open)
    is SendStep.Hint, null -> getString(R.string.send_name_read)
    is SendStep.CopyImage, is SendStep.SaveToAlbum -> getString(R.string.send_name_images)
}

/** What the step carries: the text, how many pictures, the name of a file. */
internal fun Context.contentOf(tap: Tap): String = when (val step = tap.step) {
    is SendStep.CopyText -> step.v1.text
    is SendStep.ShareText -> step.v1.text
    is SendStep.InsertText -> step.v1.text
    is SendStep.ShareImages -> resources.getQuantityString(R.plurals.send_pictures, step.images.size, step.images.size)
    is SendStep.InsertImage -> step.image.name
    is SendStep.ShareFiles -> step.files.joinToString { it.name }
    is SendStep.CopyImage -> step.image.name
    is SendStep.SaveToAlbum -> resources.getQuantityString(R.plurals.send_pictures, step.images.size, step.images.size)
    is SendStep.OpenChannel, is SendStep.Hint, null -> tap.hints.mapNotNull { it.text }.joinToString("\n")
}

/** What was done and what comes next, in one sentence; [app] is the app that it was handed to, where that is known. */
internal fun Context.doneWith(tap: Tap, app: String? = null): String {
    val done = when (val step = tap.step) {
        is SendStep.CopyText ->
            step.v1.part?.let { getString(R.string.send_copied_part, it.index.toInt(), it.count.toInt()) } ?: getString(R.string.send_copied)
        is SendStep.InsertText, is SendStep.InsertImage -> getString(R.string.send_inserted)
        is SendStep.ShareText, is SendStep.ShareImages, is SendStep.ShareFiles ->
            if (app == null) getString(R.string.send_choose_app) else getString(R.string.send_handed, app)
        is SendStep.OpenChannel -> getString(R.string.send_opened)
        is SendStep.CopyImage, is SendStep.SaveToAlbum, is SendStep.Hint, null -> ""
    }
    return tap.hints.fold(done) { said, hint -> joined(said, hintOf(hint)) }
}

/** What of the plan is not sent, and why; empty where all is. */
internal fun Context.leftOut(plan: SendPlan): String = plan.leftOut.map { whyLeftOut(it, plan.surface) }.distinct().fold("", ::sentences)

/** Two sentences, one after the other. */
internal fun Context.sentences(one: String, other: String): String = when {
    one.isEmpty() -> other
    other.isEmpty() -> one
    else -> getString(R.string.send_sentences, one, other)
}

private fun Context.joined(done: String, next: String): String = if (done.isEmpty()) next else getString(R.string.send_joined, done, next)

private fun Context.hintOf(hint: SendStep.Hint): String = when (hint.hint) {
    SendHint.PASTE -> getString(R.string.send_hint_paste)
    SendHint.PASTE_IN_SHARE_DIALOG -> getString(R.string.send_hint_paste_in_dialog)
    SendHint.RETURN_AND_PASTE -> getString(R.string.send_hint_return)
    SendHint.PICK_NEWEST -> getString(R.string.send_hint_newest)
    SendHint.READ_ALOUD -> getString(R.string.send_hint_read, hint.text.orEmpty())
}

private fun Context.whyLeftOut(left: LeftOut, surface: Surface): String {
    val isOffered = left.offer == Surface.ANDROID_APP
    return when (left.reason) {
        LeftOutReason.SURFACE_TEXT_ONLY, LeftOutReason.SURFACE_NO_FILES -> when {
            surface == Surface.ANDROID_KEYBOARD ->
                getString(if (isOffered) R.string.send_left_keyboard_file_offer else R.string.send_left_keyboard_file)
            left.what == LeftOutKind.FILE -> getString(if (isOffered) R.string.send_left_file_offer else R.string.send_left_file)
            else -> getString(if (isOffered) R.string.send_left_image_offer else R.string.send_left_image)
        }
        LeftOutReason.CHANNEL_TEXT_ONLY -> getString(R.string.send_left_channel_text)
        LeftOutReason.CHANNEL_NO_FILES -> getString(R.string.send_left_channel_files)
        LeftOutReason.UNKNOWN_PART -> getString(R.string.send_left_unknown)
        LeftOutReason.NO_EMOJI -> getString(R.string.send_left_emoji, left.name.orEmpty())
        LeftOutReason.EMPTY -> getString(R.string.send_left_empty)
    }
}

private fun Context.counted(name: Int, of: OneOf?): String {
    val text = getString(name)
    return if (of == null) text else getString(R.string.send_counted, text, of.index.toInt(), of.count.toInt())
}
