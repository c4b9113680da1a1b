//! WeChat's emoji codes.

/// One spelling of an emoji in WeChat's text: `[微笑]`, `[Smile]`.
#[derive(Debug, PartialEq, Eq)]
pub struct EmojiCode {
    /// The spelling, without brackets.
    pub code: &'static str,
    /// The Unicode emoji that says the same; `None` where there is no fair one.
    pub unicode: Option<&'static str>,
}

/// The emoji that a spelling stands for. Upper and lower case differ, as in WeChat.
pub(super) fn find(code: &str) -> Option<&'static EmojiCode> {
    CODES.iter().find(|emoji| emoji.code == code)
}

static CODES: [EmojiCode; 2] =
    [EmojiCode { code: "微笑", unicode: Some("🙂") }, EmojiCode { code: "转圈", unicode: None }];
