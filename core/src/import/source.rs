//! Opening a file: what it is, told by its bytes before its name, and what lies beside it.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::attachment::Attachment;
use super::draft::Reading;
use super::limits::{MAX_ARCHIVE_FILE, MAX_TEXT_FILE, MAX_YAML_FILE};
use super::neighbours::Neighbours;
use super::{delimited, encoding, espanso, json, xlsx};
use crate::error::{Bilingual, Error, Limit, Result};

/// Where an import is read from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// A file; its pictures lie around it.
    File(PathBuf),
    /// Bytes in memory, with a name that tells what they are, and what lies beside them.
    Bytes { name: String, bytes: Vec<u8>, beside: Vec<Attachment> },
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimited,
    Json,
    Yaml,
}

/// How an archive begins (a local file header; an empty archive's end), and an old Excel file or an encrypted new one
/// (a compound file).
const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0";

/// How much of a file is looked at to tell text from other things.
const SAMPLE: usize = 4096;

/// Reads whatever it is. `progress` is told how far it has come, in bytes or rows.
///
/// # Errors
/// `UnknownFormat`, `Unreadable`, `TooLarge`, `Io`.
pub(super) fn read(source: &Source, progress: &mut dyn FnMut(u64)) -> Result<Reading> {
    match source {
        Source::File(path) => read_file(path, progress),
        Source::Bytes { name, bytes, beside } => {
            let neighbours = Neighbours::of_attachments(beside.clone());
            if bytes.starts_with(ZIP) || bytes.starts_with(EMPTY_ZIP) {
                return read_archive(name, Box::new(Cursor::new(bytes.clone())), neighbours, progress);
            }
            read_bytes(name, bytes, &neighbours, progress)
        }
    }
}

