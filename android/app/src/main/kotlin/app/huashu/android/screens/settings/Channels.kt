package app.huashu.android.screens.settings

import android.content.Context
import app.huashu.android.R

/** The chat apps that the core knows, by its ids, in its order. */
internal val CHANNELS: List<Pair<String, Int>> = listOf(
    "wechat" to R.string.settings_channel_wechat,
    "wecom" to R.string.settings_channel_wecom,
    "qq" to R.string.settings_channel_qq,
    "tim" to R.string.settings_channel_tim,
    "dingtalk" to R.string.settings_channel_dingtalk,
    "feishu" to R.string.settings_channel_feishu,
    "lark" to R.string.settings_channel_lark,
    "qianniu" to R.string.settings_channel_qianniu,
    "wangwang" to R.string.settings_channel_wangwang,
    "taobao" to R.string.settings_channel_taobao,
    "jd" to R.string.settings_channel_jd,
    "pdd" to R.string.settings_channel_pdd,
    "doudian" to R.string.settings_channel_doudian,
    "kuaishou" to R.string.settings_channel_kuaishou,
    "xiaohongshu" to R.string.settings_channel_xiaohongshu,
    "whatsapp" to R.string.settings_channel_whatsapp,
    "whatsapp_business" to R.string.settings_channel_whatsapp_business,
    "line" to R.string.settings_channel_line,
    "telegram" to R.string.settings_channel_telegram,
    "messenger" to R.string.settings_channel_messenger,
    "sms" to R.string.settings_channel_sms,
    "phone" to R.string.settings_channel_phone,
)

/** The name of a chat app; an id that this edition does not know stands as it is. */
internal fun Context.channelName(id: String): String = CHANNELS.find { it.first == id }?.let { getString(it.second) } ?: id
