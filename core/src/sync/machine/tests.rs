//! Tables of what happens and what comes of it.

use std::time::Duration;

use huashu_protocol::Refusal;
use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::row::Checksum;
use huashu_protocol::stream::{Event as Hint, Waited};
use huashu_protocol::sync::UsageReport;
use uuid::Uuid;

use super::table::Do::{Call as Answered, Hear, Pass, Tell, Work as Worked};
use super::table::{
    Bench, LIBRARY, applied, collected, first_round, hello, manifest, needs_snapshot, ops, refused, state,
    synced, unreachable,
};
use super::{Answer, Event, Fetching, Phase, Settled, StreamEvent, Trouble};
use crate::ErrorCode;
use crate::sync::work::{Applied, Done, Download, Outbound};

#[test]
fn edits_gather_and_those_made_meanwhile_go_afterwards() {
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::Poked), ""),
        (Pass(10), ""),
        (Tell(Event::Poked), ""),
        (Pass(9), ""),
        (Pass(1), "collect"),
        (Tell(Event::Poked), ""),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Tell(Event::Poked), ""),
        (Pass(50), ""),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Worked(applied(Applied { progressed: true, waiting: 2, ..Applied::default() })), "collect"),
        (Worked(collected(Outbound { more_ops: true, ..ops(2) })), "call sync of 2"),
        (Answered("sync of 2", synced(&[0, 1])), "apply"),
        (Worked(applied(Applied { progressed: true, more: true, ..Applied::default() })), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), ""),
        (Pass(60_000), ""),
    ]);
    assert_eq!(bench.phase(), Phase::Idle);
    assert_eq!(bench.machine.status().waiting, 0);
}

#[test]
fn what_the_hub_refuses_of_a_push() {
    let invalid = || refused(Refusal::invalid("op 2 has no fields"));
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(ops(5))), "call sync of 5"),
        (Answered("sync of 5", refused(Refusal::TooLarge)), "collect"),
        (Worked(collected(ops(5))), "call sync of 2"),
        (Answered("sync of 2", synced(&[0, 1])), "apply"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), "collect"),
        // It grows again.
        (Worked(collected(ops(5))), "call sync of 4"),
        (Answered("sync of 4", invalid()), ""),
        (Pass(500), "collect"),
        (Worked(collected(ops(5))), "call sync of 2"),
        (Answered("sync of 2", invalid()), ""),
        (Pass(1_000), "collect"),
        (Worked(collected(ops(5))), "call sync of 1"),
        (Answered("sync of 1", invalid()), ""),
        (Pass(2_000), "collect"),
    ]);
    assert_eq!(bench.machine.status().parked, 1, "the first operation stays behind");
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Refused));
    bench.check(vec![
        (Worked(collected(ops(5))), "call sync of 1"),
        (Answered("sync of 1", synced(&[1])), "apply"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), "collect"),
        (Worked(collected(ops(5))), "call sync of 2"),
        // Not what was asked: results of other operations.
        (Answered("sync of 2", synced(&[3, 4])), ""),
    ]);
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Garbled));
    bench.check(vec![(Pass(4_000), "collect"), (Worked(collected(ops(1))), "call sync")]);
}

#[test]
fn the_network_goes_and_comes() {
    let mut bench = Bench::listening();
    let since = bench.now;
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Answered("sync of 1", unreachable()), ""),
        (Tell(Event::Poked), ""),
    ]);
    assert_eq!(bench.phase(), Phase::Offline { since });
    assert_eq!(bench.machine.settled(since), Some(Settled::Failed(Trouble::Unreachable)));
    bench.check(vec![
        (Pass(500), "collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Answered("sync of 1", unreachable()), ""),
        (Tell(Event::NetworkChanged), "close, collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        // Too soon after the last time to give up what is under way.
        (Tell(Event::NetworkChanged), ""),
        (Pass(31_000), ""),
        (Tell(Event::NetworkChanged), "cancel, collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), "stream"),
    ]);
    assert_eq!(bench.phase(), Phase::Idle);
    assert_eq!(bench.machine.settled(bench.now), Some(Settled::Done));
}

#[test]
fn a_busy_hub_is_left_alone_as_long_as_it_asks() {
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", refused(Refusal::Busy { retry_after: 8 })), ""),
        (Tell(Event::SyncNow), ""),
        (Tell(Event::Foreground), ""),
        (Pass(7_999), ""),
        (Pass(4_501), "collect"),
    ]);
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Busy));
}