fn read_file(path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Reading> {
    let failed = |error| Error::io(path, error);
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(failed)?;
    let facts = file.metadata().map_err(failed)?;
    if !facts.is_file() {
        return Err(Error::UnknownFormat { file: name });
    }
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic).map_err(failed)?;
    file.rewind().map_err(failed)?;
    let neighbours = Neighbours::of_file(path);
    if magic == ZIP || magic == EMPTY_ZIP {
        at_most(facts.len(), MAX_ARCHIVE_FILE)?;
        return read_archive(&name, Box::new(BufReader::new(file)), neighbours, progress);
    }
    at_most(facts.len(), MAX_TEXT_FILE)?;
    // The file may grow while it is read.
    let mut bytes = Vec::new();
    file.take(MAX_TEXT_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    read_bytes(&name, &bytes, &neighbours, progress)
}

/// A workbook, or an archive that holds one table with its pictures.
fn read_archive(
    name: &str,
    input: Box<dyn super::archive::Input>,
    neighbours: Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    let archive = Archive::open(name, input)?;
    if xlsx::is_workbook(&archive) {
        return xlsx::read(&archive, &neighbours, progress);
    }
    let (index, inner) = only_table(name, &archive)?;
    let too_large = Error::TooLarge { what: Limit::Expanded, max: MAX_TEXT_FILE };
    let bytes = archive.read_entry(index, MAX_TEXT_FILE)?.ok_or(too_large)?;
    let neighbours = neighbours.and_archive(archive);
    if bytes.starts_with(ZIP) {
        let archive = Archive::open(&inner, Box::new(Cursor::new(bytes)))?;
        if !xlsx::is_workbook(&archive) {
            return Err(Error::UnknownFormat { file: inner });
        }
        return xlsx::read(&archive, &neighbours, progress);
    }
    read_bytes(&inner, &bytes, &neighbours, progress)
}

/// The one table of an archive.
fn only_table(name: &str, archive: &Archive) -> Result<(usize, String)> {
    let is_table = |name: &str| {
        let hidden = name.starts_with("__MACOSX/")
            || name.rsplit('/').next().is_some_and(|last| last.starts_with('.'));
        !hidden && (Kind::of_name(name).is_some() || ending(name) == "xlsx" || ending(name) == "xlsm")
    };
    let mut tables = archive.names().iter().enumerate().filter(|(_, inner)| is_table(inner));
    match (tables.next(), tables.next()) {
        (None, _) => Err(Error::UnknownFormat { file: name.to_owned() }),
        (Some((index, inner)), None) => Ok((index, inner.clone())),
        (Some((_, one)), Some((_, other))) => {
            let problem = Bilingual::new(
                format!("压缩包里有不止一个表（{one}、{other} …），请只放一个"),
                format!("the archive holds more than one table ({one}, {other} …); put one in"),
            );
            Err(Error::Unreadable { file: name.to_owned(), problem, row: None, column: None })
        }
    }
}

fn read_bytes(
    name: &str,
    bytes: &[u8],
    neighbours: &Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    at_most(bytes.len() as u64, MAX_TEXT_FILE)?;
    if bytes.starts_with(COMPOUND) {
        let problem = Bilingual::new(
            "是旧版 .xls 或加了密码的表格，请另存为没有密码的 .xlsx",
            "an old .xls, or a workbook with a password: save it as .xlsx without one",
        );
        return Err(Error::Unreadable { file: name.to_owned(), problem, row: None, column: None });
    }
    let text = encoding::decode(bytes);
    let kind = Kind::of_name(name).or_else(|| Kind::of_text(&text));
    match kind.ok_or_else(|| Error::UnknownFormat { file: name.to_owned() })? {
        Kind::Delimited => delimited::read(name, &text, neighbours, progress),
        Kind::Json => json::read(name, &text, neighbours, progress),
        Kind::Yaml => {
            at_most(bytes.len() as u64, MAX_YAML_FILE)?;
            espanso::read(name, &text, neighbours)
        }
    }
}

impl Kind {
    fn of_name(name: &str) -> Option<Self> {
        match ending(name).as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Delimited),
            "json" => Some(Self::Json),
            "yml" | "yaml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// For a name that tells nothing; `None` for what is no text.
    fn of_text(text: &str) -> Option<Self> {
        let sample: String = text.chars().take(SAMPLE).collect();
        let is_text = |char: char| !char.is_control() || matches!(char, '\n' | '\r' | '\t');
        let start = sample.trim_start();
        match start.chars().next()? {
            _ if !sample.chars().all(is_text) || sample.contains('\u{fffd}') => None,
            '{' | '[' => Some(Self::Json),
            // A web page, or a spreadsheet saved as one.
            '<' | '%' => None,
            _ if start.lines().any(|line| line.trim_end() == "matches:") => Some(Self::Yaml),
            _ => Some(Self::Delimited),
        }
    }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

fn at_most(size: u64, max: u64) -> Result<()> {
    if size > max { Err(Error::TooLarge { what: Limit::File, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::import::tests::shown;

    fn said(name: &str, bytes: &[u8]) -> String {
        let source = Source::Bytes { name: name.to_owned(), bytes: bytes.to_vec(), beside: Vec::new() };
        match read(&source, &mut |_| {}) {
            Ok(reading) => shown(&reading),
            Err(error) => error.code().as_str().to_owned(),
        }
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_is_told_by_its_bytes_then_by_its_name() {
        let csv = "标题,内容\n一,甲\n".as_bytes();
        for (name, bytes, read) in [
            ("a.csv", csv, "2 title=一 text=甲"),
            ("a", csv, "2 title=一 text=甲"),
            ("a.dat", csv, "2 title=一 text=甲"),
            ("a.JSON", br#"[{"title":"a","text":"b"}]"#, "1 title=a text=b"),
            ("a", br#"[{"title":"a","text":"b"}]"#, "1 title=a text=b"),
            (
                "a.yml",
                b"matches:\n- {trigger: a, replace: b}\n",
                "1 text=b code=a keywords= origin=espanso:a",
            ),
            ("a", b"matches:\n- {trigger: a, replace: b}\n", "1 text=b code=a keywords= origin=espanso:a"),
            ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "unreadable"),
            ("a.csv", b"PK\x03\x04", "unreadable"),
            ("a.xlsx", csv, "2 title=一 text=甲"),
            ("a.xls", b"<html><table><tr><td>\xe6\xa0\x87", "unknown_format"),
            ("a.pdf", b"%PDF-1.7\n\xff\xfe\x00\x00", "unknown_format"),
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0", "unknown_format"),
            ("a.doc", b"", "unknown_format"),
            ("a.csv", b"", "unreadable"),
        ] {
            assert_eq!(said(name, bytes), read, "{name}");
        }
    }

    #[test]
    fn an_archive_holds_one_table_and_its_pictures() {
        let csv = "标题,内容,图片\n一,甲,a.png;图/b.png\n".as_bytes();
        let read = "2 title=一 text=甲 images=a.png+b.png";
        let png: &[u8] = b"x";
        let gbk_name = encoding_rs::GBK.encode("图/b.png").0.into_owned();
        let folder = zipped(&[
            ("店/表.csv", csv),
            ("店/a.png", png),
            ("店/图/b.png", png),
            ("__MACOSX/店/._表.csv", png),
        ]);
        assert_eq!(said("店.zip", &folder), read);
        // Old Windows programs write names in GBK; the flag that says UTF-8 is taken away again.
        let mut raw = zipped(&[("t.csv", csv), ("a.png", png), ("XXXXXXXX", png)]);
        assert_eq!(gbk_name.len(), 8);
        while let Some(at) = raw.windows(8).position(|window| window == b"XXXXXXXX") {
            raw[at..at + 8].copy_from_slice(&gbk_name);
        }
        assert_eq!(said("店.zip", &raw), read);
        assert_eq!(said("店.zip", &zipped(&[("a.png", png)])), "unknown_format");
        assert_eq!(said("店.zip", &zipped(&[("a.csv", csv), ("b.csv", csv)])), "unreadable");
        assert_eq!(said("店.zip", &zipped(&[])), "unknown_format");
    }

    #[test]
    fn what_is_no_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let code =
            |path: &Path| read(&Source::File(path.to_owned()), &mut |_| {}).unwrap_err().code().as_str();
        assert_eq!(code(folder.path()), "unknown_format");
        assert_eq!(code(&folder.path().join("none.csv")), "io");
    }
}
