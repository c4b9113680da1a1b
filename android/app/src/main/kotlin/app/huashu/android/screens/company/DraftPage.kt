package app.huashu.android.screens.company

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import app.huashu.WaitingDraft
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.column
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.shape
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.android.screens.heading
import app.huashu.model.PhrasePart
import app.huashu.model.Saying
import app.huashu.model.TextPart
import java.time.Instant
import java.time.ZoneId

/** A draft beside what is there now, with the differences found. */
internal class Comparison(val draft: WaitingDraft, val title: TextDiff, val text: TextDiff) {
    companion object {
        /** Takes milliseconds for long texts: not on the main thread. */
        fun of(draft: WaitingDraft) = Comparison(
            draft,
            difference(draft.mine?.title ?: draft.now?.title.orEmpty(), draft.now?.title.orEmpty()),
            difference(draft.mine?.text.orEmpty(), draft.now?.text.orEmpty()),
        )
    }
}

/** Why a draft waits, in a sentence. */
internal fun Context.draftReason(draft: WaitingDraft, now: Instant, zone: ZoneId): String = when (draft.reason) {
    "conflict" -> {
        val by = draft.theirsBy ?: getString(R.string.company_a_colleague)
        val at = draft.theirsAt
        if (at == null) getString(R.string.company_reason_conflict, by) else getString(R.string.company_reason_conflict_at, by, moment(at, now, zone))
    }
    "deleted" -> getString(R.string.company_reason_deleted)
    "missing" -> getString(R.string.company_reason_missing)
    "stale" -> getString(R.string.company_reason_stale)
    "proposal" -> getString(R.string.company_reason_proposal)
    "forbidden" -> getString(R.string.company_reason_forbidden)
    else -> getString(R.string.company_reason_rejected)
}

/** Mine, and the company's, with what differs underlined. */
internal fun Context.comparison(shown: Comparison, mayEdit: Boolean, now: Instant, zone: ZoneId): LinearLayout = column {
    val detail = getString(if (mayEdit) R.string.company_draft_means else R.string.company_draft_read_only)
    put(banner(Tone.WARN, draftReason(shown.draft, now, zone), detail), bottom = 12)
    put(heading(getString(R.string.company_mine)))
    put(side(shown.draft.mine, shown.title.one, shown.text.one, R.string.company_mine_deletes), bottom = 12)
    put(heading(getString(R.string.company_theirs)))
    put(side(shown.draft.now, shown.title.other, shown.text.other, R.string.company_theirs_gone), bottom = 4)
    put(label(getString(R.string.company_marked), TextSize.SMALL, R.color.text_secondary), left = 4, bottom = 4)
}

/** The parts of a phrase with another text in them: pictures and files stay, the text becomes one part where the first stood. */
internal fun withText(parts: List<PhrasePart>, text: String): List<PhrasePart> {
    val first = parts.indexOfFirst { it is PhrasePart.Text }
    val kept = parts.filterIndexed { at, part -> at == first || part !is PhrasePart.Text }
    return when {
        text.isBlank() -> kept.filter { it !is PhrasePart.Text }
        first < 0 -> listOf(PhrasePart.Text(TextPart(text))) + kept
        else -> kept.map { part -> if (part is PhrasePart.Text) PhrasePart.Text(part.v1.copy(text = text)) else part }
    }
}

private fun Context.side(saying: Saying?, title: List<Piece>, text: List<Piece>, none: Int): View = column {
    background = shape(R.color.surface, Corner.CARD)
    pad(14, 12)
    if (saying == null) {
        put(label(getString(none), TextSize.HEADING, R.color.text_secondary))
        return@column
    }
    put(label(marked(title), TextSize.HEADING, bold = true))
    if (saying.text != null) {
        put(label(marked(text), TextSize.HEADING).apply { setTextIsSelectable(true) }, top = 6)
    } else {
        put(label(getString(R.string.company_text_unchanged), TextSize.BODY, R.color.text_secondary), top = 6)
    }
}