#[test]
fn what_only_a_person_can_mend() {
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", refused(Refusal::Upgrade { min_proto: 4, proto: 6 })), "close"),
        (Tell(Event::Poked), ""),
        (Tell(Event::NetworkChanged), ""),
        (Pass(3_600_000), ""),
    ]);
    assert_eq!(bench.phase(), Phase::Refused { min_proto: 4, proto: 6 });
    bench.check(vec![
        (Tell(Event::SyncNow), "stream, collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", refused(Refusal::Expired)), "call refresh"),
        (Answered("refresh", refused(Refusal::SignedOut)), "close"),
        (Tell(Event::SyncNow), ""),
        (Pass(3_600_000), ""),
    ]);
    assert_eq!(bench.phase(), Phase::SignedOut);
    assert_eq!(bench.machine.settled(Duration::ZERO), Some(Settled::SignedOut));
    bench.check(vec![
        (Tell(Event::SignedIn), "stream, collect"),
        (Tell(Event::SignedOut), "close"),
        (Worked(collected(ops(1))), ""),
        (Tell(Event::SignedIn), "stream, call sync of 1"),
        (Tell(Event::Stop), "cancel, close"),
        (Tell(Event::SignedIn), ""),
        (Tell(Event::Opened), ""),
    ]);
    assert_eq!(bench.phase(), Phase::Stopped);
}

#[test]
fn fresh_tokens_that_are_not_taken_are_not_fetched_without_end() {
    let mut bench = Bench::listening();
    let expired = || refused(Refusal::Expired);
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", expired()), "call refresh"),
        (Answered("refresh", Ok(Answer::Refreshed)), "call sync"),
        (Answered("sync", expired()), "call refresh"),
        (Answered("refresh", Ok(Answer::Refreshed)), "call sync"),
        (Answered("sync", expired()), ""),
        (Pass(500), "call refresh, collect"),
        (Answered("refresh", unreachable()), ""),
        (Worked(collected(Outbound::default())), ""),
    ]);
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Unreachable));
}

#[test]
fn a_library_is_taken_anew_and_the_rest_goes_on() {
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(needs_snapshot())), "call manifest"),
        (Answered("manifest", Ok(Answer::Manifest(manifest(3, 9)))), "begin"),
        // Some of it was there from the last time.
        (Worked(state(manifest(3, 9), 1, false)), "call chunk 1"),
    ]);
    assert_eq!(bench.machine.status().fetching, Some(Fetching { library: LIBRARY, done: 1, of: 3 }));
    assert_eq!(bench.phase(), Phase::Syncing);
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Answered("chunk 1", refused(Refusal::Gone)), "call manifest"),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Answered("manifest", Ok(Answer::Manifest(manifest(2, 12)))), "begin"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), ""),
        (Worked(state(manifest(2, 12), 0, false)), "call chunk 0"),
        (Answered("chunk 0", Ok(Answer::Chunk(vec![1]))), "store 0"),
        (Worked(state(manifest(2, 12), 1, false)), "call chunk 1"),
        (Answered("chunk 1", unreachable()), ""),
        (Pass(1_000), "call chunk 1, collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), ""),
        (Answered("chunk 1", Ok(Answer::Chunk(vec![1]))), "store 1"),
        (Worked(state(manifest(2, 12), 2, true)), "collect"),
    ]);
    assert_eq!(bench.machine.status().fetching, None);
}

#[test]
fn a_library_that_diverges_again_waits() {
    let diverged = || Applied { diverged: vec![LIBRARY], ..needs_snapshot() };
    let mut bench = Bench::listening();
    for time in 0..3 {
        bench.check(vec![
            (Tell(Event::SyncNow), "collect"),
            (Worked(collected(Outbound::default())), "call sync"),
            (Answered("sync", synced(&[])), "apply"),
        ]);
        if time == 2 {
            break;
        }
        bench.check(vec![
            (Worked(applied(diverged())), "diverged, call manifest"),
            (Answered("manifest", Ok(Answer::Manifest(manifest(1, 9)))), "begin"),
            (Worked(state(manifest(1, 9), 0, false)), "call chunk 0"),
            (Answered("chunk 0", Ok(Answer::Chunk(vec![1]))), "store 0"),
            (Worked(state(manifest(1, 9), 1, true)), "collect"),
            (Worked(collected(Outbound::default())), "call sync"),
            (Answered("sync", synced(&[])), "apply"),
            (Worked(applied(Applied { progressed: true, ..Applied::default() })), ""),
        ]);
    }
    bench.check(vec![(Worked(applied(diverged())), "diverged")]);
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Diverged { library: LIBRARY }));
    bench.check(vec![(Pass(60_000), "call manifest")]);
}

