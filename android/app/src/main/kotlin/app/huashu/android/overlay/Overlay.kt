package app.huashu.android.overlay

import android.content.Context
import android.content.Intent
import android.view.HapticFeedbackConstants
import app.huashu.android.R
import app.huashu.android.core.dressed
import app.huashu.android.core.say
import app.huashu.android.huashu
import app.huashu.android.screens.settings.HealthActivity
import app.huashu.android.send.Sent
import app.huashu.android.send.Underway
import app.huashu.model.ApiException
import app.huashu.model.Phrase
import app.huashu.model.SendPlan
import app.huashu.model.Surface
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch

/** Everything of ours that lies over other apps: bubble, panel, the line beside the bubble, and the feeler for keyboards. */
internal class Overlay(service: Context, private val scope: CoroutineScope, private val acts: Acts) {
    /** What the overlay does beyond itself. */
    interface Acts {
        /** A long press: out of the way, please. */
        fun hide()

        /** The permission has gone. */
        fun lost()
    }

    private val huashu = service.huashu
    private val screen = Screen(service)
    private val context = screen.context.dressed(huashu.preferences)
    val keyboard = KeyboardWatch(screen) { placed() }
    val bubble = BubbleWindow(screen, context, huashu.preferences, BubbleActs())
    val panel = PanelWindow(screen, context, PanelActs())
    val line = LineWindow(screen, context)
    private val starting = StartWatch(huashu) { sayDropped() }
    private var following: Job? = null
    private var step: Job? = null

    /** Shows the bubble; false without the permission. */
    fun show(): Boolean {
        if (!bubble.add(screen.room(keyboard = 0))) return false
        keyboard.add()
        following = scope.launch {
            combine(huashu.sender.underway, huashu.connection.syncStatus) { plan, sync -> plan to (sync?.drafts ?: 0uL) }
                .collect { (plan, drafts) -> bubble.show(here(plan), drafts.toInt()) }
        }
        return true
    }

    fun remove() {
        following?.cancel()
        starting.stop()
        panel.close()
        line.hide()
        keyboard.remove()
        bubble.remove()
    }

    /** The display has another shape, or a keyboard came or went. */
    fun placed() {
        bubble.placed(room())
        panel.placed()
    }

    private fun room() = screen.room(keyboard.height)

    /** A plan with steps that remain here; the bubble shows which is next. What a keyboard began goes on there. */
    private fun here(plan: Underway?) = plan?.takeIf { it.done < it.count && it.surface != Surface.ANDROID_KEYBOARD }

    private fun open() {
        line.hide()
        bubble.stepAside(isAway = true)
        if (!panel.open()) acts.lost()
    }

    private fun said(sent: Sent) {
        tick()
        panel.close()
        say(sent.say, todo(sent))
    }

    /** What could not go along can go another way; else what remains can be left. */
    private fun todo(sent: Sent): Todo? {
        val offer = sent.offer
        return when {
            offer != null -> Todo(offer.label) { start(offer.intent) }
            sent.remaining > 0 -> Todo(context.getString(R.string.overlay_stop_steps)) { huashu.sender.drop() }
            else -> null
        }
    }

    /** Starts a window of ours; some makers of phones drop that in silence, so the start is watched. */
    private fun start(intent: Intent) {
        starting.start()
        try {
            context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        } catch (_: SecurityException) {
            starting.stop()
            sayDropped()
        }
    }

    private fun say(text: CharSequence, todo: Todo? = null) = line.show(text, bubble.box, bubble.side, todo)

    private fun tick() {
        if (huashu.preferences.isHapticOn) bubble.view.performHapticFeedback(HapticFeedbackConstants.CONTEXT_CLICK)
    }

    /** One step at a time, however fast the taps are. */
    private fun goOn() {
        if (step?.isActive == true) return
        step = scope.launch {
            try {
                val sent = huashu.sender.goOn()
                if (sent == null) open() else said(sent)
            } catch (error: ApiException) {
                say(context.say(error))
            }
        }
    }

    /** Where one start was dropped, another would be too: a notification is the sure way to the page. */
    private fun sayDropped() {
        Notices.startDropped(context)
        say(context.getString(R.string.overlay_start_dropped), Todo(context.getString(R.string.overlay_see)) { openHealth() })
    }

    private fun openHealth() = context.startActivity(Intent(context, HealthActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))

    private inner class BubbleActs : BubbleWindow.Acts {
        override fun tapped() {
            val isWaiting = here(huashu.sender.underway.value) != null || huashu.sender.lost.value != null
            if (isWaiting) goOn() else open()
        }

        override fun held() {
            if (huashu.preferences.isHapticOn) bubble.view.performHapticFeedback(HapticFeedbackConstants.LONG_PRESS)
            acts.hide()
        }

        override fun dropPlan() = huashu.sender.drop()
    }

    private inner class PanelActs : PanelWindow.Acts {
        override fun folded() = bubble.stepAside(isAway = false)

        override suspend fun send(phrase: Phrase, plan: SendPlan) {
            try {
                said(huashu.sender.begin(phrase, plan))
            } catch (error: ApiException) {
                say(context.say(error))
            }
        }

        override fun start(screen: Intent) = this@Overlay.start(screen)

        override fun room() = this@Overlay.room()

        override val side get() = bubble.side
    }
}
