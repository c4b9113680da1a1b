package app.huashu.android.screens.news

import android.content.Context
import android.view.View
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import app.huashu.android.R
import app.huashu.android.core.badge
import app.huashu.android.core.chip
import app.huashu.android.core.column
import app.huashu.android.core.put
import app.huashu.android.core.row
import app.huashu.android.core.sideways
import app.huashu.android.screens.Tone
import app.huashu.android.screens.banner
import app.huashu.android.screens.company.day
import app.huashu.android.screens.company.moment
import app.huashu.android.screens.entry
import app.huashu.android.screens.heading
import app.huashu.android.screens.list
import app.huashu.model.Cared
import app.huashu.model.Phrase
import app.huashu.model.PhrasePart
import java.time.Instant
import java.time.ZoneId

/** All that the screen of news shows. */
internal class NewsPicture(
    val news: News,
    val seenAt: Instant?,
    val isSinceYesterday: Boolean,
    val now: Instant,
    val zone: ZoneId,
)

/** What can be done there. */
internal interface NewsActs {
    fun since(isYesterday: Boolean)

    fun open(phrase: Phrase)
}

/** News by library, then what ends soon, then what is to be looked at. */
internal fun Context.newsPage(shown: NewsPicture, acts: NewsActs): LinearLayout = column {
    if (shown.seenAt != null) {
        val last = getString(R.string.news_since_seen, moment(shown.seenAt, shown.now, shown.zone))
        val choices = row {
            put(chip(last, !shown.isSinceYesterday) { acts.since(isYesterday = false) }, WRAP_CONTENT, right = 8)
            put(chip(getString(R.string.news_since_yesterday), shown.isSinceYesterday) { acts.since(isYesterday = true) }, WRAP_CONTENT)
        }
        put(sideways(choices), bottom = 12)
    }
    val news = shown.news
    if (news.count == 0) put(banner(Tone.GOOD, getString(R.string.news_none), getString(R.string.news_none_means)))
    for (library in news.libraries) {
        put(heading("${library.library.name} · ${library.changed.size}"), top = 4)
        put(list(library.changed.map { changedEntry(it, shown, acts) }), bottom = 8)
    }
    cared(R.string.news_expiring, R.string.news_expires, R.string.news_expired, news.expiring, shown, acts)
    cared(R.string.news_review, R.string.news_review_by, R.string.news_review_over, news.review, shown, acts)
}

private fun Context.changedEntry(changed: Changed, shown: NewsPicture, acts: NewsActs): View {
    val words = getString(if (changed.isNew) R.string.news_new else R.string.news_edited)
    val at = changed.phrase.meta.updatedAt?.let { moment(it, shown.now, shown.zone) }
    val by = getString(if (changed.isFromCompany) R.string.news_by_company else R.string.news_by_me)
    val detail = listOfNotNull(listOfNotNull(at, by).joinToString(" · "), firstLine(changed.phrase)).joinToString("\n")
    val mark = badge(words, if (changed.isNew) R.color.ok else R.color.text_secondary, if (changed.isNew) R.color.ok_soft else R.color.sunken)
    return entry(changed.phrase.label.title, detail, trailing = mark, lines = LINES) { acts.open(changed.phrase) }
}

private fun LinearLayout.cared(title: Int, ends: Int, over: Int, some: List<Cared>, shown: NewsPicture, acts: NewsActs) {
    if (some.isEmpty()) return
    val today = shown.now.atZone(shown.zone).toLocalDate()
    put(context.heading(context.getString(title)), top = 4)
    val lines = some.map { one ->
        val detail = one.day?.let { context.getString(if (it < today) over else ends, context.day(it, today)) }
        context.entry(one.phrase.label.title, detail) { acts.open(one.phrase) }
    }
    put(context.list(lines), bottom = 8)
}

private fun firstLine(phrase: Phrase): String? =
    phrase.content.parts.firstNotNullOfOrNull { (it as? PhrasePart.Text)?.v1?.text?.lineSequence()?.firstOrNull(String::isNotBlank) }

/** When and by whom, and the beginning of the text. */
private const val LINES = 3
