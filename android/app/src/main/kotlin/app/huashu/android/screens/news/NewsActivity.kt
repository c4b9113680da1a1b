package app.huashu.android.screens.news

import android.os.Bundle
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import app.huashu.android.R
import app.huashu.android.core.iconButton
import app.huashu.android.core.put
import app.huashu.android.huashu
import app.huashu.android.screens.ScreenActivity
import app.huashu.android.screens.phrase.PhraseActivity
import app.huashu.model.Phrase
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.launch
import java.time.Instant
import java.time.temporal.ChronoUnit

/** What has changed among the phrases since the person last looked, and what ends or is to be looked at soon. */
class NewsActivity :
    ScreenActivity(),
    NewsActs {
    private lateinit var page: FrameLayout
    private var isSinceYesterday = false
    private var showing: Job? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        heads = getString(R.string.news_title)
        isSinceYesterday = savedInstanceState?.getBoolean(YESTERDAY) ?: false
        actions.put(iconButton(R.drawable.ic_check, getString(R.string.news_mark)) { markSeen() }, WRAP_CONTENT)
        scrolling { page = FrameLayout(this@NewsActivity).also(::addView) }
        show()
        scope.launch { huashu.connection.changes.conflate().collect { show() } }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putBoolean(YESTERDAY, isSinceYesterday)
    }

    override fun since(isYesterday: Boolean) {
        isSinceYesterday = isYesterday
        show()
    }

    override fun open(phrase: Phrase) = startActivity(PhraseActivity.intent(this, phrase.id))

    private fun markSeen() {
        val before = huashu.preferences.newsSeenAt
        huashu.preferences.newsSeenAt = huashu.now().toEpochMilli()
        tell(getString(R.string.news_marked), getString(R.string.undo)) {
            huashu.preferences.newsSeenAt = before
            show()
        }
        show()
    }

    private fun show() {
        showing?.cancel()
        showing = work { book ->
            val seenAt = huashu.preferences.newsSeenAt
            val picture = NewsPicture(
                news = book.newsSince(moment(seenAt)),
                seenAt = seenAt.takeIf { it > 0 }?.let(Instant::ofEpochMilli),
                isSinceYesterday = isSinceYesterday || seenAt == 0L,
                now = huashu.now(),
                zone = huashu.zone(),
            )
            page.removeAllViews()
            page.addView(newsPage(picture, this))
        }
    }

    /** Yesterday begins at midnight; whoever has never looked sees what yesterday brought. */
    private fun moment(seenAt: Long): Instant {
        val yesterday = huashu.now().atZone(huashu.zone()).minusDays(1).truncatedTo(ChronoUnit.DAYS).toInstant()
        return if (isSinceYesterday || seenAt == 0L) yesterday else Instant.ofEpochMilli(seenAt)
    }

    private companion object {
        const val YESTERDAY = "yesterday"
    }
}
