//! Drawings: the pictures that lie over a sheet, each held by the cell under its upper left corner
//! (ECMA-376 part 1, 20.5).

use super::package::Relations;
use super::sheet::Sheet;
use super::xml::{Next, Token, visit};
use crate::error::Result;
use crate::import::archive::Archive;
use crate::import::attachment::Attachment;
use crate::import::limits::MAX_ENTRIES;

/// A picture in the package.
#[derive(Clone)]
pub(super) struct Picture {
    /// The name of the drawing's object: WPS refers to its pictures by it.
    pub(super) name: String,
    pub(super) file: Attachment,
    anchor: Option<Anchor>,
}

/// The cell under a picture's upper left corner.
#[derive(Clone, Copy, Default)]
struct Anchor {
    /// From 0.
    row: u32,
    column: u32,
    /// How far below the top of the row, in EMU.
    row_offset: i64,
    /// The row of the lower right corner, from 0, if the drawing says it.
    last_row: Option<u32>,
}

/// English Metric Units in a point.
const EMU_PER_POINT: f64 = 12_700.0;

impl Picture {
    /// A picture by its part. Its name is the description if that names a picture (WPS and our own export keep
    /// the file's name there), else that of the part.
    pub(super) fn of_part(archive: &Archive, part: usize, description: Option<&str>) -> Self {
        let own = archive.names()[part].rsplit('/').next().unwrap_or_default();
        let described = description.map(|text| text.trim().rsplit(['/', '\\']).next().unwrap_or_default());
        let name = described.filter(|name| is_picture_name(name)).unwrap_or(own);
        Self { name: String::new(), file: Attachment::entry(name, archive.clone(), part), anchor: None }
    }

    /// The row that the picture belongs to, from 1, and its column. A picture that was dropped a little too high begins
    /// in the lower half of the row above: it belongs to the one that most of it covers.
    pub(super) fn place(&self, sheet: &Sheet) -> Option<(u32, u32)> {
        let anchor = self.anchor?;
        let row = anchor.row.saturating_add(1);
        let from_top = anchor.row_offset as f64 / EMU_PER_POINT;
        let reaches_on = anchor.last_row.is_none_or(|last| last > anchor.row);
        let low = reaches_on && from_top > sheet.height(row) / 2.0;
        Some((if low { row + 1 } else { row }, anchor.column))
    }
}

/// The pictures of a drawing, in its order.
pub(super) fn pictures(archive: &Archive, part: usize) -> Result<Vec<Picture>> {
    let relations = Relations::of(archive, &archive.names()[part])?;
    let mut reader = DrawingReader { archive, relations, ..DrawingReader::new(archive) };
    visit(archive, part, |token| {
        reader.see(&token);
        Ok(Next::Go)
    })?;
    Ok(reader.pictures)
}

struct DrawingReader<'a> {
    archive: &'a Archive,
    relations: Relations,
    pictures: Vec<Picture>,
    anchor: Option<Anchor>,
    name: String,
    description: Option<String>,
    corner: Corner,
    field: Field,
}

enum Corner {
    From,
    To,
    Neither,
}

enum Field {
    Row,
    Column,
    RowOffset,
    Other,
}

impl<'a> DrawingReader<'a> {
    fn new(archive: &'a Archive) -> Self {
        Self {
            archive,
            relations: Relations::default(),
            pictures: Vec::new(),
            anchor: None,
            name: String::new(),
            description: None,
            corner: Corner::Neither,
            field: Field::Other,
        }
    }

    fn see(&mut self, token: &Token<'_>) {
        match token {
            Token::Start(element) => match element.name() {
                "twoCellAnchor" | "oneCellAnchor" => self.anchor = Some(Anchor::default()),
                "from" => self.corner = Corner::From,
                "to" => self.corner = Corner::To,
                "row" => self.field = Field::Row,
                "col" => self.field = Field::Column,
                "rowOff" => self.field = Field::RowOffset,
                "cNvPr" => {
                    self.name = element.get("name").map(String::from).unwrap_or_default();
                    self.description = element.get("descr").map(String::from);
                }
                "blip" if self.pictures.len() < MAX_ENTRIES => {
                    // A picture that is only linked lies elsewhere and is not fetched.
                    let part = element.get("embed").and_then(|id| self.relations.part(&id));
                    let picture =
                        part.map(|part| Picture::of_part(self.archive, part, self.description.as_deref()));
                    let (name, anchor) = (self.name.clone(), self.anchor);
                    self.pictures.extend(picture.map(|picture| Picture { name, anchor, ..picture }));
                }
                _ => {}
            },
            Token::End("twoCellAnchor" | "oneCellAnchor") => self.anchor = None,
            Token::End("from" | "to") => self.corner = Corner::Neither,
            Token::End("row" | "col" | "rowOff") => self.field = Field::Other,
            Token::Text(text) => self.place(text.trim()),
            _ => {}
        }
    }

    fn place(&mut self, number: &str) {
        let Some(anchor) = &mut self.anchor else { return };
        match (&self.corner, &self.field) {
            (Corner::From, Field::Row) => anchor.row = number.parse().unwrap_or(0),
            (Corner::From, Field::Column) => anchor.column = number.parse().unwrap_or(0),
            (Corner::From, Field::RowOffset) => anchor.row_offset = number.parse().unwrap_or(0),
            (Corner::To, Field::Row) => anchor.last_row = number.parse().ok(),
            _ => {}
        }
    }
}

fn is_picture_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    matches!(extension.as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp"))
}
