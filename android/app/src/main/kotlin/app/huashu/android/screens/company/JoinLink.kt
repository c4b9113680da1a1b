package app.huashu.android.screens.company

import android.net.Uri

/**
 * What a sign-in link says, to be shown before anybody follows it. The core reads the link itself when it signs in; this only
 * looks: `huashu://join?hub=…&code=…&pin=…`, or `https://hub/join#code=…&pin=…`.
 *
 * @property hub the address of the hub, as the link writes it.
 * @property isInvitation whether it carries a code with which an account is made.
 * @property isPinned whether it names the certificate, so that nobody else can answer for the hub.
 */
data class JoinLink(val hub: String, private val code: String?, private val pin: String?) {
    val isInvitation: Boolean get() = code != null
    val isPinned: Boolean get() = pin != null

    /** The same without the code: what leads back to the hub later, certificate and all. */
    fun withoutCode(): String = Uri.Builder().scheme(SCHEME).authority(JOIN).appendQueryParameter("hub", hub)
        .apply { pin?.let { appendQueryParameter("pin", it) } }
        .build().toString()

    companion object {
        /** Null for what is no link: an address, or anything else. */
        fun of(text: String): JoinLink? {
            val uri = Uri.parse(text.trim())
            return when (uri.scheme?.lowercase()) {
                SCHEME -> uri.takeIf { it.authority == JOIN }?.let { link(it.getQueryParameter("hub"), it::getQueryParameter) }
                "https", "http" -> {
                    val path = uri.path.orEmpty().trimEnd('/').takeIf { it.endsWith("/$JOIN") } ?: return null
                    val folder = path.removeSuffix("/$JOIN")
                    val words = Uri.parse("$SCHEME://$JOIN?${uri.encodedFragment.orEmpty()}")
                    link("${uri.scheme}://${uri.authority}$folder", words::getQueryParameter)
                }
                else -> null
            }
        }

        private fun link(hub: String?, word: (String) -> String?): JoinLink? =
            hub?.takeIf { it.isNotBlank() }?.let { JoinLink(it, word("code")?.takeIf(String::isNotEmpty), word("pin")) }

        private const val SCHEME = "huashu"
        private const val JOIN = "join"
    }
}
