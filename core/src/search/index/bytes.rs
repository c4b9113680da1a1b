//! Numbers in bytes: little-endian arrays and variable-length integers, read without trust.
//!
//! An index file is checked as a whole before it is read, but a check sum is no proof. So nothing here can panic or read
//! outside: what lies beyond the end reads as zero, and a list that is cut short ends.

/// An array of 16-bit numbers.
#[derive(Clone, Copy)]
pub(super) struct U16s<'a>(pub(super) &'a [u8]);

impl<'a> U16s<'a> {
    pub(super) fn len(self) -> usize {
        self.0.len() / 2
    }

    pub(super) fn get(self, at: usize) -> u16 {
        self.0.get(at * 2..at * 2 + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
    }

    /// The numbers from `start` on, as many as there are up to `len`.
    pub(super) fn slice(self, start: usize, len: usize) -> Self {
        let start = start.min(self.len());
        let end = start.saturating_add(len).min(self.len());
        Self(&self.0[start * 2..end * 2])
    }

    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = u16> + ExactSizeIterator + 'a {
        self.0.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
    }

    /// The first place from `from` to `to` whose number is not below `bound`; the numbers there ascend.
    pub(super) fn lower_bound(self, from: usize, to: usize, bound: u16) -> usize {
        let (mut low, mut high) = (from, to.max(from));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < bound { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// An array of 32-bit numbers.
#[derive(Clone, Copy)]
pub(super) struct U32s<'a>(pub(super) &'a [u8]);

impl U32s<'_> {
    pub(super) fn len(self) -> usize {
        self.0.len() / 4
    }

    pub(super) fn get(self, at: usize) -> u32 {
        self.0.get(at * 4..at * 4 + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
    }
}

/// Appends a number in groups of seven bits, lowest first; the high bit says that more follow.
pub(super) fn put_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off the front of the bytes; `None` at their end.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    if first < 0x80 {
        return Some(u32::from(first));
    }
    let mut number = u32::from(first & 0x7F);
    for shift in [7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 1 << 21, 1 << 28, u32::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put_varint(&mut bytes, *number));
        let mut rest = &bytes[..];
        let read: Vec<u32> = std::iter::from_fn(|| take_varint(&mut rest)).collect();
        assert_eq!(read, numbers);
        assert_eq!(take_varint(&mut &[0x80u8, 0x80][..]), None, "cut short");
        assert_eq!(take_varint(&mut &[0xFFu8; 9][..]), None, "too long");
    }

    #[test]
    fn what_lies_outside_is_zero() {
        let numbers = U16s(&[1, 0, 3, 0, 5, 0, 9]);
        assert_eq!(
            (numbers.len(), numbers.get(2), numbers.get(3), numbers.get(usize::MAX / 2 - 1)),
            (3, 5, 0, 0)
        );
        assert_eq!(numbers.slice(1, 9).iter().collect::<Vec<_>>(), [3, 5]);
        assert_eq!(numbers.slice(7, 1).len(), 0);
        assert_eq!([0, 1, 4, 6].map(|bound| numbers.lower_bound(0, 3, bound)), [0, 0, 2, 3]);
        assert_eq!(U32s(&[1, 0, 0, 0, 7]).get(1), 0);
    }
}
