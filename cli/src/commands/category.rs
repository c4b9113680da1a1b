//! `huashu category …`.

use std::collections::HashMap;

use huashu_core::PhraseBook;
use huashu_core::book::Tree;
use huashu_core::ids::CategoryId;
use huashu_core::model::Category;
use huashu_core::store::{Contents, Op, Spot};

use super::places::{self, libraries_to_read, library_to_write};
use crate::app::App;
use crate::args::{CategoryCommand, CategoryMoveArgs};
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{CategoryView, LibraryTree, TreeView};

pub(crate) fn run(app: &App, command: CategoryCommand) -> Result<Exit, Failure> {
    match command {
        CategoryCommand::List(args) => list(app, args.library.as_deref()),
        CategoryCommand::Add(args) => {
            let names = places::path(&args.path)?;
            let mut book = app.write()?;
            let library = library_to_write(&book, args.library.as_deref())?;
            let output =
                book.transact(Op::AddCategory, |transaction| transaction.category_at(library.id, &names))?;
            let done = if output.changes.is_empty() { text::THERE_ALREADY } else { text::ADDED };
            let id = output.value;
            let found = book.categories(library.id)?.into_iter().find(|category| Some(category.id) == id);
            let category =
                found.ok_or_else(|| Failure::Internal("the new category is not there".to_owned()))?;
            app.out.answer(&view(&book, &category)?.done(done))
        }
        CategoryCommand::Rename(args) => {
            let mut book = app.write()?;
            let id = places::category(&book, &args.which.path, args.which.library.as_deref())?.id;
            let category = book
                .transact(Op::EditCategory, |transaction| transaction.rename_category(id, &args.name))?
                .value;
            app.out.answer(&view(&book, &category)?.done(text::RENAMED))
        }
        CategoryCommand::Move(args) => relocate(app, &args),
        CategoryCommand::Delete(args) => {
            let mut book = app.write()?;
            let category = places::category(&book, &args.which.path, args.which.library.as_deref())?;
            let answer = view(&book, &category)?;
            let contents = if args.with_contents { Contents::Delete } else { Contents::MoveUp };
            book.transact(Op::DeleteCategory, |transaction| {
                transaction.delete_category(category.id, contents)
            })?;
            let done = if args.with_contents { text::DELETED_WITH_CONTENTS } else { text::DELETED_MOVED_UP };
            app.out.answer(&answer.done(done))
        }
    }
}

fn list(app: &App, library: Option<&str>) -> Result<Exit, Failure> {
    let book = app.read()?;
    let mut libraries = Vec::new();
    for library in libraries_to_read(&book, library)? {
        let categories = book.categories(library.id)?;
        let tree = Tree::of(&categories);
        let counts = book.phrase_counts(library.id)?;
        let by_id: HashMap<CategoryId, &Category> =
            categories.iter().map(|category| (category.id, category)).collect();
        let in_order = tree.in_order().iter().filter_map(|id| by_id.get(id));
        let views = in_order.map(|category| {
            let count = counts.get(&Some(category.id)).copied().unwrap_or(0);
            CategoryView::new(category, tree.path(category.id), count)
        });
        libraries.push(LibraryTree {
            id: library.id,
            name: library.name,
            phrases: counts.values().sum(),
            categories: views.collect(),
        });
    }
    app.out.answer(&TreeView { libraries })
}

fn relocate(app: &App, args: &CategoryMoveArgs) -> Result<Exit, Failure> {
    let CategoryMoveArgs { which, to, top, first, last, before, after } = args;
    let mut book = app.write()?;
    let library = which.library.as_deref();
    let category = places::category(&book, &which.path, library)?;
    let home = category.library.to_string();
    let find = |text: &str| places::category(&book, text, Some(&home));
    let (spot, neighbour) = match (before, after) {
        (Some(before), _) => {
            let neighbour = find(before)?;
            (Spot::Before(neighbour.id), Some(neighbour))
        }
        (None, Some(after)) => {
            let neighbour = find(after)?;
            (Spot::After(neighbour.id), Some(neighbour))
        }
        (None, None) if *first => (Spot::First, None),
        (None, None) => (Spot::Last, None),
    };
    let parent = match (to, neighbour) {
        (Some(to), _) => Some(find(to)?.id),
        (None, _) if *top => None,
        // Beside a neighbour means: where the neighbour lies.
        (None, Some(neighbour)) => neighbour.parent,
        (None, None) if *first || *last => category.parent,
        (None, None) => {
            return Err(Failure::usage(text::CATEGORY_WHERE_TO, &[]));
        }
    };
    let moved = book
        .transact(Op::MoveCategory, |transaction| transaction.move_category(category.id, parent, spot))?
        .value;
    app.out.answer(&view(&book, &moved)?.done(text::MOVED))
}

fn view(book: &PhraseBook, category: &Category) -> Result<CategoryView, Failure> {
    let path = book.category_path(Some(category.id))?;
    let phrases = book.phrase_counts(category.library)?.get(&Some(category.id)).copied().unwrap_or(0);
    Ok(CategoryView::new(category, path, phrases))
}
