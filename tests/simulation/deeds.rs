//! What people do with their books.

use huashu_core::PhraseBook;
use huashu_core::error::Result;
use huashu_core::followup::NewFollowUp;
use huashu_core::ids::{CategoryId, LibraryId, PhraseId};
use huashu_core::media::prepare;
use huashu_core::model::{Extra, NewCategory, NewPhrase, Part, PhrasePatch};
use huashu_core::store::{Contents, Op, Resolution, Spot};
use huashu_core::sync::machine::Event;
use huashu_core::usage::Use;
use uuid::Uuid;

use crate::look::words;
use crate::world::World;

/// Something that a person does.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    Add {
        library: Uuid,
        place: Option<Uuid>,
        title: String,
        text: String,
    },
    /// A phrase with a file.
    Attach {
        library: Uuid,
        title: String,
        text: String,
    },
    Say {
        phrase: Uuid,
        text: String,
    },
    Title {
        phrase: Uuid,
        title: String,
    },
    Both {
        phrase: Uuid,
        title: String,
        text: String,
    },
    Move {
        phrase: Uuid,
        place: Option<Uuid>,
        before: Option<Uuid>,
    },
    Delete {
        phrase: Uuid,
    },
    Restore {
        phrase: Uuid,
    },
    Transfer {
        phrase: Uuid,
        library: Uuid,
    },
    AddCategory {
        library: Uuid,
        parent: Option<Uuid>,
        name: String,
    },
    Rename {
        category: Uuid,
        name: String,
    },
    MoveCategory {
        category: Uuid,
        parent: Option<Uuid>,
        first: bool,
    },
    DeleteCategory {
        category: Uuid,
        with_contents: bool,
    },
    Propose {
        phrase: Uuid,
        text: String,
    },
    KeepMine {
        draft: Uuid,
    },
    KeepTheirs {
        draft: Uuid,
    },
    Note {
        subject: String,
    },
    Use {
        phrase: Uuid,
    },
    /// Many at once: more than a page or a push holds.
    Many {
        library: Uuid,
        place: Option<Uuid>,
        texts: Vec<(String, String)>,
    },
}

impl World {
    /// A person does something; whether the book took it.
    pub(crate) fn deed(&mut self, number: usize, deed: &Deed) -> bool {
        self.tell(format_args!("{number} does {deed:?}"));
        // What is thrown away on purpose is owed no more; of a category that is gone, its name cannot be kept.
        let text = |draft| self.clients[number].view.drafts.get(draft).map(|(_, _, text)| text);
        let thrown = match deed {
            Deed::KeepTheirs { draft } => text(draft),
            Deed::KeepMine { draft } => text(draft).filter(|text| text.contains("\"name\"")),
            _ => None,
        };
        let thrown = thrown.map(|text| words(text)).unwrap_or_default();
        let done = self.with_book(number, |book| carry_out(book, deed));
        if !matches!(done, Some(Err(_))) {
            self.ledger.release(thrown);
            if let Deed::KeepMine { draft } | Deed::KeepTheirs { draft } = deed {
                self.ledger.decided(*draft);
            }
        }
        let Some(done) = done else { return false };
        match done {
            Ok(()) => {
                self.step(number, Event::Poked);
                true
            }
            Err(error) => {
                self.tell(format_args!("  refused: {error}"));
                false
            }
        }
    }
}

/// An id of whichever kind.
fn typed<Id: std::str::FromStr<Err: std::fmt::Debug>>(id: Uuid) -> Id {
    id.to_string().parse().unwrap()
}

fn text(text: &str) -> Option<Vec<Part>> {
    Some(vec![Part::text(text)])
}