#[test]
fn blobs_go_beside_and_one_that_fails_holds_up_no_other() {
    let upload = |hash: &str| Upload { hash: hash.into(), size: 3, mime: "image/png".into() };
    let download = |hash: &str| Download { hash: hash.into(), bytes: 3, have: 0 };
    let uploaded = |offset, done| Ok(Answer::Uploaded(Uploaded { offset, done }));
    let piece = |offset| Ok(Answer::Piece(Piece { offset, bytes: vec![1], total: 3 }));
    let mut bench = Bench::listening();
    let outbound = Outbound {
        uploads: vec![upload("b"), upload("a")],
        downloads: vec![download("y"), download("x")],
        ..ops(1)
    };
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(outbound)), "call sync of 1, call upload b, call blob y at 0"),
        (Answered("upload b", uploaded(0, false)), "read at 0"),
        (Worked(Ok(Done::Piece(vec![1, 2]))), "call piece at 0"),
        (Answered("piece at 0", refused(Refusal::Offset { offset: 1 })), "read at 1"),
        (Worked(Ok(Done::Piece(vec![2, 3]))), "call piece at 1"),
        (Answered("piece at 1", uploaded(3, true)), "uploaded"),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Worked(Ok(Done::Nothing)), "call upload a"),
        (Worked(applied(Applied { progressed: true, waiting: 2, ..Applied::default() })), ""),
        (Pass(20), "collect"),
        // The hub refuses the one for good, and says that it has the other.
        (Answered("upload a", refused(Refusal::Forbidden)), ""),
        (Worked(collected(Outbound { uploads: vec![upload("a"), upload("b")], ..ops(1) })), "call sync of 1"),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), ""),
        (Answered("blob y at 0", refused(Refusal::NotFound)), ""),
    ]);
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (
            Worked(collected(Outbound {
                downloads: vec![download("y"), download("x")],
                ..Outbound::default()
            })),
            // Somebody asked: the others do not wait for the one that failed.
            "call sync, call blob x at 0",
        ),
        (Answered("blob x at 0", piece(0)), "downloaded"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(Ok(Done::Download { have: 2, done: false })), "call blob x at 2"),
        (Worked(applied(Applied::default())), ""),
        (Answered("blob x at 2", piece(0)), ""),
        (Pass(1_000), "call blob x at 2"),
        (Answered("blob x at 2", piece(2)), "downloaded"),
        (Worked(Ok(Done::Download { have: 3, done: true })), ""),
        (Pass(20), "collect"),
        (Worked(collected(Outbound { downloads: vec![download("y")], ..Outbound::default() })), ""),
        (Pass(60_000), "call blob y at 0"),
    ]);
}

#[test]
fn an_upload_that_failed_goes_when_a_person_asks_and_is_no_trouble_any_more() {
    let upload = || vec![Upload { hash: "a".into(), size: 3, mime: "image/png".into() }];
    let wants = || Worked(collected(Outbound { uploads: upload(), ..Outbound::default() }));
    let mut bench = Bench::listening();
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (wants(), "call sync, call upload a"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), ""),
        (Answered("upload a", refused(Refusal::Internal)), ""),
        (Pass(2_000), "call upload a"),
        (Answered("upload a", refused(Refusal::Internal)), ""),
    ]);
    assert_eq!(bench.machine.status().failing_blobs, 1);
    bench.check(vec![
        // It would wait for seconds, and for minutes later on: a person who asks does not.
        (Tell(Event::SyncNow), "collect, call upload a"),
        (Answered("upload a", Ok(Answer::Uploaded(Uploaded { offset: 3, done: true }))), "uploaded"),
        (wants(), "call sync"),
        (Worked(Ok(Done::Nothing)), ""),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), ""),
        (Pass(20), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
    ]);
    assert_eq!(bench.machine.status().failing_blobs, 0);
}

#[test]
fn a_stream_that_says_nothing_is_stood_in_for() {
    let waited = |changed| Ok(Answer::Waited(Waited { changed }));
    let mut bench = Bench::new();
    bench.check(first_round());
    bench.check(vec![
        (Hear(StreamEvent::Opened), ""),
        (Pass(4_999), ""),
        (Pass(1), "close, call wait"),
        (Hear(StreamEvent::Event(hello())), ""),
        (Pass(25_000), ""),
        (Answered("wait", waited(false)), "call wait"),
        (Answered("wait", waited(true)), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), "call wait"),
        // That was no long poll.
        (Answered("wait", waited(false)), ""),
        (Pass(500), "call wait"),
        (Answered("wait", unreachable()), ""),
        (Pass(1_000), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), "call wait"),
        (Pass(600_000), "stream, close"),
    ]);
}

