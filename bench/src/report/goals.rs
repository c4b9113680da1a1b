//! The figures that our search is to reach, and whether it does.

use super::peers::{exact, exact_tally, summary};
use super::stats::{Summary, digits};
use super::table::Table;
use crate::corpus::Fields;
use crate::engine::Name;
use crate::measure::Quality;
use crate::queries::Kind;
use crate::survey::{Run, Survey};

/// The size that most goals are set for.
const SIZE: usize = 100_000;
/// The size of the oracle's corpus.
const JUDGED: usize = 10_000;
const LARGE: usize = 1_000_000;
/// The recall on the exact kinds from which a peer counts as one.
const PEER_RECALL: f64 = 0.95;

enum Bound {
    AtMost(f64),
    AtLeast(f64),
}
use Bound::{AtLeast, AtMost};

pub(super) fn goals(survey: &Survey, product: Name) -> String {
    let run = |phrases, fields| survey.run(product, phrases, fields);
    let all = run(SIZE, Fields::All);
    let times = |is_exact| all.and_then(|run| summary(run.results.speed.as_ref()?, is_exact));
    let (exact_times, other_times) = (times(true), times(false));
    let adversarial = all.and_then(|run| {
        let families = &run.results.adversarial.as_ref()?.families;
        families.iter().map(|family| family.max_micros).reduce(f64::max)
    });
    let derived = all.and_then(|run| {
        Summary::of(
            run.results.derived.as_ref()?.times.iter().filter(|time| time.kind.is_exact()).map(|t| t.micros),
        )
    });
    let quality = run(JUDGED, Fields::All).and_then(|run| run.results.quality.as_ref());
    let judged = |of: &dyn Fn(&Quality) -> Option<f64>| quality.and_then(of);
    let tally = quality.map(exact_tally);
    let ratio = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let slots = |kind: Kind| {
        judged(&|quality| {
            let tally = quality.kinds.get(&kind)?;
            ratio(tally.slots_held, tally.slots)
        })
    };
    let memory =
        |fields| run(SIZE, fields).and_then(|run| Some(run.results.memory.as_ref()?.queried as f64 / 1e6));
    let files = all.and_then(|run| {
        let disk = run.results.memory.as_ref()?.disk;
        (disk > 0).then_some(disk as f64 / 1e6)
    });
    let build = all.and_then(|run| Some(run.results.speed.as_ref()?.build_ms / 1e3));
    let lead = all.and_then(exact).and_then(|ours| Some(fastest_peer(survey)? / ours.p50));
    let mut table = Table::new(["100,000 phrases, all fields, unless said otherwise", "figure", "goal", ""]);
    for (name, figure, bound) in [
        ("exact kinds, p50, µs", exact_times.map(|times| times.p50), AtMost(60.0)),
        ("exact kinds, p99, µs", exact_times.map(|times| times.p99), AtMost(500.0)),
        ("exact kinds, max, µs", exact_times.map(|times| times.max), AtMost(1500.0)),
        ("fuzzy, typo, homophone, no hit: p99, µs", other_times.map(|times| times.p99), AtMost(1000.0)),
        ("fuzzy, typo, homophone, no hit: max, µs", other_times.map(|times| times.max), AtMost(3000.0)),
        ("derived queries, exact kinds, p99, µs", derived.map(|times| times.p99), AtMost(500.0)),
        ("adversarial queries, max, µs", adversarial, AtMost(3000.0)),
        (
            "recall, exact kinds, 10,000",
            tally.as_ref().and_then(|t| ratio(t.must_found, t.must)),
            AtLeast(1.0),
        ),
        (
            "precision, exact kinds, 10,000",
            tally.as_ref().and_then(|t| ratio(t.found_may, t.found)),
            AtLeast(1.0),
        ),
        ("fuzzy in the first 20, 10,000", slots(Kind::Fuzzy), AtLeast(0.98)),
        ("typo in the first 20, 10,000", slots(Kind::Typo), AtLeast(0.95)),
        ("homophone in the first 20, 10,000", slots(Kind::Homophone), AtLeast(0.95)),
        (
            "title@20, 10,000",
            tally.as_ref().and_then(|t| ratio(t.title_slots_held, t.title_slots)),
            AtLeast(0.98),
        ),
        ("memory, MB", memory(Fields::All), AtMost(45.0)),
        ("memory, titles, MB", memory(Fields::Titles), AtMost(6.0)),
        ("index file, MB", files, AtMost(40.0)),
        ("build, s", build, AtMost(1.5)),
        (
            "1,000,000 phrases, exact kinds, p99, ms",
            run(LARGE, Fields::All).and_then(exact).map(|times| times.p99 / 1e3),
            AtMost(8.0),
        ),
        ("times faster at p50 than the fastest peer with recall ≥ 0.95", lead, AtLeast(20.0)),
    ] {
        table.row(cells(name, figure, &bound));
    }
    format!("## Goals: {}\n\n{}", product.title(), table.markdown())
}

fn cells(name: &str, figure: Option<f64>, bound: &Bound) -> [String; 4] {
    let (goal, is_reached) = match *bound {
        AtMost(goal) => (format!("≤ {goal}"), figure.map(|figure| figure <= goal)),
        AtLeast(goal) => (format!("≥ {goal}"), figure.map(|figure| figure >= goal)),
    };
    let reached = match is_reached {
        Some(true) => "reached",
        Some(false) => "missed",
        None => "not measured",
    };
    // A share of 0.9996 is no 1.00.
    let shown =
        figure.map_or_else(
            String::new,
            |figure| {
                if figure < 1.0 { format!("{figure:.5}") } else { digits(figure) }
            },
        );
    [name.to_owned(), shown, goal, reached.to_owned()]
}

/// The median of the fastest peer, in microseconds, that finds what there is to find.
fn fastest_peer(survey: &Survey) -> Option<f64> {
    let finds = |run: &&Run| {
        let judged = survey.run(run.engine, JUDGED, Fields::All).and_then(|run| run.results.quality.as_ref());
        judged
            .map(exact_tally)
            .is_some_and(|tally| tally.must_found as f64 >= PEER_RECALL * tally.must as f64)
    };
    survey
        .runs
        .iter()
        .filter(|run| !run.engine.is_ours() && run.phrases == SIZE && run.fields == Fields::All)
        .filter(finds)
        .filter_map(|run| Some(exact(run)?.p50))
        .reduce(f64::min)
}
