package app.huashu.android.screens.main

import app.huashu.android.core.Preferences
import app.huashu.android.core.dressed
import app.huashu.android.screens.lately
import app.huashu.model.ErrorCode
import app.huashu.model.Fetching
import app.huashu.model.SyncPhase
import app.huashu.model.SyncStatus
import app.huashu.model.SyncTrouble
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import java.time.Instant
import java.util.TimeZone
import java.util.UUID

@RunWith(RobolectricTestRunner::class)
class SyncWordsTest {
    private val idle = SyncStatus(SyncPhase.Idle, null, 0u, 0u, null, null, 0u, 0u)

    @Test
    fun onlyWhatMattersIsSaid() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"))
        val context = RuntimeEnvironment.getApplication().let { it.dressed(Preferences(it)) }
        val since = SyncPhase.Offline(Instant.parse("2026-11-28T01:30:00Z"))
        // Each level of the platform writes a moment in its own way; the one of Robolectric's Android 8 leaves out the colon.
        val at = context.lately(since.since).also { assertTrue(it, "28" in it && "30" in it) }
        val cases = listOf(
            idle to null,
            idle.copy(phase = SyncPhase.Syncing, waiting = 3u) to null,
            idle.copy(phase = since) to "离线，自 $at 起",
            idle.copy(phase = since, waiting = 3u) to "离线，自 $at 起；3 处修改待上传",
            idle.copy(drafts = 2u) to "2 条草稿等你处理",
            idle.copy(phase = SyncPhase.SignedOut) to "登录已失效，点这里重新登录",
            idle.copy(phase = SyncPhase.Refused(3u, 4u)) to "请更新应用，否则无法同步",
            idle.copy(trouble = SyncTrouble.Book(ErrorCode.DISK_FULL)) to "同步遇到问题，点这里查看",
            idle.copy(phase = SyncPhase.Syncing, fetching = Fetching(UUID(0, 1), 3u, 10u)) to "正在下载话术库 3/10",
            idle.copy(phase = SyncPhase.Syncing, fetching = Fetching(UUID(0, 1), 0u, 0u)) to "正在下载话术库",
        )
        for ((status, words) in cases) {
            assertEquals("$status", words, context.syncWords(status, isMember = true))
            assertEquals(null, context.syncWords(status, isMember = false))
        }
    }
}
