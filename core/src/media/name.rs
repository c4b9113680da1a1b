//! Names of pictures and files, made fit for every place where a face may write them out again.
//!
//! A blob lies under its hash, so a name never decides a path here. It does where an app shares the file.

use super::probe::Format;

/// The longest name, in bytes of UTF-8. Linux, Android and iOS take 255; a sharing app adds its own prefix.
const MAX_BYTES: usize = 180;
/// The longest ending that is taken for one, in characters, without its dot.
const MAX_EXTENSION: usize = 10;
/// What a name becomes of which nothing is left.
const UNNAMED: &str = "未命名";

/// The media types of the files that are sent to customers, by ending. Sorted by ending.
const MIME_BY_EXTENSION: [(&str, &str); 40] = [
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("amr", "audio/amr"),
    ("apk", "application/vnd.android.package-archive"),
    ("avi", "video/x-msvideo"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ofd", "application/ofd"),
    ("ogg", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rar", "application/vnd.rar"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

/// The media type that a name tells. Pictures are told by content and are not in the table: a text that is
/// called `.png` is not announced as a picture.
pub(super) fn mime_of(name: &str) -> &'static str {
    let extension = split(name).1.to_ascii_lowercase();
    MIME_BY_EXTENSION
        .binary_search_by_key(&extension.as_str(), |(extension, _)| extension)
        .map_or("application/octet-stream", |index| MIME_BY_EXTENSION[index].1)
}

/// The last component of a name without what a file system or a reader could stumble over: control characters,
/// characters that turn the direction of writing (they disguise endings), the characters that Windows
/// forbids, device names such as `CON`, leading and trailing dots and spaces. At most 180 bytes, the ending kept.
/// Making a name safe twice changes nothing.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|&letter| !is_invisible(letter)).map(replace_forbidden).collect();
    let (stem, extension) = split(trim(&kept));
    let room = MAX_BYTES - extension.len() - usize::from(!extension.is_empty());
    let stem = trim(cut(stem, room - 1));
    let stem = match stem {
        "" => UNNAMED.to_owned(),
        stem if is_device(stem) => format!("_{stem}"),
        stem => stem.to_owned(),
    };
    if extension.is_empty() { stem } else { format!("{stem}.{extension}") }
}

/// A safe name whose ending is one of the format's: another picture format's is replaced, a missing one is added.
pub(super) fn picture_name(name: &str, format: Format) -> String {
    let name = safe_name(name);
    let (stem, extension) = split(&name);
    let is_of = |format: Format| format.extensions().contains(&extension.to_ascii_lowercase().as_str());
    if is_of(format) {
        return name;
    }
    let stem = if Format::ALL.into_iter().any(is_of) { stem } else { &name };
    safe_name(&format!("{stem}.{}", format.extensions()[0]))
}

/// Stem and ending; the ending is empty where what follows the last dot does not look like one.
fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => (stem, extension),
        _ => (name, ""),
    }
}

fn is_extension(text: &str) -> bool {
    (1..=MAX_EXTENSION).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Control characters, and the marks that change the direction of writing or have no width.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn replace_forbidden(letter: char) -> char {
    if matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { letter }
}

fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter == '.' || letter.is_whitespace())
}

/// The longest beginning of at most that many bytes that ends between two characters.
fn cut(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// Windows takes these for devices, whatever ending follows.
fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match name.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        _ => name.strip_prefix("COM").or(name.strip_prefix("LPT")).is_some_and(|port| {
            matches!(port, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_safe() {
        for (name, safe) in [
            ("尺码表.png", "尺码表.png"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\li\照片.jpg", "照片.jpg"),
            ("C:照片.jpg", "C_照片.jpg"),
            ("..", "未命名"),
            ("", "未命名"),
            ("a/", "未命名"),
            (".hidden", "hidden"),
            (".png", "png"),
            ("a.png.", "a.png"),
            (" a .png", "a.png"),
            ("a\0b\n\u{7}.png", "ab.png"),
            ("photo\u{202E}gnp.exe", "photognp.exe"),
            ("price?.png", "price_.png"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("NUL.tar.gz", "_NUL.tar.gz"),
            ("COM1.png", "_COM1.png"),
            ("COM10.png", "COM10.png"),
            ("console.png", "console.png"),
            ("a.b.c", "a.b.c"),
            ("版本 2.0 说明", "版本 2.0 说明"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
        let long = safe_name(&format!("{}.jpeg", "长".repeat(300)));
        assert!(long.len() <= MAX_BYTES && long.len() > MAX_BYTES - 4 && long.ends_with("长.jpeg"), "{long}");
    }

    #[test]
    fn a_picture_is_called_what_it_is() {
        for (name, format, expected) in [
            ("a.png", Format::Png, "a.png"),
            ("a.JPEG", Format::Jpeg, "a.JPEG"),
            ("a.png", Format::Jpeg, "a.jpg"),
            ("a.webp", Format::Png, "a.png"),
            ("a", Format::Gif, "a.gif"),
            ("价格 v1.2", Format::Png, "价格 v1.2.png"),
            ("a.txt", Format::Png, "a.txt.png"),
            ("", Format::WebP, "未命名.webp"),
        ] {
            assert_eq!(picture_name(name, format), expected, "{name:?}");
        }
    }

    #[test]
    fn endings_tell_media_types() {
        assert!(MIME_BY_EXTENSION.is_sorted_by_key(|(extension, _)| extension));
        for (name, mime) in [
            ("说明书.PDF", "application/pdf"),
            ("a.tar.gz", "application/gzip"),
            ("a.png", "application/octet-stream"),
            ("pdf", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(mime_of(name), mime, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn making_safe_twice_changes_nothing(name in any::<String>().prop_union("[ ./\\\\:a-zCONUL长\0\u{202E}]{0,120}")) {
            let safe = safe_name(&name);
            prop_assert_eq!(&safe_name(&safe), &safe);
            prop_assert!(!safe.is_empty() && safe.len() <= MAX_BYTES);
            prop_assert!(!safe.contains(['/', '\\', '\0', ':']) && safe != ".." && !safe.starts_with('.'));
            for format in Format::ALL {
                let named = picture_name(&name, format);
                prop_assert_eq!(&picture_name(&named, format), &named);
                prop_assert_eq!(&safe_name(&named), &named);
            }
        }
    }
}
