package app.huashu.android.send

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.graphics.Color
import android.os.Build
import android.os.Bundle
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.Toast
import app.huashu.android.R
import app.huashu.android.core.Levels
import app.huashu.android.core.dp
import app.huashu.android.core.dressed
import app.huashu.android.core.mainScope
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.model.ApiException
import app.huashu.model.ErrorCode
import app.huashu.model.PhraseId
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.reason
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import java.util.UUID

/**
 * Sends a phrase through the app: a sheet over whatever is shown, with the steps of the plan and the apps to choose from. A text is
 * copied at once, pictures wait for the choice of an app. The plan lies with the [Sender], so the sheet finds its place again.
 */
class SendActivity : Activity() {
    private val scope = mainScope()
    private lateinit var sheet: SendSheet
    private var request: Request? = null
    private var title = ""
    private var taps: List<Tap> = emptyList()
    private var isBegun = false
    private var job: Job? = null
    private var waitingForAlbum: (() -> Unit)? = null

    override fun attachBaseContext(base: Context) = super.attachBaseContext(base.dressed(base.huashu.preferences))

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        sheet = SendSheet(this, Actions())
        setContentView(frame())
        open(intent, savedInstanceState?.getBoolean(BEGUN) ?: false)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        open(intent, isBegun = false)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putBoolean(BEGUN, isBegun)
    }

    override fun onRequestPermissionsResult(code: Int, permissions: Array<String>, results: IntArray) {
        super.onRequestPermissionsResult(code, permissions, results)
        waitingForAlbum?.invoke()
        waitingForAlbum = null
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    private fun open(intent: Intent, isBegun: Boolean) {
        val asked = Request.of(intent) ?: return finish()
        request = asked
        this.isBegun = isBegun
        job?.cancel()
        work { if (isBegun) findAgain(asked) else plan(asked, emptyMap()) }
    }

    private suspend fun plan(asked: Request, given: Map<String, String>) {
        val phrase = huashu.connection.book().phrase(asked.phrase)
        title = phrase.label.title
        if (phrase.meta.deletedAt != null) return problem(getString(R.string.send_gone))
        val plan = huashu.customer.plan(asked.phrase, Surface.ANDROID_APP, given, asked.insist).plan
        if (plan.missing.isNotEmpty()) return sheet.show(SheetState(title, emptyList(), 0, missing = plan.missing))
        val underway = huashu.sender.prepare(phrase, plan, asked.skipTexts) ?: return problem(leftOut(plan))
        isBegun = true
        taps = underway.taps
        val beside = leftOut(plan)
        if (taps.first().step is SendStep.CopyText) carryOut { huashu.sender.goOn(Way(from = this)) } else render(beside)
    }

    private suspend fun findAgain(asked: Request) {
        val underway = huashu.sender.restored()
        val lost = huashu.sender.lost.value
        when {
            underway != null && underway.phrase.id == asked.phrase && underway.surface == Surface.ANDROID_APP -> {
                title = underway.phrase.label.title
                taps = underway.taps
                render("")
            }
            lost != null -> problem(huashu.sender.goOn()?.say ?: lost)
            // Everything was done, or something else was begun since.
            else -> finish()
        }
    }

    private suspend fun carryOut(step: suspend () -> Sent?) {
        val sent = step() ?: return finish()
        if (!sent.isFailed && sent.needsOwnToast && !isFirstCopy()) Toast.makeText(applicationContext, sent.say, Toast.LENGTH_LONG).show()
        if (huashu.sender.underway.value == null && sent.isFailed) problem(sent.say) else render(sent.say, sent.isFailed)
    }

    /** The sheet itself says that a text was copied; over the chat app it takes a toast. */
    private fun isFirstCopy() = taps.getOrNull(done() - 1)?.step is SendStep.CopyText

    private fun done() = huashu.sender.underway.value?.done ?: taps.size

    private suspend fun render(said: String, isProblem: Boolean = false) {
        val underway = huashu.sender.underway.value
        val done = done()
        val next = taps.getOrNull(done)?.step
        val isShare = next?.isShare == true && underway != null
        val targets = if (isShare) Targets(this, huashu.preferences).find(next, underway.channel) else emptyList()
        val isChoice = targets.isNotEmpty() && taps.getOrNull(done - 1)?.step is SendStep.CopyText
        val all = if (isChoice) sentences(said, getString(R.string.send_choose_app)) else said
        val mayRetry = taps.getOrNull(done - 1)?.step is SendStep.ShareImages
        sheet.show(SheetState(title, taps, done, all, isProblem, targets, mayRetry = mayRetry))
    }

    private fun problem(said: String) = sheet.show(
        SheetState(
            title.ifEmpty {
                getString(R.string.app_name)
            },
            taps,
            taps.size,
            said,
            isProblem = true,
        ),
    )

    /** It is switched off, a draft, or not valid today: the person may know better. */
    private fun askWhether() = sheet.show(SheetState(title, emptyList(), 0, getString(R.string.send_not_today), isProblem = true, mayInsist = true))

    /** One thing at a time: a second tap while the first is under way does nothing. */
    private fun work(act: suspend () -> Unit) {
        if (job?.isActive == true) return
        job = scope.launch {
            try {
                act()
            } catch (error: ApiException.NotNow) {
                if (error.reason.code == ErrorCode.NOT_SENDABLE) askWhether() else problem(say(error))
            } catch (error: ApiException) {
                problem(say(error))
            }
        }
    }

    /** Before Android 10 the album is asked for where several pictures go by it; the answer may be no. */
    private fun withAlbum(isNeeded: Boolean, act: () -> Unit) {
        if (!isNeeded || huashu.sender.mayUseAlbum || waitingForAlbum != null) return act()
        waitingForAlbum = act
        requestPermissions(arrayOf(Manifest.permission.WRITE_EXTERNAL_STORAGE), ASK_ALBUM)
    }

    private inner class Actions : SheetActions {
        override fun next(target: Target?) {
            val step = taps.getOrNull(done())?.step
            val isAlbumNeeded = step is SendStep.ShareImages && (step.images.size > 1 || huashu.preferences.isAlbumPreferred)
            if (target == null && step != null) forgetChoice(step)
            withAlbum(isAlbumNeeded) { work { carryOut { huashu.sender.goOn(Way(this@SendActivity, target)) } } }
        }

        override fun retryByAlbum() = withAlbum(isNeeded = true) {
            work { carryOut { huashu.sender.again(Way(this@SendActivity, byAlbum = true)) } }
        }

        override fun fill(values: Map<String, String>) {
            val asked = request ?: return
            work { plan(asked, values) }
        }

        override fun insist() {
            val asked = request?.insisting() ?: return
            request = asked
            work { plan(asked, emptyMap()) }
        }

        override fun close() = finish()
    }

    /** The person wants to see the system's list, not the app of the last time. */
    private fun forgetChoice(step: SendStep) {
        val channel = huashu.sender.underway.value?.channel ?: return
        Targets(this, huashu.preferences).choose(step, channel, null)
    }

    private fun frame(): View = FrameLayout(this).apply {
        setBackgroundColor(getColor(R.color.shade))
        setOnClickListener { finish() }
        contentDescription = getString(R.string.close)
        addView(sheet, FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT, Gravity.BOTTOM).apply { topMargin = dp(SEEN_ABOVE) })
        window.navigationBarColor = getColor(R.color.surface)
        window.statusBarColor = Color.TRANSPARENT
        setOnApplyWindowInsetsListener { _, insets -> insets.also(::keepClear) }
    }

    private fun keepClear(insets: WindowInsets) {
        if (Build.VERSION.SDK_INT < Levels.ANDROID_15) return
        val edges = insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime())
        sheet.setPadding(edges.left, 0, edges.right, edges.bottom)
    }

    /** What is asked of us. */
    private class Request(val phrase: PhraseId, val insist: Boolean, val skipTexts: Int) {
        fun insisting() = Request(phrase, true, skipTexts)

        companion object {
            fun of(intent: Intent): Request? = try {
                val phrase = intent.getStringExtra(PHRASE)?.let(UUID::fromString)
                phrase?.let { Request(it, intent.getBooleanExtra(INSIST, false), intent.getIntExtra(SKIP_TEXTS, 0)) }
            } catch (_: IllegalArgumentException) {
                null
            }
        }
    }

    companion object {
        private const val PHRASE = "phrase"
        private const val INSIST = "insist"
        private const val SKIP_TEXTS = "skip_texts"
        private const val BEGUN = "begun"
        private const val ASK_ALBUM = 1

        /** The chat stays in sight above the sheet, in dp. */
        private const val SEEN_ABOVE = 120

        /**
         * Begins to send a phrase through the app.
         *
         * @param insist also where it may not be sent today.
         * @param skipTexts so many of its texts have been sent by another way.
         */
        fun intent(context: Context, phrase: PhraseId, insist: Boolean = false, skipTexts: Int = 0): Intent =
            Intent(context, SendActivity::class.java)
                .putExtra(PHRASE, phrase.toString())
                .putExtra(INSIST, insist)
                .putExtra(SKIP_TEXTS, skipTexts)
                .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
    }
}
