//! Stories that dice tell too seldom: the same world, with a script in the place of chance.

use huashu_core::sync::desk;
use huashu_core::sync::work::{Done, Work};
use huashu_protocol::account::Access;
use huashu_protocol::row::Checksum;
use huashu_protocol::stream::Change;
use uuid::Uuid;

use crate::deeds::Deed;
use crate::hub_side::Restore;
use crate::stories::play;
use crate::template::{AGENT, template, word};
use crate::world::{DAY, SECOND, World};

/// A script.
pub(crate) type Plan = fn(&mut World);

impl World {
    /// The row whose title or name is the template's word of this number.
    fn row(&self, number: usize) -> Uuid {
        let view = &self.clients[0].view;
        let mut rows = view.phrases.iter().chain(&view.categories);
        *rows.find(|(_, row)| row.label == word(number)).unwrap().0
    }

    fn settle(&mut self) {
        self.run(SECOND * 90);
    }

    fn say(&mut self, number: usize, phrase: Uuid) -> u32 {
        let text = self.ledger.word();
        self.deed(number, &Deed::Say { phrase, text: text.clone() });
        text[1..].parse().unwrap()
    }
}

/// Two people put two categories into each other, and one of them hears of the other's move before their own is answered.
pub(crate) fn categories_into_each_other(world: &mut World) {
    world.settle();
    let (first, second) = (world.row(0), world.row(2));
    world.cut(1);
    let texts = (0..9).map(|_| (world.ledger.word(), world.ledger.word())).collect();
    world.deed(1, &Deed::Many { library: template().company, place: None, texts });
    world.deed(1, &Deed::MoveCategory { category: first, parent: Some(second), first: true });
    world.deed(0, &Deed::MoveCategory { category: second, parent: Some(first), first: true });
    world.settle();
    world.heal(1);
    world.settle();
}

/// The hub is put back; a text is written at a revision that was given out before, and somebody comes who saw the former one.
pub(crate) fn a_revision_given_out_before(world: &mut World) {
    world.settle();
    let phrase = world.row(3);
    world.back_up_hub();
    world.say(1, phrase);
    world.settle();
    for number in 0..3 {
        world.cut(number);
    }
    world.say(0, phrase);
    world.put_hub_back(Restore::Said, false);
    world.settle();
    world.say(AGENT, phrase);
    world.settle();
    world.heal(0);
    world.settle();
}

/// The hub is put back twice. What is refused the first time, since the row that it moves is not back yet, is done the second.
pub(crate) fn put_back_twice(world: &mut World) {
    world.settle();
    let (library, place) = (template().company, world.row(2));
    world.back_up_hub();
    let (title, text) = (world.ledger.word(), world.ledger.word());
    world.deed(0, &Deed::Add { library, place: None, title: title.clone(), text });
    world.settle();
    let rows = &world.clients[1].view.phrases;
    let phrase = *rows.iter().find(|(_, row)| row.label == title).unwrap().0;
    world.deed(1, &Deed::Move { phrase, place: Some(place), before: None });
    world.settle();
    for first in [1, 0] {
        world.cut(1 - first);
        world.put_hub_back(Restore::Copied, false);
        world.settle();
        world.heal(1 - first);
        world.settle();
    }
    let lies_in = world.clients[0].view.phrases.get(&phrase).and_then(|row| row.parent);
    if lies_in != Some(place) {
        world.fail(format!("what was moved lies in {lies_in:?}"));
    }
}

/// The hub is put back, and its count of drafts comes to the same number by another way.
pub(crate) fn the_same_count_of_other_drafts(world: &mut World) {
    world.settle();
    let (first, second) = (world.row(3), world.row(5));
    world.back_up_hub();
    change_at_once(world, first);
    world.settle();
    world.cut(1);
    world.put_hub_back(Restore::Said, false);
    world.say(0, second);
    world.settle();
    world.say(1, second);
    world.heal(1);
    world.settle();
}

