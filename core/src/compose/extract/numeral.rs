//! Numbers in Chinese characters: 三, 十二, 一百二十, 两千零五十, 一百二 (120), 一万二 (12,000).

use super::text::Text;

/// The characters of the longest numeral: 九千九百九十九万九千九百九十九.
const LONGEST: usize = 15;

/// The number that begins at `at` and where it ends; up to 9999 万.
pub(super) fn at(text: &Text, at: usize) -> Option<(u64, usize)> {
    // A longer run is no number. It is not read to its end, since it is asked about at each of its characters.
    let mut end = at;
    while text.is(end, |char| digit(char).is_some() || unit(char).is_some()) {
        end += 1;
        if end - at > LONGEST {
            return None;
        }
    }
    let value = value(&text.slice((at, end)))?;
    Some((value, end))
}

/// The value of a whole numeral, if it is well formed.
pub(super) fn value(numeral: &str) -> Option<u64> {
    let (high, low) = match numeral.split_once('万') {
        Some((high, low)) => (below_wan(high)?, low),
        None => return below_wan(numeral),
    };
    let mut left = low.chars();
    let low = match (left.next(), left.next()) {
        (None, _) => 0,
        // 一万二 is 12,000: a digit alone counts the next unit below.
        (Some(only), None) => digit(only)? * 1000,
        _ => below_wan(low)?,
    };
    Some(high * 10_000 + low)
}

fn below_wan(numeral: &str) -> Option<u64> {
    let (mut sum, mut pending, mut last_unit, mut after_zero) = (0, None, 10_000, false);
    for char in numeral.chars() {
        match (digit(char), unit(char)) {
            (Some(0), _) if pending.is_none() => after_zero = true,
            (Some(digit), _) if pending.is_none() => pending = Some(digit),
            (None, Some(unit)) if unit < last_unit => {
                let implied = (unit == 10 && (sum == 0 || after_zero)).then_some(1);
                sum += pending.take().or(implied)? * unit;
                (last_unit, after_zero) = (unit, false);
            }
            _ => return None,
        }
    }
    let Some(ones) = pending else { return (sum > 0).then_some(sum) };
    // 一百二 is 120, while 一百零二 is 102.
    let scale = if after_zero || last_unit == 10_000 { 1 } else { last_unit / 10 };
    Some(sum + ones * scale)
}

pub(super) fn digit(char: char) -> Option<u64> {
    let value = match char {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(value)
}

fn unit(char: char) -> Option<u64> {
    match char {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_numerals_is_read_in_time() {
        let run = Text::of(&"一二三四五六七八九十".repeat(2_000));
        assert!((0..run.len() - LONGEST).all(|start| at(&run, start).is_none()));
        assert_eq!(at(&Text::of("九千九百九十九万九千九百九十九元"), 0), Some((99_999_999, LONGEST)));
    }

    #[test]
    fn numerals_are_read_as_they_are_said() {
        for (numeral, number) in [
            ("三", Some(3)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("九十九", Some(99)),
            ("一百", Some(100)),
            ("一百二", Some(120)),
            ("一百二十", Some(120)),
            ("一百零二", Some(102)),
            ("一百一十五", Some(115)),
            ("两千零五十", Some(2050)),
            ("一千三", Some(1300)),
            ("三千零十", Some(3010)),
            ("一万二", Some(12_000)),
            ("一万零二百", Some(10_200)),
            ("十二万", Some(120_000)),
            ("", None),
            ("零", None),
            ("百", None),
            ("三四", None),
            ("十百", None),
            ("一百百", None),
            ("万", None),
            ("一万万", None),
        ] {
            assert_eq!(value(numeral), number, "{numeral}");
        }
    }
}
