//! The engines that are measured, ours and the peers, behind one trait.

mod brute;
mod enumerate;
mod ib;
mod node;
mod nucleo;
mod ours;
mod stacked;
mod trigram;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use huashu_core::search::{Corpus, FieldSpans};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::corpus::{Fields, Phrase};

/// A phrase that was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hit {
    /// Its number in the corpus, from 0.
    pub(crate) index: usize,
    /// What to highlight; empty where the engine does not tell.
    pub(crate) spans: FieldSpans,
}

/// A built engine.
pub(crate) trait Engine {
    /// The best hits, best first, with their spans: what a person who types is shown.
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>>;

    /// Every phrase that matches, in any order; `approximate` calls upon the ways that correct what was typed, where the
    /// engine has them apart from the others.
    fn all(&mut self, query: &str, approximate: bool) -> Result<Vec<usize>>;

    /// Bytes of the files that the engine keeps.
    fn disk(&self) -> u64 {
        0
    }

    /// What the process costs that does the work, where it is not this one.
    fn elsewhere(&self) -> Option<Elsewhere> {
        None
    }
}

/// The costs of another process.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Elsewhere {
    /// CPU time of the build.
    pub(crate) build: Duration,
    /// CPU time since the build.
    pub(crate) queries: Duration,
    /// How much its resident memory has grown since before the build, in bytes.
    pub(crate) grown: u64,
}

/// What an engine is built from.
pub(crate) struct Source<'a> {
    pub(crate) phrases: &'a [Phrase],
    /// The file that the phrases come from.
    pub(crate) corpus: &'a Path,
    pub(crate) fields: Fields,
    /// A folder of its own for its files.
    pub(crate) scratch: &'a Path,
    /// The folder that npm has installed the JavaScript peers in.
    pub(crate) node: Option<PathBuf>,
}

/// An engine by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
pub(crate) enum Name {
    Index,
    Scan,
    Brute,
    Tantivy,
    Trigram,
    Ib,
    Nucleo,
    PinyinMatch,
    PinyinPro,
}

impl Name {
    /// Whether it is one of ours. Of several the first one that was measured stands for the product.
    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Self::Index | Self::Scan)
    }

    /// Whether it runs in Node.
    pub(crate) fn needs_node(self) -> bool {
        matches!(self, Self::PinyinMatch | Self::PinyinPro)
    }

    /// The name and version for the tables.
    pub(crate) fn title(self) -> String {
        match self {
            Self::Index => "huashu, index".to_owned(),
            Self::Scan => "huashu, scan".to_owned(),
            Self::Brute => "brute force".to_owned(),
            Self::Tantivy => format!("tantivy {}, stacked tokens", crate_version("tantivy")),
            Self::Trigram => format!("SQLite {} FTS5 trigram", rusqlite::version()),
            Self::Ib => format!("ib-matcher {}", crate_version("ib-matcher")),
            Self::Nucleo => format!("nucleo-matcher {}", crate_version("nucleo-matcher")),
            Self::PinyinMatch => format!("pinyin-match {} (JS)", node::version("pinyin-match")),
            Self::PinyinPro => format!("pinyin-pro {} (JS)", node::version("pinyin-pro")),
        }
    }

    /// Whether it keeps files that can be opened again.
    pub(crate) fn keeps_files(self) -> bool {
        matches!(self, Self::Tantivy | Self::Trigram)
    }

    /// Opens the files that [`Name::build`] has left in the scratch folder; builds it if it keeps none.
    pub(crate) fn open(self, source: &Source<'_>) -> Result<Box<dyn Engine>> {
        match self {
            Self::Tantivy => Ok(Box::new(stacked::Stacked::open(source)?)),
            Self::Trigram => Ok(Box::new(trigram::Trigram::open(source)?)),
            _ => self.build(source),
        }
    }

    /// Builds it.
    pub(crate) fn build(self, source: &Source<'_>) -> Result<Box<dyn Engine>> {
        Ok(match self {
            Self::Index => Box::new(ours::Ours::<ours::Indexed>::build(source)),
            Self::Scan => Box::new(ours::Ours::<Corpus>::build(source)),
            Self::Brute => Box::new(enumerate::Enumerate::new(source, brute::Brute::build(source))),
            Self::Tantivy => Box::new(stacked::Stacked::build(source)?),
            Self::Trigram => Box::new(trigram::Trigram::build(source)?),
            Self::Ib => Box::new(enumerate::Enumerate::new(source, ib::Ib::build(source))),
            Self::Nucleo => Box::new(enumerate::Enumerate::new(source, nucleo::Nucleo::build(source))),
            Self::PinyinMatch => Box::new(node::Node::start("pinyin-match", source)?),
            Self::PinyinPro => Box::new(node::Node::start("pinyin-pro", source)?),
        })
    }
}

/// The version of a dependency, as locked.
fn crate_version(name: &str) -> &'static str {
    let lock = include_str!("../../../Cargo.lock");
    let package = format!("name = \"{name}\"\nversion = \"");
    lock.split_once(package.as_str())
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(version, _)| version)
}

#[cfg(test)]
mod tests;
