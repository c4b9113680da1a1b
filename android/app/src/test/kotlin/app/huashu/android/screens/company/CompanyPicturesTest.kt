package app.huashu.android.screens.company

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.view.View
import app.huashu.DraftChoice
import app.huashu.LibrarySharing
import app.huashu.Membership
import app.huashu.WaitingDraft
import app.huashu.android.AppTest
import app.huashu.android.Pictures
import app.huashu.android.await
import app.huashu.android.core.ThemeChoice
import app.huashu.android.core.column
import app.huashu.android.core.dressed
import app.huashu.android.core.put
import app.huashu.android.dress
import app.huashu.android.screens.OnScreen
import app.huashu.model.Fetching
import app.huashu.model.LibraryKind
import app.huashu.model.NewLibrary
import app.huashu.model.PhraseLibrary
import app.huashu.model.Saying
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import app.huashu.model.SyncTrouble
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.util.ReflectionHelpers
import java.time.Instant
import java.time.ZoneId
import java.util.UUID

class CompanyPicturesTest : AppTest() {
    private val zone = ZoneId.of("Asia/Shanghai")
    private val now = Instant.parse("2026-04-15T06:00:00Z")
    private val quiet = SyncStatus(SyncPhase.Idle, null, 0u, 0u, Instant.parse("2026-04-15T02:42:00Z"), null, 0u, 0u)
    private val member = Membership("https://hub.qinghe.example.com", "小雨", "青禾电商", 0u)
    private val libraries by lazy { libraries() }
    private val long = "亲，因为双十一期间订单非常多，仓库会按付款的先后顺序依次发货，一般在 48 小时内发出，请您耐心等一等"

    @Test
    fun signIn() {
        check("company-sign-in", null)
        check("company-sign-in-link", LINK)
        check("company-sign-in-dark", LINK, ThemeChoice.DARK)
        check("company-sign-in-large", LINK, textPercent = 160)
    }

    @Test
    fun signInFailed() {
        val activity = signInScreen(null)
        val screen = OnScreen(activity)
        screen.type("地址或邀请链接", "http://127.0.0.1:9")
        screen.type("账号", "小雨")
        screen.type("密码", "123456")
        screen.tap("登录")
        screen.waitFor("没有登录成功")
        Pictures.check("company-sign-in-unreachable", activity)
    }

    @Test
    fun sync() {
        sync("company-sync", quiet)
        sync("company-sync-dark", quiet, theme = ThemeChoice.DARK)
        sync("company-sync-large", quiet.copy(waiting = 3u, drafts = 2u), drafts(2), textPercent = 160)
        val since = SyncPhase.Offline(Instant.parse("2026-04-15T03:05:00Z"))
        val offline = quiet.copy(phase = since, trouble = SyncTrouble.Unreachable, waiting = 3u)
        sync("company-sync-offline", offline)
        sync("company-sync-offline-dark", offline, theme = ThemeChoice.DARK)
        sync("company-sync-session-over", quiet.copy(phase = SyncPhase.SignedOut, waiting = 1u))
        val fetching = Fetching(UUID(0, 1), 3u, 10u)
        sync("company-sync-fetching", quiet.copy(phase = SyncPhase.Syncing, lastSync = null, fetching = fetching))
        sync("company-sync-drafts", quiet.copy(drafts = 12u, parked = 1u, failingBlobs = 2u), drafts(12))
        val alone = SyncPicture(quiet.copy(phase = SyncPhase.Stopped), null, libraries, emptyList(), emptyList(), now, zone)
        page("company-sync-alone", { it.syncPage(alone, Nothing) })
    }

