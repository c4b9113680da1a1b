package app.huashu.android.screens.phrase

import android.content.Context
import android.text.SpannableStringBuilder
import android.widget.LinearLayout
import app.huashu.GivenValue
import app.huashu.PreviewWish
import app.huashu.android.R
import app.huashu.android.core.Corner
import app.huashu.android.core.TextSize
import app.huashu.android.core.isPresent
import app.huashu.android.core.label
import app.huashu.android.core.pad
import app.huashu.android.core.put
import app.huashu.android.core.shape
import app.huashu.android.screens.settings.channelName
import app.huashu.model.ApiException
import app.huashu.model.BookSettings
import app.huashu.model.PhraseContent
import app.huashu.model.PhrasePart
import app.huashu.model.SendStep
import app.huashu.model.Surface
import app.huashu.model.Variable
import app.huashu.previewPlan
import java.time.Instant
import java.time.ZoneId

/** What the customer would read of a phrase that is being written, how long it is, and in how many messages it would go. */
internal class Preview(context: Context, private val channel: String) : LinearLayout(context) {
    private val text = context.label(size = TextSize.BODY)
    private val count = context.label(size = TextSize.SMALL, color = R.color.text_secondary)

    init {
        orientation = VERTICAL
        background = context.shape(R.color.accent_soft, Corner.CARD)
        pad(16, 12)
        put(context.label(context.getString(R.string.phrase_preview), TextSize.SMALL, R.color.accent, bold = true))
        put(text, top = 4)
        put(count, top = 8)
    }

    /** Shows a content; what is not known yet is named in its place. Microseconds. */
    fun show(parts: List<PhrasePart>, variables: List<Variable>, settings: BookSettings) {
        val messages = try {
            messages(parts, variables, settings)
        } catch (_: ApiException) {
            emptyList()
        }
        isPresent = messages.isNotEmpty()
        val said = SpannableStringBuilder()
        for (message in messages) {
            if (said.isNotEmpty()) said.append("\n\n")
            said.append(message)
        }
        text.text = said
        val length = messages.sumOf { it.codePointCount(0, it.length) }
        val words = context.getString(R.string.phrase_length, length)
        count.text =
            if (messages.size > 1) "$words · ${context.getString(R.string.phrase_split, messages.size, context.channelName(channel))}" else words
    }

    private fun messages(parts: List<PhrasePart>, variables: List<Variable>, settings: BookSettings): List<String> {
        fun wish(given: List<GivenValue>) = PreviewWish(
            content = PhraseContent(parts = parts.filterIsInstance<PhrasePart.Text>()),
            variables = variables,
            surface = Surface.ANDROID_OVERLAY,
            channel = channel,
            given = given,
            settings = settings,
            now = Instant.now(),
            timeZone = ZoneId.systemDefault().id,
        )
        val bare = previewPlan(wish(emptyList())).plan
        val plan = if (bare.missing.isEmpty()) bare else previewPlan(wish(bare.missing.map { GivenValue(it, "〔$it〕") })).plan
        return plan.steps.mapNotNull { (it as? SendStep.CopyText)?.v1?.text }
    }
}
