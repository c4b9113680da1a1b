package app.huashu.android.send

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import android.os.TransactionTooLargeException
import app.huashu.android.R

/**
 * Puts a text into the clipboard, which needs no focus: writing is allowed from an overlay (AOSP `ClipboardService`).
 *
 * @param sensitive asks the system and keyboards not to show it (`EXTRA_IS_SENSITIVE`, API 33).
 * @return null, or what to say where it was refused.
 */
internal fun Context.copyText(text: String, sensitive: Boolean): String? {
    val clip = ClipData.newPlainText(getString(R.string.app_name), text)
    if (sensitive && Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
        clip.description.extras = PersistableBundle().apply { putBoolean(ClipDescription.EXTRA_IS_SENSITIVE, true) }
    }
    return try {
        getSystemService(ClipboardManager::class.java).setPrimaryClip(clip)
        null
    } catch (error: RuntimeException) {
        // A text over the size of a transaction (about 1 MB) comes wrapped; makers of phones throw others where their own switch forbids it.
        getString(if (error.cause is TransactionTooLargeException) R.string.send_clip_too_large else R.string.send_clip_refused)
    }
}

/**
 * Whether the system itself shows what was copied: from API 33, but MIUI and HyperOS leave it out (mastodon-android#469,
 * Telegram-X#560).
 */
internal fun isCopyConfirmedBySystem(): Boolean =
    Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && listOf(Build.MANUFACTURER, Build.BRAND).none { it.lowercase() in SILENT_MAKERS }

private val SILENT_MAKERS = setOf("xiaomi", "redmi", "poco")
