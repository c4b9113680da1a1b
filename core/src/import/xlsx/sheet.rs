//! The cells of one sheet. Only what is there takes memory: the dimensions that a sheet declares are not looked at.

use std::sync::Arc;

use super::strings::{Runs, push, unescaped};
use super::styles::Format;
use super::xml::{Element, Next, Token, visit};
use crate::error::{Error, Limit, Result};
use crate::import::archive::Archive;
use crate::import::limits::{HEADER_ROWS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS};

/// What cells are read with.
pub(super) struct Shared {
    pub(super) strings: Vec<Arc<str>>,
    pub(super) formats: Vec<Format>,
    pub(super) from_1904: bool,
}

/// The rows of a sheet that hold something, from top to bottom.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    /// The relation to the drawing that lies over the cells.
    pub(super) drawing: Option<String>,
    merged: Vec<Merged>,
    /// In points.
    default_height: Option<f64>,
}

/// A row.
pub(super) struct Row {
    /// As the spreadsheet shows it, from 1.
    pub(super) number: u32,
    /// In points.
    height: Option<f64>,
    /// In the order of their columns.
    pub(super) cells: Vec<Cell>,
}

/// A cell that holds something.
#[derive(Clone)]
pub(super) struct Cell {
    /// From 0.
    pub(super) column: u32,
    pub(super) text: Arc<str>,
    /// The number of the rich value behind the cell, from 1.
    pub(super) rich: Option<u32>,
}

/// Cells that are shown as one; only the first holds a value. Rows from 1, the column from 0.
struct Merged {
    column: u32,
    top: u32,
    bottom: u32,
}

/// How much of a sheet is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Rows enough to find the headers.
    Head,
    Whole,
}

/// The height of a row that says none, in points: Excel's default for its default font.
const DEFAULT_HEIGHT: f64 = 15.0;

/// Reads a sheet.
///
/// # Errors
/// [`Error::TooLarge`] for more rows or cells than are taken.
pub(super) fn read(archive: &Archive, part: usize, shared: &Shared, extent: Extent) -> Result<Sheet> {
    let mut reader =
        SheetReader { shared, extent, sheet: Sheet::default(), row: 0, column: 0, open: None, cells: 0 };
    visit(archive, part, |token| reader.see(&token))?;
    Ok(reader.sheet)
}

impl Sheet {
    /// Gives cells that are merged downwards the value of the first, so that a category that spans its rows is said for
    /// each. Only rows below `header` that hold something else are filled.
    pub(super) fn fill_merged(&mut self, header: u32) {
        let mut filled = 0;
        for merged in &self.merged {
            let first = self.rows.partition_point(|row| row.number < merged.top);
            let Some(value) = self.rows.get(first).filter(|row| row.number == merged.top) else { continue };
            let Some(value) = value.cells.iter().find(|cell| cell.column == merged.column).cloned() else {
                continue;
            };
            let below = self.rows[first + 1..].iter_mut().take_while(|row| row.number <= merged.bottom);
            for row in below.filter(|row| row.number > header) {
                let at = row.cells.partition_point(|cell| cell.column < merged.column);
                if row.cells.get(at).is_none_or(|cell| cell.column != merged.column) {
                    row.cells.insert(at, value.clone());
                }
                filled += 1;
            }
            // Merged cells cannot overlap; a file in which they do shall not keep us busy.
            if filled > MAX_CELLS {
                return;
            }
        }
    }

    /// The height of a row, in points.
    pub(super) fn height(&self, number: u32) -> f64 {
        let row = self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at]);
        row.and_then(|row| row.height).or(self.default_height).unwrap_or(DEFAULT_HEIGHT)
    }
}

impl Row {
    /// The cell of a column, if it holds something.
    pub(super) fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at)
    }

    /// The columns up to the last that holds something.
    pub(super) fn width(&self) -> u32 {
        self.cells.last().map_or(0, |cell| cell.column + 1)
    }
}

struct SheetReader<'s> {
    shared: &'s Shared,
    extent: Extent,
    sheet: Sheet,
    /// The number of the row that is read, and the column of its next cell.
    row: u32,
    column: u32,
    open: Option<OpenCell>,
    cells: usize,
}

/// A cell as it is read.
#[derive(Default)]
struct OpenCell {
    column: u32,
    kind: String,
    style: usize,
    rich: Option<u32>,
    value: String,
    formula: String,
    inline: Runs,
    place: Place,
}

#[derive(Default, PartialEq, Eq)]
enum Place {
    #[default]
    Between,
    Value,
    Formula,
    Inline,
}

