package app.huashu.android.screens.company

import app.huashu.android.AppTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class JoinLinkTest : AppTest() {
    private val pin = "sha256:" + "ab".repeat(32)

    @Test
    fun bothFormsOfALinkAreUnderstood() {
        val cases = mapOf(
            "huashu://join?hub=https%3A%2F%2Fhub.example.com&code=K7-9&pin=$pin" to JoinLink("https://hub.example.com", "K7-9", pin),
            " huashu://join?hub=hub.example.com " to JoinLink("hub.example.com", null, null),
            "huashu://join?code=&hub=http%3A%2F%2F127.0.0.1%3A8400" to JoinLink("http://127.0.0.1:8400", null, null),
            "https://example.com/huashu/join/#code=a%26b&pin=$pin" to JoinLink("https://example.com/huashu", "a&b", pin),
            "https://hub.example.com:8443/join" to JoinLink("https://hub.example.com:8443", null, null),
        )
        for ((text, link) in cases) assertEquals(text, link, JoinLink.of(text))
    }

    @Test
    fun whatIsNoLinkIsNone() {
        val others = listOf(
            "", "hub.example.com", "https://hub.example.com", "https://hub.example.com/joint", "huashu://leave?hub=x", "huashu://join",
            "huashu:join", "huashu://join?hub=", "ftp://x/join", "说明：huashu://join?hub=x",
        )
        for (text in others) assertNull(text, JoinLink.of(text))
    }

    @Test
    fun theWayBackHasTheCertificateAndNotTheCode() {
        val link = JoinLink.of("https://hub.example.com/join#code=K7-9&pin=$pin")
        val back = link?.withoutCode()?.let(JoinLink::of)
        assertEquals(JoinLink("https://hub.example.com", null, pin), back)
    }
}