fn carry_out(book: &mut PhraseBook, deed: &Deed) -> Result<()> {
    let phrase = typed::<PhraseId>;
    let category = |id: &Option<Uuid>| id.map(typed::<CategoryId>);
    match deed {
        Deed::Add { library, place, title, text } => {
            let mut new = NewPhrase::text(typed::<LibraryId>(*library), title, text);
            new.category = category(place);
            book.transact(Op::AddPhrase, |t| t.add_phrase(new)).map(drop)
        }
        Deed::Many { library, place, texts } => book
            .transact(Op::Import, |t| {
                for (title, text) in texts {
                    let mut new = NewPhrase::text(typed::<LibraryId>(*library), title, text);
                    new.category = category(place);
                    t.add_phrase(new)?;
                }
                Ok(())
            })
            .map(drop),
        Deed::Attach { library, title, text } => {
            // Longer than a piece, and like no other.
            let prepared = prepare("file.txt", format!("file of {text} ").repeat(5).into_bytes())?;
            let mut new = NewPhrase::text(typed::<LibraryId>(*library), title, text);
            book.transact(Op::AddPhrase, |t| {
                let part = t.put_media(prepared)?;
                new.content.parts.push(part);
                t.add_phrase(new)
            })
            .map(drop)
        }
        Deed::Say { phrase: id, text: says } => {
            let patch = PhrasePatch { parts: text(says), ..PhrasePatch::default() };
            book.transact(Op::EditPhrase, |t| t.edit_phrase(phrase(*id), &patch)).map(drop)
        }
        Deed::Title { phrase: id, title } => {
            let patch = PhrasePatch { title: Some(title.clone()), ..PhrasePatch::default() };
            book.transact(Op::EditPhrase, |t| t.edit_phrase(phrase(*id), &patch)).map(drop)
        }
        Deed::Both { phrase: id, title, text: says } => {
            let patch =
                PhrasePatch { title: Some(title.clone()), parts: text(says), ..PhrasePatch::default() };
            book.transact(Op::EditPhrase, |t| t.edit_phrase(phrase(*id), &patch)).map(drop)
        }
        Deed::Move { phrase: id, place, before } => {
            let spot = before.map_or(Spot::Last, |before| Spot::Before(phrase(before)));
            book.transact(Op::MovePhrase, |t| t.move_phrase(phrase(*id), category(place), spot)).map(drop)
        }
        Deed::Delete { phrase: id } => {
            book.transact(Op::DeletePhrase, |t| t.delete_phrase(phrase(*id))).map(drop)
        }
        Deed::Restore { phrase: id } => {
            book.transact(Op::RestorePhrase, |t| t.restore_phrase(phrase(*id))).map(drop)
        }
        Deed::Transfer { phrase: id, library } => {
            let library = typed::<LibraryId>(*library);
            book.transact(Op::MovePhrase, |t| t.transfer_phrase(phrase(*id), library, None)).map(drop)
        }
        Deed::AddCategory { library, parent, name } => {
            let new = NewCategory {
                library: typed::<LibraryId>(*library),
                parent: category(parent),
                name: name.clone(),
                id: None,
                extra: Extra::new(),
            };
            book.transact(Op::AddCategory, |t| t.add_category(new)).map(drop)
        }
        Deed::Rename { category: id, name } => {
            let id = typed::<CategoryId>(*id);
            book.transact(Op::EditCategory, |t| t.rename_category(id, name)).map(drop)
        }
        Deed::MoveCategory { category: id, parent, first } => {
            let id = typed::<CategoryId>(*id);
            let spot = if *first { Spot::First } else { Spot::Last };
            book.transact(Op::MoveCategory, |t| t.move_category(id, category(parent), spot)).map(drop)
        }
        Deed::DeleteCategory { category: id, with_contents } => {
            let contents = if *with_contents { Contents::Delete } else { Contents::MoveUp };
            let id = typed::<CategoryId>(*id);
            book.transact(Op::DeleteCategory, |t| t.delete_category(id, contents)).map(drop)
        }
        Deed::Propose { phrase: id, text: says } => {
            let patch = PhrasePatch { parts: text(says), ..PhrasePatch::default() };
            book.propose_edit(phrase(*id), &patch).map(drop)
        }
        Deed::KeepMine { draft } => book.resolve_draft(*draft, &Resolution::KeepMine).map(drop),
        Deed::KeepTheirs { draft } => book.resolve_draft(*draft, &Resolution::KeepTheirs).map(drop),
        Deed::Note { subject } => book
            .add_follow_up(NewFollowUp {
                subject_kind: "order".into(),
                subject: subject.clone(),
                action: "dunned".into(),
                amount: None,
                note: None,
                by: "me".into(),
                due_at: None,
            })
            .map(drop),
        Deed::Use { phrase: id } => {
            book.record_use(&Use { phrase: phrase(*id), channel: None, surface: None })
        }
    }
}
