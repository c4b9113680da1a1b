//! Seeds: how many, which, and what is said of one that fails.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use huashu_core::sync::bug::{self, Bug};

use crate::storm::DEEDS;
use crate::world::World;

/// What became of a story: its trace as one number, or the rule that did not hold.
pub(crate) type Told = Result<u64, String>;

/// Plays a story with a bug, or with none.
pub(crate) fn play(seed: u64, is_loud: bool, bug: Option<Bug>, story: fn(&mut World)) -> Told {
    let told = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, is_loud);
        bug::set(bug);
        story(&mut world);
        world.calm();
        world.check_the_end();
        match world.wrong.take() {
            Some(wrong) => {
                if is_loud {
                    world.folder.disable_cleanup(true);
                    let left = world.folder.path().to_owned();
                    world.tell(format_args!("what is left lies in {}", left.display()));
                }
                Err(wrong)
            }
            None => Ok(world.hash()),
        }
    }));
    bug::set(None);
    bug::set_executioner(None);
    told.unwrap_or_else(|panic| Err(format!("panic: {}", message(&*panic))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

pub(crate) fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

/// Plays the same seed twice.
fn twice(seed: u64) -> Told {
    let first = play(seed, false, None, World::storm)?;
    let second = play(seed, false, None, World::storm)?;
    if first == second { Ok(first) } else { Err("the same seed was another story".into()) }
}

/// Seeds over as many threads as there are cores.
pub(crate) fn each(seeds: std::ops::Range<u64>, task: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    task(seed);
                }
            });
        }
    });
}

#[test]
fn what_was_acknowledged_is_there_whatever_happens() {
    if let Some(seed) = number("HUASHU_SIM_SEED") {
        let told = play(seed, true, None, World::storm);
        assert!(told.is_ok(), "seed {seed}: {}", told.unwrap_err());
        return;
    }
    let first = number("HUASHU_SIM_FIRST").unwrap_or(0);
    let count = number("HUASHU_SIM_SEEDS").unwrap_or(2_000);
    let failed = Mutex::new(Vec::new());
    let begun = Instant::now();
    each(first..first + count, |seed| {
        if let Err(wrong) = twice(seed) {
            let deeds = number("HUASHU_SIM_DEEDS").unwrap_or(DEEDS);
            println!(
                "seed {seed}: {wrong}\n  replay: HUASHU_SIM_DEEDS={deeds} scripts/simulate --seed {seed}"
            );
            failed.lock().unwrap().push(seed);
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort_unstable();
    println!("{count} seeds from {first}, each twice, in {:.0} s", begun.elapsed().as_secs_f64());
    assert!(failed.is_empty(), "{} seeds failed: {failed:?}", failed.len());
}
