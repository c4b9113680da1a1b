//! XLSX for people: a frozen, filtered header, wrapped texts, pictures in the rows that they belong to.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, Image, ObjectMovement, Workbook, Worksheet, XlsxError};

use super::table::{Row, Table};
use super::{Exported, LibraryTree, ReadBlob, disk};
use crate::error::{Error, Limit, Result};
use crate::import::cell::neutralised;
use crate::import::headers::Column;
use crate::model::{ImagePart, Part};

/// A spreadsheet has 1,048,576 rows, the header's among them (ECMA-376).
const MAX_ROWS: usize = 1_048_575;
/// A cell holds 32,767 UTF-16 units (Excel's specification).
const MAX_CELL: usize = 32_767;
/// The edge of a picture in its cell, in pixels.
const PICTURE: u16 = 72;
/// The accent of the whole product.
const ACCENT: Color = Color::RGB(0x4F_46_E5);

pub(super) fn write(path: &Path, trees: &[LibraryTree], read: ReadBlob<'_>) -> Result<Exported> {
    let table = Table::of(trees);
    if table.rows.len() > MAX_ROWS {
        return Err(Error::TooLarge { what: Limit::Rows, max: as_u64(MAX_ROWS) });
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, path, &table, read)?;
    let bytes = workbook.save_to_buffer().map_err(|error| unwritable(path, error))?;
    disk::replace(path, |out| out.write_all(&bytes).map_err(|error| Error::io(path, error)))?;
    Ok(Exported { phrases: as_u64(table.rows.len()), files: as_u64(table.names.len()) })
}

fn fill(sheet: &mut Worksheet, path: &Path, table: &Table<'_>, read: ReadBlob<'_>) -> Result<()> {
    let failed = |error| unwritable(path, error);
    let header = Format::new().set_bold().set_font_color(Color::White).set_background_color(ACCENT);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    sheet.set_name("话术").map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (column, (kind, name)) in table.columns.iter().zip(table.headers()).enumerate() {
        let column = narrow(column);
        sheet.write_string_with_format(0, column, &name, &header).map_err(failed)?;
        sheet.set_column_width(column, width(kind)).map_err(failed)?;
    }
    for (index, row) in table.rows.iter().enumerate() {
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for (column, kind) in table.columns.iter().enumerate() {
            if *kind == Column::Images {
                place_pictures(sheet, (line, narrow(column)), path, table, row, read)?;
                continue;
            }
            let cell = table.cell(row, kind);
            if *kind == Column::Files {
                write_files(path, table, row, read)?;
            }
            if cell.encode_utf16().count() > MAX_CELL {
                return Err(Error::TooLarge { what: Limit::Cell, max: as_u64(MAX_CELL) });
            }
            if !cell.is_empty() {
                sheet
                    .write_string_with_format(line, narrow(column), neutralised(&cell), &text)
                    .map_err(failed)?;
            }
        }
    }
    let (last_row, last_column) =
        (u32::try_from(table.rows.len()).unwrap_or(u32::MAX), table.columns.len() - 1);
    sheet.autofilter(0, 0, last_row, narrow(last_column)).map_err(failed)?;
    Ok(())
}

/// Pictures stand side by side over their cell, where every spreadsheet program shows them (one placed in the cell
/// is only seen by recent ones). What cannot be drawn (WebP, an odd JPEG) lies beside the file, and the cell says its name.
fn place_pictures(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    path: &Path,
    table: &Table<'_>,
    row: &Row<'_>,
    read: ReadBlob<'_>,
) -> Result<()> {
    let mut offset = 2;
    let mut beside = Vec::new();
    for image in row.phrase.content.parts.iter().filter_map(as_image) {
        let bytes = read(&image.blob)?;
        let drawn = if image.mime == "image/webp" { None } else { Image::new_from_buffer(&bytes).ok() };
        let Some(drawn) = drawn else {
            let name = table.names.get(&image.blob).map_or(image.name.as_str(), String::as_str);
            disk::write_beside(path, name, &bytes)?;
            beside.push(name.to_owned());
            continue;
        };
        let picture = drawn
            .set_scale_to_size(PICTURE, PICTURE, true)
            .set_alt_text(&image.name)
            .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
        sheet
            .insert_image_with_offset(line, column, &picture, offset, 2)
            .map_err(|error| unwritable(path, error))?;
        offset += u32::from(PICTURE) + 2;
    }
    let failed = |error| unwritable(path, error);
    if offset > 2 {
        sheet.set_row_height_pixels(line, u32::from(PICTURE) + 6).map_err(failed)?;
    }
    if !beside.is_empty() {
        sheet.write_string(line, column, beside.join(";")).map_err(failed)?;
    }
    Ok(())
}

fn write_files(path: &Path, table: &Table<'_>, row: &Row<'_>, read: ReadBlob<'_>) -> Result<()> {
    for part in &row.phrase.content.parts {
        if let Part::File(file) = part
            && let Some(name) = table.names.get(&file.blob)
        {
            disk::write_beside(path, name, &read(&file.blob)?)?;
        }
    }
    Ok(())
}

fn as_image(part: &Part) -> Option<&ImagePart> {
    match part {
        Part::Image(image) => Some(image),
        _ => None,
    }
}

/// In characters of the default font.
fn width(column: &Column) -> f64 {
    match column {
        Column::Text | Column::Variant(_) => 60.0,
        Column::Id => 12.0,
        Column::Title | Column::Category | Column::Keywords | Column::Images => 22.0,
        _ => 14.0,
    }
}

fn narrow(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn unwritable(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => Error::io(path, error),
        other => Error::io(path, std::io::Error::other(other.to_string())),
    }
}
