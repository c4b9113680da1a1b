package app.huashu.android.screens

import android.annotation.TargetApi
import android.app.Activity
import android.content.Context
import android.os.Build
import android.os.Bundle
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import android.window.OnBackInvokedCallback
import android.window.OnBackInvokedDispatcher
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.Levels
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.dressed
import app.huashu.android.core.hairline
import app.huashu.android.core.iconButton
import app.huashu.android.core.label
import app.huashu.android.core.mainScope
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.say
import app.huashu.android.core.shape
import app.huashu.android.huashu
import app.huashu.model.ApiException
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * A screen: a bar with a title, a body below it, and a line at the bottom that says how something went. It keeps clear of the system's
 * bars, of the cutout and of the keyboard.
 */
abstract class ScreenActivity : Activity() {
    /** Ends with the screen. */
    protected val scope = mainScope()

    /** Where the screen puts its views. */
    protected lateinit var body: LinearLayout
        private set

    /** Right of the title. */
    protected lateinit var actions: LinearLayout
        private set
    private lateinit var heading: TextView
    private lateinit var notice: Notice

    override fun attachBaseContext(base: Context) = super.attachBaseContext(base.dressed(base.huashu.preferences))

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(frame())
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    protected var heads: CharSequence
        get() = heading.text
        set(value) {
            heading.text = value
            title = value
        }

    /** What going back does while this is set, by the arrow, the gesture and the key alike; null: the screen is left. */
    protected var insteadOfLeaving: (() -> Unit)? = null
        set(value) {
            val was = field
            field = value
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && (was == null) != (value == null)) watchBack(value != null)
        }
    private val backCallback by lazy { OnBackInvokedCallback { leave() } }

    /** Not called from Android 13 on: the manifest takes part in predictive back. */
    @Deprecated("the platform calls it before Android 13")
    override fun onBackPressed() = leave()

    private fun leave() {
        insteadOfLeaving?.invoke() ?: finish()
    }

    @TargetApi(Build.VERSION_CODES.TIRAMISU)
    private fun watchBack(on: Boolean) =
        if (on) {
            onBackInvokedDispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT, backCallback)
        } else {
            onBackInvokedDispatcher.unregisterOnBackInvokedCallback(backCallback)
        }

    /** Does something with the book, and says it where that fails. */
    protected fun work(act: suspend (PhraseBook) -> Unit): Job = scope.launch {
        try {
            act(huashu.connection.book())
        } catch (error: ApiException) {
            tell(say(error))
        }
    }

    /** Says one line at the bottom for a while, with something to do about it: 已删除 · 撤销. */
    fun tell(text: CharSequence, action: CharSequence? = null, act: () -> Unit = {}) = notice.show(text, action, act)

    /** A body that scrolls, with room at its sides. */
    protected fun scrolling(build: LinearLayout.() -> Unit): ScrollView = ScrollView(this).apply {
        clipToPadding = false
        addView(column { pad(16, 16) }.apply(build))
    }.also { body.put(it, height = 0, weight = 1f) }

    private fun frame(): View {
        heading = label(title ?: "", TextSize.TITLE, bold = true, lines = 1)
        actions = row()
        val bar = row {
            setBackgroundColor(getColor(R.color.surface))
            minimumHeight = dp(56)
            if (!isTaskRoot) put(iconButton(R.drawable.ic_back, getString(R.string.back)) { leave() }, WRAP_CONTENT)
            put(heading, 0, weight = 1f, left = if (isTaskRoot) 16 else 4)
            put(actions, WRAP_CONTENT)
        }
        body = column()
        val all = column {
            put(bar)
            addView(hairline())
            put(body, height = 0, weight = 1f)
        }
        notice = Notice(this)
        return FrameLayout(this).apply {
            setBackgroundColor(getColor(R.color.background))
            addView(all, MATCH_PARENT, MATCH_PARENT)
            addView(notice.view, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT, Gravity.BOTTOM))
            setOnApplyWindowInsetsListener { _, insets -> insets.also { keepClear(all, notice.view, it) } }
        }
    }

    /** Android 15 draws every screen from edge to edge; before, the system keeps us clear and the insets are none. */
    private fun keepClear(all: View, notice: View, insets: WindowInsets) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return
        val kinds = WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime()
        val edges = insets.getInsets(kinds)
        val drawnFromEdge = Build.VERSION.SDK_INT >= Levels.ANDROID_15
        if (!drawnFromEdge) return
        window.decorView.setBackgroundColor(getColor(R.color.surface))
        all.setPadding(edges.left, edges.top, edges.right, edges.bottom)
        notice.setPadding(edges.left, 0, edges.right, edges.bottom)
    }
}

/** The line at the bottom of a screen. It goes by itself after some seconds, and is read aloud. */
private class Notice(context: Context) {
    private val text = context.label(color = R.color.on_toast, lines = 4)
    private val action = context.label(color = R.color.on_toast, bold = true).apply { pad(12, 12) }
    private val line = context.row {
        background = context.shape(R.color.toast, Corner.CONTROL)
        pad(16, 4)
        minimumHeight = context.dp(52)
        put(text, 0, weight = 1f)
        put(action, WRAP_CONTENT)
    }
    val view = FrameLayout(context).apply {
        visibility = View.GONE
        addView(
            line,
            FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply {
                val gap = context.dp(12)
                setMargins(gap, gap, gap, gap)
            },
        )
    }

    fun show(said: CharSequence, todo: CharSequence?, act: () -> Unit) {
        text.text = said
        text.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        action.visibility = if (todo == null) View.GONE else View.VISIBLE
        action.text = todo
        action.setOnClickListener {
            view.visibility = View.GONE
            act()
        }
        view.visibility = View.VISIBLE
        view.removeCallbacks(hide)
        view.postDelayed(hide, if (todo == null) SHORT_MS else LONG_MS)
    }

    private val hide = Runnable { view.visibility = View.GONE }

    private companion object {
        const val SHORT_MS = 4_000L
        const val LONG_MS = 8_000L
    }
}
