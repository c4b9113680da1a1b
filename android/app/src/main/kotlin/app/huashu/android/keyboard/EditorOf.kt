package app.huashu.android.keyboard

import android.content.ClipDescription
import android.text.InputType
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputConnection
import android.view.inputmethod.InputContentInfo
import app.huashu.android.send.Editor
import app.huashu.android.send.Outgoing

/** The editor that the keyboard types into. What stands in it is never read. */
internal class EditorOf(private val connection: InputConnection, private val info: EditorInfo) : Editor {
    override fun insertText(text: String): Boolean = connection.commitText(text, 1)

    /** By `commitContent` (API 25), where the editor says that it takes the type. */
    override fun insertImage(picture: Outgoing): Boolean {
        val isTaken = info.contentMimeTypes.orEmpty().any { ClipDescription.compareMimeTypes(picture.mime, it) }
        if (!isTaken) return false
        val content = InputContentInfo(picture.uri, ClipDescription(picture.name, arrayOf(picture.mime)))
        return connection.commitContent(content, InputConnection.INPUT_CONTENT_GRANT_READ_URI_PERMISSION, null)
    }
}

/** Whether a password is typed here. */
internal val EditorInfo.isSecret: Boolean
    get() {
        val variation = inputType and InputType.TYPE_MASK_VARIATION
        return when (inputType and InputType.TYPE_MASK_CLASS) {
            InputType.TYPE_CLASS_TEXT -> variation in SECRET_TEXTS
            InputType.TYPE_CLASS_NUMBER -> variation == InputType.TYPE_NUMBER_VARIATION_PASSWORD
            else -> false
        }
    }

/** Whether a line break is text here, and not "send" or "go on". */
internal val EditorInfo.takesLines: Boolean
    get() = inputType and InputType.TYPE_MASK_CLASS == InputType.TYPE_CLASS_TEXT && inputType and InputType.TYPE_TEXT_FLAG_MULTI_LINE != 0

private val SECRET_TEXTS = setOf(
    InputType.TYPE_TEXT_VARIATION_PASSWORD,
    InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD,
    InputType.TYPE_TEXT_VARIATION_WEB_PASSWORD,
)