    @Test
    fun drafts() {
        val conflict = drafts(1).single()
        val gone = conflict.copy(reason = "deleted", now = null, theirsBy = null, theirsAt = null)
        val lost = conflict.copy(reason = "forbidden", theirsBy = null, theirsAt = null)
        for ((name, theme, percent) in LOOKS) page("company-draft$name", { draft(it, conflict) }, theme, percent)
        page("company-draft-deleted", { draft(it, gone) })
        page("company-draft-read-only", { draft(it, lost, mayEdit = false) })
        page("company-draft-merge", { context -> MergeForm(context, conflict, null, null) {}.view })
    }

    private fun draft(context: Context, draft: WaitingDraft, mayEdit: Boolean = true): View = context.column {
        put(context.comparison(Comparison.of(draft), mayEdit, now, zone))
        put(context.draftChoices(draft, mayEdit, isMerging = false, Nothing))
    }

    private fun check(name: String, link: String?, theme: ThemeChoice = ThemeChoice.LIGHT, textPercent: Int = 100) {
        app.dress(theme, textPercent)
        Pictures.check(name, signInScreen(link))
    }

    private fun signInScreen(link: String?): SignInActivity {
        ReflectionHelpers.setStaticField(Build::class.java, "MODEL", "Mate 60")
        val intent = Intent(app, SignInActivity::class.java)
        if (link != null) intent.setAction(Intent.ACTION_VIEW).setData(Uri.parse(link))
        return Robolectric.buildActivity(SignInActivity::class.java, intent).setup().get()
    }

    private fun sync(
        name: String,
        status: SyncStatus,
        drafts: List<WaitingDraft> = emptyList(),
        theme: ThemeChoice = ThemeChoice.LIGHT,
        textPercent: Int = 100,
    ) = page(name, { it.syncPage(SyncPicture(status, member, libraries, sharing(), drafts, now, zone), Nothing) }, theme, textPercent)

    private fun page(
        name: String,
        made: (Context) -> View,
        theme: ThemeChoice = ThemeChoice.LIGHT,
        textPercent: Int = 100,
    ) {
        app.dress(theme, textPercent)
        val context = app.dressed(app.preferences)
        Pictures.check(name, OnScreen.framed(context, made(context)), WIDTH, 0)
    }

    private fun libraries(): List<PhraseLibrary> = await {
        book.addLibrary(NewLibrary(kind = LibraryKind.COMPANY, name = "公司话术"))
        book.addLibrary(NewLibrary(kind = LibraryKind.DEPARTMENT, name = "售后组的退换货和价保话术（华东仓，双十一专用）"))
        book.libraries()
    }

    private fun sharing() = libraries.map { LibrarySharing(it.id, mayEdit = it.kind != LibraryKind.DEPARTMENT, locked = false) }

    private fun drafts(count: Int) = (1..count).map { number ->
        WaitingDraft(
            id = UUID(0, number.toLong()),
            library = library,
            phrase = UUID(1, number.toLong()),
            mine = Saying(null, if (number % 2 == 1) "$long，周日顺延到周一。" else "今天发货"),
            now = Saying(if (number % 2 == 1) "发货时间" else "发货", "$long。四点前付款的当天发。"),
            reason = "conflict",
            author = "小雨",
            at = Instant.parse("2026-04-15T01:00:00Z"),
            theirsBy = "阿杰",
            theirsAt = Instant.parse("2026-04-14T08:05:00Z"),
        )
    }

    private object Nothing : SyncActs, DraftActs {
        override fun decide(choice: DraftChoice) = Unit

        override fun merge() = Unit

        override fun syncNow() = Unit

        override fun signIn() = Unit

        override fun signOut() = Unit

        override fun decide(draft: WaitingDraft) = Unit
    }

    private companion object {
        const val WIDTH = 360
        const val LINK = "huashu://join?hub=https%3A%2F%2Fhub.qinghe.example.com&code=K7-9&pin=sha256:00"
        val LOOKS = listOf(
            Triple("", ThemeChoice.LIGHT, 100),
            Triple("-dark", ThemeChoice.DARK, 100),
            Triple("-large", ThemeChoice.LIGHT, 160),
        )
    }
}
