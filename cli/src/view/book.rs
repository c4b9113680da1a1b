//! The book as a whole.

use std::path::PathBuf;

use huashu_core::export::Exported;
use huashu_core::ids::{BlobId, CategoryId};
use huashu_core::media::Verified;
use huashu_core::search::{IndexFindings, IndexState};
use huashu_core::store::{Findings, Refetched, Settings};
use huashu_protocol::account::Role;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{moment, role, size, tick};
use crate::error::Exit;
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, DIM, TITLE, WARN};
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
    /// The hub, who the book is to it, and how it stands with it; `None` before the first sign-in.
    pub(crate) hub: Option<HubStanding>,
}

/// See [`StatusView::hub`].
#[derive(Debug, Serialize)]
pub(crate) struct HubStanding {
    pub(crate) url: String,
    pub(crate) account: String,
    pub(crate) company: String,
    pub(crate) role: Role,
    pub(crate) last_sync: Option<Timestamp>,
    pub(crate) drafts: u64,
}

impl Reply for StatusView {
    fn page(&self, page: &mut Page) {
        let mut lines: Vec<(&Say, String)> = vec![
            (&text::BOOK, self.book.display().to_string()),
            (&text::SIZE, size(self.bytes)),
            (&text::LIBRARIES, self.libraries.to_string()),
            (&text::CATEGORIES, self.categories.to_string()),
            (&text::PHRASES_HEAD, self.phrases.to_string()),
            (&text::TRASH, self.trash.to_string()),
            (&text::WAITING, page.fill(&text::WAITING_LINES, &[&self.waiting])),
        ];
        match &self.hub {
            None => lines.push((&text::hub::HUB, page.pick(&text::hub::NOT_SIGNED_IN).to_owned())),
            Some(hub) => {
                let never = || page.pick(&text::hub::NEVER).to_owned();
                let role = page.pick(role(hub.role));
                lines.extend([
                    (&text::hub::HUB, hub.url.clone()),
                    (
                        &text::hub::ACCOUNT,
                        page.fill(&text::hub::ACCOUNT_AT, &[&hub.account, &role, &hub.company]),
                    ),
                    (&text::hub::LAST_SYNC, hub.last_sync.map_or_else(never, moment)),
                    (&text::hub::DRAFTS, hub.drafts.to_string()),
                ]);
            }
        }
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in lines {
            page.field(0, names, page.pick(name), &value);
        }
    }
}

/// What a check of the whole book found.
#[derive(Debug, Serialize)]
pub(crate) struct VerifiedView {
    sound: bool,
    store: StoreFindings,
    media: MediaFindings,
    /// Not looked at in a damaged book.
    index: Option<IndexFindings>,
    /// `None` where the book belongs to no hub, or is damaged.
    sync: Option<SyncFindings>,
}

/// What is not as the hub gave it, and what the next sync fetches again.
#[derive(Debug, Default, Serialize)]
pub(crate) struct SyncFindings {
    pub(crate) differing: Vec<Uuid>,
    pub(crate) refetched: RefetchedView,
}

/// See [`SyncFindings`].
#[derive(Debug, Default, Serialize)]
pub(crate) struct RefetchedView {
    pub(crate) libraries: Vec<Uuid>,
    pub(crate) blobs: Vec<BlobId>,
}

impl From<Refetched> for RefetchedView {
    fn from(Refetched { libraries, blobs }: Refetched) -> Self {
        Self { libraries, blobs }
    }
}

#[derive(Debug, Serialize)]
struct StoreFindings {
    integrity: Vec<String>,
    orphans: Vec<String>,
    bad_categories: Vec<CategoryId>,
}

#[derive(Debug, Serialize)]
struct MediaFindings {
    checked: u64,
    missing: Vec<BlobId>,
    damaged: Vec<BlobId>,
}

