//! The tables of a small made-up survey.

use std::time::Duration;

use super::*;
use crate::corpus::Fields;
use crate::engine::Name;
use crate::measure::{Memory, Quality, Speed, Tally, Timed};
use crate::queries::Kind;
use crate::survey::{Results, Run};

fn run(engine: Name, phrases: usize, micros: [f64; 3], quality: Option<Quality>) -> Run {
    let kinds = [Kind::Full, Kind::Initials, Kind::Typo];
    let time = |(kind, micros)| Timed { query: "fh|`".to_owned(), kind, micros };
    let times = kinds.into_iter().zip(micros).map(time).collect();
    let speed = Speed { build_ms: 1234.0, passes: 5, queries: 3, times };
    let memory = Memory { ready: 40_000_000, queried: 44_000_000, queries: 3, disk: 0 };
    let results = Results { speed: Some(speed), memory: Some(memory), quality, ..Results::default() };
    Run { engine, phrases, fields: Fields::All, results, left_out: None }
}

fn quality(must_found: usize) -> Option<Quality> {
    let tally = Tally { queries: 1, must: 100, must_found, found: 100, found_may: 99, ..Tally::default() };
    Some(Quality { queries: 1, kinds: [(Kind::Full, tally)].into(), ..Quality::default() })
}

fn survey() -> Survey {
    let engines = vec![Name::Nucleo, Name::Scan, Name::Brute, Name::Tantivy];
    let mut survey = Survey::new(engines, Duration::from_secs(60), None);
    survey.runs = vec![
        run(Name::Scan, 10_000, [5.0, 6.0, 7.0], quality(100)),
        run(Name::Brute, 10_000, [5.0, 6.0, 7.0], quality(95)),
        run(Name::Tantivy, 10_000, [5.0, 6.0, 7.0], quality(94)),
        run(Name::Scan, 100_000, [50.0, 700.0, 900.0], None),
        run(Name::Brute, 100_000, [2_000.0, 2_500.0, 2_500.0], None),
        run(Name::Tantivy, 100_000, [60.0, 70.0, 80.0], None),
    ];
    survey.runs.push(Run {
        left_out: Some("the build would take 700 s".to_owned()),
        results: Results::default(),
        ..run(Name::Nucleo, 100_000, [0.0; 3], None)
    });
    survey
}

#[test]
fn tables_say_what_was_measured_and_what_was_not() {
    let text = markdown(&survey(), "2026-11-22");
    for expected in [
        "# Search and its peers, 2026-11-22\n",
        "## 100,000 phrases, all fields\n",
        "| **huashu, scan** | 50 µs | 700 µs | 700 µs | 900 µs | 900 µs | 900 µs | 1.00 × | 3 × 5 | 1.23 s | 44.0 | – |\n",
        "| brute force | 2.00 ms | 2.50 ms | 2.50 ms | 2.50 ms | 2.50 ms | 2.50 ms | 40.0 × |",
        "|\n\nLeft out: nucleo-matcher ",
        ": the build would take 700 s.\n",
        "`fh\\|\\u{60}`",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("| nucleo"), "{text}");
}

#[test]
fn goals_are_reached_missed_or_not_measured() {
    let text = markdown(&survey(), "");
    for expected in [
        "| exact kinds, p50, µs | 50.0 | ≤ 60 | reached |",
        "| exact kinds, p99, µs | 700 | ≤ 500 | missed |",
        "| recall, exact kinds, 10,000 | 1.00 | ≥ 1 | reached |",
        "| precision, exact kinds, 10,000 | 0.99000 | ≥ 1 | missed |",
        "| memory, MB | 44.0 | ≤ 45 | reached |",
        "| memory, titles, MB |  | ≤ 6 | not measured |",
        // tantivy is faster than the brute force, but finds too little to count.
        "fastest peer with recall ≥ 0.95 | 40.0 | ≥ 20 | reached |",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}
