//! A change of a phrase, field by field.

use huashu_core::foreign::values::Day;
use huashu_core::model::{Lang, Part, PhrasePatch, PublishState, Validity, Variant};

/// One field of a phrase, and what it becomes. A patch of the core says "absent" and "unchanged" by two levels of `Option`, which
/// neither Kotlin nor Swift tells apart: a list of changes says the same.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
#[expect(missing_docs, reason = "each is the field of PhraseLabel or PhraseContent that has its name")]
pub enum PhraseChange {
    Title { title: String },
    Keywords { keywords: Vec<String> },
    Code { code: Option<String> },
    Active { active: bool },
    ReviewBy { day: Option<Day> },
    PublishState { state: PublishState },
    Lang { lang: Option<Lang> },
    Parts { parts: Vec<Part> },
    Variants { variants: Vec<Variant> },
    Valid { valid: Validity },
    Sensitive { sensitive: bool },
}

/// The patch that makes these changes; of several of one field the last counts.
pub(crate) fn patch(changes: Vec<PhraseChange>) -> PhrasePatch {
    let mut patch = PhrasePatch::default();
    for change in changes {
        match change {
            PhraseChange::Title { title } => patch.title = Some(title),
            PhraseChange::Keywords { keywords } => patch.keywords = Some(keywords),
            PhraseChange::Code { code } => patch.code = Some(code),
            PhraseChange::Active { active } => patch.active = Some(active),
            PhraseChange::ReviewBy { day } => patch.review_by = Some(day),
            PhraseChange::PublishState { state } => patch.publish_state = Some(state),
            PhraseChange::Lang { lang } => patch.lang = Some(lang),
            PhraseChange::Parts { parts } => patch.parts = Some(parts),
            PhraseChange::Variants { variants } => patch.variants = Some(variants),
            PhraseChange::Valid { valid } => patch.valid = Some(valid),
            PhraseChange::Sensitive { sensitive } => patch.sensitive = Some(sensitive),
        }
    }
    patch
}
