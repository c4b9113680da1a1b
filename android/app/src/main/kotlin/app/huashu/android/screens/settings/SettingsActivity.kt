package app.huashu.android.screens.settings

import android.app.Activity
import android.app.AlertDialog
import android.content.ActivityNotFoundException
import android.content.Intent
import android.os.Bundle
import android.provider.Settings
import android.view.View
import android.view.inputmethod.InputMethodManager
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.ScrollView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.say
import app.huashu.android.core.shape
import app.huashu.android.huashu
import app.huashu.android.screens.Errand
import app.huashu.android.screens.Progress
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.company.SyncActivity
import app.huashu.android.screens.heading
import app.huashu.android.screens.labelled
import app.huashu.model.ApiException
import app.huashu.model.BookSettings
import kotlinx.coroutines.launch

/** How this person likes the app on this phone, and what belongs to the phone: keyboard, bubble, a copy of the phrases. */
class SettingsActivity :
    ScreenActivity(),
    SettingsActs {
    private lateinit var page: SettingsPage
    private lateinit var scroll: ScrollView
    private lateinit var bubble: FrameLayout
    private lateinit var keyboard: FrameLayout
    private lateinit var sending: FrameLayout
    private lateinit var copying: Copying
    private lateinit var agent: EditText
    private lateinit var number: EditText
    private lateinit var shop: EditText

    /** What the book said; null until it was read, so that nothing overwrites what was not seen. */
    private var known: BookSettings? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.settings_title)
        copying = lastNonConfigurationInstance as? Copying ?: Copying(Errand(huashu.scope))
        page = SettingsPage(this, huashu.preferences, this)
        agent = field(getString(R.string.settings_agent_hint))
        number = field(getString(R.string.settings_number_hint))
        shop = field(getString(R.string.settings_shop_hint))
        bubble = FrameLayout(this)
        keyboard = FrameLayout(this)
        sending = FrameLayout(this)
        scroll = scrolling {
            put(page.look())
            put(me())
            put(sending)
            put(bubble)
            put(keyboard)
            put(page.search())
            put(page.data())
            put(page.about(version()))
        }
        work { book -> fill(book.settings(), savedInstanceState) }
        savedInstanceState?.let { state -> scroll.post { scroll.scrollTo(0, state.getInt(SCROLL)) } }
        scope.launch { copying.errand.state.collect(::copied) }
    }

    override fun onResume() {
        super.onResume()
        // These change behind our back: in the system's settings, in the notification.
        bubble.hold(page.bubble())
        keyboard.hold(page.keyboard(isKeyboardEnabled()))
        sending.hold(page.sending())
    }

    override fun onPause() {
        keepNames()
        super.onPause()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putInt(SCROLL, scroll.scrollY)
        if (known != null) outState.putStringArray(NAMES, typed().toTypedArray())
    }

    override fun onRetainNonConfigurationInstance(): Any = copying

    override fun looksDifferent() = recreate()

    override fun pickChannel() {
        val names = CHANNELS.map { getString(it.second) }.toTypedArray()
        val chosen = CHANNELS.indexOfFirst { it.first == huashu.preferences.channel }
        AlertDialog.Builder(this)
            .setTitle(R.string.settings_channel)
            .setSingleChoiceItems(names, chosen) { dialog, at ->
                huashu.preferences.channel = CHANNELS[at].first
                sending.hold(page.sending())
                dialog.dismiss()
            }
            .setNegativeButton(R.string.cancel, null)
            .show()
    }

    override fun company() = startActivity(Intent(this, SyncActivity::class.java))

    override fun health() = open(Intent(this, HealthActivity::class.java))

    override fun enableKeyboard() = open(Intent(Settings.ACTION_INPUT_METHOD_SETTINGS))

    override fun switchKeyboard() {
        getSystemService(InputMethodManager::class.java)?.showInputMethodPicker()
    }

    override fun copy(form: CopyForm) {
        val day = huashu.now().atZone(huashu.zone()).toLocalDate()
        val wish = Intent(Intent.ACTION_CREATE_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(form.mime)
            .putExtra(Intent.EXTRA_TITLE, "${getString(R.string.settings_copy_name)}-$day.${form.ending}")
        try {
            startActivityForResult(wish, form.ordinal)
        } catch (_: ActivityNotFoundException) {
            tell(getString(R.string.settings_no_such_page))
        }
    }

    @Deprecated("what replaces it comes with a library")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        val place = data?.data
        val form = CopyForm.entries.getOrNull(requestCode)
        if (resultCode != Activity.RESULT_OK || place == null || form == null) return
        val app = huashu
        val copying = copying
        copying.errand.run { copying.count = app.copyPhrases(form, place) }
    }

    override fun licences() {
        AlertDialog.Builder(this)
            .setTitle(R.string.settings_licences)
            .setMessage(R.string.settings_licences_text)
            .setPositiveButton(R.string.close, null)
            .show()
    }

    private fun copied(progress: Progress) {
        when (progress) {
            is Progress.Failed -> tell(say(progress.error))
            Progress.Running -> return tell(getString(R.string.settings_copying))
            Progress.Idle -> return
            Progress.Done -> {
                val count = copying.count
                tell(
                    if (count == null) {
                        getString(R.string.settings_copy_failed)
                    } else {
                        resources.getQuantityString(R.plurals.settings_copied, count, count)
                    },
                )
            }
        }
        copying.errand.settle()
    }

    private fun me(): View = column {
        put(heading(getString(R.string.settings_me)), top = 12)
        put(
            column {
                background = shape(R.color.surface, Corner.CARD)
                pad(16, 12)
                put(labelled(getString(R.string.settings_agent), agent))
                put(labelled(getString(R.string.settings_number), number), top = 12)
                put(labelled(getString(R.string.settings_shop), shop), top = 12)
            },
        )
    }

    private fun fill(settings: BookSettings, state: Bundle?) {
        val words = state?.getStringArray(NAMES)?.toList() ?: listOf(settings.agentName, settings.agentNumber, settings.shopName)
        listOf(agent, number, shop).zip(words).forEach { (field, word) -> field.setText(word) }
        known = settings
    }

    private fun typed() = listOf(agent, number, shop).map { it.text.toString().trim() }

    /** Nobody has to press anything: what is typed counts when the screen is left. */
    private fun keepNames() {
        val before = known ?: return
        val (name, id, place) = typed().map { it.ifEmpty { null } }
        val now = before.copy(agentName = name, agentNumber = id, shopName = place)
        if (now == before) return
        known = now
        val app = huashu
        app.scope.launch {
            try {
                app.connection.book().setSettings(now)
            } catch (error: ApiException) {
                known = before
                tell(say(error))
            }
        }
    }

    private fun isKeyboardEnabled(): Boolean =
        getSystemService(InputMethodManager::class.java)?.enabledInputMethodList.orEmpty().any { it.packageName == packageName }

    private fun version(): String = packageManager.getPackageInfo(packageName, 0).versionName.orEmpty()

    /** Some phones lack a page that Android asks for. */
    private fun open(page: Intent) {
        try {
            startActivity(page)
        } catch (_: ActivityNotFoundException) {
            tell(getString(R.string.settings_no_such_page))
        }
    }

    private fun FrameLayout.hold(section: View) {
        removeAllViews()
        addView(section)
    }

    /** A copy under way, and how many phrases it has; null where the document could not be written. */
    private class Copying(val errand: Errand) {
        var count: Int? = null
    }

    private companion object {
        const val SCROLL = "scroll"
        const val NAMES = "names"
    }
}
