//! What sync costs: the real hub in a process of its own, on one core; everything that loads it in this one, on the other.
//! Run by `scripts/bench sync`, which says which core is whose.
//!
//! Not a test: machines differ, so nothing here fails.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and ends where it cannot go on"
)]

mod bootstrap;
mod company;
mod durable;
mod fan_out;
mod hub;
mod latency;
#[path = "../report/mod.rs"]
mod report;

use std::path::PathBuf;
use std::time::Duration;

use report::Report;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (Some(program), Some(corpus)) = (arguments.next(), arguments.next()) else {
        println!("usage: scripts/bench sync (it builds the hub, makes the corpus and passes both)");
        return;
    };
    let only: Vec<String> = arguments.collect();
    let wants = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let (program, corpus) = (PathBuf::from(program), PathBuf::from(corpus));
    let mut report = Report::new("sync");
    if wants("durable") {
        durable::measure(&mut report, &program);
    }
    if wants("latency") {
        latency::measure(&mut report, &program);
    }
    if wants("fan-out") {
        fan_out::measure(&mut report, &program);
    }
    if wants("bootstrap") {
        bootstrap::measure(&mut report, &program, &corpus);
    }
    report.print();
}

/// The value below which `part` of 1,000 of the times lie, in milliseconds.
fn per_mille(times: &mut [Duration], part: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * part / 1_000).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
