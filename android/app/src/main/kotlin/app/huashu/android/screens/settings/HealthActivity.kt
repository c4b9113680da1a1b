package app.huashu.android.screens.settings

import android.content.ActivityNotFoundException
import android.os.Bundle
import android.provider.Settings
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.badge
import app.huashu.android.core.card
import app.huashu.android.core.column
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.huashu
import app.huashu.android.overlay.Bubble
import app.huashu.android.screens.ScreenActivity

/**
 * What the phone has to allow, how each of it stands, and the page where it is given. It is read anew each time that the person comes
 * back; a bubble that waits for its permission comes then. The page asks for nothing by itself.
 */
class HealthActivity : ScreenActivity() {
    private val maker = Maker.ofThisPhone()
    private lateinit var list: LinearLayout

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.health_title)
        scrolling { list = this }
    }

    override fun onResume() {
        super.onResume()
        show()
        if (huashu.preferences.isBubbleWanted && !Bubble.isShown && Settings.canDrawOverlays(this)) Bubble.show(this)
    }

    private fun show() {
        val health = Health(this, maker)
        val stands = health.needs().associateWith(health::grant)
        list.removeAllViews()
        list.put(summary(stands.getValue(Need.OVERLAY)))
        stands.filter { it.key.isNeeded }.forEach { (need, grant) -> list.put(needCard(need, grant), top = 12) }
        list.put(label(getString(R.string.health_optional), TextSize.BODY, R.color.text_secondary), left = 4, top = 20)
        stands.filter { !it.key.isNeeded }.forEach { (need, grant) -> list.put(needCard(need, grant), top = 8) }
    }

    /** The one thing that the person came to know. */
    private fun summary(overlay: Grant) = row {
        val isGood = overlay == Grant.GIVEN
        val ink = if (isGood) R.color.ok else R.color.warn
        background = shape(if (isGood) R.color.ok_soft else R.color.warn_soft, Corner.CARD)
        pad(16, 14)
        put(icon(if (isGood) R.drawable.ic_check else R.drawable.ic_warning, ink), 24, 24, right = 12)
        val words = getString(if (isGood) R.string.health_good else R.string.health_needs_overlay)
        put(label(words, TextSize.HEADING, ink, bold = true), 0, weight = 1f)
    }

    private fun needCard(need: Need, grant: Grant): View = card {
        put(head(need, grant))
        if (grant == Grant.GIVEN) return@card
        val hint = hint(need)
        val foot = column {
            pad(16, 0)
            put(label(getString(hint.text)), bottom = 10)
            put(hintPicture(context, hint.kind, getString(hint.words)), bottom = 12)
            val word = getString(if (grant == Grant.UNKNOWN) R.string.health_look else R.string.health_open)
            val button = if (need.isNeeded) primaryButton(word) { open(need) } else quietButton(word) { open(need) }
            button.contentDescription = getString(R.string.health_open_what, word, getString(need.title))
            put(button, bottom = 16)
        }
        put(foot)
    }

    /** Icon and word say the same, for whom colours say nothing. */
    private fun head(need: Need, grant: Grant) = row {
        pad(16, 14)
        gravity = Gravity.TOP
        val mark = mark(need, grant)
        val sign = icon(mark.picture, mark.ink).apply {
            background = shape(mark.ground, 16)
            pad(6, 6)
        }
        put(sign, 32, 32, right = 12)
        val texts = column {
            val title = row {
                put(label(getString(need.title), TextSize.HEADING, bold = true), 0, weight = 1f)
                put(badge(getString(mark.word), mark.ink, mark.ground), WRAP_CONTENT, left = 8)
            }
            put(title)
            put(label(getString(need.why), TextSize.BODY, R.color.text_secondary), top = 2)
        }
        put(texts, 0, weight = 1f)
    }

    private fun mark(need: Need, grant: Grant) = when {
        grant == Grant.GIVEN -> Mark(R.drawable.ic_check, R.string.health_given, R.color.ok, R.color.ok_soft)
        grant == Grant.UNKNOWN -> Mark(R.drawable.ic_help, R.string.health_unknown, R.color.text_secondary, R.color.sunken)
        need.isNeeded -> Mark(R.drawable.ic_close, R.string.health_missing, R.color.danger, R.color.danger_soft)
        else -> Mark(R.drawable.ic_close, R.string.health_missing, R.color.warn, R.color.warn_soft)
    }

    private fun hint(need: Need): Hint = when (need) {
        Need.OVERLAY -> overlayHint()
        Need.NOTIFICATIONS -> Hint(R.string.health_notifications_how, HintKind.SWITCH, R.string.health_notifications_words)
        Need.POPUP -> Hint(popupHint(), HintKind.CHOICE, R.string.health_popup_words)
        Need.BATTERY -> Hint(R.string.health_battery_how, HintKind.CHOICE, R.string.health_battery_words)
        Need.KEYBOARD -> Hint(R.string.health_keyboard_how, HintKind.LIST, R.string.keyboard_label)
    }

    private fun popupHint() = if (maker.isXiaomi) R.string.health_popup_how_xiaomi else R.string.health_popup_how

    private fun overlayHint() = when {
        SettingsPages.leadsToList && maker == Maker.MIUI -> Hint(
            R.string.health_overlay_how_miui,
            HintKind.CHOICE,
            R.string.health_overlay_words_miui,
        )
        SettingsPages.leadsToList -> Hint(R.string.health_overlay_how_list, HintKind.LIST, R.string.app_name)
        else -> Hint(R.string.health_overlay_how, HintKind.SWITCH, R.string.health_overlay_words)
    }

    private fun open(need: Need) {
        val isOpen = SettingsPages(this, maker).of(need).any { page ->
            try {
                startActivity(page)
                true
            } catch (_: ActivityNotFoundException) {
                false
            } catch (_: SecurityException) {
                false
            }
        }
        if (!isOpen) tell(getString(R.string.health_no_page))
    }

    private class Mark(val picture: Int, val word: Int, val ink: Int, val ground: Int)

    private class Hint(val text: Int, val kind: HintKind, val words: Int)
}
