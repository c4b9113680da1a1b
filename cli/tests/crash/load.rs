//! Load on a hub: people who push all the while, and remember what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::media::prepare;
use huashu_core::model::{Library, LibraryKind, NewPhrase};
use huashu_core::store::{Access, Changes, Op as Doing};
use huashu_core::sync::client::{FileSecrets, HttpApi, HttpOptions, HubUrl, Keys};
use huashu_core::sync::desk::BookDesk;
use huashu_core::sync::machine::{Params, Settled, Wallet};
use huashu_core::sync::runner::{Config, Observer, SyncService, SyncStatus};
use huashu_protocol::account::{Device, Session, SignIn, Tokens};
use huashu_protocol::row::{Checksum, Fields, Row};
use huashu_protocol::sync::{Cursor, Op, Outcome, Pull, SyncReply, SyncRequest, Verb};
use huashu_protocol::{CallError, CallResult, PROTO, Refusal, SCHEMA, SyncApi};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{Chance, runtime};

/// A device of an account.
pub(crate) async fn sign_in(api: &HttpApi, user: &str, password: &str) -> Session {
    let device = Device { install: Uuid::now_v7(), name: "test".into() };
    let request = SignIn { user: user.into(), password: password.into(), device };
    api.sign_in(request).await.expect("the owner signs in")
}

pub(crate) fn request(ops: Vec<Op>, libraries: Vec<Cursor>) -> SyncRequest {
    SyncRequest { proto: PROTO, schema: SCHEMA, ops, libraries, ..SyncRequest::default() }
}

fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

/// What the hub has said of a row: its last revision, and its text or that it is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    rev: u64,
    text: Option<String>,
}

/// What a pusher was told.
#[derive(Debug, Default)]
pub(crate) struct Acked {
    pub(crate) rows: BTreeMap<Uuid, Known>,
    pub(crate) ops: u64,
    /// Answers that had to be asked for more than once.
    pub(crate) repeated: u64,
}

/// One device that makes, changes and deletes phrases of a library.
pub(crate) struct Pusher {
    pub(crate) api: HttpApi,
    pub(crate) token: String,
    pub(crate) library: Uuid,
    pub(crate) chance: Chance,
    pub(crate) name: String,
}

impl Pusher {
    /// Pushes until told to stop; what it began is answered then.
    pub(crate) fn push(mut self, stop: &AtomicBool) -> Acked {
        let runtime = runtime();
        let mut acked = Acked::default();
        while !stop.load(Ordering::Relaxed) {
            let ops = self.batch(&acked);
            let reply = runtime.block_on(self.ask(&request(ops.clone(), Vec::new()), &mut acked.repeated));
            assert_eq!(reply.results.len(), ops.len(), "each operation is answered");
            for (op, result) in ops.into_iter().zip(reply.results) {
                assert_eq!(result.op_id, op.op_id);
                let Outcome::Applied { rev } = result.outcome else { panic!("{op:?}: {result:?}") };
                let text = op.fields.get("title").and_then(Value::as_str).map(str::to_owned);
                acked.rows.insert(op.row, Known { rev, text });
                acked.ops += 1;
            }
        }
        acked
    }

    /// A few operations, at most one for each row: whoever edits again waits for the answer.
    fn batch(&mut self, acked: &Acked) -> Vec<Op> {
        let live: Vec<_> = acked.rows.iter().filter(|(_, known)| known.text.is_some()).collect();
        let mut ops: BTreeMap<Uuid, Op> = BTreeMap::new();
        for _ in 0..=self.chance.below(4) {
            let pick = usize::try_from(self.chance.below(2 * live.len() as u64 + 4)).unwrap();
            let (row, verb, base) = match live.get(pick) {
                None => (Uuid::now_v7(), Verb::Create, 0),
                Some((row, known)) if self.chance.below(10) == 0 => (**row, Verb::Delete, known.rev),
                Some((row, known)) => (**row, Verb::Edit, known.rev),
            };
            let op_id = Uuid::now_v7();
            let text = format!("{} {op_id}", self.name);
            let parts = json!([{"kind": "text", "text": text}]);
            let fields = match verb {
                Verb::Create => fields(json!({"title": text, "parts": parts, "pos": "a0"})),
                Verb::Delete => Fields::new(),
                _ => fields(json!({"title": text, "parts": parts})),
            };
            let (kind, library) = ("phrase".into(), self.library);
            ops.insert(row, Op { op_id, library, kind, row, verb, base, after: None, replay: false, fields });
        }
        ops.into_values().collect()
    }

