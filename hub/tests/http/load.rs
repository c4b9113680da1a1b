//! Many at once.

use std::collections::BTreeSet;

use huashu_protocol::account::Role;
use huashu_protocol::routes;
use huashu_protocol::sync::{Cursor, Op, Pull, SyncReply};
use reqwest::Method;

use crate::kit::{Kit, nothing, phrase, request, send};

const PUSHERS: usize = 16;
const ROUNDS: usize = 8;

/// A revision that is given before an older one can be read is skipped for ever by whoever pulls in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_push_and_nobody_skips_a_revision() {
    let kit = Kit::start().await;
    let library = kit.library().await;
    let mut pushers = Vec::new();
    for at in 0..PUSHERS {
        let user = kit.user(&format!("editor-{at}"), Role::Editor).await;
        pushers.push(user);
    }
    let start = head(&kit, nothing(library)).await.1;

    let pushing: Vec<_> = pushers
        .iter()
        .map(|user| {
            let pushes: Vec<_> = (0..ROUNDS)
                .map(|round| {
                    let ops: Vec<Op> = (0..3).map(|at| phrase(library, &format!("{round} {at}"))).collect();
                    let call = kit.request(Method::POST, routes::SYNC, Some(&user.tokens.access));
                    (call, request(ops, Vec::new()))
                })
                .collect();
            tokio::spawn(async move {
                let mut results = Vec::new();
                for (call, body) in pushes {
                    results.extend(send(call, Some(&body)).await.json::<SyncReply>().results);
                }
                results
            })
        })
        .collect();

    // Somebody pulls all the while, page by page.
    let total = (PUSHERS * ROUNDS * 3) as u64;
    let mut cursor = start.clone();
    let mut seen = BTreeSet::new();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(60);
    while cursor.cursor < start.cursor + total {
        assert!(tokio::time::Instant::now() < deadline, "{} of {total}", cursor.cursor - start.cursor);
        let (rows, next) = head(&kit, cursor.clone()).await;
        assert!(rows.iter().all(|rev| *rev > cursor.cursor && *rev <= next.cursor));
        seen.extend(rows);
        cursor = next;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for pusher in pushing {
        assert_eq!(pusher.await.unwrap().len(), ROUNDS * 3);
    }
    let expected: BTreeSet<u64> = (start.cursor + 1..=start.cursor + total).collect();
    assert_eq!(seen, expected);
}

/// The revisions that come after a cursor, and the next cursor.
async fn head(kit: &Kit, cursor: Cursor) -> (Vec<u64>, Cursor) {
    let reply = kit.sync(&kit.owner, Vec::new(), vec![cursor]).await;
    match reply.libraries.into_iter().next() {
        Some(Pull::Page { id, epoch, next, rows, .. }) => {
            (rows.iter().map(|row| row.revs.row).collect(), Cursor { id, epoch, cursor: next })
        }
        other => panic!("{other:?}"),
    }
}
