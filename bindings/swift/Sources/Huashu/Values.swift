import Foundation

/// Shorthands for values that are made by hand.
extension NewLibrary {
    /// A personal library in China's time zone.
    public static func personal(_ name: String) -> NewLibrary {
        NewLibrary(kind: .personal, name: name)
    }
}

extension NewPhrase {
    /// A published phrase of one text.
    public static func text(_ text: String, title: String, in library: LibraryId) -> NewPhrase {
        NewPhrase(library: library, label: .titled(title), content: .parts(.text(text)))
    }
}

extension PhraseLabel {
    /// A published, active label with nothing but a title.
    public static func titled(_ title: String) -> PhraseLabel {
        PhraseLabel(title: title, publishState: .published)
    }
}

extension PhraseContent {
    /// What is sent: these parts, on every day.
    public static func parts(_ parts: PhrasePart...) -> PhraseContent {
        PhraseContent(parts: parts, valid: Validity())
    }
}

extension PhrasePart {
    /// A text part with variables in brackets: `您好[客户名|您]`.
    public static func text(_ text: String) -> PhrasePart {
        .text(TextPart(text: text))
    }
}

extension ApiError {
    /// Why, for programs and for people.
    public var reason: ErrorReason {
        switch self {
        case .NotFound(let reason), .Invalid(_, let reason), .File(_, _, _, let reason), .Book(let reason),
            .Storage(let reason), .Busy(let reason), .NotNow(let reason), .Offline(let reason), .SignedOut(let reason),
            .Refused(let reason), .Closed(let reason), .Callback(let reason), .Internal(let reason):
            reason
        }
    }

    /// What to say to the person, in their language: Chinese where the locale is, else English.
    public func text(_ locale: Locale = .current) -> String {
        locale.language.languageCode?.identifier == "zh" ? reason.zh : reason.en
    }
}
