package app.huashu.android.screens.welcome

import android.content.Context
import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.ProgressBar
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TARGET
import app.huashu.android.core.TextSize
import app.huashu.android.core.asButton
import app.huashu.android.core.card
import app.huashu.android.core.column
import app.huashu.android.core.dp
import app.huashu.android.core.hairline
import app.huashu.android.core.icon
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.primaryButton
import app.huashu.android.core.put
import app.huashu.android.core.quietButton
import app.huashu.android.core.row
import app.huashu.android.core.touchable
import app.huashu.model.ImportIssue
import app.huashu.model.ImportProgress
import app.huashu.model.ImportReport
import app.huashu.model.ImportStage
import java.util.Locale

// What the import screen shows in each of its states.

/** What the pages are asked for. */
internal interface ImportDeeds {
    fun choose()

    fun aim()

    fun go()

    fun finish()
}

internal fun LinearLayout.choosingPage(deeds: ImportDeeds) {
    put(context.label(context.getString(R.string.welcome_import_title), TextSize.TITLE, bold = true))
    put(context.label(context.getString(R.string.welcome_import_what), TextSize.BODY, R.color.text_secondary), top = 8)
    put(context.primaryButton(context.getString(R.string.welcome_choose)) { deeds.choose() }, top = 24)
}

internal fun LinearLayout.progressPage(title: String, progress: ImportProgress?) {
    put(context.label(title, TextSize.HEADING, bold = true))
    val total = progress?.total?.toLong() ?: 0
    val done = progress?.done?.toLong() ?: 0
    val bar = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal).apply {
        isIndeterminate = total == 0L
        max = PERMILLE
        if (total > 0) this.progress = (done * PERMILLE / total).toInt()
    }
    put(bar, top = 16)
    val words = when (progress?.stage) {
        ImportStage.MATCHING -> R.string.welcome_stage_matching
        ImportStage.WRITING -> R.string.welcome_stage_writing
        else -> R.string.welcome_stage_reading
    }
    val counted = if (total > 0) context.getString(R.string.welcome_of, done.toInt(), total.toInt()) else ""
    put(context.label("${context.getString(words)}  $counted".trim(), TextSize.BODY, R.color.text_secondary), top = 8)
}

internal fun LinearLayout.checkedPage(state: ImportState.Checked, deeds: ImportDeeds) {
    val report = state.report
    put(context.label(state.name, TextSize.HEADING, bold = true, lines = 2))
    put(aimRow(state.target?.name ?: context.getString(R.string.welcome_into_own), state.libraries.size > 1, deeds), top = 12)
    put(numbers(report, R.string.welcome_would_create, R.string.welcome_would_update), top = 12)
    val isWorth = report.created + report.updated > 0uL
    if (!isWorth) put(context.label(context.getString(R.string.welcome_nothing), TextSize.BODY, R.color.text_secondary), top = 12)
    if (isWorth) put(context.primaryButton(context.getString(R.string.welcome_go)) { deeds.go() }, top = 16)
    put(context.quietButton(context.getString(R.string.welcome_other_file)) { deeds.choose() }, top = 8)
    issues(report)
}

internal fun LinearLayout.donePage(state: ImportState.Done, deeds: ImportDeeds) {
    put(context.icon(R.drawable.ic_check, R.color.ok), 40, 40)
    put(context.label(context.getString(R.string.welcome_done), TextSize.TITLE, bold = true), top = 8)
    put(context.label(state.name, TextSize.BODY, R.color.text_secondary, lines = 2), top = 4)
    put(numbers(state.report, R.string.welcome_created, R.string.welcome_updated), top = 16)
    put(context.primaryButton(context.getString(R.string.done)) { deeds.finish() }, top = 16)
    issues(state.report)
}

internal fun LinearLayout.failedPage(why: String, deeds: ImportDeeds) {
    put(context.icon(R.drawable.ic_warning, R.color.danger), 40, 40)
    put(context.label(why, TextSize.HEADING, bold = true), top = 12)
    put(context.label(context.getString(R.string.welcome_failed_more), TextSize.BODY, R.color.text_secondary), top = 8)
    put(context.primaryButton(context.getString(R.string.welcome_other_file)) { deeds.choose() }, top = 20)
}

