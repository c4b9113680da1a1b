//! The tables that compare engines.

use super::stats::{Summary, digits, megabytes, share, thousands, time};
use super::table::Table;
use crate::corpus::Fields;
use crate::engine::Name;
use crate::measure::{Quality, Speed, Tally};
use crate::queries::Kind;
use crate::survey::{Run, Survey};

/// Latency, build, memory and files of every engine on one corpus.
pub(super) fn latency(survey: &Survey, phrases: usize, fields: Fields) -> String {
    let ours = survey.product().and_then(|engine| exact(survey.run(engine, phrases, fields)?));
    let mut table = Table::new([
        "engine",
        "exact p50",
        "p99",
        "max",
        "approximate p50",
        "p99",
        "max",
        "p50 against ours",
        "queries",
        "build (CPU)",
        "memory MB",
        "files MB",
    ]);
    for engine in survey.engines() {
        if let Some((run, speed)) =
            survey.run(engine, phrases, fields).and_then(|run| Some((run, run.results.speed.as_ref()?)))
        {
            table.row(row(run, speed, ours));
        }
    }
    let left_out =
        survey.runs.iter().filter(|run| run.phrases == phrases && run.fields == fields).filter_map(|run| {
            Some(format!("\nLeft out: {}: {}.\n", run.engine.title(), run.left_out.as_ref()?))
        });
    let phrases = thousands(phrases as u64);
    format!("## {phrases} phrases, {fields}\n\n{}{}", table.markdown(), left_out.collect::<String>())
}

fn row(run: &Run, speed: &Speed, ours: Option<Summary>) -> Vec<String> {
    let mut cells = vec![cell(run.engine)];
    let exact = summary(speed, true);
    for summary in [exact, summary(speed, false)] {
        match summary {
            Some(Summary { p50, p99, max }) => cells.extend([p50, p99, max].map(time)),
            None => cells.extend(["–", "–", "–"].map(str::to_owned)),
        }
    }
    cells.push(match (exact, ours) {
        (Some(theirs), Some(ours)) if ours.p50 > 0.0 => format!("{} ×", digits(theirs.p50 / ours.p50)),
        _ => String::new(),
    });
    cells.push(match speed.passes {
        0 => format!("{} of {}", speed.times.len(), speed.queries),
        passes => format!("{} × {passes}", speed.times.len()),
    });
    cells.push(time(speed.build_ms * 1e3));
    if let Some(memory) = &run.results.memory {
        cells.push(megabytes(memory.queried));
        cells.push(if memory.disk == 0 { "–".to_owned() } else { megabytes(memory.disk) });
    }
    cells
}

/// The name of an engine; ours stand out.
fn cell(engine: Name) -> String {
    if engine.is_ours() { format!("**{}**", engine.title()) } else { engine.title() }
}

/// The latency of exact queries in a run.
pub(super) fn exact(run: &Run) -> Option<Summary> {
    summary(run.results.speed.as_ref()?, true)
}

/// The latency of the exact queries, or of the others.
pub(super) fn summary(speed: &Speed, is_exact: bool) -> Option<Summary> {
    Summary::of(speed.times.iter().filter(|time| time.kind.is_exact() == is_exact).map(|time| time.micros))
}

/// What is found, where it was compared with the oracle.
pub(super) fn quality(survey: &Survey) -> Vec<String> {
    [Fields::All, Fields::Titles].into_iter().filter_map(|fields| quality_of(survey, fields)).collect()
}

fn quality_of(survey: &Survey, fields: Fields) -> Option<String> {
    let judged: Vec<(Name, &Quality)> = survey
        .runs
        .iter()
        .filter(|run| run.fields == fields)
        .filter_map(|run| Some((run.engine, run.results.quality.as_ref()?)))
        .collect();
    if judged.is_empty() {
        return None;
    }
    let mut header = vec!["engine".to_owned()];
    header.extend(Kind::ALL.map(|kind| kind.name().to_owned()));
    header.extend(
        [
            "recall, exact",
            "precision, exact",
            "skipping marks",
            "top 20",
            "title@20",
            "hits with spans",
            "queries",
        ]
        .map(str::to_owned),
    );
    let mut table = Table::new(header);
    for (engine, quality) in judged {
        table.row(quality_row(engine, quality));
    }
    Some(format!(
        "## What is found: 10,000 phrases, {fields}\n\n{}\n\
         Exact kinds: recall over all matches; skipping marks: precision if phrases count as right that match when spaces and \
         punctuation inside the text are passed over, which the oracle never does. Fuzzy, typo, homophone: share of the first 20 places. Negative: share of \
         queries without a wrong unmarked hit.\n",
        table.markdown()
    ))
}

fn quality_row(engine: Name, quality: &Quality) -> Vec<String> {
    let mut cells = vec![cell(engine)];
    for kind in Kind::ALL {
        cells.push(match (quality.kinds.get(&kind), kind) {
            (None, _) => "–".to_owned(),
            (Some(tally), Kind::Negative) => share(tally.clean, tally.queries),
            (Some(tally), kind) if kind.is_exact() => share(tally.must_found, tally.must),
            (Some(tally), _) => share(tally.slots_held, tally.slots),
        });
    }
    let exact = exact_tally(quality);
    cells.push(share(exact.must_found, exact.must));
    cells.push(share(exact.found_may, exact.found));
    cells.push(share(exact.found_may + exact.found_skipping, exact.found));
    cells.push(share(exact.slots_held, exact.slots));
    cells.push(share(exact.title_slots_held, exact.title_slots));
    cells.push(match quality.wrong_spans {
        0 => share(quality.with_spans, quality.hits),
        wrong => format!("{}, {wrong} wrong", share(quality.with_spans, quality.hits)),
    });
    let asked: usize = quality.kinds.values().map(|tally| tally.queries).sum();
    cells.push(if asked == quality.queries {
        asked.to_string()
    } else {
        format!("{asked} of {}", quality.queries)
    });
    cells
}

/// The sums over all exact kinds.
pub(super) fn exact_tally(quality: &Quality) -> Tally {
    quality
        .kinds
        .iter()
        .filter(|(kind, _)| kind.is_exact())
        .fold(Tally::default(), |sum, (_, tally)| sum.plus(tally))
}