impl SheetReader<'_> {
    fn see(&mut self, token: &Token<'_>) -> Result<Next> {
        if let Some(cell) = &mut self.open {
            if matches!(token, Token::End("c")) {
                self.close_cell()?;
            } else {
                cell.see(token);
            }
            return Ok(Next::Go);
        }
        match token {
            Token::Start(element) => match element.name() {
                "row" => return self.begin_row(element),
                "c" => self.open_cell(element),
                "sheetFormatPr" => self.sheet.default_height = element.number("defaultRowHeight"),
                "mergeCell" if self.sheet.merged.len() < MAX_CELLS => {
                    let merged = element.get("ref").and_then(|range| Merged::of(&range));
                    self.sheet.merged.extend(merged);
                }
                "drawing" => self.sheet.drawing = element.get("id").map(String::from),
                _ => {}
            },
            Token::End("row") => self.end_row(),
            _ => {}
        }
        Ok(Next::Go)
    }

    fn begin_row(&mut self, element: &Element<'_>) -> Result<Next> {
        if self.extent == Extent::Head && self.sheet.rows.len() >= HEADER_ROWS {
            return Ok(Next::Stop);
        }
        // Rows come from top to bottom; one that does not is put below the last, so that nothing is lost.
        self.row = element.number("r").filter(|&number| number > self.row).unwrap_or(self.row + 1);
        self.column = 0;
        if self.sheet.rows.len() as u64 > MAX_ROWS + HEADER_ROWS as u64 {
            return Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS });
        }
        self.sheet.rows.push(Row { number: self.row, height: element.number("ht"), cells: Vec::new() });
        Ok(Next::Go)
    }

    /// A row that only has formats is as good as none.
    fn end_row(&mut self) {
        if self.sheet.rows.last().is_some_and(|row| row.cells.is_empty()) {
            self.sheet.rows.pop();
        }
    }

    fn open_cell(&mut self, element: &Element<'_>) {
        let column = element.get("r").and_then(|place| place_of(&place)).map(|(column, _)| column);
        let column = column.filter(|&column| column >= self.column).unwrap_or(self.column);
        self.column = column.saturating_add(1);
        self.open = Some(OpenCell {
            column,
            kind: element.get("t").map(String::from).unwrap_or_default(),
            style: element.number("s").unwrap_or(0),
            rich: element.number("vm"),
            ..OpenCell::default()
        });
    }

    fn close_cell(&mut self) -> Result<()> {
        let (Some(cell), Some(row)) = (self.open.take(), self.sheet.rows.last_mut()) else { return Ok(()) };
        let (column, rich) = (cell.column, cell.rich);
        let text = cell.text(self.shared);
        // A cell far to the right only tells that the row is too long; one is enough for that.
        let beyond = column as usize > MAX_COLUMNS && row.width() as usize > MAX_COLUMNS;
        if (text.is_empty() && rich.is_none()) || beyond {
            return Ok(());
        }
        row.cells.push(Cell { column, text, rich });
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS });
        }
        Ok(())
    }
}

impl OpenCell {
    fn see(&mut self, token: &Token<'_>) {
        match (&self.place, token) {
            (Place::Inline, Token::End("is"))
            | (Place::Value, Token::End("v"))
            | (Place::Formula, Token::End("f")) => {
                self.place = Place::Between;
            }
            (Place::Inline, token) => self.inline.see(token),
            (Place::Value, Token::Text(text)) => push(&mut self.value, text),
            (Place::Formula, Token::Text(text)) => push(&mut self.formula, text),
            (Place::Between, Token::Start(element)) => {
                self.place = match element.name() {
                    "v" => Place::Value,
                    "f" => Place::Formula,
                    "is" => Place::Inline,
                    _ => Place::Between,
                };
            }
            _ => {}
        }
    }

    /// What the cell shows. A string that is not in the table shows as an error: one odd cell is no reason to refuse
    /// the workbook, nor to take its row.
    fn text(mut self, shared: &Shared) -> Arc<str> {
        if super::in_cell::is_picture_formula(&self.formula) {
            return self.formula.into();
        }
        let value = self.value.trim();
        match self.kind.as_str() {
            "s" if value.is_empty() => "".into(),
            "s" => match value.parse::<usize>().ok().and_then(|index| shared.strings.get(index)) {
                Some(string) => Arc::clone(string),
                None => "#REF!".into(),
            },
            "inlineStr" | "is" => self.inline.take().into(),
            "b" if value.is_empty() => "".into(),
            "b" => if matches!(value, "1" | "true") { "TRUE" } else { "FALSE" }.into(),
            "str" => unescaped(self.value).into(),
            "e" | "d" => value.into(),
            _ => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let format = shared.formats.get(self.style).copied().unwrap_or_default();
                    format.shown(number, shared.from_1904).into()
                }
                _ => value.into(),
            },
        }
    }
}

impl Merged {
    /// Only what spans rows matters: `A2:A9`.
    fn of(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let ((column, top), (_, bottom)) = (place_of(first)?, place_of(last)?);
        (bottom > top).then_some(Self { column, top, bottom })
    }
}

/// `AB12` → column 27 (from 0), row 12 (from 1). A sheet has 16,384 columns and 1,048,576 rows at most.
fn place_of(place: &str) -> Option<(u32, u32)> {
    let digits = place.find(|char: char| char.is_ascii_digit())?;
    let (letters, row) = place.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let column =
        letters.bytes().fold(0, |column, byte| column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    let row = row.parse().ok().filter(|row| (1..=1_048_576).contains(row))?;
    Some((column - 1, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (place, read) in [
            ("A1", Some((0, 1))),
            ("ab12", Some((27, 12))),
            ("XFD1048576", Some((16_383, 1_048_576))),
            ("A0", None),
            ("A1048577", None),
            ("AAAA1", None),
            ("1", None),
            ("A", None),
            ("A-1", None),
            ("A99999999999999999999", None),
            ("中1", None),
            ("", None),
        ] {
            assert_eq!(place_of(place), read, "{place}");
        }
    }
}
