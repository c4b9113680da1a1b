// Shorthands for values that are made by hand.
package app.huashu

import app.huashu.model.ApiException
import app.huashu.model.ErrorReason
import app.huashu.model.LibraryId
import app.huashu.model.LibraryKind
import app.huashu.model.NewLibrary
import app.huashu.model.NewPhrase
import app.huashu.model.PhraseContent
import app.huashu.model.PhraseLabel
import app.huashu.model.PhrasePart
import app.huashu.model.PublishState
import app.huashu.model.TextPart
import app.huashu.model.Validity
import java.util.Locale

/** A personal library in China's time zone. */
fun personalLibrary(name: String): NewLibrary = NewLibrary(kind = LibraryKind.PERSONAL, name = name)

/** A published phrase of one text. */
fun textPhrase(library: LibraryId, title: String, text: String): NewPhrase = NewPhrase(
    library = library,
    label = label(title),
    content = content(textPart(text)),
)

/** A published, active label with nothing but a title. */
fun label(title: String): PhraseLabel = PhraseLabel(title = title, publishState = PublishState.PUBLISHED)

/** What is sent: these parts, on every day. */
fun content(vararg parts: PhrasePart): PhraseContent = PhraseContent(parts = parts.toList(), valid = Validity())

/** A text part with variables in brackets: `您好[客户名|您]`. */
fun textPart(text: String): PhrasePart = PhrasePart.Text(TextPart(text))

/** Why, for programs and for people. */
val ApiException.reason: ErrorReason
    get() = when (this) {
        is ApiException.NotFound -> reason
        is ApiException.Invalid -> reason
        is ApiException.File -> reason
        is ApiException.Book -> reason
        is ApiException.Storage -> reason
        is ApiException.Busy -> reason
        is ApiException.NotNow -> reason
        is ApiException.Offline -> reason
        is ApiException.SignedOut -> reason
        is ApiException.Refused -> reason
        is ApiException.Closed -> reason
        is ApiException.Callback -> reason
        is ApiException.Internal -> reason
    }

/** What to say to the person, in their language: Chinese where the locale is, else English. */
fun ApiException.text(locale: Locale = Locale.getDefault()): String =
    if (locale.language == Locale.CHINESE.language) reason.zh else reason.en
