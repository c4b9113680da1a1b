package app.huashu.android.core

import android.content.Context
import android.content.SharedPreferences
import app.huashu.model.Approximate
import app.huashu.model.FuzzySounds
import kotlin.properties.ReadWriteProperty
import kotlin.reflect.KProperty

/** Light, dark, or as the system is. */
enum class ThemeChoice { SYSTEM, LIGHT, DARK }

/** Pairs of sounds that the person does not tell apart; see [FuzzySounds]. */
enum class SoundPair { ZH_Z, CH_C, SH_S, N_L, R_L, H_F, AN_ANG, EN_ENG, IN_ING }

/**
 * How this person likes the app on this device. What belongs to the phrases lies in the book; this does not travel.
 *
 * A small file, read once; writes go to the disk on a thread of the system.
 */
class Preferences(context: Context) {
    private val kept = context.applicationContext.getSharedPreferences("preferences", Context.MODE_PRIVATE)

    var theme: ThemeChoice by choice("theme", ThemeChoice.SYSTEM)

    /** Percent of the system's text size: 85 to 160. */
    var textPercent: Int by number("text_percent", 100)

    /** Whether the bubble shall be there: what the person asked for last, which outlives the process. */
    var isBubbleWanted: Boolean by flag("bubble", false)

    /** Whether the bubble comes back by itself after the phone was started. */
    var isBubbleAtStart: Boolean by flag("bubble_at_start", false)

    var isHapticOn: Boolean by flag("haptic", true)

    /** The chat app that phrases are meant for: a channel of the core. */
    var channel: String by text("channel", "wechat")

    /** The part of the screen that the panel takes, in percent: 35 to 60. */
    var panelPercent: Int by number("panel_percent", 56)

    /** Whether every share goes by the album: some clones of chat apps cannot read what we hand over directly. */
    var isAlbumPreferred: Boolean by flag("album", false)

    /** The last time that the person looked at what has changed, in milliseconds since 1970. */
    var newsSeenAt: Long
        get() = kept.getLong("news_seen_at", 0)
        set(value) = kept.edit().putLong("news_seen_at", value).apply()

    var soundPairs: Set<SoundPair>
        get() = kept.getStringSet("sound_pairs", null)?.mapNotNull { name -> SoundPair.entries.find { it.name == name } }?.toSet() ?: USUAL_PAIRS
        set(value) = kept.edit().putStringSet("sound_pairs", value.map { it.name }.toSet()).apply()

    /** What the search may find beside what was typed. */
    fun approximate(): Approximate {
        val pairs = soundPairs
        val fuzzy = FuzzySounds(
            zhZ = SoundPair.ZH_Z in pairs,
            chC = SoundPair.CH_C in pairs,
            shS = SoundPair.SH_S in pairs,
            nL = SoundPair.N_L in pairs,
            rL = SoundPair.R_L in pairs,
            hF = SoundPair.H_F in pairs,
            anAng = SoundPair.AN_ANG in pairs,
            enEng = SoundPair.EN_ENG in pairs,
            inIng = SoundPair.IN_ING in pairs,
        )
        return Approximate(fuzzy, typo = true, homophone = true)
    }

    /** Other texts that a part of the app keeps, under a name of its own: a place of the bubble, a plan under way. */
    operator fun get(name: String): String? = kept.getString(name, null)

    operator fun set(name: String, text: String?) = kept.edit().putString(name, text).apply()

    /** Calls back on the main thread for every change; keep the answer, for the system holds it weakly. */
    fun observe(changed: () -> Unit): AutoCloseable {
        val listener = SharedPreferences.OnSharedPreferenceChangeListener { _, _ -> changed() }
        kept.registerOnSharedPreferenceChangeListener(listener)
        return AutoCloseable { kept.unregisterOnSharedPreferenceChangeListener(listener) }
    }

    private fun flag(name: String, default: Boolean) =
        property({ kept.getBoolean(name, default) }) { kept.edit().putBoolean(name, it).apply() }

    private fun number(name: String, default: Int) =
        property({ kept.getInt(name, default) }) { kept.edit().putInt(name, it).apply() }

    private fun text(name: String, default: String) =
        property({ kept.getString(name, null) ?: default }) { kept.edit().putString(name, it).apply() }

    private inline fun <reified T : Enum<T>> choice(name: String, default: T) =
        property({ enumValues<T>().find { it.name == kept.getString(name, null) } ?: default }) { kept.edit().putString(name, it.name).apply() }

    private fun <T> property(read: () -> T, write: (T) -> Unit) = object : ReadWriteProperty<Preferences, T> {
        override fun getValue(thisRef: Preferences, property: KProperty<*>): T = read()

        override fun setValue(thisRef: Preferences, property: KProperty<*>, value: T) = write(value)
    }

    private companion object {
        /** The pairs that speakers of southern China mix most. */
        val USUAL_PAIRS = setOf(SoundPair.ZH_Z, SoundPair.CH_C, SoundPair.SH_S, SoundPair.N_L, SoundPair.AN_ANG, SoundPair.EN_ENG, SoundPair.IN_ING)
    }
}