/// What the hub keeps of a person when it is put back: conflicts and proposals come again.
pub(crate) fn drafts_come_again(world: &mut World) {
    world.settle();
    let (first, second) = (world.row(3), world.row(5));
    world.back_up_hub();
    change_at_once(world, first);
    let text = world.ledger.word();
    world.deed(AGENT, &Deed::Propose { phrase: second, text });
    world.settle();
    world.put_hub_back(Restore::Copied, false);
    world.settle();
}

/// The agent may only read what they wrote to before, and the hub has forgotten it: nothing is asked for ever.
pub(crate) fn sent_again_without_the_right(world: &mut World) {
    world.settle();
    let phrase = world.row(13);
    world.back_up_hub();
    world.say(AGENT, phrase);
    world.settle();
    world.put_hub_back(Restore::Said, false);
    world.let_agent(false, Some(Access::Read));
    world.settle();
}

/// A category and what lies in it are deleted by somebody who may not: everything is back where it was.
pub(crate) fn deleted_without_the_right(world: &mut World) {
    world.settle();
    let category = world.row(10);
    world.cut(AGENT);
    world.deed(AGENT, &Deed::DeleteCategory { category, with_contents: true });
    world.let_agent(false, Some(Access::Read));
    world.heal(AGENT);
    world.settle();
}

/// An unsent text stays with its author when the library is taken away, and a draft goes with it.
pub(crate) fn taken_away_with_unsent_texts(world: &mut World) {
    world.settle();
    let (first, second) = (world.row(13), world.row(15));
    world.cut(AGENT);
    world.say(AGENT, first);
    world.say(0, first);
    world.settle();
    world.heal(AGENT);
    world.settle();
    world.cut(AGENT);
    world.say(AGENT, second);
    world.let_agent(false, None);
    world.heal(AGENT);
    world.settle();
}

/// A note is written and heard of, and the hub forgets it: the register is one again, with the note that came back.
pub(crate) fn a_note_that_the_hub_forgets(world: &mut World) {
    world.settle();
    world.back_up_hub();
    let subject = world.ledger.word();
    world.deed(0, &Deed::Note { subject });
    world.settle();
    world.cut(0);
    world.put_hub_back(Restore::Said, false);
    let subject = world.ledger.word();
    world.deed(1, &Deed::Note { subject });
    world.settle();
    world.heal(0);
    world.settle();
}

/// Somebody is away for so long that the hub forgets what was deleted meanwhile.
pub(crate) fn forgotten_while_away(world: &mut World) {
    world.settle();
    let phrase = world.row(3);
    world.cut(1);
    world.deed(0, &Deed::Delete { phrase });
    world.settle();
    world.sleep(DAY * 91);
    world.collect_garbage();
    world.heal(1);
    world.settle();
}

/// The hub does something, and the device dies before it hears so; somebody else does the same to the row, and the device asks
/// again.
pub(crate) fn asked_again_when_it_is_old(world: &mut World) {
    world.settle();
    let phrase = world.row(3);
    let (first, second) = (world.ledger.word(), world.ledger.word());
    world.deed(1, &Deed::Title { phrase, title: first });
    world.sync_elsewhere(1);
    world.crash(1);
    world.cut(1);
    world.settle();
    world.deed(0, &Deed::Title { phrase, title: second.clone() });
    world.settle();
    world.heal(1);
    world.settle();
    let title = world.clients[0].view.phrases.get(&phrase).map(|row| row.label.clone());
    if title.as_ref() != Some(&second) {
        world.fail(format!("the title is {title:?} and not {second}"));
    }
}

