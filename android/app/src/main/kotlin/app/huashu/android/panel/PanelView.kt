package app.huashu.android.panel

import android.content.Context
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.FrameLayout
import android.widget.ListView
import app.huashu.android.R
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.hairline
import app.huashu.android.core.isPresent
import app.huashu.android.core.mainScope
import app.huashu.android.core.put
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.model.ApiException
import app.huashu.model.ErrorCode
import app.huashu.model.Phrase
import app.huashu.reason
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull

/**
 * The panel, the same over the chat and as a keyboard. From the thumb up: letters, what was typed, what was found, tabs, categories.
 * A tap on a phrase sends it, after a sheet for the variables that nobody knows yet; a long press shows the whole phrase.
 *
 * [opened] after it was added to a window, [closed] before it leaves it.
 */
class PanelView(context: Context, private val host: PanelHost) : FrameLayout(context) {
    private val app = context.huashu
    private var scope = mainScope()
    private var model = PanelModel(app.connection, app.preferences, scope)
    private val adapter = RowAdapter()
    private val tabs = PanelTabs(context, Chosen())
    private val notice = PanelNotice(context)
    private val line = QueryLine(context, { model.search(it) }, { model.clear() }, ::flipKeyboard, ::flipPad)
    private val letters = LetterPad(context, Keys()) { app.preferences.isHapticOn }
    private val list = ListView(context).apply {
        divider = null
        adapter = this@PanelView.adapter
        clipToPadding = false
        setOnItemClickListener { _, _, place, _ -> use(this@PanelView.adapter.getItem(place).phrase) }
        setOnItemLongClickListener { _, _, place, _ -> true.also { look(this@PanelView.adapter.getItem(place)) } }
    }
    private val body = FrameLayout(context)
    private val above = FrameLayout(context)
    private var isTyping = false
    private var isFolded = false
    private var sending: Job? = null

    /** What is shown, for tests and for the window. */
    val content: PanelContent get() = model.content.value

    init {
        setBackgroundColor(context.getColor(R.color.surface))
        line.hasSystemKey = host.takesSystemKeyboard
        body.addView(list, MATCH_PARENT, MATCH_PARENT)
        body.addView(notice, MATCH_PARENT, MATCH_PARENT)
        val upper = context.column {
            put(tabs)
            addView(context.hairline())
            put(body, height = 0, weight = 1f)
            addView(context.hairline())
            put(line)
        }
        above.addView(upper, MATCH_PARENT, MATCH_PARENT)
        addView(
            context.column {
                put(above, height = 0, weight = 1f)
                put(letters)
            },
            MATCH_PARENT,
            MATCH_PARENT,
        )
    }

    /** It stands in a window: it begins to show what there is. */
    fun opened() {
        if (!scope.isActive) {
            scope = mainScope()
            // The libraries are most likely those of before: their tabs are not made anew.
            model = PanelModel(app.connection, app.preferences, scope, PanelContent(tabs = content.tabs))
        }
        model.start()
        scope.launch { model.content.collect(::show) }
    }

    /** It leaves the window: nothing of it goes on. */
    fun closed() {
        if (isTyping) flipKeyboard()
        uncover()
        model.end()
        scope.cancel()
    }

    /** Begins with a query, as a share or a shortcut may ask for. */
    fun search(query: String) = model.search(query)

    private fun show(content: PanelContent) {
        tabs.show(content)
        line.show(content.query)
        adapter.show(content.items)
        notice.isPresent = false
        list.isPresent = content.items.isNotEmpty()
        if (content.items.isEmpty() && content.isLoaded) explain(content)
    }

    private fun explain(content: PanelContent) {
        fun text(words: Int) = context.getString(words)
        val error = content.error
        when {
            error != null -> notice.show(text(R.string.panel_failed), context.say(error), text(R.string.retry)) { retry() }
            content.isBookEmpty -> notice.show(text(R.string.panel_new), text(R.string.panel_new_text), text(R.string.panel_starter)) { begin() }
            content.query.isNotBlank() -> nothingFound(content)
            content.tab == PanelTab.Favourites -> notice.show(text(R.string.panel_no_favourites), text(R.string.panel_no_favourites_text))
            content.tab == PanelTab.Recent -> notice.show(text(R.string.panel_no_recent), text(R.string.panel_no_recent_text))
            else -> notice.show(text(R.string.panel_empty), "")
        }
    }

    private fun nothingFound(content: PanelContent) {
        val other = content.didYouMean
        val said = context.getString(R.string.panel_nothing_text)
        val todo = other?.let { context.getString(R.string.panel_did_you_mean, it) }
        notice.show(context.getString(R.string.panel_nothing, content.query), said, todo) { other?.let(model::search) }
    }

    private fun retry() {
        app.connection.retry()
        model.load()
    }

    private fun begin() = work { app.connection.book().addStarter() }

    private fun look(item: PanelItem) = cover(PhraseSheet(context, item.phrase, item.isFavourite, Actions()))

