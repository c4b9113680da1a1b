//! A phrase as a row of cells: what CSV and XLSX write, and what an import compares a row with.

use std::collections::{BTreeMap, BTreeSet};

use super::{LibraryTree, file_names};
use crate::book::Tree;
use crate::ids::BlobId;
use crate::import::VariantKey;
use crate::import::cell::{joined_keywords, joined_period};
use crate::import::headers::Column;
use crate::model::{Part, Phrase, PublishState, Validity, format_path, joined_text};

/// The columns that an export of these libraries has, in order.
pub(super) fn columns(trees: &[LibraryTree]) -> Vec<Column> {
    let phrases = || trees.iter().flat_map(|tree| &tree.phrases);
    let any = |test: &dyn Fn(&Phrase) -> bool| phrases().any(test);
    let mut columns = vec![Column::Id];
    if trees.len() > 1 {
        columns.push(Column::Library);
    }
    columns.extend([Column::Category, Column::Title, Column::Text, Column::Code, Column::Keywords]);
    columns.push(Column::Images);
    if any(&|phrase| phrase.content.parts.iter().any(|part| matches!(part, Part::File(_)))) {
        columns.push(Column::Files);
    }
    columns.extend([Column::Valid, Column::Active]);
    if any(&|phrase| phrase.label.review_by.is_some()) {
        columns.push(Column::ReviewBy);
    }
    if any(&|phrase| phrase.content.lang.is_some()) {
        columns.push(Column::Lang);
    }
    if any(&|phrase| phrase.content.sensitive) {
        columns.push(Column::Sensitive);
    }
    if any(&|phrase| phrase.label.publish_state == PublishState::Draft) {
        columns.push(Column::PublishState);
    }
    let keys: BTreeSet<VariantKey> = phrases()
        .flat_map(|phrase| &phrase.content.variants)
        .map(|variant| VariantKey { channel: variant.channel.clone(), lang: variant.lang.clone() })
        .filter(|key| key.channel.is_some() || key.lang.is_some())
        .collect();
    columns.extend(keys.into_iter().map(Column::Variant));
    columns
}

/// A table ready to be written: headers, then rows of cells as text, not yet neutralised.
pub(super) struct Table<'a> {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row<'a>>,
    /// The blobs with the names under which they lie beside the file.
    pub(super) names: BTreeMap<BlobId, String>,
}

pub(super) struct Row<'a> {
    pub(super) phrase: &'a Phrase,
    pub(super) library: &'a str,
    pub(super) path: Vec<String>,
}

impl<'a> Table<'a> {
    pub(super) fn of(trees: &'a [LibraryTree]) -> Self {
        let rows = trees.iter().flat_map(|tree| {
            let nodes = Tree::of(&tree.categories);
            tree.phrases.iter().map(move |phrase| Row {
                phrase,
                library: &tree.library.name,
                path: phrase.place.category.map(|category| nodes.path(category)).unwrap_or_default(),
            })
        });
        Self {
            columns: columns(trees),
            rows: rows.collect(),
            names: file_names(trees.iter().flat_map(|tree| &tree.phrases)),
        }
    }

    pub(super) fn headers(&self) -> Vec<String> {
        self.columns.iter().map(Column::header).collect()
    }

    /// The text of one cell.
    pub(super) fn cell(&self, row: &Row<'_>, column: &Column) -> String {
        match column {
            Column::Library => row.library.to_owned(),
            Column::Category => format_path(&row.path),
            Column::Images => self.names_of(&row.phrase.content.parts, |part| matches!(part, Part::Image(_))),
            Column::Files => self.names_of(&row.phrase.content.parts, |part| matches!(part, Part::File(_))),
            column => cell(row.phrase, column),
        }
    }

    fn names_of(&self, parts: &[Part], wanted: impl Fn(&Part) -> bool) -> String {
        let names: Vec<&str> = parts
            .iter()
            .filter(|part| wanted(part))
            .filter_map(|part| part.blob().and_then(|blob| self.names.get(blob)))
            .map(String::as_str)
            .collect();
        names.join(";")
    }
}

/// What a cell says about a phrase, for the columns that the phrase alone decides; the others are empty.
pub(crate) fn cell(phrase: &Phrase, column: &Column) -> String {
    match column {
        Column::Id => phrase.id.to_string(),
        Column::Title => phrase.label.title.clone(),
        Column::Text => joined_text(&phrase.content.parts),
        Column::Code => phrase.label.code.clone().unwrap_or_default(),
        Column::Keywords => joined_keywords(&phrase.label.keywords),
        Column::Valid => {
            let Validity { from, until } = phrase.content.valid;
            joined_period(from, until)
        }
        Column::Active => if phrase.label.active { "启用" } else { "停用" }.to_owned(),
        Column::ReviewBy => phrase.label.review_by.map(|day| day.to_string()).unwrap_or_default(),
        Column::Lang => phrase.content.lang.as_ref().map(ToString::to_string).unwrap_or_default(),
        Column::Sensitive => if phrase.content.sensitive { "是" } else { "" }.to_owned(),
        Column::PublishState => match phrase.label.publish_state {
            PublishState::Draft => "草稿",
            PublishState::Published => "已发布",
        }
        .to_owned(),
        Column::Variant(key) => variant_text(phrase, key),
        Column::Library
        | Column::Category
        | Column::CategoryLevel(_)
        | Column::Images
        | Column::Files
        | Column::ValidFrom
        | Column::ValidUntil => String::new(),
    }
}

fn variant_text(phrase: &Phrase, key: &VariantKey) -> String {
    let variants = &phrase.content.variants;
    let found = variants.iter().find(|variant| variant.channel == key.channel && variant.lang == key.lang);
    found.map(|variant| joined_text(&variant.parts)).unwrap_or_default()
}