/// A page brings a category ahead of its revision; an event that would follow on the cursor is not taken for a page then.
pub(crate) fn a_page_that_runs_ahead(world: &mut World) {
    world.settle();
    let library = template().company;
    let category = world.row(2);
    world.cut(1);
    let texts = (0..9).map(|_| (world.ledger.word(), world.ledger.word())).collect();
    world.deed(0, &Deed::Many { library, place: Some(category), texts });
    let name = world.ledger.word();
    world.deed(0, &Deed::Rename { category, name });
    world.settle();
    let Some(Ok(Done::Collected(out))) = world.with_book(1, |book| desk::run(book, Work::Collect)) else {
        return world.fail("nothing was collected".into());
    };
    let token = world.clients[1].access.clone().unwrap_or_default();
    let Some(Ok(reply)) = world.ask_sync(1, &token, &out.request) else {
        return world.fail("the hub does not answer".into());
    };
    let apply = Work::Apply { request: out.request, reply };
    world.with_book(1, |book| desk::run(book, apply).unwrap());
    let here = world.clients[1].view.libraries[&library].clone();
    let change = Change {
        library,
        epoch: here.epoch,
        from: here.cursor,
        to: here.cursor + 1,
        checksum: Checksum(0),
        rows: Some(Vec::new()),
    };
    let done = world.with_book(1, |book| desk::run(book, Work::ApplyChange(change)).unwrap());
    let is_left =
        matches!(&done, Some(Done::Applied(applied)) if applied.more && applied.diverged.is_empty());
    if !is_left {
        world.fail(format!("an event was taken in the middle of pages: {done:?}"));
    }
    world.heal(1);
    world.settle();
}

/// A category is deleted, a phone that is put back hears only that it is not there any more, and then its library is taken away.
pub(crate) fn deleted_before_it_was_taken_away(world: &mut World) {
    world.settle();
    world.back_up(AGENT);
    let category = world.row(12);
    world.deed(0, &Deed::DeleteCategory { category, with_contents: false });
    world.settle();
    world.put_back(AGENT, true);
    world.settle();
    world.let_agent(false, None);
    world.settle();
}

/// A title is done over a text that its author has not seen; the text that they wrote behind it is still a conflict.
pub(crate) fn a_text_behind_a_title(world: &mut World) {
    world.settle();
    let phrase = world.row(3);
    world.cut(1);
    let title = world.ledger.word();
    world.deed(1, &Deed::Title { phrase, title });
    let texts = (0..9).map(|_| (world.ledger.word(), world.ledger.word())).collect();
    world.deed(1, &Deed::Many { library: template().company, place: None, texts });
    world.say(1, phrase);
    world.say(0, phrase);
    world.settle();
    world.heal(1);
    world.settle();
}

/// A person signs in again and again, at whatever moment, also while tokens are being renewed.
pub(crate) fn signed_in_at_any_moment(world: &mut World) {
    world.settle();
    for _ in 0..5 {
        world.crash(1);
        for _ in 0..120 {
            world.run(SECOND / 20);
            if world.dice.once_in(4) {
                world.sign_in(1);
            }
        }
    }
    world.settle();
}

/// All of them, with their names.
pub(crate) const ALL: [(&str, Plan); 15] = [
    ("signed_in_at_any_moment", signed_in_at_any_moment),
    ("a_text_behind_a_title", a_text_behind_a_title),
    ("a_page_that_runs_ahead", a_page_that_runs_ahead),
    ("deleted_before_it_was_taken_away", deleted_before_it_was_taken_away),
    ("asked_again_when_it_is_old", asked_again_when_it_is_old),
    ("forgotten_while_away", forgotten_while_away),
    ("a_note_that_the_hub_forgets", a_note_that_the_hub_forgets),
    ("categories_into_each_other", categories_into_each_other),
    ("a_revision_given_out_before", a_revision_given_out_before),
    ("put_back_twice", put_back_twice),
    ("the_same_count_of_other_drafts", the_same_count_of_other_drafts),
    ("drafts_come_again", drafts_come_again),
    ("sent_again_without_the_right", sent_again_without_the_right),
    ("deleted_without_the_right", deleted_without_the_right),
    ("taken_away_with_unsent_texts", taken_away_with_unsent_texts),
];

#[test]
fn every_plan_ends_well() {
    for (name, plan) in ALL {
        for seed in 0..3 {
            let told = play(seed, false, None, plan);
            assert!(told.is_ok(), "{name}, seed {seed}: {}", told.unwrap_err());
        }
    }
}

/// Two people change the same text, and neither has seen the other's.
fn change_at_once(world: &mut World, phrase: Uuid) {
    world.cut(1);
    world.say(1, phrase);
    world.say(0, phrase);
    world.settle();
    world.heal(1);
}
