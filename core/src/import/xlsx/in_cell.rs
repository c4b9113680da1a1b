//! Pictures that are the value of a cell: Excel's "place in cell", and WPS's `DISPIMG`.
//!
//! Excel (since 2023) writes an error value with the number of a rich value beside it (`<c t="e" vm="1">`), and from
//! there it is six steps to the picture ([MS-XLSX] 2.2.4.6 and 2.3.6):
//! `valueMetadata` → `futureMetadata` (xl/metadata.xml) → `rv` (rdrichvalue.xml), whose structure
//! (rdrichvaluestructure.xml) tells which of its values is the local image → `rel` (richValueRel.xml) → its relation
//! → the part. WPS writes the formula `_xlfn.DISPIMG("ID_…",1)` and lists the pictures by those names in
//! xl/cellimages.xml, which is a drawing without places.

use std::collections::HashMap;

use super::drawing::Picture;
use super::package::Relations;
use super::xml::{Next, Token, visit};
use crate::error::Result;
use crate::import::archive::Archive;
use crate::import::limits::MAX_ENTRIES;

/// The pictures behind the cells of a workbook.
#[derive(Default)]
pub(super) struct CellPictures {
    /// By the number of the rich value, from 0.
    rich: Vec<Option<Picture>>,
    by_name: HashMap<String, Picture>,
}

impl CellPictures {
    pub(super) fn read(archive: &Archive, workbook: &Relations) -> Result<Self> {
        Ok(Self { rich: rich_pictures(archive, workbook)?, by_name: wps_pictures(archive)? })
    }

    /// The picture of a rich value, by its number from 1.
    pub(super) fn rich(&self, number: u32) -> Option<&Picture> {
        self.rich.get(usize::try_from(number).ok()?.checked_sub(1)?)?.as_ref()
    }

    /// The picture of a formula of WPS.
    pub(super) fn of_formula(&self, formula: &str) -> Option<&Picture> {
        self.by_name.get(formula.split('"').nth(1)?)
    }
}

/// True for `_xlfn.DISPIMG("ID_…",1)`, with or without the sign of a formula.
pub(super) fn is_picture_formula(text: &str) -> bool {
    let text = text.strip_prefix('=').unwrap_or(text);
    text.strip_prefix("_xlfn.").unwrap_or(text).starts_with("DISPIMG(")
}

fn wps_pictures(archive: &Archive) -> Result<HashMap<String, Picture>> {
    let mut by_name = HashMap::new();
    if let Some(part) = archive.find("xl/cellimages.xml") {
        for picture in super::drawing::pictures(archive, part)? {
            by_name.insert(picture.name.clone(), picture);
        }
    }
    Ok(by_name)
}

/// The pictures by the place of their value among the `valueMetadata`.
fn rich_pictures(archive: &Archive, workbook: &Relations) -> Result<Vec<Option<Picture>>> {
    let part = |kind: &str, path: &str| workbook.part_of_kind(kind).or_else(|| archive.find(path));
    let (Some(metadata), Some(values), Some(rels)) = (
        part("sheetMetadata", "xl/metadata.xml"),
        part("rdRichValue", "xl/richData/rdrichvalue.xml"),
        part("richValueRel", "xl/richData/richValueRel.xml"),
    ) else {
        return Ok(Vec::new());
    };
    let structures = match part("rdRichValueStructure", "xl/richData/rdrichvaluestructure.xml") {
        Some(structures) => read_structures(archive, structures)?,
        None => Vec::new(),
    };
    let values = read_values(archive, values, &structures)?;
    let images = read_relations(archive, rels)?;
    let numbers = read_metadata(archive, metadata)?;
    let picture = |number: Option<usize>| -> Option<Picture> {
        let value = values.get(number?)?.as_ref()?;
        let part = (*images.get(value.image)?)?;
        Some(Picture::of_part(archive, part, value.text.as_deref()))
    };
    Ok(numbers.into_iter().map(picture).collect())
}

/// The most fields of a rich value that are looked at; images have two or three.
const MAX_KEYS: usize = 256;

/// Where a structure of rich values keeps its image and its alternative text; `None` for one without a local image.
struct Structure {
    image: usize,
    text: Option<usize>,
}

/// A rich value that is a local image.
struct Value {
    /// The place of the image among the relations.
    image: usize,
    /// Its alternative text.
    text: Option<String>,
}

