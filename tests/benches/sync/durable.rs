//! Edits that are on the disk when they are answered; and what it costs to hear that there is nothing new.

use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use huashu_protocol::SyncApi as _;
use huashu_protocol::sync::{Cursor, Outcome, Pull, SyncRequest};
use uuid::Uuid;

use crate::company;
use crate::hub::HubProcess;
use crate::per_mille;
use crate::report::Report;

/// For how long pushers push.
const LENGTH: Duration = Duration::from_secs(8);

/// Sessions that pushers take turns with: each may only ask so often (see `huashu_hub::http::Rates`).
const SESSIONS: usize = 80;

pub(crate) fn measure(report: &mut Report, program: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for pushers in [8, 16, 24, 32] {
        // Each in a hub of its own: sessions that have used up their turns would be told to wait.
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hub = HubProcess::start(program, folder.path());
        if pushers == 8 {
            std::thread::sleep(Duration::from_secs(2));
            report.at_most("idle hub, MB", hub.resident_mb(), 40.0);
        }
        runtime.block_on(tokio::task::LocalSet::new().run_until(push(report, &hub, pushers)));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hub = HubProcess::start(program, folder.path());
    runtime.block_on(tokio::task::LocalSet::new().run_until(ask(report, &hub)));
}

async fn push(report: &mut Report, hub: &HubProcess, pushers: usize) {
    let api = Rc::new(hub.api());
    let owner = company::owner(hub, &api).await;
    let library = company::library(&api, &owner).await;
    let sessions = company::editors(&api, &owner, SESSIONS, "editor").await;
    let mut tokens: Vec<VecDeque<String>> = vec![VecDeque::new(); pushers];
    for (index, session) in sessions.iter().enumerate() {
        tokens[index % pushers].push_back(session.tokens.access.clone());
    }
    let nothing = company::nothing(&api, &sessions[0]).await;
    let begun = Instant::now();
    let pushing: Vec<_> = tokens
        .into_iter()
        .map(|mut tokens| {
            let (api, nothing) = (Rc::clone(&api), nothing.clone());
            tokio::task::spawn_local(async move {
                let mut times = Vec::new();
                while begun.elapsed() < LENGTH {
                    tokens.rotate_left(1);
                    let request =
                        SyncRequest { ops: vec![company::phrase(library, "发货")], ..nothing.clone() };
                    let asked = Instant::now();
                    let reply = api.sync(&tokens[0], request).await.expect("an answer");
                    assert!(
                        matches!(reply.results[0].outcome, Outcome::Applied { .. }),
                        "{:?}",
                        reply.results[0]
                    );
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for one in pushing {
        times.extend(one.await.expect("a pusher"));
    }
    let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
    report.at_least(&format!("durable edits, {pushers} pushers of one, a second"), rate, 2_000.0);
    report.at_most(&format!("  answered, p99 of {}, ms", times.len()), per_mille(&mut times, 990), 25.0);
}

async fn ask(report: &mut Report, hub: &HubProcess) {
    let api = hub.api();
    let owner = company::owner(hub, &api).await;
    let library = company::library(&api, &owner).await;
    let sessions = company::editors(&api, &owner, 20, "asker").await;
    // What an open app asks: it has everything, and stands at the head of both libraries.
    let mut request = company::nothing(&api, &sessions[0]).await;
    for id in [library, sessions[0].register] {
        request.libraries.push(Cursor { id, epoch: Uuid::nil(), cursor: 0 });
    }
    let reply = api.sync(&sessions[0].tokens.access, request.clone()).await.expect("an answer");
    for (cursor, pull) in request.libraries.iter_mut().zip(&reply.libraries) {
        if let Pull::Page { epoch, next, .. } = pull {
            (cursor.epoch, cursor.cursor) = (*epoch, *next);
        }
    }
    let rounds = 4_000_u32;
    let before = hub.cpu_ms();
    let mut times = Vec::new();
    for round in 0..rounds {
        let session = &sessions[round as usize % sessions.len()];
        let asked = Instant::now();
        let reply = api.sync(&session.tokens.access, request.clone()).await.expect("an answer");
        times.push(asked.elapsed());
        assert!(reply.grants.is_none() && reply.libraries.len() == 2, "{reply:?}");
    }
    let spent = hub.cpu_ms() - before;
    report.at_most("an empty sync, ms of the hub's CPU", spent / f64::from(rounds), 1.0);
    report.note("  answered, p50, ms", per_mille(&mut times, 500));
}
