package app.huashu.android.screens.settings

import android.content.Context
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.SeekBar
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Preferences
import app.huashu.android.core.SoundPair
import app.huashu.android.core.TextSize
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.overlay.Boot
import app.huashu.android.overlay.Bubble
import app.huashu.android.screens.entry
import app.huashu.android.screens.heading
import app.huashu.android.screens.list
import app.huashu.android.screens.toggle

/** What the settings ask of their screen. */
interface SettingsActs {
    /** The look is another: the screen is drawn anew. */
    fun looksDifferent()

    fun pickChannel()

    fun company()

    fun health()

    fun enableKeyboard()

    fun switchKeyboard()

    fun copy(form: CopyForm)

    fun licences()
}

/** The sections of the settings. */
internal class SettingsPage(private val context: Context, private val preferences: Preferences, private val acts: SettingsActs) {
    fun look(): View = section(
        R.string.settings_look,
        column(R.string.settings_theme) {
            val themes = context.row {
                for ((theme, words) in THEMES) {
                    val choose = context.chip(text(words), preferences.theme == theme) {
                        preferences.theme = theme
                        acts.looksDifferent()
                    }
                    put(choose, WRAP_CONTENT, right = 8)
                }
            }
            put(context.sideways(themes), top = 8)
        },
        column(R.string.settings_text_size) { put(size(), top = 4) },
    )

    fun search(): View = section(
        R.string.settings_sounds,
        *SOUNDS.map { (pair, title, example) ->
            context.toggle(text(title), text(example), pair in preferences.soundPairs) { isOn ->
                preferences.soundPairs = if (isOn) preferences.soundPairs + pair else preferences.soundPairs - pair
            }
        }.toTypedArray(),
    )

    fun sending(): View = section(
        R.string.settings_sending,
        context.entry(text(R.string.settings_channel), context.channelName(preferences.channel), R.drawable.ic_send) { acts.pickChannel() },
        context.toggle(text(R.string.settings_album), text(R.string.settings_album_means), preferences.isAlbumPreferred) {
            preferences.isAlbumPreferred = it
        },
        context.toggle(text(R.string.settings_haptic), null, preferences.isHapticOn) { preferences.isHapticOn = it },
    )

    fun bubble(): View = section(
        R.string.settings_bubble,
        context.toggle(text(R.string.settings_bubble_show), text(R.string.settings_bubble_means), preferences.isBubbleWanted) {
            if (it) Bubble.show(context) else Bubble.hide(context)
        },
        context.toggle(text(R.string.settings_boot), text(R.string.settings_boot_means), preferences.isBubbleAtStart) { Boot.set(context, it) },
        context.entry(text(R.string.settings_health), text(R.string.settings_health_means), R.drawable.ic_check) { acts.health() },
    )

    fun keyboard(isEnabled: Boolean): View {
        val state = text(if (isEnabled) R.string.settings_keyboard_on else R.string.settings_keyboard_off)
        return section(
            R.string.settings_keyboard,
            context.entry(text(R.string.settings_keyboard_enable), state, R.drawable.ic_keyboard) { acts.enableKeyboard() },
            context.entry(text(R.string.settings_keyboard_switch), text(R.string.settings_keyboard_how), R.drawable.ic_globe) {
                acts.switchKeyboard()
            },
        )
    }

    fun data(): View = section(
        R.string.settings_data,
        context.entry(text(R.string.settings_company), null, R.drawable.ic_company) { acts.company() },
        context.entry(text(R.string.settings_copy_table), text(R.string.settings_copy_table_means), R.drawable.ic_download) {
            acts.copy(CopyForm.XLSX)
        },
        context.entry(text(R.string.settings_copy_all), text(R.string.settings_copy_all_means), R.drawable.ic_download) { acts.copy(CopyForm.ZIP) },
    )

    fun about(version: String): View = section(
        R.string.settings_about,
        context.entry(text(R.string.app_name), context.getString(R.string.settings_version, version), R.drawable.ic_info),
        context.entry(text(R.string.settings_licences), text(R.string.settings_licence), R.drawable.ic_note) { acts.licences() },
    )

    /** Percent of the system's size, in steps of five; the line above shows it while the finger moves. */
    private fun size(): View = context.column {
        val shown = preferences.textPercent
        val sample = context.label(context.getString(R.string.settings_text_sample, shown), TextSize.HEADING)
        val bar = SeekBar(context).apply {
            max = (LARGEST - SMALLEST) / STEP
            progress = (shown - SMALLEST) / STEP
            contentDescription = text(R.string.settings_text_size)
            setOnSeekBarChangeListener(Sizing(sample, shown))
        }
        put(sample)
        put(bar, top = 4)
    }

    private inner class Sizing(private val sample: TextView, private val drawnAt: Int) : SeekBar.OnSeekBarChangeListener {
        private var isHeld = false

        override fun onProgressChanged(bar: SeekBar, progress: Int, fromUser: Boolean) {
            val percent = SMALLEST + progress * STEP
            sample.text = context.getString(R.string.settings_text_sample, percent)
            sample.textSize = TextSize.HEADING * percent / drawnAt
            // TalkBack and a keyboard hold nothing.
            if (fromUser && !isHeld) take(percent)
        }

        override fun onStartTrackingTouch(bar: SeekBar) {
            isHeld = true
        }

        override fun onStopTrackingTouch(bar: SeekBar) {
            isHeld = false
            take(SMALLEST + bar.progress * STEP)
        }

        private fun take(percent: Int) {
            if (preferences.textPercent == percent) return
            preferences.textPercent = percent
            acts.looksDifferent()
        }
    }

    private fun section(title: Int, vararg lines: View): View = context.column {
        put(context.heading(text(title)), top = 12)
        put(context.list(lines.toList()))
    }

    private fun column(title: Int, build: LinearLayout.() -> Unit) = context.column {
        pad(16, 12)
        put(context.label(text(title), TextSize.HEADING))
        build()
    }

    private fun text(id: Int) = context.getString(id)

    internal companion object {
        const val SMALLEST = 85
        const val LARGEST = 160
        private const val STEP = 5
        private val THEMES = listOf(
            ThemeChoice.SYSTEM to R.string.settings_theme_system,
            ThemeChoice.LIGHT to R.string.settings_theme_light,
            ThemeChoice.DARK to R.string.settings_theme_dark,
        )
        private val SOUNDS = listOf(
            Triple(SoundPair.ZH_Z, R.string.settings_zh_z, R.string.settings_zh_z_example),
            Triple(SoundPair.CH_C, R.string.settings_ch_c, R.string.settings_ch_c_example),
            Triple(SoundPair.SH_S, R.string.settings_sh_s, R.string.settings_sh_s_example),
            Triple(SoundPair.N_L, R.string.settings_n_l, R.string.settings_n_l_example),
            Triple(SoundPair.R_L, R.string.settings_r_l, R.string.settings_r_l_example),
            Triple(SoundPair.H_F, R.string.settings_h_f, R.string.settings_h_f_example),
            Triple(SoundPair.AN_ANG, R.string.settings_an_ang, R.string.settings_an_ang_example),
            Triple(SoundPair.EN_ENG, R.string.settings_en_eng, R.string.settings_en_eng_example),
            Triple(SoundPair.IN_ING, R.string.settings_in_ing, R.string.settings_in_ing_example),
        )
    }
}
