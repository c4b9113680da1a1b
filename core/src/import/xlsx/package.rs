//! How the parts of a workbook hang together: relationships, the list of sheets.

use std::collections::HashMap;

use super::xml::{Next, Token, visit};
use crate::error::Result;
use crate::import::archive::Archive;
use crate::import::limits::MAX_ENTRIES;

/// What a part refers to.
#[derive(Debug, Default)]
pub(super) struct Relations {
    by_id: HashMap<String, Target>,
}

#[derive(Debug)]
struct Target {
    kind: String,
    /// The index of the part; `None` for one outside of the package, which is never fetched, or missing.
    part: Option<usize>,
}

/// A sheet of the workbook.
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) part: usize,
    pub(super) hidden: bool,
}

/// The parts of a workbook that phrases need.
pub(super) struct Workbook {
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) relations: Relations,
    /// Days count from 1904 instead of 1900.
    pub(super) from_1904: bool,
}

impl Relations {
    /// The relations of a part; none where it has no list of them.
    pub(super) fn of(archive: &Archive, part: &str) -> Result<Self> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut relations = Self::default();
        let Some(list) = archive.find(format!("{folder}/_rels/{name}.rels").trim_start_matches('/')) else {
            return Ok(relations);
        };
        visit(archive, list, |token| {
            if let Token::Start(element) = token
                && element.name() == "Relationship"
                && relations.by_id.len() < MAX_ENTRIES
                && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
            {
                let external = element.get("TargetMode").is_some_and(|mode| mode == "External");
                let part = if external { None } else { archive.find(&resolved(folder, &target)) };
                let kind = element.get("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.by_id.insert(id.into_owned(), Target { kind, part });
            }
            Ok(Next::Go)
        })?;
        Ok(relations)
    }

    /// The part that an id refers to.
    pub(super) fn part(&self, id: &str) -> Option<usize> {
        self.by_id.get(id)?.part
    }

    /// The part of a kind, by the last word of its type: `sharedStrings`.
    pub(super) fn part_of_kind(&self, kind: &str) -> Option<usize> {
        self.by_id.values().find(|target| target.kind == kind)?.part
    }
}

impl Workbook {
    /// Reads the list of sheets; `None` where the package is no workbook.
    pub(super) fn open(archive: &Archive) -> Result<Option<Self>> {
        let Some(part) = Relations::of(archive, "")?
            .part_of_kind("officeDocument")
            .or_else(|| archive.find("xl/workbook.xml"))
        else {
            return Ok(None);
        };
        let relations = Relations::of(archive, &archive.names()[part])?;
        let mut sheets = Vec::new();
        let mut from_1904 = false;
        visit(archive, part, |token| {
            if let Token::Start(element) = token {
                match element.name() {
                    "workbookPr" => {
                        from_1904 = element.get("date1904").is_some_and(|flag| flag == "1" || flag == "true");
                    }
                    "sheet" if sheets.len() < MAX_ENTRIES => {
                        let part = element.get("id").and_then(|id| relations.part(&id));
                        let name = element.get("name").unwrap_or_default().into_owned();
                        let hidden = element.get("state").is_some_and(|state| state != "visible");
                        sheets.extend(part.map(|part| SheetEntry { name, part, hidden }));
                    }
                    _ => {}
                }
            }
            Ok(Next::Go)
        })?;
        Ok(Some(Self { sheets, relations, from_1904 }))
    }
}

/// A target as the part in `folder` names it, from the root of the package.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for component in target.split('/') {
        match component {
            "" | "." => {}
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.retain(|component| !component.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_part() {
        for (folder, target, path) in [
            ("xl/drawings", "../media/a.png", "xl/media/a.png"),
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/media/a.png", "xl/media/a.png"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(folder, target), path);
        }
    }
}
