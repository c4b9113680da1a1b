//! From the rows of a table to drafts: the same for CSV and XLSX.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::civil::Date;

use super::attachment::Attachment;
use super::cell;
use super::draft::{CategoryRef, Draft, LibraryRef, Reading, VariantText};
use super::headers::{Column, Headers, examples};
use super::limits::{HEADER_ROWS, MAX_CELL, MAX_COLUMNS, MAX_ROWS};
use super::neighbours::Neighbours;
use super::placeholders::converted;
use super::report::{Fault, Issue, Reason};
use crate::compose::check_text;
use crate::error::{Bilingual, Error, Limit, Problem, Result};
use crate::ids::PhraseId;
use crate::model::{MAX_CODE, MAX_KEYWORDS, MAX_NAME, MAX_TEXT, MAX_TITLE, parse_path};

/// A table whose header row is known, and what its rows say so far.
pub(crate) struct Table<'n> {
    headers: Headers,
    neighbours: &'n Neighbours,
    reading: Reading,
    rows: u64,
    serials: Serials,
    /// Cells bear the mark that keeps a spreadsheet from calculating.
    marked: bool,
}

/// Tells a column of serial numbers (1, 2, 3 …), which some lists head 编号, from one of ids: until the last row is
/// seen, a number may be either.
#[derive(Default)]
struct Serials {
    last: u64,
    /// The issues of the rows whose drafts fall away if the numbers are no serial numbers.
    pending: Vec<Issue>,
    broken: bool,
}

