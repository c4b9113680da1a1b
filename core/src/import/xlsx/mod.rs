//! XLSX workbooks with the pictures in them.
//!
//! The cells are read by ourselves, over a reader of XML tokens, for three reasons: the usual crate reserves memory by
//! the counts that a file declares, gives up the whole sheet at one odd cell, and does not say which rich value
//! (that is, which picture) lies behind a cell.

mod drawing;
mod in_cell;
mod package;
mod sheet;
mod strings;
mod styles;
mod xml;

use std::borrow::Cow;

use self::drawing::Picture;
use self::in_cell::{CellPictures, is_picture_formula};
use self::package::{Relations, SheetEntry, Workbook};
use self::sheet::{Extent, Row, Shared, Sheet};
use super::archive::Archive;
use super::attachment::Attachment;
use super::draft::Reading;
use super::headers::Headers;
use super::limits::MAX_CELLS;
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use super::table::{Table, find_headers, no_headers};
use crate::error::Result;

/// True for an archive that holds a workbook.
pub(crate) fn is_workbook(archive: &Archive) -> bool {
    archive.find("xl/workbook.xml").is_some() || archive.find("[Content_Types].xml").is_some()
}

/// Reads the first sheet whose headers are known.
///
/// # Errors
/// [`Error::Unreadable`](crate::Error::Unreadable) for what is no workbook or has no such sheet;
/// [`Error::TooLarge`](crate::Error::TooLarge).
pub(crate) fn read(
    archive: &Archive,
    neighbours: &Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    let Some(workbook) = Workbook::open(archive)? else {
        return Err(archive.damaged(None, "no workbook inside"));
    };
    let shared = shared(archive, &workbook)?;
    let (chosen, header_row, headers) = find_sheet(archive, &workbook, &shared)?;
    let mut sheet = sheet::read(archive, workbook.sheets[chosen].part, &shared, Extent::Whole)?;
    sheet.fill_merged(header_row);
    let mut pictures = Pictures::read(archive, &workbook, &workbook.sheets[chosen], &sheet)?;

    let width = headers.columns.len();
    let mut table = Table::new(headers, neighbours)?;
    for row in &sheet.rows {
        if row.number <= header_row {
            continue;
        }
        let row_pictures = pictures.take(row);
        let mut cells: Vec<Cow<'_, str>> =
            (0..width as u32).map(|column| pictures.text(row, column)).collect();
        // Whatever lies beyond the headers only tells that the row is too long.
        cells.extend((row.width() as usize > width).then_some(Cow::Borrowed("…")));
        table.push(row.number.into(), &cells, row_pictures)?;
        if row.number % 1024 == 0 {
            progress(row.number.into());
        }
    }
    let mut reading = table.finish();
    reading.warnings.extend(pictures.left_over());
    reading.warnings.extend(sheets_not_read(archive, &workbook, chosen, &shared)?);
    Ok(reading)
}

fn shared(archive: &Archive, workbook: &Workbook) -> Result<Shared> {
    let part = |kind: &str, path: &str| workbook.relations.part_of_kind(kind).or_else(|| archive.find(path));
    let strings = match part("sharedStrings", "xl/sharedStrings.xml") {
        Some(part) => strings::read(archive, part, MAX_CELLS)?,
        None => Vec::new(),
    };
    let formats = match part("styles", "xl/styles.xml") {
        Some(part) => styles::read(archive, part)?,
        None => Vec::new(),
    };
    Ok(Shared { strings, formats, from_1904: workbook.from_1904 })
}

/// The first visible sheet with headers that are known, then the first hidden one.
fn find_sheet(archive: &Archive, workbook: &Workbook, shared: &Shared) -> Result<(usize, u32, Headers)> {
    let mut first_row: Option<Vec<String>> = None;
    for hidden in [false, true] {
        for (index, entry) in workbook.sheets.iter().enumerate().filter(|(_, entry)| entry.hidden == hidden) {
            let head = sheet::read(archive, entry.part, shared, Extent::Head)?;
            let candidates = head.rows.iter().map(|row| {
                let cells = (0..row.width()).map(|column| row.cell(column).map_or("", |cell| &cell.text));
                (u64::from(row.number), Headers::of(cells))
            });
            if let Some((row, headers)) = find_headers(candidates) {
                return Ok((index, u32::try_from(row).unwrap_or(u32::MAX), headers));
            }
            if first_row.is_none() {
                first_row =
                    head.rows.first().map(|row| row.cells.iter().map(|cell| cell.text.to_string()).collect());
            }
        }
    }
    Err(no_headers(&archive.file, &first_row.unwrap_or_default()))
}

