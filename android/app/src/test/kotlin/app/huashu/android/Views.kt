package app.huashu.android

import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import app.huashu.android.core.children

/** This view and all below it, from the top down; those that are not seen left out. */
fun View.seen(): List<View> {
    if (visibility != View.VISIBLE) return emptyList()
    return listOf(this) + (this as? ViewGroup)?.children().orEmpty().flatMap { it.seen() }
}

/** What can be read, from the top. */
fun View.texts(): List<String> = seen().filterIsInstance<TextView>().map { it.text.toString() }.filter { it.isNotEmpty() }

/** What a finger would find by its words: a text, or what TalkBack says. */
fun View.named(words: String): View =
    seen().lastOrNull { (it as? TextView)?.text.toString() == words || it.contentDescription?.toString() == words }
        ?: error("no “$words” among ${texts()}")

fun View.tap(words: String) {
    var target: View? = named(words)
    while (target != null && !target.isClickable) target = target.parent as? View
    checkNotNull(target) { "“$words” cannot be touched" }.performClick()
}
