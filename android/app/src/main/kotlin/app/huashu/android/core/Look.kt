package app.huashu.android.core

import android.content.Context
import android.content.res.ColorStateList
import android.content.res.Configuration
import android.graphics.Color
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.view.ContextThemeWrapper
import app.huashu.android.R
import kotlin.math.roundToInt

/** Text sizes in sp. */
object TextSize {
    const val TITLE = 20f
    const val HEADING = 16f
    const val BODY = 14f
    const val SMALL = 12f
}

/** Corner radii in dp. */
object Corner {
    const val CARD = 12
    const val CONTROL = 10
    const val PILL = 24
}

/** The least size of what can be touched, in dp (Android's guidance for targets). */
const val TARGET = 48

/** A context with the person's theme and text size, for screens, overlay and keyboard alike. */
fun Context.dressed(preferences: Preferences): Context {
    val configuration = Configuration(resources.configuration)
    val night = when (preferences.theme) {
        ThemeChoice.SYSTEM -> configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK
        ThemeChoice.LIGHT -> Configuration.UI_MODE_NIGHT_NO
        ThemeChoice.DARK -> Configuration.UI_MODE_NIGHT_YES
    }
    configuration.uiMode = (configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK.inv()) or night
    configuration.fontScale *= preferences.textPercent / PERCENT
    return ContextThemeWrapper(createConfigurationContext(configuration), R.style.Huashu)
}

fun Context.dp(value: Int): Int = (value * resources.displayMetrics.density).roundToInt()

/** Whether this context shows dark colours. */
val Context.isDark: Boolean
    get() = resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES

/** A filled shape with round corners; [color] and [outline] are resources, 0 for none. */
fun Context.shape(color: Int, corner: Int, outline: Int = 0): GradientDrawable = GradientDrawable().apply {
    setColor(if (color == 0) Color.TRANSPARENT else getColor(color))
    cornerRadius = dp(corner).toFloat()
    if (outline != 0) setStroke(dp(1), getColor(outline))
}

/** The same, answering a touch. */
fun Context.touchable(color: Int, corner: Int, outline: Int = 0): Drawable = RippleDrawable(
    ColorStateList.valueOf(getColor(R.color.shade)),
    shape(color, corner, outline),
    shape(R.color.text, corner),
)

private const val PERCENT = 100f
