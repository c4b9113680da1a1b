//! Tests of suggest as a whole: the frozen messages, the life of the index, and what a book answers.

mod answers;
mod life;
mod measured;

use crate::book::PhraseBook;
use crate::ids::{LibraryId, PhraseId};
use crate::model::{NewLibrary, NewPhrase, parse_path};
use crate::search::Scope;
use crate::store::{Access, Op};

/// A book in a folder of its own.
struct Bench {
    folder: tempfile::TempDir,
    book: PhraseBook,
    library: LibraryId,
}

impl Bench {
    /// A book with these phrases: category, title, text.
    fn new(rows: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        let new = NewLibrary::personal("我的话术");
        let library = book.transact(Op::AddLibrary, |t| t.add_library(new)).unwrap().value.id;
        let mut bench = Self { folder, book, library };
        for (category, title, text) in rows {
            bench.add(category, title, text);
        }
        bench
    }

    /// A book that keeps its index in a folder however small it is.
    fn in_folder(rows: &[(&str, &str, &str)]) -> Self {
        let mut bench = Self::new(rows);
        bench.book.suggest.small = 0;
        bench
    }

    fn add(&mut self, category: &str, title: &str, text: &str) -> PhraseId {
        let library = self.library;
        let added = self.book.transact(Op::AddPhrase, |t| {
            let category = t.category_at(library, &parse_path(category))?;
            Ok(t.add_phrase(NewPhrase { category, ..NewPhrase::text(library, title, text) })?.id)
        });
        added.unwrap().value
    }

    /// The same book, opened by somebody else.
    fn reopened(&self) -> PhraseBook {
        let mut book = PhraseBook::open(self.folder.path(), Access::Write).unwrap();
        book.suggest.small = self.book.suggest.small;
        book
    }
}

/// The titles that answer a message.
fn titles(book: &PhraseBook, message: &str) -> Vec<String> {
    titles_in(book, message, &Scope::default())
}

fn titles_in(book: &PhraseBook, message: &str, scope: &Scope) -> Vec<String> {
    let hits = book.suggest(message, scope, 5).unwrap().hits;
    hits.into_iter().map(|hit| hit.phrase.label.title).collect()
}