    /// Asks until there is an answer, always the same.
    async fn ask(&self, request: &SyncRequest, repeated: &mut u64) -> SyncReply {
        loop {
            match self.api.sync(&self.token, request.clone()).await {
                Ok(reply) => return reply,
                Err(CallError::Refused(
                    refusal @ (Refusal::SignedOut
                    | Refusal::Expired
                    | Refusal::Forbidden
                    | Refusal::Invalid { .. }),
                )) => panic!("a session was lost: {refusal:?}"),
                Err(_) => *repeated += 1,
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }
}

/// A library as it is pulled, page by page.
pub(crate) struct Pulled {
    pub(crate) rows: BTreeMap<Uuid, Row>,
    pub(crate) cursor: Cursor,
    pub(crate) checksum: Checksum,
}

/// Takes everything after a cursor.
pub(crate) async fn pull(api: &HttpApi, token: &str, from: Cursor) -> Pulled {
    let mut pulled = Pulled { rows: BTreeMap::new(), cursor: from, checksum: Checksum::default() };
    loop {
        let reply = api.sync(token, request(Vec::new(), vec![pulled.cursor.clone()])).await.unwrap();
        let Some(Pull::Page { epoch, next, rows, more, checksum, .. }) = reply.libraries.into_iter().next()
        else {
            panic!("the hub sends everybody back to the beginning: the epoch was lost")
        };
        let is_first = pulled.cursor.epoch.is_nil();
        assert!(is_first || pulled.cursor.epoch == epoch, "a kill began another epoch");
        pulled.cursor = Cursor { epoch, cursor: next, ..pulled.cursor };
        pulled.rows.extend(rows.into_iter().map(|row| (row.id, row)));
        if let Some(checksum) = checksum.filter(|_| !more) {
            return Pulled { checksum, ..pulled };
        }
    }
}

impl Pulled {
    /// Nothing acknowledged is lost, nothing was done twice, no revision was given twice, the checksum is that of the rows.
    pub(crate) fn compare(&self, acked: &[Acked], begun_at: u64) {
        let ops: u64 = acked.iter().map(|acked| acked.ops).sum();
        assert_eq!(
            self.cursor.cursor - begun_at,
            ops,
            "each acknowledged operation has one revision, no more, no fewer"
        );
        for (id, known) in acked.iter().flat_map(|acked| &acked.rows) {
            let row = self.rows.get(id).unwrap_or_else(|| panic!("lost: {known:?}"));
            let text = row.fields.get("title").and_then(Value::as_str).map(str::to_owned);
            let here = Known { rev: row.revs.row, text: text.filter(|_| !row.deleted) };
            assert_eq!(&here, known, "the last acknowledged state of {id} is not there");
        }
        let revs: BTreeSet<u64> = self.rows.values().map(|row| row.revs.row).collect();
        assert_eq!(revs.len(), self.rows.len(), "a revision was given twice");
        assert!(revs.iter().all(|rev| *rev <= self.cursor.cursor), "a row is ahead of its library");
        let live = self.rows.values().filter(|row| !row.deleted);
        let sum = live.fold(Checksum::default(), |sum, row| sum.with(row.id, row.revs.row));
        assert_eq!(sum, self.checksum, "the kept checksum is not that of the rows");
    }

    /// The titles of all live phrases, sorted.
    pub(crate) fn titles(&self) -> Vec<String> {
        let live = self.rows.values().filter(|row| !row.deleted && row.kind == "phrase");
        let mut titles: Vec<String> =
            live.filter_map(|row| row.fields.get("title")?.as_str().map(str::to_owned)).collect();
        titles.sort();
        titles
    }
}

/// Nobody looks.
struct Nobody;

impl Observer for Nobody {
    fn status(&self, _: &SyncStatus) {}
    fn changed(&self, _: &Changes) {}
}

/// An access token that is shared by copies of one device.
pub(crate) struct Fixed(pub(crate) String);

impl Wallet for Fixed {
    fn access(&self) -> Option<String> {
        Some(self.0.clone())
    }

    fn refresh(&self) -> CallResult<Option<String>> {
        Ok(None)
    }

    fn keep(&self, _: Tokens) -> CallResult<()> {
        Ok(())
    }
}

/// Sync that runs on a book that is signed in, with its own tokens.
fn service(data: &Path) -> SyncService {
    let book = PhraseBook::open(data, Access::Read).unwrap();
    let identity = book.sync_standing().unwrap().identity.expect("the book is signed in");
    let hub: HubUrl = identity.url.parse().unwrap();
    let keys = Keys::new(Arc::new(FileSecrets::new(data.join("secrets.json"))), &hub, identity.account.id);
    service_with(data, hub, keys)
}

/// Sync that runs on a book, impatiently.
pub(crate) fn service_with(data: &Path, hub: HubUrl, keys: impl Wallet + 'static) -> SyncService {
    let config = Config::new(Arc::new(SystemClock));
    let quick = Duration::from_millis(10);
    let params = Params {
        first_backoff: quick,
        last_backoff: 10 * quick,
        spread: quick,
        stubborn: (quick, 10 * quick),
        ..config.params.clone()
    };
    let dir = data.to_owned();
    let desk = move || BookDesk::new(PhraseBook::open(dir, Access::Write)?);
    let api = HttpApi::new(HttpOptions::new(hub, None)).unwrap();
    SyncService::start(Config { params, ..config }, desk, api, keys, Arc::new(Nobody)).unwrap()
}

/// A person who writes into their own book while it syncs, now and then with a file.
pub(crate) fn write_a_book(data: PathBuf, mut chance: Chance, stop: &AtomicBool) -> Vec<(String, String)> {
    let service = service(&data);
    let mut book = PhraseBook::open(&data, Access::Write).unwrap();
    let own = |library: &Library| library.kind == LibraryKind::Personal;
    let library = book.libraries().unwrap().into_iter().find(own).expect("a personal library").id;
    let mut written = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let title = format!("book {}", written.len());
        let mut new = NewPhrase::text(library, &title, &title);
        let file = (chance.below(10) == 0).then(|| prepare("附件.txt", title.clone().into_bytes()).unwrap());
        let added = book.transact(Doing::AddPhrase, |transaction| {
            if let Some(file) = file {
                new.content.parts.push(transaction.put_media(file)?);
            }
            transaction.add_phrase(new)
        });
        added.expect("a book can be written while its hub is killed");
        written.push((title.clone(), title));
        service.poke();
        std::thread::sleep(chance.millis(2, 12));
    }
    // What went wrong on the way is tried again: sooner or later everything is up.
    for _ in 0..600 {
        let outcome = service.sync_once(Duration::from_secs(20));
        let is_up = outcome.settled == Some(Settled::Done) && outcome.status.failing_blobs == 0;
        if is_up && book.waiting().unwrap() == 0 {
            return written;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{} edits never went up: {:?}", book.waiting().unwrap(), service.status());
}
