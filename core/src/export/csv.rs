//! CSV as spreadsheets open it with a double click: UTF-8 with a byte-order mark, lines ended by CR LF.

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
    disk::replace(path, |out| {
        let failed = |error: csv::Error| Error::io(path, error.into());
        out.write_all("\u{feff}".as_bytes()).map_err(|error| Error::io(path, error))?;
        let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        lines.write_record(table.headers()).map_err(failed)?;
        for row in &table.rows {
            let cells = table.columns.iter().map(|column| table.cell(row, column));
            lines.write_record(cells.map(|cell| neutralised(&cell).into_owned())).map_err(failed)?;
        }
        lines.flush().map_err(|error| Error::io(path, error))
    })?;
    Ok(Exported { phrases: count(table.rows.len()), files: count(table.names.len()) })
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
