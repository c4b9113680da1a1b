//! Traditional characters folded to simplified ones, character by character.
//!
//! Folding is for matching only: query and text go through the same table, so a fold that is too wide (覆 to 复)
//! brings two spellings together and never loses one. What a person reads is never converted.

use std::sync::OnceLock;

use super::char_table::CharTable;

/// One line for each simplified character and those that fold to it. Sources: `core/data/README.md`.
pub(super) const DATA: &str = include_str!("../../data/simplify.txt");

/// The simplified form of a traditional character; any other character is its own.
pub(crate) fn simplify(c: char) -> char {
    // Below the CJK radicals nothing folds, and most of a Latin text ends here.
    if (c as u32) < 0x2E80 {
        return c;
    }
    match table().get(c) {
        '\0' => c,
        simplified => simplified,
    }
}

fn table() -> &'static CharTable<char> {
    static TABLE: OnceLock<CharTable<char>> = OnceLock::new();
    TABLE.get_or_init(|| parse(DATA))
}

fn parse(data: &str) -> CharTable<char> {
    let mut table = CharTable::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let mut characters = line.chars().filter(|c| *c != ' ');
        let Some(simplified) = characters.next() else { continue };
        for traditional in characters {
            table.set(traditional, simplified);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_fold_and_others_stay() {
        let cases = [
            ("發貨退換優惠運費險訂單發票尺碼順豐質量問題", "发货退换优惠运费险订单发票尺码顺丰质量问题"),
            ("乾燥頭髮後臺裡麵爲為衞粧", "干燥头发后台里面为为卫妆"),
            ("回覆 瞭解 為妳", "回复 了解 为你"),
            ("发货 abc かな ♥", "发货 abc かな ♥"),
        ];
        for (from, to) in cases {
            assert_eq!(from.chars().map(simplify).collect::<String>(), to);
        }
    }

    #[test]
    fn no_simplified_form_folds_further() {
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            for c in line.chars() {
                assert_eq!(simplify(simplify(c)), simplify(c), "{c}");
            }
        }
    }

    #[test]
    fn the_table_is_small_enough_for_a_phone() {
        let bytes = table().heap_bytes();
        assert!(bytes < 200_000, "{bytes} bytes");
    }
}
