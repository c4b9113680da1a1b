//! Searching a book: which phrases are asked, and what a hit shows.

use std::time::{Duration, Instant};

use super::live::age_days;
use super::{Approximate, Corpus, Entry, FieldSpans, Options, Query, Span};
use crate::book::{PhraseBook, Tree};
use crate::error::{Error, Noun, Result};
use crate::ids::{CategoryId, LibraryId};
use crate::model::{Phrase, Status, joined_text};
use crate::usage::Care;

/// Which phrases a search asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "SearchScope"))]
pub struct Scope {
    /// Those of one library; `None`: of all.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub library: Option<LibraryId>,
    /// Those in categories at this path of names, and below; empty: in any.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub category: Vec<String>,
    /// Also those that cannot be sent today: expired, upcoming, inactive, drafts.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub all: bool,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SearchResult {
    /// What the search alone took, without reading the book.
    pub took: Duration,
    /// How many phrases match; exact while `more` is false.
    pub total: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// The best of them, best first.
    pub hits: Vec<Hit>,
    /// Where nothing matches exactly, what the best hit matches instead: for `fahou` perhaps 发货.
    pub did_you_mean: Option<String>,
}

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "SearchHit"))]
pub struct Hit {
    /// The phrase.
    pub phrase: Phrase,
    /// The names of its categories from the top down.
    pub category: Vec<String>,
    /// Its text parts, joined by line breaks: what `spans.text` counts in.
    pub text: String,
    /// What keeps it from being sent today.
    pub status: Status,
    /// Its local records.
    pub care: Care,
    /// How well it matches, 0 to 1000: see [`super::Scored::score`].
    pub score: u32,
    /// Whether it was found by a fuzzy sound, a typo or a homophone.
    pub approximate: bool,
    /// What to highlight; `category` counts in the names joined by `/`, `keywords` in the words joined by spaces.
    pub spans: FieldSpans,
}

/// Phrases of a book, read and folded once, for one query after another while somebody types.
#[derive(Debug)]
pub struct Searchable {
    rows: Vec<Row>,
    corpus: Corpus,
}

#[derive(Debug)]
struct Row {
    phrase: Phrase,
    category: Vec<String>,
    text: String,
    status: Status,
    care: Care,
}

impl SearchResult {
    pub(crate) fn new(took: Duration, total: usize, more: bool, hits: Vec<Hit>) -> Self {
        // Exact hits come first, so one look at the first tells.
        let best = hits.first().filter(|hit| hit.approximate);
        let did_you_mean = best.and_then(Hit::matched_characters);
        Self { took, total: total as u64, more, hits, did_you_mean }
    }
}

impl Hit {
    /// What is highlighted in the first field that has anything: its runs, joined by spaces.
    fn matched_characters(&self) -> Option<String> {
        let label = &self.phrase.label;
        let fields = [
            (label.title.clone(), &self.spans.title),
            (self.text.clone(), &self.spans.text),
            (label.keywords.join(" "), &self.spans.keywords),
            (self.category.join("/"), &self.spans.category),
            (label.code.clone().unwrap_or_default(), &self.spans.code),
        ];
        let (text, spans) = fields.into_iter().find(|(_, spans)| !spans.is_empty())?;
        let run = |span: &Span| -> String {
            text.chars()
                .skip(span.start as usize)
                .take(span.end.saturating_sub(span.start) as usize)
                .collect()
        };
        Some(spans.iter().map(run).collect::<Vec<_>>().join(" "))
    }
}

impl PhraseBook {
    /// Reads the phrases of a scope and makes them ready for searching; some tens of microseconds a phrase.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope.
    pub fn searchable(&self, scope: &Scope) -> Result<Searchable> {
        let libraries = self.libraries_in(scope.library)?;
        let care = self.care()?;
        let mut rows = Vec::new();
        let mut category_found = scope.category.is_empty();
        for library in libraries {
            let tree = Tree::of(&self.categories(library.id)?);
            let inside = tree.below(&scope.category);
            category_found |= !inside.is_empty();
            let asked = |category: Option<CategoryId>| {
                scope.category.is_empty() || category.is_some_and(|category| inside.contains(&category))
            };
            let today = self.today_in(&library.time_zone);
            for phrase in self.phrases(library.id)? {
                let status = phrase.status(today);
                if !asked(phrase.place.category) || (status != Status::Active && !scope.all) {
                    continue;
                }
                rows.push(Row {
                    category: phrase.place.category.map(|id| tree.path(id)).unwrap_or_default(),
                    text: joined_text(&phrase.content.parts),
                    care: care.get(&phrase.id).copied().unwrap_or_default(),
                    status,
                    phrase,
                });
            }
        }
        if !category_found {
            return Err(Error::not_found(Noun::Category, scope.category.join("/")));
        }
        let now = self.clock.now();
        let paths: Vec<String> = rows.iter().map(|row| row.category.join("/")).collect();
        let keywords: Vec<String> = rows.iter().map(|row| row.phrase.label.keywords.join(" ")).collect();
        let corpus = Corpus::new(rows.iter().enumerate().map(|(index, row)| Entry {
            title: &row.phrase.label.title,
            code: row.phrase.label.code.as_deref().unwrap_or_default(),
            text: &row.text,
            category_path: &paths[index],
            keywords: &keywords[index],
            favourite: row.care.favourite,
            uses: row.care.uses,
            last_used_age_days: age_days(&row.care, now),
            order: u32::try_from(index).unwrap_or(u32::MAX),
        }));
        Ok(Searchable { rows, corpus })
    }
}

