package app.huashu.android.screens.phrase

import android.content.Context
import android.content.Intent
import android.content.res.ColorStateList
import android.os.Bundle
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.PopupMenu
import app.huashu.PhraseBook
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.badge
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.iconButton
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.say
import app.huashu.android.core.shape
import app.huashu.android.core.sideways
import app.huashu.android.huashu
import app.huashu.android.panel.PhraseRow
import app.huashu.android.screens.Empty
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.choose
import app.huashu.android.screens.days
import app.huashu.android.screens.emptyView
import app.huashu.android.screens.id
import app.huashu.android.screens.moment
import app.huashu.android.send.SendActivity
import app.huashu.android.send.Sent
import app.huashu.model.ApiException
import app.huashu.model.ErrorCode
import app.huashu.model.PhraseId
import app.huashu.model.PhrasePart
import app.huashu.model.PhraseStatus
import app.huashu.model.PhraseVersion
import app.huashu.model.Surface
import app.huashu.model.Thumb
import app.huashu.reason
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** One phrase, whole: what the customer will see, what there is to know about it, and what can be done with it. */
class PhraseActivity : ScreenActivity() {
    private val page by lazy { column() }
    private val parts by lazy { PartsView(this, Pictures(scope) { huashu.connection.book() }) }
    private val buttons by lazy { row { pad(16, 8) } }
    private lateinit var star: ImageButton
    private lateinit var more: ImageButton
    private var seen: Seen? = null
    private var variant = 0

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.phrase_title)
        variant = savedInstanceState?.getInt(VARIANT) ?: 0
        star = actions.put(iconButton(R.drawable.ic_star, getString(R.string.phrase_favourite)) { favour() }, WRAP_CONTENT)
        more = actions.put(iconButton(R.drawable.ic_more, getString(R.string.more), act = ::openMenu), WRAP_CONTENT)
        scrolling { put(page) }
        body.addView(hairline())
        body.put(buttons.apply { setBackgroundColor(getColor(R.color.surface)) })
        scope.launch { huashu.connection.changes.collect { load() } }
        load()
    }

    override fun onResume() {
        super.onResume()
        load()
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putInt(VARIANT, variant)
    }

    private fun load() {
        val id = intent.id(PHRASE) ?: return showGone(getString(R.string.phrase_gone))
        scope.launch {
            try {
                show(withContext(Dispatchers.IO) { huashu.connection.look(id) })
            } catch (error: ApiException) {
                showGone(if (error is ApiException.NotFound) getString(R.string.phrase_gone) else say(error))
            }
        }
    }

    private fun showGone(why: String) {
        seen = null
        star.isPresent = false
        more.isPresent = false
        buttons.isPresent = false
        page.removeAllViews()
        page.put(emptyView(Empty(R.drawable.ic_trash, why, todo = getString(R.string.close)) { finish() }))
    }

    private fun show(now: Seen) {
        seen = now
        val phrase = now.phrase
        val isDeleted = now.status == PhraseStatus.DELETED
        star.isPresent = !isDeleted
        star.setImageResource(if (now.care.favourite) R.drawable.ic_star_full else R.drawable.ic_star)
        star.imageTintList = ColorStateList.valueOf(getColor(if (now.care.favourite) R.color.accent else R.color.text_secondary))
        star.contentDescription = getString(if (now.care.favourite) R.string.phrase_unfavourite else R.string.phrase_favourite)
        more.isPresent = !isDeleted
        page.removeAllViews()
        if (now.status != PhraseStatus.ACTIVE) page.put(banner(now), bottom = 12)
        page.put(label(phrase.label.title, TextSize.TITLE, bold = true))
        page.put(whereabouts(now), top = 4)
        variants(now)?.let { page.put(it, top = 8) }
        page.put(parts, top = 12)
        parts.show(if (variant == 0) phrase.content.parts else phrase.content.variants[variant - 1].parts)
        page.put(facts(now), top = 16)
        if (!isDeleted) page.put(opinions(now), top = 12)
        showButtons(now)
    }

    private fun banner(now: Seen) = row {
        background = shape(R.color.warn_soft, Corner.CONTROL)
        pad(12, 8)
        put(icon(R.drawable.ic_warning, R.color.warn), 20, 20, right = 8)
        val words = if (now.status == PhraseStatus.DELETED) R.string.phrase_in_trash else R.string.phrase_not_sendable
        val state = PhraseRow.stateOf(now.status)?.let { getString(it) }.orEmpty()
        put(label(getString(words, state), TextSize.BODY, R.color.warn), 0, weight = 1f)
        if (now.status == PhraseStatus.DELETED) put(quietButton(getString(R.string.phrase_restore)) { restore() }, WRAP_CONTENT, left = 8)
    }

    private fun whereabouts(now: Seen) = row {
        val path = listOf(now.tree.library.name, now.tree.names(now.phrase.place.category)).filter { it.isNotEmpty() }.joinToString(" › ")
        put(label(path, TextSize.SMALL, R.color.text_secondary, lines = 2), 0, weight = 1f)
        now.phrase.label.code?.let { put(badge(it), WRAP_CONTENT, left = 8) }
    }

    private fun variants(now: Seen): View? {
        val all = now.phrase.content.variants
        variant = variant.coerceIn(0, all.size)
        if (all.isEmpty()) return null
        val names = listOf(getString(R.string.phrase_variant_usual)) + all.map { nameOf(it) }
        return sideways(
            row {
                names.forEachIndexed { index, name -> put(chip(name, index == variant) { choose(index) }, WRAP_CONTENT, right = 8) }
            },
        )
    }

    private fun choose(index: Int) {
        variant = index
        seen?.let(::show)
    }

    private fun facts(now: Seen): LinearLayout = column {
        val label = now.phrase.label
        fun fact(name: Int, value: String?) {
            if (value != null) put(label("${getString(name)}  $value", TextSize.BODY, R.color.text_secondary), top = 4)
        }
        fact(R.string.phrase_keywords, label.keywords.takeIf { it.isNotEmpty() }?.joinToString(" · "))
        fact(R.string.phrase_valid, days(now.phrase.content.valid))
        fact(R.string.phrase_sensitive, getString(R.string.phrase_sensitive_yes).takeIf { now.phrase.content.sensitive })
        fact(R.string.phrase_changed, now.phrase.meta.updatedAt?.let { moment(it) })
    }

    private fun opinions(now: Seen) = row {
        fun thumb(name: Int, thumb: Thumb) = chip(getString(name), now.care.thumb == thumb) { rate(thumb.takeIf { now.care.thumb != thumb }) }
        put(thumb(R.string.phrase_thumb_up, Thumb.UP), WRAP_CONTENT, right = 8)
        put(thumb(R.string.phrase_thumb_down, Thumb.DOWN), WRAP_CONTENT)
    }

    private fun showButtons(now: Seen) {
        buttons.removeAllViews()
        buttons.isPresent = now.status != PhraseStatus.DELETED
        val hasMedia = now.phrase.content.parts.any { it is PhrasePart.Image || it is PhrasePart.File }
        buttons.put(quietButton(getString(R.string.phrase_copy)) { copy() }, 0, MATCH_PARENT, weight = 1f, right = 8)
        buttons.put(
            primaryButton(getString(if (hasMedia) R.string.phrase_send_media else R.string.phrase_send)) {
                send(now.phrase.id)
            },
            0,
            MATCH_PARENT,
            weight = 1f,
        )
    }

    private fun send(id: PhraseId) = startActivity(SendActivity.intent(this, id))

    private fun copy(given: Map<String, String> = emptyMap(), insist: Boolean = false) {
        val now = seen ?: return
        scope.launch {
            try {
                val plan = huashu.customer.plan(now.phrase.id, Surface.ANDROID_OVERLAY, given, insist).plan
                if (plan.missing.isNotEmpty()) {
                    return@launch askValues(huashu.customer.questions(now.phrase.id, plan.missing)) { copy(given + it, insist) }
                }
                tellSent(huashu.sender.begin(now.phrase, plan))
            } catch (error: ApiException) {
                if (error.reason.code == ErrorCode.NOT_SENDABLE &&
                    !insist
                ) {
                    tell(say(error), getString(R.string.phrase_copy_anyway)) { copy(given, insist = true) }
                } else {
                    tell(say(error))
                }
            }
        }
    }

    private fun copyNext() {
        work { huashu.sender.goOn()?.let(::tellSent) }
    }

    private fun tellSent(sent: Sent) = if (sent.remaining > 0) tell(sent.say, getString(R.string.phrase_next)) { copyNext() } else tell(sent.say)

    private fun favour() = change { now -> setFavourite(now.phrase.id, !now.care.favourite) }

    private fun rate(thumb: Thumb?) = change { now -> setThumb(now.phrase.id, thumb) }

    private fun restore() = change { now -> restorePhrase(now.phrase.id) }

    private fun delete() = change { now ->
        deletePhrase(now.phrase.id)
        tell(getString(R.string.phrase_deleted), getString(R.string.undo)) { takeBack() }
    }

    private fun takeBack() {
        change { undo() }
    }

    /** Does something with the phrase that is seen, and shows how it is then. */
    private fun change(act: suspend PhraseBook.(Seen) -> Unit) {
        val now = seen ?: return
        work { book -> book.act(now) }.invokeOnCompletion { load() }
    }

    private fun openMenu(at: View) {
        val now = seen ?: return
        val choices = buildList<Pair<Int, () -> Unit>> {
            add((if (now.mayEdit) R.string.edit else R.string.phrase_propose) to ::edit)
            if (now.mayEdit) add(R.string.phrase_move to ::move)
            add(R.string.phrase_history to ::history)
            if (now.mayEdit) add(R.string.delete to ::delete)
        }
        PopupMenu(this, at).apply {
            choices.forEachIndexed { index, (name, _) -> menu.add(0, index, index, name) }
            setOnMenuItemClickListener { item -> true.also { choices[item.itemId].second() } }
            show()
        }
    }

    private fun edit() = startActivity(Intent(this, EditActivity::class.java).putExtra(PHRASE, intent.getStringExtra(PHRASE)))

    private fun history() {
        work { book ->
            val now = seen ?: return@work
            showHistory(book.history(now.phrase.id)) { version -> goBack(version) }
        }
    }

    private fun goBack(version: PhraseVersion) = change { now ->
        revertPhrase(now.phrase.id, version.seq)
        tell(getString(R.string.phrase_reverted), getString(R.string.undo)) { takeBack() }
    }

    private fun move() {
        work { book ->
            val places = withContext(Dispatchers.IO) { places(book, huashu.connection) }
            choose(getString(R.string.phrase_move), places.map { it.name }) { index -> moveTo(places[index]) }
        }
    }

    private fun moveTo(place: Place) = change { now ->
        if (place.library == now.phrase.library) {
            movePhrase(now.phrase.id, place.category, null)
        } else {
            intent.putExtra(PHRASE, transferPhrase(now.phrase.id, place.library, place.category).id.toString())
        }
        tell(getString(R.string.phrase_moved, place.name), getString(R.string.undo)) { undoMove(now.phrase.id) }
    }

    private fun undoMove(before: PhraseId) = change {
        undo()
        intent.putExtra(PHRASE, before.toString())
    }

    companion object {
        /** The extra with the phrase's id, as text. */
        const val PHRASE = "phrase"
        private const val VARIANT = "variant"

        /** Shows a phrase. */
        fun intent(context: Context, phrase: PhraseId): Intent = Intent(context, PhraseActivity::class.java).putExtra(PHRASE, phrase.toString())
    }
}
