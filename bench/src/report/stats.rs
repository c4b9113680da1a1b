//! Percentiles, and figures as people read them.

/// The median, the 99th percentile and the maximum, in the unit of the values; `None` without values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Summary {
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
}

impl Summary {
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let max = *values.last()?;
        Some(Self { p50: rank(&values, 0.50), p99: rank(&values, 0.99), max })
    }
}

/// The smallest value that the given share of the sorted values does not exceed.
fn rank(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// A time given in microseconds.
pub(super) fn time(micros: f64) -> String {
    match micros {
        _ if micros < 10.0 => format!("{micros:.1} µs"),
        _ if micros < 1e3 => format!("{micros:.0} µs"),
        _ if micros < 1e6 => format!("{} ms", digits(micros / 1e3)),
        _ => format!("{} s", digits(micros / 1e6)),
    }
}

/// A number of bytes in megabytes (10⁶).
pub(super) fn megabytes(bytes: u64) -> String {
    digits(bytes as f64 / 1e6)
}

/// A number with about three digits.
pub(super) fn digits(value: f64) -> String {
    match value {
        _ if value < 10.0 => format!("{value:.2}"),
        _ if value < 100.0 => format!("{value:.1}"),
        _ => thousands(value.round() as u64),
    }
}

/// A whole number with its thousands set off.
pub(super) fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A part of a whole; `–` where there is none.
pub(super) fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { cut(part as f64 / whole as f64) }
}

/// A share with three digits, never rounded up to a 1 that it is not.
fn cut(share: f64) -> String {
    format!("{:.3}", (share * 1000.0).floor() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let summary = |count: u32| Summary::of((1..=count).rev().map(f64::from)).unwrap();
        assert_eq!(summary(1), Summary { p50: 1.0, p99: 1.0, max: 1.0 });
        assert_eq!(summary(100), Summary { p50: 50.0, p99: 99.0, max: 100.0 });
        assert_eq!(summary(241), Summary { p50: 121.0, p99: 239.0, max: 241.0 });
        assert_eq!(Summary::of([]), None);
    }

    #[test]
    fn figures_are_short() {
        let cases = [
            (0.44, "0.4 µs"),
            (55.2, "55 µs"),
            (1_340.0, "1.34 ms"),
            (98_000.0, "98.0 ms"),
            (2.4e6, "2.40 s"),
        ];
        for (micros, expected) in cases {
            assert_eq!(time(micros), expected);
        }
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(share(9999, 10_000), "0.999");
        assert_eq!(share(7, 7), "1.000");
        assert_eq!(share(0, 0), "–");
    }
}
