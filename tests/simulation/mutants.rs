//! A simulation that does not notice a broken rule is worth nothing: each rule is broken on purpose, and must be missed.

use std::sync::Mutex;

use huashu_core::sync::bug::Bug;

use crate::plans;
use crate::stories::{each, number, play};
use crate::world::World;

/// Seeds for each bug, unless it is said otherwise.
const SEEDS: u64 = 200;

/// The script for a bug that dice meet too seldom.
fn plan(bug: Bug) -> Option<plans::Plan> {
    match bug {
        Bug::NoOverlayCycleCheck | Bug::NoCycleCheck => Some(plans::categories_into_each_other),
        Bug::NoRevisionJump => Some(plans::a_revision_given_out_before),
        Bug::NoGarbageFloor => Some(plans::forgotten_while_away),
        Bug::NoIdempotency => Some(plans::asked_again_when_it_is_old),
        Bug::ReplayRejectDropped | Bug::NoNewEpoch | Bug::NoReplay => Some(plans::put_back_twice),
        Bug::WipeForgetsUnsent => Some(plans::taken_away_with_unsent_texts),
        _ => None,
    }
}

/// Where `HUASHU_SIM_MUTANTS` says how many seeds, all are played and the share of those that notice is printed; else only
/// as many as it takes.
#[test]
fn every_bug_is_caught() {
    let counted = number("HUASHU_SIM_MUTANTS");
    let lines = Mutex::new(Vec::new());
    each(0..Bug::ALL.len() as u64, |index| {
        let bug = Bug::ALL[usize::try_from(index).unwrap()];
        let mut line = format!("{bug:?}:");
        let mut is_caught = false;
        if let Some(plan) = plan(bug)
            && let Err(why) = play(0, false, Some(bug), plan)
        {
            line.push_str(&format!(" by its plan ({});", why.chars().take(90).collect::<String>()));
            is_caught = true;
        }
        let (mut caught, mut played, mut first) = (0, 0, None);
        for seed in 0..counted.unwrap_or(SEEDS) {
            if is_caught && counted.is_none() {
                break;
            }
            played += 1;
            if let Err(why) = play(seed, false, Some(bug), World::storm) {
                caught += 1;
                first.get_or_insert((seed, why));
                is_caught = true;
            }
        }
        if let Some((seed, why)) = first {
            let why: String = why.chars().take(90).collect();
            line.push_str(&format!(" {caught} of {played} seeds, first {seed} ({why})"));
        }
        println!("{line}");
        lines.lock().unwrap().push((bug, is_caught));
    });
    let missed: Vec<Bug> =
        lines.into_inner().unwrap().into_iter().filter(|(_, caught)| !caught).map(|(bug, _)| bug).collect();
    assert!(missed.is_empty(), "nobody noticed {missed:?}");
}
