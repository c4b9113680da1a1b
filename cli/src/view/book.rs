//! The book as a whole.

use std::path::PathBuf;

use huashu_core::ids::CategoryId;
use huashu_core::store::{Findings, Settings};
use serde::Serialize;

use super::{size, tick};
use crate::error::Exit;
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, DIM, TITLE};
use crate::text::{self, Say};

/// A book that was made.
#[derive(Debug, Serialize)]
pub(crate) struct Initialised {
    pub(crate) book: PathBuf,
    /// The former book, under its new name.
    pub(crate) set_aside: Option<PathBuf>,
    pub(crate) starter: bool,
    pub(crate) libraries: usize,
    pub(crate) phrases: usize,
}

impl Reply for Initialised {
    fn page(&self, page: &mut Page) {
        let made = tick(page, &text::MADE_BOOK);
        page.line(format!("{made}  {}", Painted::new().plain(&self.book.display().to_string()).text));
        if let Some(aside) = &self.set_aside {
            page.aside(&page.fill(&text::SET_ASIDE, &[&aside.display()]));
        }
        if self.starter {
            page.aside(&page.fill(&text::STARTER_LOADED, &[&self.phrases]));
        }
        page.aside(page.pick(if self.phrases == 0 { &text::NEXT_WHEN_EMPTY } else { &text::NEXT }));
    }
}

/// The book at a glance.
#[derive(Debug, Serialize)]
pub(crate) struct StatusView {
    pub(crate) book: PathBuf,
    pub(crate) version: &'static str,
    pub(crate) bytes: u64,
    pub(crate) libraries: usize,
    pub(crate) categories: usize,
    pub(crate) phrases: usize,
    pub(crate) trash: usize,
    /// Changes that wait for the hub.
    pub(crate) waiting: u64,
    pub(crate) signed_in: bool,
}

impl Reply for StatusView {
    fn page(&self, page: &mut Page) {
        let lines: [(&Say, String); 7] = [
            (&text::BOOK, self.book.display().to_string()),
            (&text::SIZE, size(self.bytes)),
            (&text::LIBRARIES, self.libraries.to_string()),
            (&text::CATEGORIES, self.categories.to_string()),
            (&text::PHRASES_HEAD, self.phrases.to_string()),
            (&text::TRASH, self.trash.to_string()),
            (&text::WAITING, page.fill(&text::WAITING_LINES, &[&self.waiting])),
        ];
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in lines {
            page.field(0, names, page.pick(name), &value);
        }
    }
}

/// What a check of the whole book found.
#[derive(Debug, Serialize)]
pub(crate) struct Verified {
    sound: bool,
    store: StoreFindings,
}

#[derive(Debug, Serialize)]
struct StoreFindings {
    integrity: Vec<String>,
    orphans: Vec<String>,
    bad_categories: Vec<CategoryId>,
}

impl Verified {
    pub(crate) fn new(store: Findings) -> Self {
        let sound = store.is_sound();
        let Findings { integrity, orphans, bad_categories } = store;
        Self { sound, store: StoreFindings { integrity, orphans, bad_categories } }
    }
}

impl Reply for Verified {
    fn page(&self, page: &mut Page) {
        if self.sound {
            page.line(tick(page, &text::SOUND));
            return;
        }
        page.line(paint(BAD, page.pick(&text::UNSOUND)));
        let StoreFindings { integrity, orphans, bad_categories } = &self.store;
        let bad = bad_categories.iter().map(ToString::to_string);
        for line in integrity.iter().chain(orphans).cloned().chain(bad) {
            page.line(format!("  {}", Painted::new().plain(&line).text));
        }
    }

    fn exit(&self) -> Exit {
        if self.sound { Exit::Done } else { Exit::Failed }
    }
}

/// What fills the built-in variables.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct SettingsView {
    pub(crate) settings: Settings,
}

impl Reply for SettingsView {
    fn page(&self, page: &mut Page) {
        let Settings { agent_name, agent_number, shop_name } = &self.settings;
        let lines = [
            ("agent-name", &text::AGENT_NAME, agent_name),
            ("agent-number", &text::AGENT_NUMBER, agent_number),
            ("shop-name", &text::SHOP_NAME, shop_name),
        ];
        for (name, say, value) in lines {
            let word = crate::output::layout::pad(page.pick(say), 12);
            let value = match value {
                Some(value) => Painted::new().add(TITLE, value).text,
                None => paint(DIM, page.pick(&text::NOT_SET)),
            };
            page.line(format!("{}  {word}  {value}", paint(DIM, &format!("{name:<12}"))));
        }
    }
}