impl Searchable {
    /// The best `limit` phrases for a query; 0 asks for all. An empty query finds every phrase.
    pub fn search(&self, query: &str, limit: usize, approximate: Approximate) -> SearchResult {
        let start = Instant::now();
        let found = self.corpus.find(&Query::parse(query), &Options { limit, approximate });
        let took = start.elapsed();
        let hits = found.hits.into_iter().filter_map(|scored| {
            let row = self.rows.get(scored.index)?;
            Some(Hit {
                phrase: row.phrase.clone(),
                category: row.category.clone(),
                text: row.text.clone(),
                status: row.status,
                care: row.care,
                score: scored.score,
                approximate: scored.approximate,
                spans: scored.spans,
            })
        });
        SearchResult::new(took, found.total, found.more, hits.collect())
    }

    /// How many phrases are asked.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PhraseId;
    use crate::model::{NewLibrary, NewPhrase, PhrasePatch, parse_path};
    use crate::store::Op;
    use crate::usage::Use;

    struct Bench {
        _folder: tempfile::TempDir,
        book: PhraseBook,
        ids: Vec<PhraseId>,
    }

    fn bench(rows: &[(&str, &str, &str, &str)]) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        let ids = book
            .transact(Op::Init, |t| {
                let library = t.add_library(NewLibrary::personal("我的话术"))?.id;
                rows.iter()
                    .map(|(path, title, text, code)| {
                        let category = t.category_at(library, &parse_path(path))?;
                        let mut new = NewPhrase { category, ..NewPhrase::text(library, *title, *text) };
                        new.label.code = Some((*code).to_owned());
                        Ok(t.add_phrase(new)?.id)
                    })
                    .collect()
            })
            .unwrap()
            .value;
        Bench { _folder: folder, book, ids }
    }

    fn titles(book: &PhraseBook, query: &str, scope: &Scope) -> Vec<String> {
        let result = book.search(query, scope, 20, Approximate::NONE).unwrap();
        result.hits.into_iter().map(|hit| hit.phrase.label.title).collect()
    }

    #[test]
    fn a_scope_narrows_by_category_and_status() {
        let Bench { mut book, ids, .. } = bench(&[
            ("售后/退款", "退款到账", "三天内到账", "tk1"),
            ("售后", "退换说明", "退款或换货", "th1"),
            ("售前", "退款政策", "七天无理由", "tk2"),
        ]);
        let scope = |path: &str, all| Scope { library: None, category: parse_path(path), all };
        assert_eq!(titles(&book, "tk", &scope("售后", false)), ["退款到账", "退换说明"]);
        assert_eq!(titles(&book, "tk", &scope("售后/退款", false)), ["退款到账"]);
        assert!(book.search("tk", &scope("售中", false), 20, Approximate::NONE).is_err());
        let off = PhrasePatch { active: Some(false), ..PhrasePatch::default() };
        book.transact(Op::EditPhrase, |t| t.edit_phrase(ids[0], &off)).unwrap();
        assert_eq!(titles(&book, "到账", &scope("", false)), Vec::<String>::new());
        let all = book.search("到账", &scope("", true), 20, Approximate::NONE).unwrap();
        assert_eq!(all.hits[0].status, Status::Inactive);
    }

    #[test]
    fn use_orders_equals_and_nothing_else() {
        let Bench { mut book, ids, .. } = bench(&[
            ("", "发货一", "内容", "a1"),
            ("", "发货二", "内容", "a2"),
            ("", "说明", "发货三", "a3"),
        ]);
        assert_eq!(titles(&book, "fahuo", &Scope::default()), ["发货一", "发货二", "说明"]);
        for id in [ids[1], ids[2], ids[2], ids[2]] {
            book.record_use(&Use { phrase: id, channel: None, surface: None }).unwrap();
        }
        assert_eq!(titles(&book, "fahuo", &Scope::default()), ["发货二", "发货一", "说明"]);
    }

    #[test]
    fn spans_count_in_what_the_hit_shows() {
        let Bench { book, .. } = bench(&[("售后/退款", "到账时间", "款项原路退回", "dz1")]);
        let found = book.search("退款 yuanlu", &Scope::default(), 20, Approximate::NONE).unwrap();
        let hit = &found.hits[0];
        assert_eq!(hit.category.join("/").chars().skip(3).take(2).collect::<String>(), "退款");
        assert_eq!(hit.spans.category.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>(), [(3, 5)]);
        assert_eq!(hit.spans.text.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>(), [(2, 4)]);
    }
}
