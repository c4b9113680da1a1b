//! A send plan: the core's own JSON for programs, numbered steps in words for people.

use std::collections::HashMap;

use huashu_core::compose::plan::{
    Count, Hint, Image, LeftOut, Planned, Reason, ShareVia, Step, TextStep, What,
};
use huashu_core::compose::{SendPlan, Surface, Template, is_builtin};
use huashu_core::model::{Channel, Part, Phrase, Variable};
use serde::Serialize;

use super::{channel_name, size};
use crate::error::Exit;
use crate::output::Reply;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, DIM, TITLE, WARN};
use crate::text;

/// A plan with what was given and not needed.
#[derive(Debug, Serialize)]
pub(crate) struct PlanView {
    #[serde(flatten)]
    plan: SendPlan,
    unused: Vec<String>,
    #[serde(skip)]
    title: String,
    /// What may help with a missing value, by its name.
    #[serde(skip)]
    hints: HashMap<String, String>,
}

/// Where the words of a step stand.
const INDENT: usize = 4;

impl PlanView {
    /// A plan of this phrase; `variables` are those of its library.
    pub(crate) fn new(planned: Planned, phrase: &Phrase, variables: &[Variable]) -> Self {
        let Planned { plan, unused } = planned;
        let hint = |name: &String| (name.clone(), hint(name, phrase, variables));
        let hints = plan.missing.iter().map(hint).collect();
        Self { hints, plan, unused, title: phrase.label.title.clone() }
    }

    /// Where it is carried out.
    pub(super) fn surface(&self) -> Surface {
        self.plan.surface
    }

    /// Where the customer is.
    pub(super) fn channel(&self) -> &Channel {
        &self.plan.channel
    }

    fn missing(&self, page: &mut Page) {
        page.line(paint(BAD, page.pick(&text::MISSING)));
        for name in &self.plan.missing {
            let hint = self.hints.get(name).map_or("", String::as_str);
            let mut line = Painted::new().plain("  ").add(TITLE, name).plain("  ").add(DIM, hint);
            if is_builtin(name) {
                line = line.add(DIM, page.pick(&text::SETTING_FILLS_IT));
            }
            page.line(line.text.trim_end());
        }
        let example: Vec<String> = self.plan.missing.iter().map(|name| format!("--set {name}=…")).collect();
        page.aside(&page.fill(&text::SET_THEM, &[&example.join(" ")]));
    }

    fn step(&self, page: &mut Page, number: usize, step: &Step) {
        let channel = channel_name(page.locale, &self.plan.channel);
        let (words, aside) = match step {
            Step::CopyText(text) => (page.pick(&text::COPY_TEXT).to_owned(), notes(page, text)),
            Step::ShareText(text) => (page.fill(&text::SHARE_TEXT, &[&channel]), notes(page, text)),
            Step::InsertText(text) => (page.pick(&text::INSERT_TEXT).to_owned(), notes(page, text)),
            Step::ShareImages { images, via, batch } => {
                let via = match via {
                    ShareVia::ContentUri => "content_uri",
                    ShareVia::MediaStore => "media_store",
                };
                let words = page.fill(&text::SHARE_IMAGES, &[&images.len(), &channel]);
                (words, joined([batch_words(page, *batch), via.to_owned()]))
            }
            Step::SaveToAlbum { images, batch } => {
                (page.fill(&text::SAVE_TO_ALBUM, &[&images.len()]), batch_words(page, *batch))
            }
            Step::CopyImage { .. } => (page.pick(&text::COPY_IMAGE).to_owned(), String::new()),
            Step::InsertImage { .. } => {
                (page.pick(&text::INSERT_IMAGE).to_owned(), page.pick(&text::ELSE_SHARE).to_owned())
            }
            Step::ShareFiles { .. } => (page.fill(&text::SHARE_FILES, &[&channel]), String::new()),
            Step::OpenChannel { app } => (page.fill(&text::OPEN_CHANNEL, &[&channel]), app.clone()),
            Step::Hint { hint, .. } => (page.pick(hint_words(*hint)).to_owned(), String::new()),
        };
        let line = Painted::new().number(number, 2).plain("  ").plain(&words).plain("  ").add(DIM, &aside);
        page.line(line.text.trim_end());
        contents(page, step);
    }

    fn left_out(&self, page: &mut Page) {
        page.blank();
        page.line(paint(WARN, page.pick(&text::LEFT_OUT)));
        for LeftOut { what, name, reason, offer } in &self.plan.left_out {
            let what = page.pick(what_words(*what));
            let reason = page.pick(reason_words(*reason));
            let mut line = Painted::new().plain("  ").plain(what);
            if let Some(name) = name {
                line = line.plain(" ").plain(name);
            }
            line = line.add(DIM, "  ").add(DIM, reason);
            if let Some(surface) = offer {
                let offer = page.fill(&text::OFFER, &[&page.pick(text::surface(*surface))]);
                line = line.add(DIM, &offer);
            }
            page.line(line.text);
        }
    }
}

