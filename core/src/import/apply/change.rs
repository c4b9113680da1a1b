//! What a row makes of a phrase: a new one, or a patch of the one that it means.
//!
//! A row is compared with what an export would write of the phrase, column by column, so that a cell that was not
//! touched never touches a phrase that has more structure than a cell can show.

use super::attach::{Attacher, Stop};
use crate::error::Problem;
use crate::import::cell::{joined_keywords, keywords, tidy_line, tidy_text, title_of};
use crate::import::draft::{Details, DraftPart, DraftVariant, VariantText};
use crate::import::report::{Fault, Issue};
use crate::import::table::missing_file;
use crate::import::{Draft, VariantKey};
use crate::model::{
    Content, Extra, Label, Part, Phrase, PhrasePatch, PublishState, Validity, Variant, joined_text, with_text,
};

/// The pictures and files that a row has, and which kinds of them it speaks of at all.
#[derive(Default)]
struct Attached {
    parts: Vec<Part>,
    images: bool,
    files: bool,
}

/// Parts and variants as a file of ours states them, with their blobs in place.
struct Stated {
    parts: Option<Vec<Part>>,
    variants: Option<Vec<Variant>>,
    extra: Extra,
}

/// The title under which a row is looked for: its own, else what an earlier import will have made of its text.
pub(super) fn title(draft: &Draft) -> String {
    if let Some(title) = &draft.title {
        return title.clone();
    }
    let stated = draft.details.as_ref().and_then(|details| details.parts.as_ref());
    let stated_text = stated.into_iter().flatten().find_map(|part| match part {
        DraftPart::Ready(part) => part.as_text(),
        DraftPart::Named(..) => None,
    });
    let texts = draft.text.as_deref().into_iter().chain(stated_text);
    let variants = draft.variant_texts.iter().map(|variant| variant.text.as_str());
    let from_text = texts.chain(variants).map(title_of).find(|title| !title.is_empty());
    let from_file = || {
        let file = draft.images.iter().chain(&draft.files).flatten().next()?;
        Some(title_of(file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem)))
    };
    from_text.or_else(from_file).unwrap_or_default()
}

/// The label and content of a new phrase.
pub(super) fn new_phrase(
    draft: &mut Draft,
    title: String,
    attacher: &mut Attacher<'_>,
    warnings: &mut Vec<Issue>,
) -> Result<(Label, Content, Extra), Stop> {
    let details = draft.details.take();
    let (content, extra) = match details {
        Some(details) => {
            let stated = stated(draft, &details, None, attacher, warnings)?;
            let (parts, variants) = (stated.parts.unwrap_or_default(), stated.variants.unwrap_or_default());
            (Content { parts, variants, ..Content::default() }, stated.extra)
        }
        None => {
            let attached = attached(draft, &[], attacher)?;
            let text = draft.text.as_deref().unwrap_or_default();
            let parts = with_text(&attached.parts, text);
            let variants = with_variant_texts(&[], &draft.variant_texts);
            if parts.is_empty() && variants.is_empty() {
                return Err(Fault::from(Problem::Empty).into());
            }
            (Content { parts, variants, ..Content::default() }, Extra::new())
        }
    };
    let content = Content {
        lang: draft.lang.take().flatten(),
        valid: Validity { from: draft.valid_from.flatten(), until: draft.valid_until.flatten() },
        sensitive: draft.sensitive.unwrap_or_default(),
        ..content
    };
    let label = Label {
        title,
        keywords: draft.keywords.take().unwrap_or_default(),
        code: draft.code.take().flatten(),
        active: draft.active.unwrap_or(true),
        review_by: draft.review_by.flatten(),
        publish_state: draft.publish_state.unwrap_or(PublishState::Published),
    };
    Ok((label, content, extra))
}

