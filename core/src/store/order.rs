//! Keys of the manual order: between any two there is room for a third, so a move touches one row.
//!
//! A key is ASCII that sorts bytewise: an integer part, whose first letter tells its length, then a fraction in
//! base 62 that never ends in `0`. Adding at an end counts the integer up or down, so the keys of a list that is
//! only appended to stay two to four bytes long; only repeated insertion at one spot makes a fraction grow (about one
//! byte in six). The scheme is David Greenspan's "Implementing Fractional Indexing" (2020).
//!
//! Two replicas may make the same key at the same time; rows are therefore sorted by (key, id), and where no key
//! fits between two neighbours, or one grows past [`MAX_KEY`], the siblings are given fresh keys ([`spread`]).

use crate::model::OrderKey;

/// The longest key that is kept, in bytes; a longer one has the siblings re-keyed (sync B3).
pub(crate) const MAX_KEY: usize = 64;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key above `low` and below `high`; an absent bound is the end of the list.
///
/// `None` where there is no room: the bounds are equal, the wrong way round or no keys of this scheme (they
/// may come from elsewhere), or the new key would be longer than [`MAX_KEY`]. The caller then re-keys.
pub(crate) fn between(low: Option<&str>, high: Option<&str>) -> Option<OrderKey> {
    let low = low.map(parse).transpose().ok()?;
    let high = high.map(parse).transpose().ok()?;
    let key = match (low, high) {
        (None, None) => b"a0".to_vec(),
        (Some(low), None) => match count_up(low.integer) {
            Some(next) => next,
            None => join(low.integer, &middle(low.fraction, None)?),
        },
        (None, Some(high)) => {
            if high.fraction.is_empty() {
                count_down(high.integer)?
            } else {
                high.integer.to_vec()
            }
        }
        (Some(low), Some(high)) if low.integer == high.integer => {
            join(low.integer, &middle(low.fraction, Some(high.fraction))?)
        }
        (Some(low), Some(high)) => {
            if low.integer > high.integer {
                return None;
            }
            match count_up(low.integer) {
                Some(next) if (next.as_slice(), &[][..]) < (high.integer, high.fraction) => next,
                _ => join(low.integer, &middle(low.fraction, None)?),
            }
        }
    };
    (key.len() <= MAX_KEY).then(|| String::from_utf8(key).ok()).flatten()
}

/// Fresh keys for `count` siblings, in order.
pub(crate) fn spread(count: usize) -> Vec<OrderKey> {
    let mut keys: Vec<OrderKey> = Vec::with_capacity(count);
    for _ in 0..count {
        // Appending to a list of our own keys cannot fail: 62^26 of them fit.
        let next = between(keys.last().map(String::as_str), None).unwrap_or_default();
        keys.push(next);
    }
    keys
}

struct Key<'a> {
    integer: &'a [u8],
    fraction: &'a [u8],
}

fn parse(key: &str) -> Result<Key<'_>, ()> {
    let bytes = key.as_bytes();
    let length = integer_length(*bytes.first().ok_or(())?).ok_or(())?;
    let digits = bytes.get(1..).ok_or(())?;
    if bytes.len() < length || digits.iter().any(|&byte| digit(byte).is_none()) {
        return Err(());
    }
    let (integer, fraction) = bytes.split_at(length);
    if fraction.last() == Some(&b'0') { Err(()) } else { Ok(Key { integer, fraction }) }
}

