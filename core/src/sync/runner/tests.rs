//! The whole client, with threads and HTTP, between a toy desk and a toy hub.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};

use huashu_protocol::account::Tokens;
use huashu_protocol::{CallError, Refusal};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Config, Observer, Outcome, SyncService, SyncStatus};
use crate::clock::FixedClock;
use crate::error::{Error, Result};
use crate::store::Changes;
use crate::sync::client::stub::{Heard, Say, Stub, json as said, response};
use crate::sync::client::{FileSecrets, HttpApi, HttpOptions, Keys, SecretStore};
use crate::sync::machine::toy::{ToyDesk, ToyHub};
use crate::sync::machine::{Answer, Call, Desk, Interrupt, Phase, Settled, Trouble, Wallet};
use crate::sync::work::{Done, Work};

const SOON: Duration = Duration::from_secs(10);

/// A toy desk that a test looks at from outside, and that may take its time.
#[derive(Clone, Default)]
struct Shared {
    desk: Arc<Mutex<ToyDesk>>,
    /// Whether a work hangs until it is interrupted.
    hangs: Arc<(Mutex<bool>, Condvar)>,
    is_deaf: Arc<AtomicBool>,
    interruptions: Arc<AtomicU64>,
    has_news: Arc<AtomicBool>,
    panics: Arc<AtomicBool>,
}

impl Desk for Shared {
    fn run(&mut self, work: Work) -> Result<Done> {
        let mut hangs = self.hangs.0.lock().unwrap();
        let was_hanging = *hangs;
        while *hangs {
            hangs = self.hangs.1.wait(hangs).unwrap();
        }
        drop(hangs);
        if was_hanging {
            return Err(Error::Busy);
        }
        assert!(!self.panics.swap(false, Ordering::SeqCst), "a work that panics");
        self.desk.lock().unwrap().run(work)
    }

    fn has_news(&mut self) -> bool {
        self.has_news.swap(false, Ordering::SeqCst)
    }

    fn interrupt(&self) -> Option<Interrupt> {
        let (hangs, count, is_deaf) =
            (Arc::clone(&self.hangs), Arc::clone(&self.interruptions), Arc::clone(&self.is_deaf));
        Some(Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
            if !is_deaf.load(Ordering::SeqCst) {
                *hangs.0.lock().unwrap() = false;
                hangs.1.notify_all();
            }
        }))
    }
}

impl Shared {
    fn hang(&self) {
        *self.hangs.0.lock().unwrap() = true;
    }
}

#[derive(Default)]
struct Watcher {
    statuses: Mutex<Vec<SyncStatus>>,
    changed: AtomicU64,
    panics: AtomicBool,
    to_stop: OnceLock<Arc<SyncService>>,
}

impl Observer for Watcher {
    fn status(&self, status: &SyncStatus) {
        self.statuses.lock().unwrap().push(status.clone());
        assert!(!self.panics.load(Ordering::SeqCst), "an observer that panics");
    }

    fn changed(&self, changes: &Changes) {
        self.changed.fetch_add(changes.rows.len() as u64, Ordering::SeqCst);
        if let Some(service) = self.to_stop.get() {
            service.stop();
        }
    }
}