/// The fields that a row changes in the phrase that it means.
pub(super) fn patch(
    draft: &mut Draft,
    phrase: &Phrase,
    attacher: &mut Attacher<'_>,
    warnings: &mut Vec<Issue>,
) -> Result<PhrasePatch, Stop> {
    let Phrase { label, content, .. } = phrase;
    let valid = Validity {
        from: draft.valid_from.unwrap_or(content.valid.from),
        until: draft.valid_until.unwrap_or(content.valid.until),
    };
    let mut patch = PhrasePatch {
        title: draft.title.take().filter(|title| *title != tidy_line(&label.title)),
        code: draft.code.take().filter(|code| *code != label.code),
        keywords: draft.keywords.take().filter(|words| !same_keywords(words, &label.keywords)),
        active: draft.active.filter(|active| *active != label.active),
        review_by: draft.review_by.filter(|day| *day != label.review_by),
        publish_state: draft.publish_state.filter(|state| *state != label.publish_state),
        lang: draft.lang.take().filter(|lang| *lang != content.lang),
        sensitive: draft.sensitive.filter(|sensitive| *sensitive != content.sensitive),
        valid: Some(valid).filter(|valid| *valid != content.valid),
        ..PhrasePatch::default()
    };

    let (parts, variants) = match draft.details.take() {
        Some(details) => {
            let stated = stated(draft, &details, Some(&content.parts), attacher, warnings)?;
            patch.extra = stated
                .extra
                .into_iter()
                .filter(|(name, value)| phrase.extra.get(name) != Some(value))
                .collect();
            (
                stated.parts.unwrap_or_else(|| content.parts.clone()),
                stated.variants.unwrap_or_else(|| content.variants.clone()),
            )
        }
        None => {
            let attached = attached(draft, &content.parts, attacher)?;
            let parts = match &draft.text {
                Some(text) if *text != tidy_text(&joined_text(&content.parts)) => {
                    with_text(&content.parts, text)
                }
                _ => content.parts.clone(),
            };
            (with_attached(parts, attached), with_variant_texts(&content.variants, &draft.variant_texts))
        }
    };
    let emptied = parts.is_empty() && variants.is_empty() && !content.parts.is_empty();
    if emptied {
        return Err(Fault::from(Problem::Empty).into());
    }
    patch.parts = Some(parts).filter(|parts| *parts != content.parts);
    patch.variants = Some(variants).filter(|variants| *variants != content.variants);
    Ok(patch)
}

/// A cell cannot hold every list of keywords; what it can hold of this one is what counts.
fn same_keywords(words: &[String], there: &[String]) -> bool {
    words == there || words == keywords(&joined_keywords(there))
}

/// Finds the pictures and files that a row names. Where one is missing, nothing is said of what the phrase has.
fn attached(draft: &Draft, there: &[Part], attacher: &mut Attacher<'_>) -> Result<Attached, Stop> {
    let mut attached = Attached::default();
    for attachment in draft.images.iter().chain(&draft.files).flatten() {
        attached.parts.push(attacher.part(attachment, there)?);
    }
    let speaks = !draft.incomplete || there.is_empty();
    let any = |test: fn(&Part) -> bool| attached.parts.iter().any(test);
    attached.images = speaks && (draft.images.is_some() || any(is_image));
    attached.files = speaks && (draft.files.is_some() || any(is_file));
    Ok(attached)
}

/// The parts with other pictures and files, where those that were stood; of the kinds that the row speaks of.
fn with_attached(parts: Vec<Part>, attached: Attached) -> Vec<Part> {
    let Attached { parts: wanted, images, files } = attached;
    let covered = |part: &Part| images && is_image(part) || files && is_file(part);
    let blobs = |parts: &[Part], kind: fn(&Part) -> bool| {
        parts.iter().filter(|part| kind(part)).map(|part| part.blob().copied()).collect::<Vec<_>>()
    };
    let same = |on: bool, kind: fn(&Part) -> bool| !on || blobs(&parts, kind) == blobs(&wanted, kind);
    if same(images, is_image) && same(files, is_file) {
        return parts;
    }
    let at = parts.iter().position(covered);
    let mut kept: Vec<Part> = Vec::with_capacity(parts.len() + wanted.len());
    let mut wanted = Some(wanted.into_iter().filter(covered).collect::<Vec<_>>());
    for (index, part) in parts.into_iter().enumerate() {
        if Some(index) == at {
            kept.extend(wanted.take().unwrap_or_default());
        }
        if !covered(&part) {
            kept.push(part);
        }
    }
    kept.extend(wanted.unwrap_or_default());
    kept
}

