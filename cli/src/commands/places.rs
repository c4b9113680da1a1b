//! Which library and which category are meant.

use huashu_core::book::Tree;
use huashu_core::error::{Noun, Problem};
use huashu_core::ids::CategoryId;
use huashu_core::model::{Category, Library, LibraryKind, parse_path};
use huashu_core::{Error, PhraseBook};

use crate::error::Failure;

/// The library that something is written to: the one that is named, else the first personal one (design §8).
///
/// # Errors
/// `NotFound`, `Ambiguous`; [`Failure::NoLibrary`] where there is no personal one.
pub(crate) fn library_to_write(book: &PhraseBook, named: Option<&str>) -> Result<Library, Failure> {
    if let Some(named) = named {
        return Ok(book.find_library(named)?);
    }
    let personal = book.libraries()?.into_iter().find(|library| library.kind == LibraryKind::Personal);
    personal.ok_or(Failure::NoLibrary)
}

/// The libraries that are read: the one that is named, else all.
///
/// # Errors
/// `NotFound`, `Ambiguous`.
pub(crate) fn libraries_to_read(book: &PhraseBook, named: Option<&str>) -> Result<Vec<Library>, Failure> {
    match named {
        Some(named) => Ok(vec![book.find_library(named)?]),
        None => Ok(book.libraries()?),
    }
}

/// A path of names, at least one.
///
/// # Errors
/// `Invalid` for an empty one.
pub(crate) fn path(text: &str) -> Result<Vec<String>, Error> {
    let names = parse_path(text);
    if names.is_empty() {
        return Err(Error::Invalid { field: "category", problem: Problem::Empty });
    }
    Ok(names)
}

/// The category that an id or a path means; a path is looked for in the named library, else in the first personal
/// one, an id in any.
///
/// # Errors
/// `NotFound`; `Ambiguous` where siblings share the name.
pub(crate) fn category(book: &PhraseBook, text: &str, library: Option<&str>) -> Result<Category, Failure> {
    if let Ok(id) = text.parse::<CategoryId>() {
        let libraries = libraries_to_read(book, library)?;
        return find_id(book, &libraries, id)?.ok_or_else(|| not_found(text));
    }
    let names = path(text)?;
    let library = library_to_write(book, library)?;
    let categories = book.categories(library.id)?;
    let tree = Tree::of(&categories);
    let mut found: Vec<&Category> =
        categories.iter().filter(|category| tree.path(category.id) == names).collect();
    match (found.pop(), found.as_slice()) {
        (None, _) => Err(not_found(text)),
        (Some(category), []) => Ok(category.clone()),
        (Some(last), others) => Err(Failure::Core(Error::Ambiguous {
            noun: Noun::Category,
            name: text.to_owned(),
            ids: others.iter().copied().chain([last]).map(|category| category.id.to_string()).collect(),
        })),
    }
}

fn find_id(book: &PhraseBook, libraries: &[Library], id: CategoryId) -> Result<Option<Category>, Error> {
    for library in libraries {
        if let Some(found) = book.categories(library.id)?.into_iter().find(|category| category.id == id) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn not_found(text: &str) -> Failure {
    Failure::Core(Error::NotFound { noun: Noun::Category, name: text.to_owned() })
}
