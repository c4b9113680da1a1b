package app.huashu.android.screens.company

import android.content.Context
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import app.huashu.DraftChoice
import app.huashu.WaitingDraft
import app.huashu.android.R
import app.huashu.android.core.TextSize
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.field
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.screens.labelled

/** What can be done about a draft. */
internal interface DraftActs {
    fun decide(choice: DraftChoice)

    /** Somebody wants a text made of both. */
    fun merge()
}

/** The ways to settle a draft. Who may not edit the library any more can only let go: anything else would wait again. */
internal fun Context.draftChoices(draft: WaitingDraft, mayEdit: Boolean, isMerging: Boolean, acts: DraftActs): LinearLayout = column {
    if (!mayEdit) {
        put(quietButton(getString(R.string.company_drop_mine)) { acts.decide(DraftChoice.KeepTheirs) }, top = 12)
        return@column
    }
    val keep = if (draft.mine == null) R.string.company_delete_it else R.string.company_keep_mine
    put(primaryButton(getString(keep)) { acts.decide(DraftChoice.KeepMine) }, top = 12)
    put(quietButton(getString(R.string.company_keep_theirs)) { acts.decide(DraftChoice.KeepTheirs) }, top = 8)
    if (isMerging || draft.phrase == null || draft.mine?.text == null) return@column
    val merge = quietButton(getString(R.string.company_merge)) {
        it.isPresent = false
        acts.merge()
    }
    put(merge, top = 8)
}

/** The fields for a text made of both. It begins with what was typed before, else with mine. */
internal class MergeForm(context: Context, draft: WaitingDraft, typedTitle: String?, typedText: String?, save: () -> Unit) {
    private val mine = draft.mine?.text.orEmpty()
    private val theirs = draft.now?.text.orEmpty()
    val title = context.field("", typedTitle ?: draft.now?.title ?: draft.mine?.title.orEmpty())
    val text = context.field("", typedText ?: mine, lines = 4)
    val view = context.column {
        put(context.labelled(context.getString(R.string.company_merged_title), title))
        put(context.labelled(context.getString(R.string.company_merged_text), text), top = 12)
        val beginnings = context.row {
            put(context.chip(context.getString(R.string.company_begin_mine)) { text.setText(mine) }, WRAP_CONTENT, right = 8)
            put(context.chip(context.getString(R.string.company_begin_theirs)) { text.setText(theirs) }, WRAP_CONTENT)
        }
        put(context.sideways(beginnings), top = 8)
        put(context.label(context.getString(R.string.company_merge_means), TextSize.BODY, R.color.text_secondary), top = 8, left = 4)
        put(context.primaryButton(context.getString(R.string.company_save_merged)) { save() }, top = 12)
    }
}
