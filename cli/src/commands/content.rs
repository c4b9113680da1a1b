//! What `phrase add` and `phrase edit` say about a phrase, as values of the model.

use huashu_core::Error;
use huashu_core::error::Problem;
use huashu_core::ids::{CategoryId, LibraryId};
use huashu_core::import::cell;
use huashu_core::model::{
    Extra, Label, MAX_TITLE, NewPhrase, Part, PhrasePatch, PublishState, Validity, Variant, with_text,
};

use crate::args::{ContentArgs, PhraseEditArgs};
use crate::error::Failure;
use crate::parse::{self, VariantKey};
use crate::text;

/// The phrase that `add` describes.
///
/// # Errors
/// Wrong usage where there is neither a title nor a text; `Invalid` for a value that cannot be read.
pub(super) fn new_phrase(
    args: &ContentArgs,
    library: LibraryId,
    category: Option<CategoryId>,
) -> Result<NewPhrase, Failure> {
    let text = args.text.as_deref().map(parse::text_or_input).transpose()?;
    let first_line = text.as_deref().and_then(first_line);
    let title = args.title.clone().or(first_line).ok_or_else(|| Failure::usage(text::NO_TITLE, &[]))?;
    let mut new = NewPhrase::text(library, title, String::new());
    new.category = category;
    new.content.parts = with_text(&[], text.as_deref().unwrap_or_default());
    let Label { keywords, code, active, review_by, publish_state, .. } = &mut new.label;
    *keywords = args.keywords.as_deref().map(cell::keywords).unwrap_or_default();
    code.clone_from(&args.code);
    *active = !args.inactive;
    *review_by = args.review_by.as_deref().map(|text| parse::day("review_by", text)).transpose()?;
    *publish_state = if args.draft { PublishState::Draft } else { PublishState::Published };
    new.content.lang = args.lang.as_deref().map(str::parse).transpose()?;
    new.content.valid = args.valid.as_deref().map(parse::validity).transpose()?.unwrap_or_default();
    new.content.sensitive = args.sensitive;
    new.content.variants = variants(Vec::new(), &args.variant)?;
    Ok(new)
}

/// The change that `edit` describes, given the phrase's present parts and variants.
///
/// # Errors
/// `Invalid` for a value that cannot be read.
pub(super) fn patch(
    args: &PhraseEditArgs,
    parts: &[Part],
    variants_now: &[Variant],
) -> Result<PhrasePatch, Failure> {
    let content = &args.content;
    let text = content.text.as_deref().map(parse::text_or_input).transpose()?;
    let review_by = content.review_by.as_deref().map(|text| parse::day("review_by", text)).transpose()?;
    let valid = content.valid.as_deref().map(parse::validity).transpose()?;
    let lang = content.lang.as_deref().map(str::parse).transpose()?;
    Ok(PhrasePatch {
        title: content.title.clone(),
        keywords: content.keywords.as_deref().map(cell::keywords).or_else(|| args.no_keywords.then(Vec::new)),
        code: change(content.code.clone(), args.no_code),
        active: switch(args.active, content.inactive),
        review_by: change(review_by, args.no_review_by),
        publish_state: switch(args.publish, content.draft)
            .map(|published| if published { PublishState::Published } else { PublishState::Draft }),
        lang: change(lang, args.no_lang),
        parts: new_parts(args, parts, text.as_deref()),
        variants: new_variants(args, variants_now)?,
        valid: valid.or_else(|| args.no_valid.then(Validity::default)),
        sensitive: switch(content.sensitive, args.no_sensitive),
        extra: Extra::new(),
    })
}

/// The place of the variant for exactly this key.
pub(super) fn position(variants: &[Variant], key: &VariantKey) -> Option<usize> {
    variants.iter().position(|variant| variant.channel == key.channel && variant.lang == key.lang)
}

/// Says that a phrase has no such variant.
pub(super) fn no_variant(key: Option<&str>) -> Error {
    let text = key.unwrap_or_default().to_owned();
    Error::Invalid { field: "variants", problem: Problem::Unknown { text } }
}

/// A new value, or none on request; otherwise no change.
fn change<T>(new: Option<T>, none: bool) -> Option<Option<T>> {
    if none { Some(None) } else { new.map(Some) }
}

fn switch(on: bool, off: bool) -> Option<bool> {
    (on || off).then_some(on)
}

fn new_parts(args: &PhraseEditArgs, parts: &[Part], text: Option<&str>) -> Option<Vec<Part>> {
    if text.is_none() && !args.no_images && !args.no_files {
        return None;
    }
    let kept = parts.iter().filter(|part| match part {
        Part::Image(_) => !args.no_images,
        Part::File(_) => !args.no_files,
        Part::Text(_) | Part::Unknown(_) => true,
    });
    let kept: Vec<Part> = kept.cloned().collect();
    Some(text.map_or_else(|| kept.clone(), |text| with_text(&kept, text)))
}

fn new_variants(args: &PhraseEditArgs, now: &[Variant]) -> Result<Option<Vec<Variant>>, Failure> {
    if args.content.variant.is_empty() && args.no_variant.is_empty() {
        return Ok(None);
    }
    let mut kept = now.to_vec();
    for key in &args.no_variant {
        let key = parse::variant_key(key)?;
        kept.retain(|variant| (&variant.channel, &variant.lang) != (&key.channel, &key.lang));
    }
    variants(kept, &args.content.variant).map(Some)
}

/// Gives each `KEY=TEXT` to its variant: the one that is there keeps its pictures, a missing one is made.
fn variants(mut variants: Vec<Variant>, given: &[String]) -> Result<Vec<Variant>, Failure> {
    for pair in given {
        let (key, text) = parse::pair("--variant", pair)?;
        let key = parse::variant_key(key)?;
        match position(&variants, &key) {
            Some(at) => variants[at].parts = with_text(&variants[at].parts, text),
            None => variants.push(Variant {
                channel: key.channel,
                lang: key.lang,
                parts: with_text(&[], text),
                extra: Extra::new(),
            }),
        }
    }
    Ok(variants)
}

/// The first line with something in it, without what a title cannot hold.
pub(super) fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().filter(|char| !char.is_control()).take(MAX_TITLE).collect())
}