/// The variants with the texts that a table's columns give them. A variant of which nothing is left goes.
fn with_variant_texts(variants: &[Variant], texts: &[VariantText]) -> Vec<Variant> {
    let mut variants = variants.to_vec();
    for VariantText { key: VariantKey { channel, lang }, text } in texts {
        let there = variants.iter().position(|variant| variant.channel == *channel && variant.lang == *lang);
        match there {
            Some(at) if *text == tidy_text(&joined_text(&variants[at].parts)) => {}
            Some(at) => {
                variants[at].parts = with_text(&variants[at].parts, text);
                if variants[at].parts.is_empty() {
                    variants.remove(at);
                }
            }
            None if text.is_empty() => {}
            None => variants.push(Variant {
                channel: channel.clone(),
                lang: lang.clone(),
                parts: vec![Part::text(text)],
                extra: Extra::new(),
            }),
        }
    }
    variants
}

/// Puts the blobs of stated parts in place. Where one is missing the part is left out of a new phrase, and an existing
/// one only gets the text.
fn stated(
    draft: &mut Draft,
    details: &Details,
    existing: Option<&[Part]>,
    attacher: &mut Attacher<'_>,
    warnings: &mut Vec<Issue>,
) -> Result<Stated, Stop> {
    let there = existing.unwrap_or_default();
    let parts = match &details.parts {
        Some(parts) => Some(parts_of(draft, parts, there, attacher, warnings)?),
        None => None,
    };
    let variants = match &details.variants {
        Some(variants) => {
            let mut whole = Vec::with_capacity(variants.len());
            for DraftVariant { channel, lang, parts, extra } in variants {
                let parts = parts_of(draft, parts, there, attacher, warnings)?;
                whole.push(Variant {
                    channel: channel.clone(),
                    lang: lang.clone(),
                    parts,
                    extra: extra.clone(),
                });
            }
            Some(whole)
        }
        None => None,
    };
    if draft.incomplete && existing.is_some() {
        let parts = parts.map(|parts| with_text(there, &joined_text(&parts)));
        return Ok(Stated { parts, variants: None, extra: details.extra.clone() });
    }
    Ok(Stated { parts, variants, extra: details.extra.clone() })
}

fn parts_of(
    draft: &mut Draft,
    parts: &[DraftPart],
    there: &[Part],
    attacher: &mut Attacher<'_>,
    warnings: &mut Vec<Issue>,
) -> Result<Vec<Part>, Stop> {
    let mut whole = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            DraftPart::Ready(part) => match attacher.ready(part)? {
                Some(part) => whole.push(part),
                None => {
                    draft.incomplete = true;
                    let name = match part {
                        Part::Image(image) => &image.name,
                        Part::File(file) => &file.name,
                        Part::Text(_) | Part::Unknown(_) => "",
                    };
                    warnings.push(Issue::new(draft.row, Some("parts"), missing_file(name)));
                }
            },
            DraftPart::Named(attachment, extra) => {
                let mut part = attacher.part(attachment, there)?;
                match &mut part {
                    Part::Image(image) => image.extra.clone_from(extra),
                    Part::File(file) => file.extra.clone_from(extra),
                    Part::Text(_) | Part::Unknown(_) => {}
                }
                whole.push(part);
            }
        }
    }
    Ok(whole)
}

fn is_image(part: &Part) -> bool {
    matches!(part, Part::Image(_))
}

fn is_file(part: &Part) -> bool {
    matches!(part, Part::File(_))
}
