//! CSV as spreadsheets open it with a double click: UTF-8 with a byte-order mark, lines ended by CR LF.

use std::io::Write;
use std::path::Path;

use super::table::Table;
use super::{Exported, LibraryTree, ReadBlob, disk};
use crate::error::{Error, Result};
use crate::import::cell::neutralised;

pub(super) fn write(path: &Path, trees: &[LibraryTree], read: ReadBlob<'_>) -> Result<Exported> {
    let table = Table::of(trees);
    for (blob, name) in &table.names {
        disk::write_beside(path, name, &read(blob)?)?;
    }
    let headers = std::iter::once(table.headers());
    let rows =
        table.rows.iter().map(|row| table.columns.iter().map(|column| table.cell(row, column)).collect());
    disk::replace(path, |out| write_rows(path, out, headers.chain(rows)))?;
    Ok(Exported { phrases: count(table.rows.len()), files: count(table.names.len()) })
}

/// Writes rows of cells, each neutralised, the headers first.
pub(super) fn write_rows(
    path: &Path,
    out: &mut dyn Write,
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<()> {
    let failed = |error: csv::Error| Error::io(path, error.into());
    out.write_all("\u{feff}".as_bytes()).map_err(|error| Error::io(path, error))?;
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    for row in rows {
        lines.write_record(row.iter().map(|cell| neutralised(cell).into_owned())).map_err(failed)?;
    }
    lines.flush().map_err(|error| Error::io(path, error))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
