//! Pictures and files on their way up and down.
//!
//! ```text
//! uploads/<account>-<hash>.part ─► hash right? a picture what says it is one? ─► blobs/aa/bb/<hash>
//! ```
//!
//! Bytes lie on the disk once for all companies; who may know of them is in the database. Knowing a hash opens nothing:
//! whoever names a blob has uploaded it, or may read a row that names it.

mod disk;
mod read;
mod sweep;
mod upload;

pub(crate) use disk::{entries, make_folder, remove, sync_folder};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use huashu_protocol::account::Access;
use huashu_protocol::row::Fields;
use serde_json::Value;
use uuid::Uuid;

use crate::engine::access_to;
use crate::store::types::Account;
use crate::store::{Hash, Result, View};

/// The folders of blobs and uploads.
pub(crate) struct Files {
    blobs: PathBuf,
    uploads: PathBuf,
    /// Whether what is written is forced to the disk.
    durable: bool,
    /// Whoever writes or removes a blob's file holds the lock that its hash falls on.
    locks: Vec<Mutex<()>>,
    /// One picture is decoded at a time: each may take a quarter of a gigabyte.
    decoding: Mutex<()>,
}

impl Files {
    pub(crate) fn new(data: &Path, durable: bool) -> Self {
        Self {
            blobs: data.join("blobs"),
            uploads: data.join("uploads"),
            durable,
            locks: (0..64).map(|_| Mutex::new(())).collect(),
            decoding: Mutex::new(()),
        }
    }

    /// Where a blob lies, or would lie.
    pub(crate) fn path(&self, hash: &Hash) -> PathBuf {
        let name = hex(hash);
        self.blobs.join(&name[..2]).join(&name[2..4]).join(name)
    }

    fn part(&self, account: Uuid, hash: &Hash) -> PathBuf {
        self.uploads.join(format!("{account}-{}.part", hex(hash)))
    }

    fn lock(&self, hash: &Hash) -> MutexGuard<'_, ()> {
        self.locks[usize::from(hash[0]) % self.locks.len()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the file is there with its size.
    fn holds(&self, hash: &Hash, size: u64) -> bool {
        std::fs::metadata(self.path(hash)).is_ok_and(|file| file.is_file() && file.len() == size)
    }
}

/// The blobs that the parts of a row name, each once, in order.
pub(crate) fn named_in(fields: &Fields) -> Vec<Hash> {
    let mut named = BTreeSet::new();
    let parts = |value: Option<&Value>, named: &mut BTreeSet<Hash>| {
        let parts = value.and_then(Value::as_array).into_iter().flatten();
        named.extend(parts.filter_map(|part| parse_hash(part.get("blob")?.as_str()?)));
    };
    parts(fields.get("parts"), &mut named);
    for variant in fields.get("variants").and_then(Value::as_array).into_iter().flatten() {
        parts(variant.get("parts"), &mut named);
    }
    named.into_iter().collect()
}

/// Whether an account may have a blob's bytes.
pub(crate) fn may_read(view: &dyn View, account: &Account, hash: &Hash) -> Result<bool> {
    if view.blob(account.company, hash)?.is_none() {
        return Ok(false);
    }
    if view.has_uploaded(account.company, hash, account.id)? {
        return Ok(true);
    }
    for library in view.libraries_naming(account.company, hash)? {
        if access_to(view, account, library)?.is_some() {
            return Ok(true);
        }
    }
    for (author, library) in view.drafts_naming(account.company, hash)? {
        if author == account.id || access_to(view, account, library)? == Some(Access::Edit) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A hash as it travels: 64 lower-case hex digits.
pub(crate) fn parse_hash(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| match pair[at] {
            digit @ b'0'..=b'9' => Some(digit - b'0'),
            digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        *byte = digit(0)? << 4 | digit(1)?;
    }
    Some(hash)
}

/// Bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = *blake3::hash(b"huashu").as_bytes();
        assert_eq!(hex(&hash), blake3::hash(b"huashu").to_hex().as_str());
        assert_eq!(parse_hash(&hex(&hash)), Some(hash));
        for bad in ["", "ab", &hex(&hash).to_uppercase(), &format!("{}g", &hex(&hash)[1..]), "../x"] {
            assert_eq!(parse_hash(bad), None, "{bad}");
        }
    }

    #[test]
    fn blobs_are_named_by_parts_of_any_kind() {
        let (one, two) = (hex(blake3::hash(b"1").as_bytes()), hex(blake3::hash(b"2").as_bytes()));
        let fields = serde_json::json!({
            "title": one,
            "parts": [{"kind": "image", "blob": two}, {"kind": "text", "text": "x"}, 7, {"blob": 3}],
            "variants": [{"parts": [{"kind": "sticker", "blob": one}, {"kind": "file", "blob": two}]}, "x"],
        });
        let mut named: Vec<String> =
            named_in(&serde_json::from_value(fields).unwrap()).iter().map(|hash| hex(hash)).collect();
        named.sort();
        let mut expected = vec![one, two];
        expected.sort();
        assert_eq!(named, expected);
        assert!(named_in(&Fields::new()).is_empty());
    }
}