impl VerifiedView {
    /// The index has no part in whether the book is sound: it is only a shadow of it.
    pub(crate) fn new(
        store: Findings,
        media: Verified,
        index: Option<IndexFindings>,
        sync: Option<SyncFindings>,
    ) -> Self {
        let agrees = sync.as_ref().is_none_or(|sync| sync.differing.is_empty());
        let sound = store.is_sound() && agrees && media.missing.is_empty() && media.damaged.is_empty();
        let Findings { integrity, orphans, bad_categories } = store;
        let Verified { checked, missing, damaged } = media;
        Self {
            sound,
            store: StoreFindings { integrity, orphans, bad_categories },
            media: MediaFindings { checked, missing, damaged },
            index,
            sync,
        }
    }
}

fn say_index(state: IndexState) -> &'static Say {
    match state {
        IndexState::Absent => &text::INDEX_ABSENT,
        IndexState::Fresh => &text::INDEX_FRESH,
        IndexState::Behind => &text::INDEX_BEHIND,
        IndexState::Removed => &text::INDEX_REMOVED,
    }
}

impl Reply for VerifiedView {
    fn page(&self, page: &mut Page) {
        if self.sound {
            page.line(tick(page, &text::SOUND));
            page.aside(&page.fill(&text::CHECKED_MEDIA, &[&self.media.checked]));
            if let Some(index) = self.index {
                page.aside(&page.fill(say_index(index.state), &[&index.phrases]));
            }
            return;
        }
        page.line(paint(BAD, page.pick(&text::UNSOUND)));
        let StoreFindings { integrity, orphans, bad_categories } = &self.store;
        let categories = bad_categories.iter().map(ToString::to_string);
        let missing = self.media.missing.iter().map(|blob| page.fill(&text::MEDIA_MISSING, &[blob]));
        let damaged = self.media.damaged.iter().map(|blob| page.fill(&text::MEDIA_DAMAGED, &[blob]));
        let differing = self.sync.iter().flat_map(|sync| &sync.differing);
        let differing = differing.map(|library| page.fill(&text::hub::LIBRARY_DIFFERS, &[library]));
        let found: Vec<String> = integrity
            .iter()
            .chain(orphans)
            .cloned()
            .chain(categories)
            .chain(missing)
            .chain(damaged)
            .chain(differing)
            .collect();
        for line in found {
            page.line(format!("  {}", Painted::new().plain(&line).text));
        }
        if let Some(SyncFindings { refetched, .. }) = &self.sync {
            let (libraries, blobs) = (refetched.libraries.len(), refetched.blobs.len());
            if libraries + blobs > 0 {
                page.aside(&page.fill(&text::hub::FETCHED_AGAIN, &[&libraries, &blobs]));
            }
        }
    }

    fn exit(&self) -> Exit {
        if self.sound { Exit::Done } else { Exit::Failed }
    }
}

/// What a check of a hub's data found.
#[derive(Debug, Serialize)]
pub(crate) struct HubVerified {
    pub(crate) sound: bool,
    pub(crate) problems: Vec<String>,
    pub(crate) mended: Vec<String>,
    pub(crate) libraries: u64,
    pub(crate) rows: u64,
}

impl Reply for HubVerified {
    fn page(&self, page: &mut Page) {
        for mended in &self.mended {
            page.line(paint(WARN, &page.fill(&text::hub::MENDED, &[mended])));
        }
        if self.sound {
            page.line(tick(page, &text::hub::HUB_SOUND));
            page.aside(&page.fill(&text::hub::HUB_CHECKED, &[&self.libraries, &self.rows]));
            return;
        }
        page.line(paint(BAD, page.pick(&text::UNSOUND)));
        for problem in &self.problems {
            page.line(format!("  {}", Painted::new().plain(problem).text));
        }
    }

    fn exit(&self) -> Exit {
        if self.sound { Exit::Done } else { Exit::Failed }
    }
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub(crate) struct ExportedView {
    pub(crate) file: PathBuf,
    #[serde(flatten)]
    pub(crate) exported: Exported,
}

impl Reply for ExportedView {
    fn page(&self, page: &mut Page) {
        let Exported { phrases, files } = self.exported;
        let words = page.fill(&text::EXPORTED_TO, &[&phrases, &files, &self.file.display()]);
        page.line(format!("{}  {}", tick(page, &text::EXPORTED), Painted::new().plain(&words).text));
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
