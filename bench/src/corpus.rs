//! The phrases of a corpus, as every engine is given them.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use clap::ValueEnum;
use huashu_core::search::{FieldSpans, Span};
use serde::{Deserialize, Serialize};

use crate::Result;

/// The fields of a phrase that are searched, in the order in which a match in them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Code,
    Category,
    Keywords,
    Text,
}

impl Field {
    /// How much less a match in this field counts than one in the title.
    pub(crate) fn rank(self) -> u32 {
        self as u32
    }
}

/// Which fields an engine is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub(crate) enum Fields {
    All,
    Titles,
}

impl Fields {
    /// The fields, in the order of their rank.
    pub(crate) fn list(self) -> &'static [Field] {
        match self {
            Self::All => &[Field::Title, Field::Code, Field::Category, Field::Keywords, Field::Text],
            Self::Titles => &[Field::Title],
        }
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all fields",
            Self::Titles => "titles",
        })
    }
}

/// One phrase.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrase {
    pub(crate) title: String,
    pub(crate) code: String,
    /// The names of the categories from the root, joined by `/`.
    pub(crate) category: String,
    /// Joined by spaces.
    pub(crate) keywords: String,
    pub(crate) text: String,
    pub(crate) uses: u32,
    pub(crate) last_used_age_days: Option<u32>,
}

impl Phrase {
    pub(crate) fn field(&self, field: Field) -> &str {
        match field {
            Field::Title => &self.title,
            Field::Code => &self.code,
            Field::Category => &self.category,
            Field::Keywords => &self.keywords,
            Field::Text => &self.text,
        }
    }
}

/// The spans of one field.
pub(crate) fn spans_of(spans: &mut FieldSpans, field: Field) -> &mut Vec<Span> {
    match field {
        Field::Title => &mut spans.title,
        Field::Code => &mut spans.code,
        Field::Category => &mut spans.category,
        Field::Keywords => &mut spans.keywords,
        Field::Text => &mut spans.text,
    }
}

/// A line of a corpus made by `scripts/data/phrase_corpus.py`.
#[derive(Deserialize)]
struct Line {
    title: String,
    code: String,
    body: String,
    category: String,
    tags: Vec<String>,
    uses: u32,
    /// Seconds since the last use.
    last: Option<u32>,
}

/// Reads a corpus. The phrases are numbered from 0 in the order of the file.
pub(crate) fn read(path: &Path) -> Result<Vec<Phrase>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut phrases = Vec::new();
    for (line, number) in BufReader::new(file).lines().zip(1..) {
        let line: Line =
            serde_json::from_str(&line?).map_err(|error| format!("{}:{number}: {error}", path.display()))?;
        phrases.push(Phrase {
            title: line.title,
            code: line.code,
            category: line.category,
            keywords: line.tags.join(" "),
            text: line.body,
            uses: line.uses,
            last_used_age_days: line.last.map(|seconds| seconds / 86_400),
        });
    }
    Ok(phrases)
}

/// How many phrases a corpus has.
pub(crate) fn count(path: &Path) -> Result<usize> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(BufReader::new(file).split(b'\n').count())
}
