//! The hub is killed under load and comes back: what it acknowledged is there, once, in order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use huashu_protocol::SyncApi as _;
use huashu_protocol::account::{Admin, AdminReply};
use huashu_protocol::sync::Cursor;
use uuid::Uuid;

use crate::kit::{Chance, HubProcess, login, number, phrases, runtime};
use crate::load::{Acked, Pulled, Pusher, pull, sign_in, write_a_book};

/// Devices that push at once.
const PUSHERS: usize = 3;

#[test]
fn a_hub_killed_under_load_loses_nothing_and_does_nothing_twice() {
    let kills = number("HUASHU_KILLS", 50);
    let mut chance = Chance::of("hub");
    let mut hub = HubProcess::start();
    let runtime = runtime();
    let api = hub.api();
    let owner = runtime.block_on(sign_in(&api, "owner", &hub.password));
    let token = owner.tokens.access.clone();
    let add = Admin::AddLibrary { kind: "company".into(), name: "公司话术".into(), department: None };
    let AdminReply::Made { id: library } = runtime.block_on(api.admin(&token, add)).unwrap() else {
        panic!("no library was made")
    };
    let nothing = Cursor { id: library, epoch: Uuid::nil(), cursor: 0 };
    let start = runtime.block_on(pull(&api, &token, nothing));
    let pushers: Vec<Pusher> = (0..PUSHERS)
        .map(|at| {
            let session = runtime.block_on(sign_in(&api, "owner", &hub.password));
            let chance = Chance::of(&format!("pusher {at}"));
            Pusher { api: hub.api(), token: session.tokens.access, library, chance, name: format!("p{at}") }
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (book, second) = (folder.path().join("book"), folder.path().join("second"));
    login(&book, &hub.url, "owner", &hub.password);

    let stop = AtomicBool::new(false);
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    let (acked, written) = std::thread::scope(|threads| {
        let stop = &stop;
        let pushing: Vec<_> = pushers.into_iter().map(|one| threads.spawn(move || one.push(stop))).collect();
        let writing = threads.spawn(|| write_a_book(book.clone(), Chance::of("book"), stop));
        for _ in 0..kills {
            std::thread::sleep(chance.millis(20, 200));
            hub.kill();
            slowest = slowest.max(hub.restart());
        }
        stop.store(true, Ordering::Relaxed);
        let acked: Vec<Acked> = pushing.into_iter().map(|one| one.join().unwrap()).collect();
        (acked, writing.join().unwrap())
    });
    let ops: u64 = acked.iter().map(|acked| acked.ops).sum();
    let repeated: u64 = acked.iter().map(|acked| acked.repeated).sum();
    println!(
        "hub: {kills} kills, {ops} acknowledged operations, {repeated} asked again, {} edits of a book, back after {} ms at most, {} s",
        written.len(),
        slowest.as_millis(),
        begun.elapsed().as_secs()
    );

    // The connections of before lead nowhere.
    let pulled = runtime.block_on(pull(&hub.api(), &token, start.cursor.clone()));
    // The library's own row came before the cursor.
    let pulled = Pulled { rows: start.rows.into_iter().chain(pulled.rows).collect(), ..pulled };
    pulled.compare(&acked, start.cursor.cursor);
    // A device that has never been here sees the same.
    login(&second, &hub.url, "owner", &hub.password);
    let fresh = phrases(&second);
    let (of_book, of_company): (Vec<_>, Vec<_>) =
        fresh.into_iter().partition(|(title, _)| title.starts_with("book "));
    let titles: Vec<String> = of_company.into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles, pulled.titles(), "a new device sees something else");
    let mut written = written;
    written.sort();
    assert_eq!(of_book, written, "the edits of a book did not arrive once each");
    hub.verify();
}