    private fun use(phrase: Phrase, given: Map<String, String> = emptyMap(), insist: Boolean = false) {
        // A second tap while the first is on its way does nothing: a phrase is sent once.
        if (sending?.isActive == true) return
        sending = work(phrase) {
            val plan = app.customer.plan(phrase.id, host.surface, given, insist).plan
            if (plan.missing.isEmpty()) {
                host.send(phrase, plan)
                uncover()
                model.clear()
            } else {
                val asked = app.customer.questions(phrase.id, plan.missing)
                cover(VariableSheet(context, phrase, asked, Answers(phrase, insist)).apply { begin(host.takesSystemKeyboard, isTyping) })
            }
        }
    }

    /** Does something with the book and says it where that fails; a phrase that may not be sent today may be sent all the same. */
    private fun work(phrase: Phrase? = null, act: suspend () -> Unit): Job = scope.launch {
        try {
            act()
        } catch (error: ApiException) {
            val insists = phrase != null && error.reason.code == ErrorCode.NOT_SENDABLE
            val todo = context.getString(if (insists) R.string.panel_send_anyway else R.string.back)
            val said = PanelNotice(context).apply { setBackgroundColor(context.getColor(R.color.surface)) }
            said.show(context.getString(R.string.panel_failed), context.say(error), todo) {
                uncover()
                if (phrase != null && insists) use(phrase, insist = true) else model.load()
            }
            cover(said)
        }
    }

    private fun cover(sheet: View) {
        uncover()
        above.addView(sheet, LayoutParams(MATCH_PARENT, MATCH_PARENT, Gravity.BOTTOM))
        letters.isPresent = !isTyping && sheet !is PhraseSheet
    }

    private fun uncover() {
        while (above.childCount > 1) above.removeViewAt(1)
        letters.isPresent = !isTyping && !isFolded
    }

    private fun sheet(): VariableSheet? = above.getChildAt(above.childCount - 1) as? VariableSheet

    /** Only a window that has the focus may read the clipboard (API 29): it is taken for a moment, and given back. */
    private suspend fun clipboard(): String? {
        host.clipboardText()?.let { return it }
        if (isTyping || !host.useSystemKeyboard(true)) return null
        try {
            withTimeoutOrNull(FOCUS_MS) { while (!hasWindowFocus()) delay(FRAME_MS) }
            return host.clipboardText()
        } finally {
            host.useSystemKeyboard(false)
        }
    }

    /** The system's keyboard comes, in place of the pad, and goes again. */
    private fun flipKeyboard() {
        val on = !isTyping
        if (!host.useSystemKeyboard(on) && on) return
        isTyping = on
        letters.isPresent = !on && !isFolded
        sheet()?.focus(on) ?: line.focus(on)
    }

    private fun flipPad() {
        if (isTyping) return flipKeyboard()
        isFolded = !isFolded
        letters.isPresent = !isFolded
        adapter.lines = if (isFolded) 2 else 1
        line.showFolded(isFolded)
    }

    private companion object {
        /** How long a window is waited for that shall get the focus. */
        const val FOCUS_MS = 600L
        const val FRAME_MS = 16L
    }

    private inner class Chosen : PanelChoices {
        override fun choose(tab: PanelTab) = model.choose(tab)

        override fun choose(category: PanelCategory) = model.choose(category)

        override fun chooseSub(category: PanelCategory) = model.chooseSub(category)
    }

    private inner class Keys : PadKeys {
        override fun typed(text: String) = sheet()?.typed(text) ?: model.type(text)

        override fun erase() {
            val sheet = sheet()
            when {
                sheet != null -> sheet.erase()
                content.query.isNotEmpty() -> model.erase()
                // As a keyboard, it erases in the chat; over the chat, it has nothing to erase.
                else -> host.deleteBefore()
            }
        }

        override fun eraseAll() = sheet()?.eraseAll() ?: model.clear()
    }

    private inner class Actions : PhraseActions {
        override fun send(phrase: Phrase) = use(phrase)

        override fun favourite(phrase: Phrase, on: Boolean) {
            work {
                app.connection.book().setFavourite(phrase.id, on)
                // No change of the book that anybody hears of.
                model.load()
            }
        }

        override fun openInApp(phrase: Phrase) = host.openInApp(phrase)

        override fun closed() = uncover()
    }

    private inner class Answers(private val phrase: Phrase, private val insist: Boolean) : VariableAnswers {
        override fun filled(given: Map<String, String>) = use(phrase, given, insist)

        override fun nextCustomer() {
            work {
                app.customer.next()
                sheet()?.let { it.eraseEverything() }
            }
        }

        override fun fromClipboard() {
            work {
                val message = clipboard()
                if (message.isNullOrBlank()) {
                    sheet()?.say(context.getString(R.string.panel_clipboard_empty))
                } else {
                    val found = app.customer.fillFrom(message)
                    val said = if (found.isEmpty()) context.getString(R.string.panel_clipboard_nothing) else null
                    sheet()?.fill(app.customer.values(), said)
                }
            }
        }

        override fun wantsKeyboard() = flipKeyboard()

        override fun cancelled() = uncover()
    }
}
