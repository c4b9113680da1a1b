package app.huashu.android.send

import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.content.pm.ResolveInfo
import android.graphics.drawable.Drawable
import app.huashu.android.core.Preferences
import app.huashu.model.SendStep
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** An app that takes what is shared. */
class Target(val component: ComponentName, val label: String, val icon: Drawable?)

/**
 * The apps that take a share, found at run time; what is known of chat apps only orders them. The app that was chosen last for a chat
 * platform comes first.
 */
class Targets(private val context: Context, private val preferences: Preferences) {
    /** The chat apps of this device that take the step, the likeliest first, each once; others are in the system's own list. */
    suspend fun find(step: SendStep, channel: String): List<Target> = withContext(Dispatchers.IO) {
        val manager = context.packageManager
        val last = chosen(step, channel)
        val order = PACKAGES[channel].orEmpty() + PACKAGES.values.flatten()
        manager.queryIntentActivities(probe(step), PackageManager.MATCH_DEFAULT_ONLY)
            .filter { it.activityInfo.exported && (it.component == last || it.activityInfo.packageName in order) }
            .groupBy { it.activityInfo.packageName }
            .map { (_, doors) -> doors.firstOrNull { it.component == last } ?: doors.minBy(::rank) }
            .sortedBy { if (it.component == last) -1 else order.indexOf(it.activityInfo.packageName) }
            .map { Target(it.component, it.loadLabel(manager).toString(), it.loadIcon(manager)) }
    }

    /** What was chosen last for such a step on this chat platform. */
    fun chosen(step: SendStep, channel: String): ComponentName? = preferences[key(step, channel)]?.let(ComponentName::unflattenFromString)

    fun choose(step: SendStep, channel: String, component: ComponentName?) {
        preferences[key(step, channel)] = component?.flattenToString()
    }

    private fun key(step: SendStep, channel: String) = "send_target $channel ${probe(step).run { "$action $type" }}"

    /** What is asked of an app that shall take the step. */
    private fun probe(step: SendStep): Intent = when (step) {
        is SendStep.ShareImages -> Intent(if (step.images.size == 1) Intent.ACTION_SEND else Intent.ACTION_SEND_MULTIPLE).setType("image/*")
        is SendStep.ShareFiles -> Intent(Intent.ACTION_SEND).setType(step.files.first().mime)
        else -> Intent(Intent.ACTION_SEND).setType("text/plain")
    }

    /** WeChat has doors for moments and favourites, QQ one for one's own computer: the chat comes first. */
    private fun rank(door: ResolveInfo): Int {
        val known = CHAT_DOORS.indexOfFirst { door.activityInfo.name.endsWith(it) }
        return if (known < 0) CHAT_DOORS.size else known
    }

    private val ResolveInfo.component get() = ComponentName(activityInfo.packageName, activityInfo.name)

    private companion object {
        val CHAT_DOORS = listOf(".ui.tools.ShareImgUI", ".activity.JumpActivity")

        /** The apps in which a chat platform is answered, by channel of the core (field notes D). */
        val PACKAGES = mapOf(
            "wechat" to listOf("com.tencent.mm"),
            "wecom" to listOf("com.tencent.wework"),
            "qq" to listOf("com.tencent.mobileqq"),
            "tim" to listOf("com.tencent.tim"),
            "dingtalk" to listOf("com.alibaba.android.rimet"),
            "feishu" to listOf("com.ss.android.lark"),
            "lark" to listOf("com.larksuite.suite"),
            "qianniu" to listOf("com.taobao.qianniu"),
            "wangwang" to listOf("com.alibaba.mobileim"),
            "taobao" to listOf("com.taobao.qianniu", "com.taobao.taobao"),
            "jd" to listOf("com.jd.jmworkstation"),
            "pdd" to listOf("com.xunmeng.merchant"),
            "doudian" to listOf("com.ss.android.merchant", "com.bytedance.ecom.seller"),
            "xiaohongshu" to listOf("com.xingin.eva", "com.xingin.xhs"),
            "whatsapp" to listOf("com.whatsapp"),
            "whatsapp_business" to listOf("com.whatsapp.w4b"),
            "line" to listOf("jp.naver.line.android"),
            "telegram" to listOf("org.telegram.messenger"),
            "messenger" to listOf("com.facebook.orca"),
        )
    }
}