private fun LinearLayout.aimRow(name: String, mayChoose: Boolean, deeds: ImportDeeds) = context.row {
    background = context.touchable(R.color.surface, Corner.CONTROL, R.color.outline)
    minimumHeight = context.dp(TARGET)
    pad(16, 8)
    put(context.label(context.getString(R.string.welcome_into), TextSize.BODY, R.color.text_secondary), WRAP_CONTENT, right = 12)
    put(context.label(name, TextSize.HEADING, lines = 1), 0, weight = 1f)
    if (!mayChoose) return@row
    put(context.icon(R.drawable.ic_down), 20, 20)
    asButton()
    setOnClickListener { deeds.aim() }
}

private fun LinearLayout.numbers(report: ImportReport, created: Int, updated: Int) = context.card {
    pad(8, 12)
    put(
        context.row {
            number(report.created.toLong(), created, R.color.text)
            number(report.updated.toLong(), updated, R.color.text)
            number(report.unchanged.toLong(), R.string.welcome_unchanged, R.color.text)
            number(report.failed.size.toLong(), R.string.welcome_failed_rows, if (report.failed.isEmpty()) R.color.text else R.color.danger)
        },
    )
}

private fun LinearLayout.number(count: Long, name: Int, ink: Int) = put(
    context.column {
        gravity = Gravity.CENTER_HORIZONTAL
        put(context.label(count.toString(), TextSize.TITLE, ink, bold = true).apply { gravity = Gravity.CENTER })
        put(context.label(context.getString(name), TextSize.SMALL, R.color.text_secondary).apply { gravity = Gravity.CENTER }, top = 2)
    },
    0,
    weight = 1f,
)

private fun LinearLayout.issues(report: ImportReport) {
    issues(R.string.welcome_failed_list, report.failed, R.color.danger)
    issues(R.string.welcome_warnings, report.warnings, R.color.warn)
    names(R.string.welcome_unmapped, report.unmapped)
    names(R.string.welcome_new_variables, report.newVariables)
}

private fun LinearLayout.issues(title: Int, issues: List<ImportIssue>, ink: Int) {
    if (issues.isEmpty()) return
    put(context.label(context.getString(title, issues.size), TextSize.BODY, ink, bold = true), top = 24, bottom = 8)
    val list = context.card {
        issues.take(MOST_SHOWN).forEachIndexed { index, issue ->
            if (index > 0) addView(context.hairline())
            val text = context.column {
                pad(16, 10)
                val where = context.whereOf(issue)
                if (where.isNotEmpty()) put(context.label(where, TextSize.SMALL, R.color.text_secondary))
                put(context.label(context.messageOf(issue), TextSize.BODY), top = 2)
            }
            put(text)
        }
    }
    put(list)
    val rest = issues.size - MOST_SHOWN
    if (rest > 0) put(context.label(context.getString(R.string.welcome_more_rows, rest), TextSize.SMALL, R.color.text_secondary), top = 8)
}

private fun LinearLayout.names(title: Int, names: List<String>) {
    if (names.isEmpty()) return
    put(context.label(context.getString(title), TextSize.BODY, R.color.text_secondary, bold = true), top = 24)
    put(context.label(names.take(MOST_SHOWN).joinToString(" · "), TextSize.BODY), top = 4)
}

/** The row and the column, in words; empty for what concerns the file as a whole. */
private fun Context.whereOf(issue: ImportIssue): String = listOfNotNull(
    issue.row.takeIf { it > 0uL }?.let { getString(R.string.welcome_row, it.toInt()) },
    issue.column,
).joinToString(" · ")

private fun Context.messageOf(issue: ImportIssue): String =
    if (resources.configuration.locales[0].language == Locale.CHINESE.language) issue.message.zh else issue.message.en

private const val PERMILLE = 1000
private const val MOST_SHOWN = 100