struct Scene {
    hub: Arc<Mutex<ToyHub>>,
    stub: Stub,
    desk: Shared,
    watcher: Arc<Watcher>,
    secrets: Arc<FileSecrets>,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let hub: Arc<Mutex<ToyHub>> = Arc::default();
        let (answering, stale) = (Arc::clone(&hub), AtomicBool::new(true));
        let stub = Stub::new(move |heard| answer(&answering, &stale, heard));
        let folder = tempfile::tempdir().unwrap();
        let secrets = Arc::new(FileSecrets::new(folder.path().join("secrets.json")));
        let (desk, watcher) = (Shared::default(), Arc::default());
        Self { hub, stub, desk, watcher, secrets, _folder: folder }
    }

    fn keys(&self) -> Keys {
        Keys::new(Arc::clone(&self.secrets) as Arc<dyn SecretStore>, &self.stub.hub(), Uuid::nil())
    }

    fn sign_in(&self) {
        let tokens = Tokens { access: "first".into(), expires_in: 9, refresh: "r1".into() };
        self.keys().keep(tokens).unwrap();
    }

    fn start_with(&self, change: impl FnOnce(&mut Config)) -> SyncService {
        let at = Timestamp::from_second(1_795_000_000).unwrap().to_zoned(TimeZone::UTC);
        let mut config = Config::new(Arc::new(FixedClock { at }));
        change(&mut config);
        let api = HttpApi::new(HttpOptions::new(self.stub.hub(), None)).unwrap();
        let desk = self.desk.clone();
        let watcher = Arc::clone(&self.watcher) as Arc<dyn Observer>;
        SyncService::start(config, move || Ok(desk), api, self.keys(), watcher).unwrap()
    }

    fn start(&self) -> SyncService {
        self.sign_in();
        self.start_with(|_| ())
    }

    fn edit(&self, number: u128, blob: Option<&str>) {
        self.desk.desk.lock().unwrap().edit(Uuid::from_u128(number), blob.map(str::to_owned));
    }

    fn is_at_the_hub(&self, number: u128) -> bool {
        self.hub.lock().unwrap().log.iter().any(|(id, _)| *id == Uuid::from_u128(number))
    }
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + SOON;
    while !is_so() {
        assert!(Instant::now() < end, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// The toy hub over HTTP. The first access token that it sees has ended.
fn answer(hub: &Mutex<ToyHub>, stale: &AtomicBool, heard: &Heard) -> Vec<Say> {
    let line = heard.head.lines().next().unwrap();
    let mut words = line.split([' ', '/']).filter(|word| !word.is_empty());
    let (method, _, route) = (words.next().unwrap(), words.next(), words.next().unwrap());
    let rest: Vec<&str> = words.collect();
    let header = |name: &str| {
        heard.head.lines().find_map(|line| {
            let (other, value) = line.split_once(": ")?;
            other.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let body = match header("content-encoding") {
        Some(_) => huashu_protocol::frame::expand(&heard.body, 1 << 20).unwrap(),
        None => heard.body.clone(),
    };
    let value = || serde_json::from_slice::<Value>(&body).unwrap();
    if route == "token" {
        stale.store(false, Ordering::SeqCst);
        return match value()["refresh"].as_str() {
            Some("r1" | "r2") => said(r#"{"access":"second","expires_in":3600,"refresh":"r2"}"#),
            _ => refused(&Refusal::SignedOut),
        };
    }
    let is_first = header("authorization").as_deref() != Some("Bearer second");
    if is_first && stale.load(Ordering::SeqCst) {
        return refused(&Refusal::Expired);
    }
    let call = match (method, route) {
        ("GET", "stream") => {
            let hello = "data: {\"event\":\"hello\",\"grants_rev\":1,\"drafts_rev\":1}\n\n";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
            return vec![Say::Bytes(head.into()), Say::Bytes(hello.into()), Say::Pause(30_000)];
        }
        ("POST", "sync") => Call::Sync(from(value())),
        ("POST", "uploads") => Call::Upload(from(value())),
        ("PATCH", "uploads") => Call::UploadPiece {
            hash: rest[0].to_owned(),
            offset: header("upload-offset").unwrap().parse().unwrap(),
            bytes: heard.body.clone(),
        },
        ("GET", "blobs") => {
            let range = header("range").unwrap();
            let offset = range.trim_start_matches("bytes=").split('-').next().unwrap().parse().unwrap();
            Call::Blob { hash: rest[0].to_owned(), offset }
        }
        ("GET", "libraries") if rest.len() > 5 => Call::Chunk {
            library: rest[0].parse().unwrap(),
            epoch: rest[2].parse().unwrap(),
            rev: rest[3].parse().unwrap(),
            chunk: rest[4].parse().unwrap(),
        },
        ("GET", "libraries") => Call::Snapshot { library: rest[0].parse().unwrap() },
        ("POST", "usage") => Call::Usage(from(value())),
        _ => panic!("{line}"),
    };
    let text = |value: Value| said(&value.to_string());
    match hub.lock().unwrap().answer(call) {
        Ok(Answer::Synced(reply)) => text(json!(reply)),
        Ok(Answer::Uploaded(uploaded)) => text(json!(uploaded)),
        Ok(Answer::Manifest(manifest)) => text(json!(manifest)),
        Ok(Answer::Chunk(bytes)) => response("200 OK", "content-type: application/zstd\r\n", &bytes),
        Ok(Answer::Piece(piece)) => {
            let last = piece.offset + piece.bytes.len() as u64 - 1;
            let range = format!("content-range: bytes {}-{last}/{}\r\n", piece.offset, piece.total);
            response("206 Partial Content", &range, &piece.bytes)
        }
        Ok(_) => said("null"),
        Err(CallError::Refused(refusal)) => refused(&refusal),
        Err(error) => panic!("{error}"),
    }
}

fn from<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn refused(refusal: &Refusal) -> Vec<Say> {
    let body = json!({ "error": refusal, "message": refusal.to_string() }).to_string();
    let status = format!("{} Refused", refusal.status());
    response(&status, "content-type: application/json\r\n", body.as_bytes())
}

#[test]
fn everything_goes_up_and_comes_down() {
    let scene = Scene::new();
    for number in 0..8 {
        scene.hub.lock().unwrap().edit(Uuid::from_u128(number), (number == 3).then(|| "theirs".into()));
    }
    scene.edit(100, None);
    scene.edit(101, Some("mine"));
    let service = scene.start();
    let outcome = service.sync_once(SOON);
    assert_eq!(outcome.settled, Some(Settled::Done), "{outcome:?}");
    assert_eq!((outcome.status.waiting, outcome.status.phase), (0, Phase::Idle));
    assert!(scene.is_at_the_hub(100) && scene.is_at_the_hub(101));
    assert_eq!(scene.desk.desk.lock().unwrap().cursor, 10);
    let moment = outcome.status.last_sync.unwrap();
    let ago = Timestamp::from_second(1_795_000_000).unwrap().duration_since(moment);
    assert!(
        ago >= SignedDuration::ZERO && ago < SignedDuration::from_secs(10),
        "told by the clock of the config"
    );
    // The fresh token was kept: the next start goes with it.
    assert_eq!(scene.keys().refresh().unwrap().as_deref(), Some("r2"));
    // An edit goes by itself, soon.
    scene.edit(102, None);
    service.poke();
    eventually("the edit", || scene.is_at_the_hub(102));
    eventually("changes", || scene.watcher.changed.load(Ordering::SeqCst) > 0);
    service.stop();
    assert_eq!(service.status().phase, Phase::Stopped);
    assert_eq!(scene.watcher.statuses.lock().unwrap().last().unwrap().phase, Phase::Stopped);
    let Outcome { settled, .. } = service.sync_once(SOON);
    assert_eq!(settled, Some(Settled::Stopped));
}

#[test]
fn who_is_not_signed_in_waits_until_they_are() {
    let scene = Scene::new();
    scene.edit(1, None);
    let service = scene.start_with(|_| ());
    assert_eq!(service.sync_once(SOON).settled, Some(Settled::SignedOut));
    assert!(scene.stub.heard().is_empty(), "there is nothing to say to the hub without tokens");
    scene.keys().keep(Tokens { access: "x".into(), expires_in: 1, refresh: "r1".into() }).unwrap();
    service.signed_in();
    eventually("the edit", || scene.is_at_the_hub(1));
    service.signed_out();
    eventually("signed out", || service.status().phase == Phase::SignedOut);
}

#[test]
fn a_suspended_app_lets_go_of_the_book() {
    let scene = Scene::new();
    let service = scene.start();
    assert_eq!(service.sync_once(SOON).settled, Some(Settled::Done));
    scene.desk.hang();
    scene.edit(1, None);
    service.poke();
    std::thread::sleep(Duration::from_millis(60));
    let begun = Instant::now();
    assert!(service.suspend(Duration::from_secs(5)));
    assert!(begun.elapsed() < Duration::from_secs(1), "the transaction was interrupted");
    assert!(scene.desk.interruptions.load(Ordering::SeqCst) > 0);
    eventually("rest", || service.status().phase == Phase::Suspended);
    scene.edit(2, None);
    service.poke();
    service.sync_now();
    std::thread::sleep(Duration::from_millis(100));
    assert!(!scene.is_at_the_hub(1) && !scene.is_at_the_hub(2));
    service.resume();
    eventually("both edits", || scene.is_at_the_hub(1) && scene.is_at_the_hub(2));
    assert_eq!(service.status().trouble, None);
    // A transaction that hears nothing is told of, in time.
    scene.desk.is_deaf.store(true, Ordering::SeqCst);
    scene.desk.hang();
    service.sync_now();
    std::thread::sleep(Duration::from_millis(60));
    let begun = Instant::now();
    assert!(!service.suspend(Duration::from_millis(200)));
    assert!(begun.elapsed() < Duration::from_millis(1_000));
    scene.desk.is_deaf.store(false, Ordering::SeqCst);
    service.stop();
}

#[test]
fn what_panics_does_not_stop_sync() {
    let scene = Scene::new();
    scene.watcher.panics.store(true, Ordering::SeqCst);
    scene.desk.panics.store(true, Ordering::SeqCst);
    scene.edit(1, None);
    let service = scene.start();
    eventually("the edit", || scene.is_at_the_hub(1));
    scene.watcher.panics.store(false, Ordering::SeqCst);
    assert_eq!(service.sync_once(SOON).settled, Some(Settled::Done));
    eventually("a state", || scene.watcher.statuses.lock().unwrap().last().unwrap().phase == Phase::Idle);
}

#[test]
fn an_observer_may_stop_what_it_observes() {
    let scene = Scene::new();
    let service = Arc::new(scene.start());
    scene.watcher.to_stop.set(Arc::clone(&service)).ok().unwrap();
    scene.edit(1, None);
    service.poke();
    eventually("the end", || service.status().phase == Phase::Stopped);
}

#[test]
fn what_another_process_wrote_is_noticed() {
    let scene = Scene::new();
    scene.sign_in();
    let service = scene.start_with(|config| config.poll = Some(Duration::from_millis(20)));
    assert_eq!(service.sync_once(SOON).settled, Some(Settled::Done));
    scene.edit(1, None);
    scene.desk.has_news.store(true, Ordering::SeqCst);
    eventually("the edit", || scene.is_at_the_hub(1));
}

#[test]
fn a_hub_that_is_not_there() {
    let scene = Scene::new();
    scene.sign_in();
    let config = Config::new(Arc::new(crate::clock::SystemClock));
    let api = HttpApi::new(HttpOptions::new("http://127.0.0.1:9".parse().unwrap(), None)).unwrap();
    let (desk, watcher) = (scene.desk.clone(), Arc::clone(&scene.watcher) as Arc<dyn Observer>);
    scene.edit(1, None);
    let service = SyncService::start(config, move || Ok(desk), api, scene.keys(), watcher).unwrap();
    let outcome = service.sync_once(SOON);
    assert_eq!(outcome.settled, Some(Settled::Failed(Trouble::Unreachable)));
    assert!(matches!(outcome.status.phase, Phase::Offline { .. }));
    assert_eq!(outcome.status.waiting, 1);
}

#[test]
fn a_book_that_cannot_be_opened() {
    let scene = Scene::new();
    let config = Config::new(Arc::new(crate::clock::SystemClock));
    let api = HttpApi::new(HttpOptions::new(scene.stub.hub(), None)).unwrap();
    let watcher = Arc::clone(&scene.watcher) as Arc<dyn Observer>;
    let make = || Err::<Shared, _>(Error::Busy);
    assert!(matches!(SyncService::start(config, make, api, scene.keys(), watcher), Err(Error::Busy)));
}
