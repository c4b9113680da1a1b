package app.huashu.android.screens.company

import android.content.Context
import app.huashu.android.AppTest
import app.huashu.android.screens.Tone
import app.huashu.model.ErrorCode
import app.huashu.model.Fetching
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import app.huashu.model.SyncTrouble
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.Instant
import java.time.ZoneId
import java.util.Locale
import java.util.UUID

class SyncWordsTest : AppTest() {
    private val zone = ZoneId.of("Asia/Shanghai")
    private val now = Instant.parse("2026-04-15T06:00:00Z")
    private val quiet = SyncStatus(SyncPhase.Idle, null, 0u, 0u, Instant.parse("2026-04-15T02:42:00Z"), null, 0u, 0u)
    private val some = UUID.fromString("01a1ee56-5e00-7a25-9c23-f39ae09e9f39")

    private val phases = listOf(
        Case(quiet, Tone.GOOD, "已同步", "Everything is in sync", "已同步"),
        Case(quiet.copy(waiting = 2u), Tone.BUSY, "正在等待上传", "Waiting to go up", "正在等待上傳"),
        Case(quiet.copy(phase = SyncPhase.Syncing), Tone.BUSY, "正在同步…", "Syncing…", "正在同步…"),
        Case(fetching(0u, 0u), Tone.BUSY, "正在下载话术库…", "Fetching a library…", "正在下載話術庫…"),
        Case(fetching(1u, 3u), Tone.BUSY, "正在下载话术库 33%", "Fetching a library, 33 %", "正在下載話術庫 33%"),
        Case(
            quiet.copy(phase = SyncPhase.Offline(Instant.parse("2026-04-14T15:30:00Z"))),
            Tone.WARN,
            "昨天 23:30 起没有连上同步服务",
            "No connection to the hub since yesterday 23:30",
            "昨天 23:30 起沒有連上同步服務",
        ),
        Case(quiet.copy(phase = SyncPhase.SignedOut), Tone.DANGER, "登录已失效", "The session is over", "登入已失效"),
        Case(
            quiet.copy(phase = SyncPhase.Refused(2u, 3u)),
            Tone.DANGER,
            "版本和同步服务不合",
            "This edition and the hub’s do not go together",
            "版本與同步服務不合",
        ),
        Case(quiet.copy(phase = SyncPhase.Suspended), Tone.PLAIN, "同步暂停了", "Sync rests", "同步暫停了"),
        Case(quiet.copy(phase = SyncPhase.Stopped), Tone.PLAIN, "没有在同步", "Sync is off", "沒有在同步"),
        Case(quiet.copy(parked = 1u), Tone.WARN, "有些内容还没传成", "Something did not get through yet", "有些內容還沒傳成"),
        Case(quiet.copy(trouble = SyncTrouble.Stalled), Tone.WARN, "同步遇到问题", "Sync has a problem", "同步遇到問題"),
    )

    private val troubles = listOf(
        SyncTrouble.Unreachable to "请检查网络",
        SyncTrouble.Garbled to "有别的网页在应答",
        SyncTrouble.Busy to "同步服务正忙",
        SyncTrouble.HubFailed to "同步服务出错了",
        SyncTrouble.Forbidden to "这个账号现在不能同步",
        SyncTrouble.Refused to "同步服务不接受",
        SyncTrouble.Stalled to "同步没有进展",
        SyncTrouble.Diverged(some) to "对不上",
        SyncTrouble.Book(ErrorCode.DISK_FULL) to "存储是否已满",
    )

    @Test
    fun everyPhaseIsSaidInThreeLanguages() {
        for (case in phases) {
            val said = LANGUAGES.map { speaking(it).syncWords(case.status, now, zone) }
            assertEquals(case.titles, said.map { it.title })
            assertTrue("${case.titles}", said.all { it.tone == case.tone })
        }
    }

    @Test
    fun everyTroubleIsSaidAndNoneInTheWordsOfAnother() {
        for ((trouble, part) in troubles) {
            val said = LANGUAGES.map { speaking(it).syncWords(quiet.copy(trouble = trouble), now, zone).detail.orEmpty() }
            assertTrue("$trouble: $said", part in said.first())
            assertEquals("$trouble: $said", LANGUAGES.size, said.toSet().size)
        }
        val all = troubles.map { (trouble, _) -> speaking(LANGUAGES[1]).syncWords(quiet.copy(trouble = trouble), now, zone).detail }
        assertEquals(troubles.size, all.toSet().size)
    }

    @Test
    fun whatWaitsIsCountedLineByLine() {
        val much = quiet.copy(waiting = 1u, drafts = 2u, parked = 1u, failingBlobs = 3u)
        assertEquals(
            listOf("有 1 处改动还没送到", "有 2 条话术等您决定", "有 1 处改动同步服务暂时读不了，稍后再试", "有 3 个图片或文件没传成，稍后再试"),
            speaking(LANGUAGES[0]).syncWords(much, now, zone).notes,
        )
        assertEquals("1 change is not at the hub yet", speaking(LANGUAGES[1]).syncWords(much, now, zone).notes.first())
        assertEquals(emptyList<String>(), speaking(LANGUAGES[0]).syncWords(quiet, now, zone).notes)
    }

    @Test
    fun theLastSyncIsAlwaysThere() {
        val cases = listOf(
            null to "这次打开后还没有同步过",
            "2026-04-15T02:42:00Z" to "上次同步：10:42",
            "2026-04-14T02:42:00Z" to "上次同步：昨天 10:42",
            // Before midnight in Shanghai, after it in London.
            "2026-04-14T15:59:00Z" to "上次同步：昨天 23:59",
            "2026-03-01T02:42:00Z" to "上次同步：3月1日 10:42",
            "2025-12-31T02:42:00Z" to "上次同步：2025年12月31日 10:42",
            // A clock that was set back.
            "2026-04-16T02:42:00Z" to "上次同步：4月16日 10:42",
        )
        for ((at, said) in cases) {
            assertEquals(said, speaking(LANGUAGES[0]).syncWords(quiet.copy(lastSync = at?.let(Instant::parse)), now, zone).last)
        }
    }

    private fun fetching(done: UInt, of: UInt) = quiet.copy(phase = SyncPhase.Syncing, fetching = Fetching(some, done, of))

    private fun speaking(language: String): Context {
        val configuration = app.resources.configuration.apply { setLocale(Locale.forLanguageTag(language)) }
        return app.createConfigurationContext(configuration)
    }

    private class Case(val status: SyncStatus, val tone: Tone, vararg titles: String) {
        val titles = titles.toList()
    }

    private companion object {
        val LANGUAGES = listOf("zh-CN", "en", "zh-TW")
    }
}