/// Says which sheets were not read, but for empty and hidden ones.
fn sheets_not_read(
    archive: &Archive,
    workbook: &Workbook,
    chosen: usize,
    shared: &Shared,
) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    for (index, entry) in workbook.sheets.iter().enumerate() {
        if index == chosen
            || entry.hidden
            || sheet::read(archive, entry.part, shared, Extent::Head)?.rows.is_empty()
        {
            continue;
        }
        let (read, name) = (&workbook.sheets[chosen].name, &entry.name);
        let fault = Fault::new(
            Reason::SheetNotRead,
            format!("只读了工作表“{read}”，没有读“{name}”"),
            format!("only the sheet “{read}” was read, “{name}” was not"),
        );
        issues.push(Issue::new(0, None, fault));
    }
    Ok(issues)
}

/// The pictures of a sheet, by the rows that they belong to.
struct Pictures {
    in_cells: CellPictures,
    /// By row and column, in the order of the drawing.
    over_cells: Vec<(u32, u32, Attachment)>,
    taken: Vec<bool>,
}

impl Pictures {
    fn read(archive: &Archive, workbook: &Workbook, entry: &SheetEntry, sheet: &Sheet) -> Result<Self> {
        let in_cells = CellPictures::read(archive, &workbook.relations)?;
        let mut over_cells = Vec::new();
        let relations = Relations::of(archive, &archive.names()[entry.part])?;
        if let Some(part) = sheet.drawing.as_ref().and_then(|id| relations.part(id)) {
            let place = |picture: Picture| {
                picture.place(sheet).map(|(row, column)| (row, column, picture.file.clone()))
            };
            over_cells.extend(drawing::pictures(archive, part)?.into_iter().filter_map(place));
        }
        over_cells.sort_by_key(|&(row, column, _)| (row, column));
        let taken = vec![false; over_cells.len()];
        Ok(Self { in_cells, over_cells, taken })
    }

    /// The pictures of a row, from left to right.
    fn take(&mut self, row: &Row) -> Vec<Attachment> {
        let mut found: Vec<(u32, Attachment)> = Vec::new();
        for cell in &row.cells {
            found.extend(self.in_cell(cell).map(|picture| (cell.column, picture.file.clone())));
        }
        let first = self.over_cells.partition_point(|&(above, _, _)| above < row.number);
        for (index, (at, column, file)) in self.over_cells.iter().enumerate().skip(first) {
            if *at != row.number {
                break;
            }
            self.taken[index] = true;
            found.push((*column, file.clone()));
        }
        found.sort_by_key(|&(column, _)| column);
        found.into_iter().map(|(_, file)| file).collect()
    }

    /// What a cell says beside its picture: nothing, where the picture is its value.
    fn text<'r>(&self, row: &'r Row, column: u32) -> Cow<'r, str> {
        let cell = row.cell(column).filter(|cell| self.in_cell(cell).is_none());
        Cow::Borrowed(cell.map_or("", |cell| &cell.text))
    }

    fn in_cell(&self, cell: &sheet::Cell) -> Option<&Picture> {
        let rich = cell.rich.and_then(|number| self.in_cells.rich(number));
        rich.or_else(|| {
            is_picture_formula(&cell.text).then(|| self.in_cells.of_formula(&cell.text)).flatten()
        })
    }

    /// Pictures that lie over no row with a phrase.
    fn left_over(&self) -> Vec<Issue> {
        let unused = self.over_cells.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        let issue = |(row, _, _): &(u32, u32, Attachment)| {
            let fault = Fault::new(
                Reason::NotCarriedOver,
                "这里有一张图片，但这一行没有话术，没有导入它",
                "there is a picture here, but no phrase in this row; it was not taken",
            );
            Issue::new(u64::from(*row), None, fault)
        };
        unused.map(|(picture, _)| issue(picture)).collect()
    }
}

#[cfg(test)]
mod tests;
