package app.huashu.android.core

import android.content.Context
import app.huashu.model.ApiException
import app.huashu.text
import java.util.Locale

/** What went wrong, for the person, in the language of this context. */
fun Context.say(error: ApiException): String = error.text(resources.configuration.locales[0] ?: Locale.CHINESE)