#[test]
fn what_the_stream_says() {
    let mut bench = Bench::listening();
    let change = || {
        Hear(StreamEvent::Event(Hint::Change(huashu_protocol::stream::Change {
            library: LIBRARY,
            epoch: Uuid::nil(),
            from: 1,
            to: 2,
            checksum: Checksum::default(),
            rows: None,
        })))
    };
    bench.check(vec![
        (change(), "apply change"),
        (Worked(applied(Applied { progressed: true, ..Applied::default() })), ""),
        (Hear(StreamEvent::Event(Hint::Drafts { drafts_rev: 2 })), "collect"),
        // Held until the round is over, whose answer may bring the same.
        (change(), ""),
        (change(), ""),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), "apply change, apply change"),
        (Worked(applied(Applied { more: true, ..Applied::default() })), "collect"),
        (Worked(applied(Applied::default())), ""),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), ""),
        (Pass(61_000), ""),
        (Hear(StreamEvent::Silent), "close"),
        (Pass(500), "stream"),
        (Hear(StreamEvent::Closed(Refusal::Expired.into())), "call refresh"),
        (Tell(Event::Background), ""),
    ]);
}

#[test]
fn a_suspended_app_is_silent() {
    let mut bench = Bench::listening();
    let changes = crate::store::Changes {
        operation: 1,
        rows: vec![crate::store::RowChange {
            library: crate::ids::LibraryId::from_uuid(LIBRARY),
            kind: crate::store::RowKind::Phrase,
            row: LIBRARY,
            change: crate::store::Change::Added,
        }],
    };
    bench.check(vec![
        (Tell(Event::SyncNow), "collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Tell(Event::Suspend), "cancel, close"),
        (Tell(Event::Poked), ""),
        (Tell(Event::SyncNow), ""),
        (Pass(3_600_000), ""),
        (Tell(Event::Resume), "stream, collect"),
        (Worked(collected(ops(1))), "call sync of 1"),
        (Answered("sync of 1", synced(&[0])), "apply"),
        (Tell(Event::Suspend), "close"),
        // The work was too far gone to be interrupted.
        (Worked(applied(Applied { changes, progressed: true, ..Applied::default() })), "changed"),
        (Tell(Event::Resume), "stream, collect"),
        (Tell(Event::Suspend), "close"),
        (Worked(Err(ErrorCode::Internal)), ""),
    ]);
    assert_eq!(bench.phase(), Phase::Suspended);
    assert_eq!(bench.machine.status().trouble, None, "an interrupted work is no trouble");
}

#[test]
fn a_book_that_is_busy_or_full() {
    let mut bench = Bench::listening();
    for _ in 0..3 {
        bench.check(vec![(Tell(Event::SyncNow), "collect"), (Worked(Err(ErrorCode::Busy)), "")]);
        assert_eq!(bench.phase(), Phase::Idle);
    }
    bench.check(vec![(Pass(250), "collect"), (Worked(Err(ErrorCode::DiskFull)), "")]);
    assert_eq!(bench.machine.status().trouble, Some(Trouble::Book(ErrorCode::DiskFull)));
    bench.check(vec![(Pass(500), "collect")]);
}

#[test]
fn counters_of_use_go_now_and_then() {
    let used = || Outbound { usage: Some(UsageReport { counters: Vec::new() }), ..Outbound::default() };
    let mut bench = Bench::listening();
    let hint = |grants_rev| Hear(StreamEvent::Event(Hint::Grants { grants_rev }));
    let rest = |first| {
        vec![
            (Worked(collected(used())), first),
            (Answered("sync", synced(&[])), "apply"),
            (Worked(applied(Applied::default())), ""),
        ]
    };
    let told = || vec![(Answered("usage", Ok(Answer::Done)), "reported"), (Worked(Ok(Done::Nothing)), "")];
    bench.check(vec![(hint(1), "collect")]);
    bench.check(rest("call sync, call usage"));
    bench.check(told());
    bench.check(vec![(hint(2), "collect")]);
    bench.check(rest("call sync"));
    bench.check(vec![(Pass(299_999), ""), (Pass(1), "call usage")]);
    bench.check(told());
    // A person who asks gets everything.
    bench.check(vec![(Tell(Event::SyncNow), "collect")]);
    bench.check(rest("call sync, call usage"));
}

#[test]
fn an_alarm_that_rings_early_is_set_again() {
    let mut bench = Bench::listening();
    bench.check(vec![(Tell(Event::Poked), ""), (Pass(5), "")]);
    let due = bench.alarm.take();
    bench.check(vec![(Tell(Event::Alarm), "")]);
    assert_eq!(bench.alarm, due);
    bench.check(vec![(Pass(15), "collect")]);
}
