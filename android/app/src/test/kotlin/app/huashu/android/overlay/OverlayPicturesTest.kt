package app.huashu.android.overlay

import android.content.Context
import android.widget.ImageView
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.dressed
import app.huashu.android.dress
import app.huashu.android.panel.PanelView
import app.huashu.android.seen
import app.huashu.android.send.Underway
import app.huashu.android.tap
import app.huashu.android.until
import app.huashu.model.Phrase
import app.huashu.model.Surface
import org.junit.After
import org.junit.Before
import org.junit.Test
import org.robolectric.shadows.ShadowSettings

/** The bubble in its states and the sheet of the panel, over a chat. */
class OverlayPicturesTest : AppTest() {
    private val running = RunningService()
    private val phone = Room(720, 1440, 2f, Edges(top = 48, bottom = 32), Edges(left = 48, right = 48))

    @Before
    fun allow() = ShadowSettings.setCanDrawOverlays(true)

    @After
    fun end() = running.kill()

    @Test
    fun bubble() {
        for (theme in listOf(ThemeChoice.LIGHT, ThemeChoice.DARK)) {
            val context = dressed(theme, 100)
            val chat = ChatBackdrop(context)
            val phrase = phrases("发货时间" to "今天发货").single()
            states(phrase).forEachIndexed { at, state -> chat.lay(bubble(context, state), state.box(at)) }
            Pictures.check("overlay-bubble-${theme.name.lowercase()}", chat, 360, 720)
        }
    }

    @Test
    fun line() {
        for ((name, theme, percent) in LOOKS) {
            val context = dressed(theme, percent)
            val chat = ChatBackdrop(context)
            val place = BubblePlace(phone)
            val done = lineView(context, "已复制，长按输入框粘贴", todo = null) {}
            val more = lineView(context, "已复制第 1 段，粘贴后点悬浮球继续，共 3 段", Todo("不再继续") {}) {}
            val right = place.resting(Spot(Side.RIGHT, 0.2f), isTucked = false)
            val left = place.resting(Spot(Side.LEFT, 0.5f), isTucked = false)
            chat.lay(bubble(context, State(side = Side.RIGHT)), right)
            chat.lay(bubble(context, State(side = Side.LEFT)), left)
            chat.lay(done, LineWindow.place(context, done, phone, right, Side.RIGHT))
            chat.lay(more, LineWindow.place(context, more, phone, left, Side.LEFT))
            Pictures.check("overlay-line-$name", chat, 360, 720)
        }
    }

    @Test
    fun panel() {
        phrases(
            "发货时间" to "下午四点前付款的，今天就为您发出；四点后的明天上午发。",
            "发货后查件" to "您的包裹由[物流公司:顺丰/中通/圆通]承运，单号[单号]。",
            "发票说明" to "电子发票在发货后三天内发到您的邮箱。",
        )
        for (theme in listOf(ThemeChoice.LIGHT, ThemeChoice.DARK)) {
            app.dress(theme)
            running.start(OverlayService.intent(app, OverlayService.SHOW))
            val overlay = running.overlay ?: throw AssertionError("no overlay")
            overlay.bubble.view.performClick()
            idle(100)
            val frame = overlay.panel.frame
            val panel = frame.seen().filterIsInstance<PanelView>().single()
            until("the panel is there") { panel.content.isLoaded }
            "fh".forEach { panel.tap(it.toString()) }
            until("the answer is there") { panel.content.query == "fh" && panel.content.items.all { it.hit != null } }
            idle(100)
            val window = frame.window
            val box = Box(window.x, window.y, window.width, window.height)
            val chat = ChatBackdrop(frame.context)
            val picture = Pictures.drawn(frame)
            chat.lay(ImageView(frame.context).apply { setImageBitmap(picture) }, box)
            Pictures.check("overlay-panel-${theme.name.lowercase()}", chat, 360, 720)
            running.kill()
        }
    }

    private class State(
        val plan: Underway? = null,
        val drafts: Int = 0,
        val side: Side = Side.RIGHT,
        val isTucked: Boolean = false,
    )

    private fun states(phrase: Phrase): List<State> {
        fun plan(done: Int, count: Int) = Underway(phrase, Surface.ANDROID_OVERLAY, "wechat", done, count)
        return listOf(
            State(),
            State(drafts = 2),
            State(plan = plan(1, 3)),
            State(plan = plan(9, 12)),
            State(isTucked = true),
            State(isTucked = true, drafts = 2),
            State(side = Side.LEFT),
            State(side = Side.LEFT, isTucked = true, drafts = 2),
        )
    }

    private fun State.box(at: Int): Box {
        val isLeft = side == Side.LEFT
        val row = if (isLeft) at - 6 else at
        return BubblePlace(phone).resting(Spot(side, row * 0.18f), isTucked)
    }

    private fun bubble(context: Context, state: State) = BubbleView(context, Deaf).apply {
        plan = state.plan
        drafts = state.drafts
        side = state.side
        if (state.isTucked) alpha = 0.45f
    }

    private fun dressed(theme: ThemeChoice, percent: Int): Context {
        app.dress(theme, percent)
        return app.dressed(app.preferences)
    }

    /** A bubble that is only looked at. */
    private object Deaf : BubbleListener {
        override fun pressed() = Unit

        override fun dragged(across: Float, down: Float) = Unit

        override fun dropped() = Unit

        override fun released() = Unit

        override fun tapped() = Unit

        override fun held() = Unit

        override fun moved(toOtherEdge: Boolean, steps: Int) = Unit

        override fun dropPlan() = Unit
    }

    private companion object {
        val LOOKS = listOf(
            Triple("light", ThemeChoice.LIGHT, 100),
            Triple("dark", ThemeChoice.DARK, 100),
            Triple("large", ThemeChoice.LIGHT, 160),
        )
    }
}