fn read_structures(archive: &Archive, part: usize) -> Result<Vec<Option<Structure>>> {
    let mut structures: Vec<Vec<String>> = Vec::new();
    visit(archive, part, |token| {
        if let Token::Start(element) = token {
            match element.name() {
                "s" if structures.len() < MAX_ENTRIES => structures.push(Vec::new()),
                "k" => {
                    if let Some(keys) = structures.last_mut().filter(|keys| keys.len() < MAX_KEYS) {
                        keys.push(element.get("n").map(String::from).unwrap_or_default());
                    }
                }
                _ => {}
            }
        }
        Ok(Next::Go)
    })?;
    let structure = |keys: &Vec<String>| {
        let image = keys.iter().position(|key| key.ends_with("LocalImageIdentifier"))?;
        Some(Structure { image, text: keys.iter().position(|key| key == "Text") })
    };
    Ok(structures.iter().map(structure).collect())
}

fn read_values(
    archive: &Archive,
    part: usize,
    structures: &[Option<Structure>],
) -> Result<Vec<Option<Value>>> {
    let mut values = Vec::new();
    let mut structure = 0;
    let mut fields: Vec<String> = Vec::new();
    let mut in_field = false;
    visit(archive, part, |token| {
        match token {
            Token::Start(element) => match element.name() {
                "rv" => {
                    structure = element.number("s").unwrap_or(0);
                    fields.clear();
                }
                "v" if fields.len() < MAX_KEYS => {
                    in_field = true;
                    fields.push(String::new());
                }
                _ => {}
            },
            Token::Text(text) if in_field => {
                if let Some(field) = fields.last_mut() {
                    super::strings::push(field, &text);
                }
            }
            Token::End("v") => in_field = false,
            Token::End("rv") if values.len() < crate::import::limits::MAX_CELLS => {
                values.push(structures.get(structure).and_then(Option::as_ref).and_then(|structure| {
                    let image = fields.get(structure.image)?.trim().parse().ok()?;
                    let text = structure.text.and_then(|text| fields.get(text)).cloned();
                    Some(Value { image, text })
                }));
            }
            _ => {}
        }
        Ok(Next::Go)
    })?;
    Ok(values)
}

/// The parts of the images, in the order of the list.
fn read_relations(archive: &Archive, part: usize) -> Result<Vec<Option<usize>>> {
    let relations = Relations::of(archive, &archive.names()[part])?;
    let mut images = Vec::new();
    visit(archive, part, |token| {
        if let Token::Start(element) = token
            && element.name() == "rel"
            && images.len() < MAX_ENTRIES
        {
            images.push(element.get("id").and_then(|id| relations.part(&id)));
        }
        Ok(Next::Go)
    })?;
    Ok(images)
}

/// The number of the rich value for each of the `valueMetadata`; `None` for metadata of another type.
fn read_metadata(archive: &Archive, part: usize) -> Result<Vec<Option<usize>>> {
    let mut types: Vec<String> = Vec::new();
    let mut future: Vec<Option<usize>> = Vec::new();
    let mut cells: Vec<Option<usize>> = Vec::new();
    let mut section = Section::Other;
    visit(archive, part, |token| {
        let limit = crate::import::limits::MAX_CELLS;
        match token {
            Token::Start(element) => match (element.name(), &section) {
                ("metadataType", _) if types.len() < MAX_ENTRIES => {
                    types.push(element.get("name").map(String::from).unwrap_or_default());
                }
                ("futureMetadata", _) if element.get("name").is_some_and(|name| name == RICH_VALUE) => {
                    section = Section::Future;
                }
                ("valueMetadata", _) => section = Section::Values,
                ("bk", Section::Future) if future.len() < limit => future.push(None),
                ("bk", Section::Values) if cells.len() < limit => cells.push(None),
                ("rvb", Section::Future) => {
                    if let Some(last) = future.last_mut() {
                        *last = element.number("i");
                    }
                }
                ("rc", Section::Values) => {
                    // The type counts from 1, the value from 0.
                    let rich = element.number("t").and_then(|kind: usize| types.get(kind.checked_sub(1)?));
                    let value =
                        rich.filter(|kind| *kind == RICH_VALUE).and_then(|_| element.number::<usize>("v"));
                    if let (Some(last), Some(value)) = (cells.last_mut(), value) {
                        *last = future.get(value).copied().flatten();
                    }
                }
                _ => {}
            },
            Token::End("futureMetadata" | "valueMetadata") => section = Section::Other,
            _ => {}
        }
        Ok(Next::Go)
    })?;
    Ok(cells)
}

/// The type of metadata that leads to a rich value.
const RICH_VALUE: &str = "XLRICHVALUE";

enum Section {
    Future,
    Values,
    Other,
}
