//! Keys of the manual order that went bad: a row whose key is too long, or none, gets a new one, and so do its siblings.

use huashu_protocol::limits::{KEY_BYTES, REKEYED};
use huashu_protocol::row::Fields;

use super::Push;
use crate::store::Result;
use crate::store::types::{Library, StoredRow};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Push<'_> {
    /// Gives a row and its siblings fresh keys where the row's own is no good; `false` where that cannot be.
    pub(super) fn mend_keys(
        &mut self,
        library: &mut Library,
        after: &mut StoredRow,
        fields: &mut Fields,
    ) -> Result<bool> {
        // The model has looked already: it is text, or nothing.
        let key = key_of(after);
        if key.is_empty() || is_key(&key) {
            return Ok(true);
        }
        if super::tree::parent_field(&after.row.kind).is_none() {
            return Ok(false);
        }
        let kind = after.row.kind.clone();
        let new = if self.tx.count_children(library.id, after.parent, &kind)? > REKEYED as u64 {
            self.key_at_the_end(library, after)?
        } else {
            self.spread_siblings(library, after)?
        };
        after.row.fields.insert("pos".to_owned(), new.clone().into());
        fields.insert("pos".to_owned(), new.into());
        Ok(true)
    }

    /// Too many siblings to touch them all: the row goes behind them.
    fn key_at_the_end(&self, library: &Library, row: &StoredRow) -> Result<String> {
        let siblings = self.tx.children(library.id, row.parent, Some(&row.row.kind))?;
        let keys = siblings.iter().filter(|sibling| sibling.row.id != row.row.id).map(key_of);
        let last = keys.filter(|key| is_key(key)).max().unwrap_or_default();
        Ok(after_key(&last))
    }

    /// Fresh keys for all siblings, in their order; those that change are written. Returns the row's own.
    fn spread_siblings(&mut self, library: &mut Library, row: &StoredRow) -> Result<String> {
        let mut siblings = self.tx.children(library.id, row.parent, Some(&row.row.kind))?;
        siblings.retain(|sibling| sibling.row.id != row.row.id);
        siblings.push(row.clone());
        siblings.sort_by_cached_key(|sibling| (key_of(sibling), sibling.row.id));
        let mut own = String::new();
        for (sibling, key) in siblings.into_iter().zip(spread()) {
            if sibling.row.id == row.row.id {
                own = key;
                continue;
            }
            if key_of(&sibling) == key {
                continue;
            }
            let fields: Fields = [("pos".to_owned(), key.into())].into_iter().collect();
            let mut moved = sibling.clone();
            moved.row.fields.extend(fields.clone());
            self.put(library, Some(&sibling), moved, &fields, false)?;
        }
        Ok(own)
    }
}

fn key_of(row: &StoredRow) -> String {
    row.row.fields.get("pos").and_then(|pos| pos.as_str()).unwrap_or_default().to_owned()
}

/// Whether a key is one of the scheme that the core makes (`store/order.rs`): an integer whose first letter tells its length,
/// then a fraction that does not end in `0`, and not too long.
fn is_key(key: &str) -> bool {
    let bytes = key.as_bytes();
    let Some(length) = bytes.first().and_then(|head| integer_length(*head)) else { return false };
    bytes.len() <= KEY_BYTES
        && bytes.len() >= length
        && bytes[1..].iter().all(|byte| DIGITS.contains(byte))
        && (bytes.len() == length || bytes.last() != Some(&b'0'))
}

fn integer_length(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

/// `a0`, `a1` … `az`, `b00` …
fn spread() -> impl Iterator<Item = String> {
    std::iter::successors(Some("a0".to_owned()), |key| Some(after_key(key)))
}

/// The integer after a key's; `a0` where there is none.
fn after_key(key: &str) -> String {
    let length = key.as_bytes().first().and_then(|head| integer_length(*head)).unwrap_or(0);
    let Some(integer) = key.as_bytes().get(..length).filter(|integer| !integer.is_empty()) else {
        return "a0".to_owned();
    };
    let mut next = integer.to_vec();
    for place in (1..next.len()).rev() {
        let digit = DIGITS.iter().position(|digit| *digit == next[place]).unwrap_or(0);
        if let Some(up) = DIGITS.get(digit + 1) {
            next[place] = *up;
            return text(next);
        }
        next[place] = b'0';
    }
    match next[0] {
        b'Z' => "a0".to_owned(),
        // 62²⁶ rows would have come before: one more of the same, told apart by its id.
        b'z' => key.to_owned(),
        head => {
            let mut longer = vec![b'0'; integer_length(head + 1).unwrap_or(2)];
            longer[0] = head + 1;
            text(longer)
        }
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|_| "a0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_core() {
        let keys: Vec<String> = spread().take(5_000).collect();
        assert!(keys.is_sorted() && keys.iter().all(|key| is_key(key)));
        assert_eq!((&keys[0][..], &keys[61][..], &keys[62][..], &keys[3905][..]), ("a0", "az", "b00", "bzz"));
        assert_eq!(keys[3906], "c000");
        for (key, good) in [
            ("a0", true),
            ("Zz", true),
            ("a0V", true),
            ("b00", true),
            ("a00", false),
            ("b0", false),
            ("", false),
            ("排", false),
            ("0", false),
            ("a-", false),
            (&format!("a0{}V", "0".repeat(62)), false),
        ] {
            assert_eq!(is_key(key), good, "{key}");
        }
        assert_eq!(
            (after_key("Zz"), after_key(""), after_key("a0V")),
            ("a0".into(), "a0".into(), "a1".into())
        );
    }
}