/// `a` begins integers of two bytes, `b` of three …; `Z` below zero of two, `Y` of three …
fn integer_length(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn digit(byte: u8) -> Option<usize> {
    DIGITS.iter().position(|&known| known == byte)
}

fn count_up(integer: &[u8]) -> Option<Vec<u8>> {
    let mut next = integer.to_vec();
    for place in (1..next.len()).rev() {
        match DIGITS.get(digit(next[place])? + 1) {
            Some(&up) => {
                next[place] = up;
                return Some(next);
            }
            None => next[place] = b'0',
        }
    }
    // Every digit overflowed: one digit more above zero, one less below.
    let head = match integer[0] {
        b'Z' => return Some(b"a0".to_vec()),
        b'z' => return None,
        head => head + 1,
    };
    Some(filled(head, b'0'))
}

fn count_down(integer: &[u8]) -> Option<Vec<u8>> {
    let mut next = integer.to_vec();
    for place in (1..next.len()).rev() {
        match digit(next[place])?.checked_sub(1) {
            Some(down) => {
                next[place] = DIGITS[down];
                return Some(next);
            }
            None => next[place] = b'z',
        }
    }
    let head = match integer[0] {
        b'a' => return Some(b"Zz".to_vec()),
        b'A' => return None,
        head => head - 1,
    };
    Some(filled(head, b'z'))
}

fn filled(head: u8, with: u8) -> Vec<u8> {
    let mut integer = vec![with; integer_length(head).unwrap_or(2)];
    integer[0] = head;
    integer
}

/// A fraction strictly between two; an absent upper bound is one.
fn middle(low: &[u8], high: Option<&[u8]>) -> Option<Vec<u8>> {
    if high.is_some_and(|high| low >= high) {
        return None;
    }
    let mut fraction = Vec::new();
    let mut place = 0;
    let mut bounded = high.is_some();
    loop {
        let from = low.get(place).map_or(Some(0), |&byte| digit(byte))?;
        let to = match high.filter(|_| bounded) {
            Some(high) => digit(*high.get(place)?)?,
            None => DIGITS.len(),
        };
        if to - from > 1 {
            fraction.push(DIGITS[from.midpoint(to)]);
            return Some(fraction);
        }
        // No digit fits between: keep the lower one; once it is below the upper one, only the lower bound counts.
        fraction.push(DIGITS[from]);
        if to != from {
            bounded = false;
        }
        place += 1;
    }
}

fn join(integer: &[u8], fraction: &[u8]) -> Vec<u8> {
    [integer, fraction].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_fall_between_their_bounds() {
        for (low, high, key) in [
            (None, None, Some("a0")),
            (Some("a0"), None, Some("a1")),
            (None, Some("a0"), Some("Zz")),
            (Some("az"), None, Some("b00")),
            (Some("Zz"), None, Some("a0")),
            (Some("a0"), Some("a1"), Some("a0V")),
            (Some("a0"), Some("a0V"), Some("a0F")),
            (Some("a0"), Some("a2"), Some("a1")),
            (Some("a0"), Some("a0"), None),
            (Some("a1"), Some("a0"), None),
            (Some(""), None, None),
            (Some("排"), None, None),
            (Some("a00"), None, None),
        ] {
            assert_eq!(between(low, high).as_deref(), key, "{low:?}..{high:?}");
        }
    }

    #[test]
    fn appending_stays_short() {
        let keys = spread(100_000);
        assert!(keys.is_sorted());
        assert!(keys.iter().all(|key| key.len() <= 4));
    }

    proptest! {
        #[test]
        fn any_walk_of_insertions_keeps_the_order(spots in prop::collection::vec(any::<prop::sample::Index>(), 1..300)) {
            let mut keys: Vec<OrderKey> = Vec::new();
            for spot in spots {
                let at = spot.index(keys.len() + 1);
                let low = at.checked_sub(1).map(|below| keys[below].as_str());
                match between(low, keys.get(at).map(String::as_str)) {
                    Some(key) => keys.insert(at, key),
                    None => keys = spread(keys.len() + 1),
                }
                prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(keys.iter().all(|key| key.len() <= MAX_KEY));
            }
        }

        #[test]
        fn one_spot_for_ever_asks_for_new_keys_and_never_breaks(from_top in any::<bool>()) {
            let (mut low, mut high) = ("a0".to_owned(), "a1".to_owned());
            while let Some(key) = between(Some(&low), Some(&high)) {
                prop_assert!(low < key && key < high);
                if from_top { high = key } else { low = key }
            }
        }

        #[test]
        fn foreign_keys_never_panic(low in ".{0,8}", high in ".{0,8}") {
            if let Some(key) = between(Some(&low), Some(&high)) {
                prop_assert!(low < key && key < high);
            }
        }
    }
}
