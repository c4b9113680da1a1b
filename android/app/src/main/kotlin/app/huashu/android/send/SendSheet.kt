package app.huashu.android.send

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.drawable.GradientDrawable
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.android.core.touchable

/** What the sheet shows. */
internal class SheetState(
    val title: String,
    val taps: List<Tap>,
    val done: Int,
    val said: String = "",
    val isProblem: Boolean = false,
    val targets: List<Target> = emptyList(),
    val missing: List<String> = emptyList(),
    /** Pictures were handed over, and perhaps did not arrive. */
    val mayRetry: Boolean = false,
    /** It is not to be sent today, unless the person knows better. */
    val mayInsist: Boolean = false,
)

/** What the person does on the sheet. */
internal interface SheetActions {
    /** Does the next step; null: by the app that the system's list offers, or by none. */
    fun next(target: Target?)

    fun retryByAlbum()

    fun insist()

    fun fill(values: Map<String, String>)

    fun close()
}

/** The sheet at the bottom of the screen: the steps of a plan, what to do next, and the apps to choose from. */
internal class SendSheet(context: Context, private val actions: SheetActions) : LinearLayout(context) {
    private val heading = context.label("", TextSize.HEADING, bold = true, lines = 1)
    private val steps = context.column()
    private val said = context.label("", TextSize.BODY)
    private val saidIcon = context.icon(R.drawable.ic_info)
    private val note = context.row {
        pad(12, 10)
        put(saidIcon, 20, 20)
        put(said, 0, weight = 1f, left = 8)
    }
    private val targets = context.row { gravity = Gravity.TOP }
    private val apps = context.sideways(targets)
    private val foot = context.column()

