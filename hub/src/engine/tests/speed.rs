//! Numbers for a person to read: `cargo test -p huashu-hub --release speed -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use huashu_protocol::sync::{SyncRequest, Verb};
use serde_json::json;

use super::kit::Kit;
use crate::Mode;

fn percentile(times: &mut [Duration], part: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * part / 100).min(times.len() - 1)]
}

#[test]
#[ignore = "a measurement"]
fn durable_pushes() {
    let kit = Kit::open(Mode::Threaded);
    println!("{} MiB when idle", memory() / 1_024);
    let library = kit.company_library();
    for (threads, ops) in [(1, 1), (16, 1), (64, 1), (16, 20)] {
        let begun = Instant::now();
        let mut times: Vec<Duration> = std::thread::scope(|scope| {
            let pushing: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        let mut times = Vec::new();
                        while begun.elapsed() < Duration::from_secs(4) {
                            let says = json!({"title": "发货", "parts": [{"kind": "text", "text": "今天发".repeat(20)}], "pos": "a0"});
                            let ops = (0..ops)
                                .map(|_| kit.op(library, "phrase", kit.id(), Verb::Create, says.clone()))
                                .collect();
                            let one = Instant::now();
                            kit.sync(&kit.owner, SyncRequest { ops, grants_rev: 2, drafts_rev: 1, ..SyncRequest::default() }).unwrap();
                            times.push(one.elapsed());
                        }
                        times
                    })
                })
                .collect();
            pushing.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let rate = (times.len() * ops) as f64 / begun.elapsed().as_secs_f64();
        println!(
            "{threads} pushers of {ops}: {rate:.0} ops/s, p50 {:?}, p99 {:?}",
            percentile(&mut times, 50),
            percentile(&mut times, 99)
        );
    }
}

#[test]
#[ignore = "a measurement"]
fn ten_thousand_listeners() {
    let kit = Kit::open(Mode::Threaded);
    let library = kit.company_library();
    let before = memory();
    let mut streams: Vec<_> =
        (0..10_000).map(|_| kit.hub.engine().subscribe(&kit.owner.tokens.access).unwrap()).collect();
    for stream in &mut streams {
        stream.try_next().unwrap();
    }
    println!("{} bytes a listener", memory().saturating_sub(before) * 1_024 / 10_000);
    std::thread::sleep(Duration::from_millis(200));
    let mut times = Vec::new();
    for _ in 0..20 {
        for stream in &mut streams {
            while stream.try_next().is_some() {}
        }
        let begun = Instant::now();
        kit.phrase(&kit.owner, library, None);
        let pushed = begun.elapsed();
        let mut waiting: Vec<usize> = (0..streams.len()).collect();
        while !waiting.is_empty() {
            waiting.retain(|index| streams[*index].try_next().is_none());
        }
        times.push(begun.elapsed().saturating_sub(pushed));
        std::thread::sleep(Duration::from_millis(60));
    }
    println!(
        "to the last of 10,000: p50 {:?}, p99 {:?}",
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
}

/// Resident memory in KiB.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
