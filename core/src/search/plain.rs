//! What plain characters fold to, in one table.
//!
//! A plain character is a grapheme of its own beside its like ([`stands_alone`](chars::stands_alone)) and folds to one
//! unit. The table is made by the rules that fold everything else, so the two cannot disagree.

use std::sync::OnceLock;

use super::char_table::CharTable;
use super::chars;
use super::fold::{Folded, Unit};
use super::span::Span;

/// The unit of every plain character, `None` for all others: about 250 kB.
pub(crate) fn table() -> &'static CharTable<Option<Unit>> {
    static TABLE: OnceLock<CharTable<Option<Unit>>> = OnceLock::new();
    TABLE.get_or_init(make)
}

fn make() -> CharTable<Option<Unit>> {
    let mut table = CharTable::new();
    let mut folded = Folded::default();
    for c in chars::STANDING_ALONE.into_iter().flatten() {
        folded.units.clear();
        folded.push_scalar(c, Span { start: 0, end: 1 });
        if let [unit] = folded.units[..] {
            table.set(c, Some(unit));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_plain() {
        for c in "亲，您好！发貨48小时（顺丰）【包邮】～“免”￥5×3 Ａé★✅🌹\n".chars()
        {
            assert!(table().get(c).is_some(), "{c:?}");
        }
    }

    #[test]
    fn what_is_no_unit_of_its_own_is_not() {
        // Several units, or part of a grapheme with what stands beside it.
        for c in "…½ǆß\r\u{301}\u{200D}\u{FE0F}\u{1F3FB}\u{1F1E8}한".chars() {
            assert!(table().get(c).is_none(), "{c:?}");
        }
    }

    #[test]
    fn the_table_is_small_enough_for_a_phone() {
        let bytes = table().heap_bytes();
        assert!(bytes < 300_000, "{bytes} bytes");
    }
}