/// What a spreadsheet shows where a formula failed.
const FORMULA_ERRORS: [&str; 8] =
    ["#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];

/// The row with the headers: of the first [`HEADER_ROWS`], the one that says the most, and of several the first.
pub(crate) fn find_headers(candidates: impl Iterator<Item = (u64, Headers)>) -> Option<(u64, Headers)> {
    let describing = candidates.take(HEADER_ROWS).filter(|(_, headers)| headers.describe_phrases());
    describing.reduce(|best, next| if next.1.known() > best.1.known() { next } else { best })
}

/// The error for a table in which no row heads its columns in a way that we know.
pub(crate) fn no_headers(file: &str, first_row: &[String]) -> Error {
    let (chinese, english) = examples();
    let found: Vec<&str> =
        first_row.iter().map(String::as_str).filter(|name| !name.is_empty()).take(12).collect();
    let found = found.join(" | ");
    let problem = Bilingual::new(
        format!("前 {HEADER_ROWS} 行里没有认识的表头。认识的有：{chinese} 等；第一行是：{found}"),
        format!(
            "no row of the first {HEADER_ROWS} has headers that are known, such as {english}; the first row is: {found}"
        ),
    );
    Error::Unreadable { file: file.to_owned(), problem, row: None, column: None }
}

impl<'n> Table<'n> {
    /// # Errors
    /// [`Error::TooLarge`] for more than [`MAX_COLUMNS`] headers.
    pub(crate) fn new(headers: Headers, neighbours: &'n Neighbours) -> Result<Self> {
        if headers.columns.len() > MAX_COLUMNS {
            return Err(Error::TooLarge { what: Limit::Columns, max: MAX_COLUMNS as u64 });
        }
        let reading = Reading { unmapped: headers.unmapped(), ..Reading::default() };
        Ok(Self { headers, neighbours, reading, rows: 0, serials: Serials::default(), marked: true })
    }

    /// For a table that no spreadsheet had in hand: a `'` is a `'`.
    pub(crate) fn unmarked(self) -> Self {
        Self { marked: false, ..self }
    }

    /// Takes one row; a blank one is passed over. `pictures` are those that the row holds rather than names.
    ///
    /// # Errors
    /// [`Error::TooLarge`] past [`MAX_ROWS`]; what is wrong with one row goes to its report.
    pub(crate) fn push(&mut self, row: u64, cells: &[Cow<'_, str>], pictures: Vec<Attachment>) -> Result<()> {
        let known = || self.headers.columns.iter().zip(cells).filter(|(column, _)| column.is_some());
        if pictures.is_empty() && known().all(|(_, cell)| cell.trim().is_empty()) {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS });
        }
        if cells.iter().skip(self.headers.columns.len()).any(|cell| !cell.trim().is_empty()) {
            let fault = Fault::new(
                Reason::RowTooLong,
                "这一行的格子比表头多，多出的没有读",
                "the row has more cells than there are headers; those beyond were not read",
            );
            self.reading.warnings.push(Issue::new(row, None, fault));
        }
        match self.draft(row, cells, pictures) {
            Ok(draft) => self.reading.drafts.push(draft),
            Err(issue) => self.reading.failed.push(issue),
        }
        Ok(())
    }

    /// Records a row that could not be read at all.
    pub(crate) fn fail(&mut self, issue: Issue) {
        self.reading.failed.push(issue);
    }

    /// What a column holds, if that is known.
    pub(crate) fn column(&self, index: usize) -> Option<&Column> {
        self.headers.columns.get(index)?.as_ref()
    }

    /// The header of a column, for messages.
    pub(crate) fn header(&self, index: usize) -> Option<&str> {
        self.headers.names.get(index).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// Everything that was read.
    pub(crate) fn finish(mut self) -> Reading {
        let Serials { pending, broken, .. } = self.serials;
        if broken || pending.len() < 2 {
            let rows: HashSet<u64> = pending.iter().map(|issue| issue.row).collect();
            self.reading.drafts.retain(|draft| !rows.contains(&draft.row));
            self.reading.failed.extend(pending);
            self.reading.failed.sort_by_key(|issue| issue.row);
        } else if let Some(column) = pending.into_iter().find_map(|issue| issue.column) {
            let fault = Fault::new(
                Reason::SerialNumbers,
                "这一列是序号，不是话术编号，没有用它",
                "this column holds serial numbers, not ids; it was not used",
            );
            self.reading.warnings.push(Issue::new(0, Some(&column), fault));
            self.reading.unmapped.push(column);
        }
        self.reading
    }

    fn draft(&mut self, row: u64, cells: &[Cow<'_, str>], pictures: Vec<Attachment>) -> Result<Draft, Issue> {
        let mut draft = Draft { row, ..Draft::default() };
        let mut levels: Option<Vec<String>> = None;
        for (index, column) in self.headers.columns.iter().enumerate() {
            let Some(column) = column else { continue };
            let cell = cells.get(index).map(Cow::as_ref).unwrap_or_default();
            let issue =
                |fault: Fault| Issue::new(row, self.headers.names.get(index).map(String::as_str), fault);
            checked(cell).map_err(issue)?;
            let cell = if self.marked { cell::restored(cell) } else { cell };
            match column {
                Column::Id => match id(cell).map_err(issue) {
                    Ok(id) => {
                        self.serials.broken |= id.is_some();
                        draft.id = id;
                    }
                    Err(malformed) => self.serials.defer(cell, malformed)?,
                },
                Column::CategoryLevel(_) => {
                    let level = cell::tidy_line(cell);
                    levels.get_or_insert_default().extend((!level.is_empty()).then_some(level));
                }
                Column::Images | Column::Files => {
                    let missing = self.attach(&mut draft, column, cell).map_err(issue)?;
                    self.reading.warnings.extend(missing.into_iter().map(issue));
                }
                _ => fill(&mut draft, column, cell).map_err(issue)?,
            }
        }
        if let Some(levels) = levels {
            draft.category = Some(joined_category(draft.category.take(), levels));
        }
        if !pictures.is_empty() {
            let images = draft.images.take().unwrap_or_default();
            draft.images = Some(pictures.into_iter().chain(images).collect());
        }
        settle_texts(&mut draft, &self.headers)?;
        Ok(draft)
    }

    /// Finds the files that a cell names; returns what to say of those that are nowhere.
    fn attach(&self, draft: &mut Draft, column: &Column, cell: &str) -> Result<Vec<Fault>, Fault> {
        let mut missing = Vec::new();
        let mut found = Vec::new();
        for name in cell::file_names(cell) {
            match self.neighbours.find(name)? {
                Some(attachment) => found.push(attachment),
                None => missing.push(missing_file(name)),
            }
        }
        draft.incomplete |= !missing.is_empty();
        let list = if *column == Column::Images { &mut draft.images } else { &mut draft.files };
        list.get_or_insert_default().extend(found);
        Ok(missing)
    }
}

impl Serials {
    /// Puts a row off until the whole column is known, if its cell may be a serial number.
    fn defer(&mut self, cell: &str, malformed: Issue) -> Result<(), Issue> {
        let digits = cell.trim();
        let number = digits.parse().ok().filter(|_| digits.len() < 10);
        let Some(number) = number else {
            self.broken = true;
            return Err(malformed);
        };
        self.broken |= number <= self.last && !self.pending.is_empty();
        self.last = number;
        self.pending.push(malformed);
        Ok(())
    }
}

pub(crate) fn missing_file(name: &str) -> Fault {
    Fault::new(
        Reason::MissingFile,
        format!("没有找到“{name}”：放在表格旁边的 images 文件夹或同名 .files 文件夹里；这一行已导入，但缺它"),
        format!(
            "“{name}” was not found beside the table, in images/ or in the folder named like it; the row was taken without it"
        ),
    )
}

/// Puts one cell into its field.
fn fill(draft: &mut Draft, column: &Column, cell: &str) -> Result<(), Fault> {
    match column {
        Column::Library => {
            let name = cell::tidy_line(cell);
            draft.library = (!name.is_empty()).then_some(LibraryRef::Named(name));
        }
        Column::Category => draft.category = Some(CategoryRef::Path(category(cell)?)),
        Column::Title => draft.title = Some(cell::tidy_line(cell)).filter(|title| !title.is_empty()),
        Column::Text => draft.text = Some(cell::tidy_text(cell)),
        Column::Code => {
            let code = cell::tidy_line(cell);
            at_most(&code, MAX_CODE)?;
            draft.code = Some((!code.is_empty()).then_some(code));
        }
        Column::Keywords => draft.keywords.get_or_insert_default().extend(keywords(cell)?),
        Column::Valid => {
            let (from, until) = cell::period(cell)?;
            (draft.valid_from, draft.valid_until) = (Some(from), Some(until));
        }
        Column::ValidFrom => draft.valid_from = Some(day(cell)?),
        Column::ValidUntil => draft.valid_until = Some(day(cell)?),
        Column::Active => draft.active = Some(cell::switch(cell, true)?),
        Column::ReviewBy => draft.review_by = Some(day(cell)?),
        Column::Lang => draft.lang = Some(cell::language(cell)?),
        Column::Sensitive => draft.sensitive = Some(cell::switch(cell, false)?),
        Column::PublishState => draft.publish_state = Some(cell::publish_state(cell)?),
        Column::Variant(key) => {
            draft.variant_texts.push(VariantText { key: key.clone(), text: cell::tidy_text(cell) });
        }
        Column::Id | Column::CategoryLevel(_) | Column::Images | Column::Files => {}
    }
    Ok(())
}

/// What every cell must pass.
fn checked(cell: &str) -> Result<(), Fault> {
    if cell.len() > MAX_CELL {
        return Err(Problem::TooLong { max: MAX_TEXT }.into());
    }
    if cell::has_control(cell) {
        return Err(Problem::Control.into());
    }
    if cell.starts_with('#') && FORMULA_ERRORS.contains(&cell.trim()) {
        let shown = cell.trim();
        return Err(Fault::new(
            Reason::FormulaError,
            format!("表格在这里显示错误 {shown}"),
            format!("the spreadsheet shows the error {shown} here"),
        ));
    }
    Ok(())
}

/// Turns placeholders into variables and checks what comes out. Rows with an id are our own text, whose braces are
/// meant.
fn settle_texts(draft: &mut Draft, headers: &Headers) -> Result<(), Issue> {
    let row = draft.row;
    let ours = draft.id.is_some();
    let settle = |text: &mut String, column: &Column| -> Result<(), Issue> {
        if !ours && let Cow::Owned(converted) = converted(text) {
            *text = converted;
        }
        let checked = at_most(text, MAX_TEXT)
            .and_then(|()| check_text(text).map_err(|open| Problem::from(open).into()));
        checked.map_err(|fault| Issue::new(row, headers.name_of(column), fault))
    };
    if let Some(title) = &mut draft.title {
        at_most(title, MAX_TITLE).map_err(|fault| Issue::new(row, headers.name_of(&Column::Title), fault))?;
    }
    if let Some(text) = &mut draft.text {
        settle(text, &Column::Text)?;
    }
    for variant in &mut draft.variant_texts {
        settle(&mut variant.text, &Column::Variant(variant.key.clone()))?;
    }
    if let (Some(Some(from)), Some(Some(until))) = (draft.valid_from, draft.valid_until)
        && until < from
    {
        return Err(Issue::new(row, headers.name_of(&Column::ValidUntil), Problem::EndsBeforeStart.into()));
    }
    Ok(())
}

fn id(cell: &str) -> Result<Option<PhraseId>, Fault> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| Fault::of_value(&error))
}