impl Reply for PlanView {
    fn page(&self, page: &mut Page) {
        let SendPlan { surface, channel, language, steps, left_out, missing } = &self.plan;
        let to = format!(
            "  {} → {} · {language}",
            page.pick(text::surface(*surface)),
            channel_name(page.locale, channel)
        );
        page.line(Painted::new().add(TITLE, &self.title).add(DIM, &to).text);
        page.blank();
        if !missing.is_empty() {
            self.missing(page);
        }
        for (index, step) in steps.iter().enumerate() {
            self.step(page, index + 1, step);
        }
        if steps.is_empty() && missing.is_empty() {
            page.say(&text::NOTHING_TO_SEND, &[]);
        }
        if !left_out.is_empty() {
            self.left_out(page);
        }
        if !self.unused.is_empty() {
            page.blank();
            page.line(paint(WARN, &page.fill(&text::UNUSED, &[&self.unused.join("、")])));
        }
    }

    fn exit(&self) -> Exit {
        if self.plan.missing.is_empty() { Exit::Done } else { Exit::Missing }
    }
}

/// What a step handles: texts in blocks, pictures and files by name.
fn contents(page: &mut Page, step: &Step) {
    match step {
        Step::CopyText(step) | Step::ShareText(step) | Step::InsertText(step) => {
            page.block(INDENT, &step.text);
        }
        Step::Hint { text: Some(text), .. } => page.block(INDENT, text),
        Step::ShareImages { images, .. } | Step::SaveToAlbum { images, .. } => {
            images.iter().for_each(|image| picture(page, image));
        }
        Step::CopyImage { image } | Step::InsertImage { image, .. } => picture(page, image),
        Step::ShareFiles { files } => {
            for file in files {
                attached(page, &file.name, &size(file.bytes));
            }
        }
        Step::OpenChannel { .. } | Step::Hint { text: None, .. } => {}
    }
}

/// The choices that the text or the library offers for a variable, else the library's hint.
fn hint(name: &str, phrase: &Phrase, variables: &[Variable]) -> String {
    let texts = phrase.all_parts().filter_map(Part::as_text).map(Template::parse_lossy);
    let inline = texts.filter_map(|text| {
        text.variables().into_iter().find(|variable| variable.name == name).map(|found| found.choices.clone())
    });
    let declared = variables.iter().find(|variable| variable.name == name);
    let mut choices = inline.chain(declared.map(|variable| variable.choices.clone()));
    match choices.find(|choices| !choices.is_empty()) {
        Some(choices) => choices.join(" / "),
        None => declared.and_then(|variable| variable.hint.clone()).unwrap_or_default(),
    }
}

/// What is to be known of a text: which piece it is, whether it is private, how many text messages it takes.
fn notes(page: &Page, step: &TextStep) -> String {
    let part = step.part.map(|Count { index, count }| page.fill(&text::PART, &[&index, &count]));
    let sensitive = step.sensitive.then(|| page.pick(&text::NO_PREVIEW).to_owned());
    let sms = step.sms_parts.map(|parts| page.fill(&text::SMS_PARTS, &[&parts]));
    joined([part, sensitive, sms].into_iter().flatten())
}

fn batch_words(page: &Page, batch: Option<Count>) -> String {
    batch.map(|Count { index, count }| page.fill(&text::BATCH, &[&index, &count])).unwrap_or_default()
}

fn joined(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn picture(page: &mut Page, image: &Image) {
    let mut facts = format!("{}×{} · {}", image.width, image.height, size(image.bytes));
    if let Some(shrink) = image.shrink {
        let bytes = size(shrink.max_bytes);
        facts = joined([facts, page.fill(&text::SHRINK, &[&shrink.max_side, &bytes])]);
    }
    attached(page, &image.name, &facts);
}

fn attached(page: &mut Page, name: &str, facts: &str) {
    let line =
        Painted::new().plain(&" ".repeat(INDENT)).add(DIM, "▪ ").plain(name).plain("  ").add(DIM, facts);
    page.line(line.text);
}

fn hint_words(hint: Hint) -> &'static text::Say {
    match hint {
        Hint::Paste => &text::HINT_PASTE,
        Hint::PasteInShareDialog => &text::HINT_PASTE_IN_SHARE_DIALOG,
        Hint::PickNewest => &text::HINT_PICK_NEWEST,
        Hint::ReturnAndPaste => &text::HINT_RETURN_AND_PASTE,
        Hint::ReadAloud => &text::HINT_READ_ALOUD,
    }
}

fn what_words(what: What) -> &'static text::Say {
    match what {
        What::Text => &text::WHAT_TEXT,
        What::Image => &text::WHAT_IMAGE,
        What::File => &text::WHAT_FILE,
        What::Emoji => &text::WHAT_EMOJI,
        What::Part => &text::WHAT_PART,
    }
}

fn reason_words(reason: Reason) -> &'static text::Say {
    match reason {
        Reason::SurfaceTextOnly => &text::SURFACE_TEXT_ONLY,
        Reason::SurfaceNoFiles => &text::SURFACE_NO_FILES,
        Reason::ChannelTextOnly => &text::CHANNEL_TEXT_ONLY,
        Reason::ChannelNoFiles => &text::CHANNEL_NO_FILES,
        Reason::UnknownPart => &text::REASON_UNKNOWN_PART,
        Reason::NoEmoji => &text::NO_EMOJI,
        Reason::Empty => &text::REASON_EMPTY,
    }
}
