//! What must hold after every step: nothing waits that nothing will wake.

use super::Machine;
use super::chores;
use super::round::Stage;
use super::step::Lane;

impl Machine {
    /// What is wrong with the machine, if anything is. Tests ask after every step; it is cheap.
    ///
    /// # Errors
    /// The rule that does not hold.
    pub fn check(&self) -> Result<(), &'static str> {
        self.check_lanes()?;
        if !self.may_go() {
            return if self.calls.is_empty() { Ok(()) } else { Err("it calls though it may not") };
        }
        if self.alarm.is_some_and(|alarm| alarm <= self.now) {
            return Err("the alarm is set to the past: it would ring without end");
        }
        let is_alive = self.alarm.is_some() || !self.calls.is_empty() || !self.works.is_empty();
        let has_to_do = self.round.has_to_begin()
            || !self.round.is_resting()
            || self.status.waiting > 0
            || self.snapshots.is_waiting()
            || self.uploads.is_waiting()
            || self.downloads.is_waiting()
            || self.chores.usage.is_some()
            || !self.link.is_up()
            || !self.link.has_tokens();
        if has_to_do && !is_alive {
            return Err("something waits and nothing will wake it");
        }
        if self.round.is_resting() && self.round.has_to_begin() && self.alarm.is_none() {
            return Err("a round is wanted and no alarm is set");
        }
        if !self.link.is_up() && self.round.is_resting() && !self.round.is_wanted {
            return Err("nothing finds out whether the hub is there again");
        }
        Ok(())
    }

    /// A lane that is busy has something under way, and nobody else's is under way.
    fn check_lanes(&self) -> Result<(), &'static str> {
        let calls = |lane| self.calls.values().filter(|(other, _)| *other == lane).count();
        let works = |lane| self.works.values().filter(|other| **other == lane).count();
        let round = match self.round.stage {
            Stage::Rest | Stage::Ready(_) => (0, 0),
            Stage::Calling(_) => (1, 0),
            Stage::Collecting | Stage::Applying => (0, 1),
        };
        let one = |is_resting: bool, is_working: bool| match (is_resting, is_working) {
            (true, _) => (0, 0),
            (false, true) => (0, 1),
            (false, false) => (1, 0),
        };
        let usage = match self.chores.stage {
            chores::Stage::Rest => (0, 0),
            chores::Stage::Reporting(_) => (1, 0),
            chores::Stage::Noting => (0, 1),
        };
        for (lane, expected, what) in [
            (Lane::Link, (usize::from(self.link.is_renewing()), 0), "the link is out of step"),
            (Lane::Round, round, "the round is out of step"),
            (
                Lane::Snapshots,
                one(self.snapshots.is_resting(), self.snapshots.is_working()),
                "the snapshots are out of step",
            ),
            (
                Lane::Uploads,
                one(self.uploads.is_resting(), self.uploads.is_working()),
                "the uploads are out of step",
            ),
            (
                Lane::Downloads,
                one(self.downloads.is_resting(), self.downloads.is_working()),
                "the downloads are out of step",
            ),
            (Lane::Usage, usage, "the counters are out of step"),
            (Lane::Wait, (usize::from(self.listen.is_waiting), 0), "the long poll is out of step"),
            (Lane::Tidy, (0, usize::from(self.chores.is_tidying)), "the tidying is out of step"),
        ] {
            if (calls(lane), works(lane)) != expected {
                return Err(what);
            }
        }
        Ok(())
    }
}
