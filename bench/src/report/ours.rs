//! The tables about our own search.

use super::stats::{Summary, share, thousands, time};
use super::table::Table;
use crate::corpus::Fields;
use crate::engine::Name;
use crate::measure::{Derived, Timed};
use crate::queries::Kind;
use crate::survey::{Run, Survey};

/// Latency by kind of query, on every corpus with all fields.
pub(super) fn kinds(survey: &Survey, product: Name) -> Option<String> {
    let runs: Vec<&Run> = survey
        .runs
        .iter()
        .filter(|run| run.engine == product && run.fields == Fields::All && run.results.speed.is_some())
        .collect();
    if runs.is_empty() {
        return None;
    }
    let mut header = vec!["kind".to_owned()];
    for run in &runs {
        let phrases = thousands(run.phrases as u64);
        header.extend([format!("{phrases}: p50"), "max".to_owned(), "slowest".to_owned()]);
    }
    let mut table = Table::new(header);
    for kind in Kind::ALL {
        let cells = runs
            .iter()
            .filter_map(|run| run.results.speed.as_ref())
            .flat_map(|speed| kind_cells(&speed.times, kind));
        table.row(std::iter::once(kind.to_string()).chain(cells));
    }
    Some(format!("## {} by kind of query, all fields\n\n{}", product.title(), table.markdown()))
}

/// The median, the maximum and the query that took it.
fn kind_cells(times: &[Timed], kind: Kind) -> [String; 3] {
    let times: Vec<&Timed> = times.iter().filter(|time| time.kind == kind).collect();
    let summary = Summary::of(times.iter().map(|time| time.micros));
    let slowest = times.iter().max_by(|a, b| a.micros.total_cmp(&b.micros));
    match (summary, slowest) {
        (Some(Summary { p50, max, .. }), Some(slowest)) => [time(p50), time(max), code(&slowest.query)],
        _ => ["–".to_owned(), "–".to_owned(), String::new()],
    }
}

/// Queries derived from the phrases: latency, and whether they find their phrase.
pub(super) fn derived(survey: &Survey) -> Vec<String> {
    survey.runs.iter().filter_map(|run| Some(derived_of(run, run.results.derived.as_ref()?))).collect()
}

fn derived_of(run: &Run, derived: &Derived) -> String {
    let mut table =
        Table::new(["kind", "queries", "p50", "p99", "max", "slowest", "source found", "surprises"]);
    for (kind, sources) in &derived.sources {
        let times = derived.times.iter().filter(|time| time.kind == *kind);
        let Some(summary) = Summary::of(times.clone().map(|time| time.micros)) else { continue };
        let [_, _, slowest] = kind_cells(&derived.times, *kind);
        let [p50, p99, max] = [summary.p50, summary.p99, summary.max].map(time);
        let found = format!("{} of {}", share(sources.found, sources.asked), sources.asked);
        let surprises: Vec<String> = sources.surprises.iter().map(|text| code(text)).collect();
        table.row([
            kind.to_string(),
            times.count().to_string(),
            p50,
            p99,
            max,
            slowest,
            found,
            surprises.join(" "),
        ]);
    }
    format!(
        "## {}: queries derived from {} phrases\n\n{}\nNegative queries should not find their phrase.\n",
        run.engine.title(),
        thousands(run.phrases as u64),
        table.markdown()
    )
}

/// Queries that are meant to be slow.
pub(super) fn adversarial(survey: &Survey) -> Vec<String> {
    let section = |run: &Run| {
        let adversarial = run.results.adversarial.as_ref()?;
        let mut table = Table::new(["sort", "queries", "max", "slowest"]);
        for family in adversarial.families.iter().filter(|family| family.asked > 0) {
            let asked = if family.asked == family.queries {
                family.asked.to_string()
            } else {
                format!("{} of {}", family.asked, family.queries)
            };
            table.row([family.name.clone(), asked, time(family.max_micros), code(&family.slowest)]);
        }
        let phrases = thousands(run.phrases as u64);
        Some(format!(
            "## {}: adversarial queries, {phrases} phrases\n\n{}",
            run.engine.title(),
            table.markdown()
        ))
    };
    survey.runs.iter().filter_map(section).collect()
}

/// A query as code; what cannot be seen, or would end the code or turn its direction, is shown by its escape.
fn code(query: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '`' | '\u{200B}' | '\u{200E}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let shown: String = query
        .chars()
        .map(|c| if is_hidden(c) { c.escape_unicode().to_string() } else { c.to_string() })
        .collect();
    if shown.is_empty() { "(empty)".to_owned() } else { format!("`{shown}`") }
}