    init {
        orientation = VERTICAL
        background = GradientDrawable().apply {
            setColor(context.getColor(R.color.surface))
            val corner = context.dp(Corner.CARD + 4).toFloat()
            cornerRadii = floatArrayOf(corner, corner, corner, corner, 0f, 0f, 0f, 0f)
        }
        isClickable = true
        put(
            context.row {
                put(heading, 0, weight = 1f, left = 20)
                put(context.iconButton(R.drawable.ic_close, context.getString(R.string.close)) { actions.close() }, WRAP_CONTENT, right = 4)
            },
            top = 8,
        )
        val body = context.column {
            pad(20, 4)
            put(steps)
            put(note, top = 8, bottom = 4)
            put(apps, top = 8)
            put(foot, top = 8, bottom = 16)
        }
        put(ScrollView(context).apply { addView(body) })
        said.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun show(state: SheetState) {
        heading.text = state.title
        steps.removeAllViews()
        state.taps.forEachIndexed { index, tap -> steps.put(step(index, tap, state.done)) }
        show(state.said, state.isProblem)
        val next = state.taps.getOrNull(state.done)?.step.takeIf { state.missing.isEmpty() }
        targets.removeAllViews()
        apps.isPresent = next?.isShare == true
        if (next?.isShare == true) {
            state.targets.forEach { targets.put(target(it), tileWidth) }
            targets.put(moreApps(), tileWidth)
        }
        foot.removeAllViews()
        when {
            state.missing.isNotEmpty() -> foot.put(MissingFields(context, state.missing, actions::fill))
            next != null && !next.isShare -> foot.put(context.primaryButton(context.nameOf(state.taps[state.done])) { actions.next(null) })
            state.mayInsist -> foot.put(context.primaryButton(context.getString(R.string.send_insist)) { actions.insist() })
            state.done >= state.taps.size ->
                foot.put(context.primaryButton(context.getString(if (state.isProblem) R.string.close else R.string.done)) { actions.close() })
        }
        if (state.mayRetry) foot.put(context.quietButton(context.getString(R.string.send_retry_album)) { actions.retryByAlbum() }, top = 8)
    }

    private fun show(text: String, isProblem: Boolean) {
        note.isPresent = text.isNotEmpty()
        said.text = text
        said.setTextColor(context.getColor(if (isProblem) R.color.danger else R.color.text))
        note.background = context.shape(if (isProblem) R.color.danger_soft else R.color.accent_soft, Corner.CONTROL)
        saidIcon.setImageResource(if (isProblem) R.drawable.ic_warning else R.drawable.ic_info)
        val ink = context.getColor(if (isProblem) R.color.danger else R.color.accent)
        saidIcon.imageTintList = ColorStateList.valueOf(ink)
    }

    private fun step(index: Int, tap: Tap, done: Int): View = context.row {
        pad(0, 8)
        minimumHeight = context.dp(TARGET)
        gravity = Gravity.TOP
        put(mark(index, done), 28, 28, top = 2)
        put(
            context.column {
                val name = context.nameOf(tap)
                val ink = if (index > done) R.color.text_secondary else R.color.text
                put(context.label(name, TextSize.HEADING, ink, bold = index == done))
                val content = context.contentOf(tap)
                if (content.isNotEmpty()) put(context.label(content, TextSize.BODY, R.color.text_secondary, lines = 2))
            },
            0,
            weight = 1f,
            left = 12,
        )
        val state = when {
            index < done -> R.string.send_step_done
            index == done -> R.string.send_step_now
            else -> R.string.send_step_later
        }
        contentDescription = context.getString(state, index + 1, context.nameOf(tap))
    }

    private fun mark(index: Int, done: Int): View {
        if (index < done) {
            return ImageView(context).apply {
                setImageResource(R.drawable.ic_check)
                imageTintList = ColorStateList.valueOf(context.getColor(R.color.ok))
                background = context.shape(R.color.ok_soft, Corner.PILL)
                val inset = context.dp(5)
                setPadding(inset, inset, inset, inset)
            }
        }
        val isNow = index == done
        return TextView(context).apply {
            text = (index + 1).toString()
            // It stands in a circle of a fixed size, so it does not grow with the person's text.
            setTextSize(TypedValue.COMPLEX_UNIT_DIP, TextSize.BODY)
            gravity = Gravity.CENTER
            setTextColor(context.getColor(if (isNow) R.color.on_accent else R.color.text_secondary))
            background = context.shape(if (isNow) R.color.accent else R.color.sunken, Corner.PILL)
        }
    }

    private fun target(app: Target): View = tile(app.label) { actions.next(app) }.apply {
        val picture = getChildAt(0) as ImageView
        if (app.icon == null) picture.setImageResource(R.drawable.ic_share) else picture.setImageDrawable(app.icon)
        if (app.icon != null) picture.imageTintList = null
    }

    private fun moreApps(): View = tile(context.getString(R.string.send_more_apps)) { actions.next(null) }.apply {
        val picture = getChildAt(0) as ImageView
        picture.setImageResource(R.drawable.ic_more)
        picture.background = context.shape(R.color.sunken, Corner.PILL)
        picture.scaleType = ImageView.ScaleType.CENTER
    }

    private fun tile(name: String, act: () -> Unit): LinearLayout = context.column {
        gravity = Gravity.CENTER_HORIZONTAL
        pad(4, 8)
        background = context.touchable(0, Corner.CONTROL)
        put(context.icon(R.drawable.ic_share), ICON, ICON)
        put(context.label(name, TextSize.SMALL, lines = 2).apply { gravity = Gravity.CENTER_HORIZONTAL }, top = 4)
        contentDescription = name
        asButton()
        setOnClickListener { act() }
    }

    /** Wide enough for a name of four characters at the person's text size, in dp. */
    private val tileWidth = (TARGET_WIDTH * context.resources.configuration.fontScale.coerceIn(1f, MAX_SCALE)).toInt()

    private companion object {
        const val TARGET_WIDTH = 76
        const val MAX_SCALE = 1.6f
        const val ICON = 44
    }
}
