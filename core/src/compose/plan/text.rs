//! Texts of a plan: from parts to templates, from filled pieces to messages.

use super::value::{Count, TextStep};
use crate::compose::channel::ChannelFacts;
use crate::compose::limits::TextLimit;
use crate::compose::{Piece, Template, sms_parts, split};
use crate::model::Part;

/// The templates of the text parts, in order.
pub(super) fn templates(parts: &[Part]) -> Vec<Template> {
    parts.iter().filter_map(Part::as_text).map(Template::parse_lossy).collect()
}

/// The messages of one text, numbered where there are several.
pub(super) fn messages(pieces: &[Piece], channel: &ChannelFacts) -> Vec<TextStep> {
    let texts = match channel.text_limit {
        Some(limit) => split(pieces, limit),
        None => vec![whole(pieces)],
    };
    let counts_parts = matches!(channel.text_limit, Some(TextLimit::SmsParts(_)));
    Count::each(texts.len())
        .zip(texts)
        .map(|(part, text)| {
            let sms_parts = counts_parts.then(|| u32::try_from(sms_parts(&text)).unwrap_or(u32::MAX));
            TextStep { text, part, sensitive: false, sms_parts }
        })
        .collect()
}

/// The text uncut.
pub(super) fn whole(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// Several texts as one, each on a line of its own.
pub(super) fn joined(texts: Vec<Vec<Piece>>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for text in texts {
        if !joined.is_empty() {
            joined.push(Piece { text: "\n".to_owned(), atomic: false });
        }
        joined.extend(text);
    }
    joined
}