fn category(cell: &str) -> Result<Vec<String>, Fault> {
    let path = parse_path(&cell::tidy_line(cell));
    path.iter().try_for_each(|name| at_most(name, MAX_NAME))?;
    Ok(path)
}

/// 一级分类 and 二级分类 together, below 分类 where a table has both.
fn joined_category(path: Option<CategoryRef>, levels: Vec<String>) -> CategoryRef {
    match path {
        Some(CategoryRef::Path(path)) => CategoryRef::Path(path.into_iter().chain(levels).collect()),
        _ => CategoryRef::Path(levels),
    }
}

fn keywords(cell: &str) -> Result<Vec<String>, Fault> {
    let words = cell::keywords(cell);
    words.iter().try_for_each(|word| at_most(word, MAX_NAME))?;
    if words.len() > MAX_KEYWORDS { Err(Problem::TooMany { max: MAX_KEYWORDS }.into()) } else { Ok(words) }
}

fn day(cell: &str) -> Result<Option<Date>, Fault> {
    if cell.trim().is_empty() { Ok(None) } else { Ok(Some(cell::date(cell)?)) }
}

fn at_most(text: &str, max: usize) -> Result<(), Fault> {
    // Bytes first: nearly every text is shorter than the limit whatever its characters.
    let long = text.len() > max && text.chars().nth(max).is_some();
    if long { Err(Problem::TooLong { max }.into()) } else { Ok(()) }
}
