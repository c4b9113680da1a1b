package app.huashu.android.panel

import app.huashu.android.AppTest
import app.huashu.android.await
import org.junit.Assert.assertEquals
import org.junit.Test

class BracketsTest : AppTest() {
    @Test
    fun variablesAreToldFromEmojiCodesAndEscapedBrackets() {
        val cases = listOf(
            "您好[客户名]" to listOf("客户名"),
            "您好[客户名|您]，单号[单号]" to listOf("客户名", "单号"),
            "好的[微笑]" to emptyList(),
            "[礼物|小礼品]" to listOf("礼物"),
            "[称呼:先生/小姐]" to listOf("称呼"),
            "【客户名】" to emptyList(),
            "\\[客户名]" to emptyList(),
            "\\\\[客户名]" to listOf("客户名"),
            "[客户名" to emptyList(),
            "[]" to emptyList(),
            "我是[客服名]" to listOf("客服名"),
        )
        for ((text, names) in cases) assertEquals(text, names, Brackets.variables(text).map { it.name })
    }

    @Test
    fun whatATextOffersIsAskedOfTheCore() {
        val phrase = phrases("题" to "[称呼:先生/小姐|您]").single()
        assertEquals(listOf("先生", "小姐"), await { app.customer.questions(phrase.id, listOf("称呼")) }.single().choices)
    }

    @Test
    fun onlyWhatTheAgentFillsIsCounted() {
        val cases = listOf("亲" to 0, "[客户名]您好，[客户名]" to 1, "[客户名][单号]" to 2, "[客服名][微笑]" to 0, "[客户名|您]" to 1)
        for ((text, count) in cases) assertEquals(text, count, Brackets.toFill(phrases("题" to text).single()))
    }
}
