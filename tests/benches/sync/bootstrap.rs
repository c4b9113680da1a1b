//! A new phone and a library of 100,000 phrases: when the list is there, when the search is, and what travels, with and
//! without being killed on the way.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::import::ImportRequest;
use huashu_core::search::{Approximate, Scope};
use huashu_core::store::Changes;
use huashu_core::sync::client::{HubUrl, Keys};
use huashu_core::sync::desk;
use huashu_core::sync::runner::{Observer, SyncStatus};
use huashu_core::sync::work::{Done, Work};
use huashu_hub::{Hub, Options, SeededRandom};
use huashu_protocol::SyncApi as _;
use huashu_protocol::account::Session;
use uuid::Uuid;

use crate::company;
use crate::hub::HubProcess;
use crate::report::Report;

/// How often a bootstrap is killed, and after how long each time.
const KILLS: u32 = 5;
const ALIVE: Duration = Duration::from_millis(400);

const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) fn measure(report: &mut Report, program: &Path, corpus: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("hub");
    let mut hub_owner = None;
    let library = fill(&data, &folder.path().join("source"), corpus, &mut hub_owner);
    let mut hub = HubProcess::start(program, &data);
    hub.owner = hub_owner;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let sessions = runtime.block_on(async {
        let api = hub.api();
        let owner = company::owner(&hub, &api).await;
        company::editors(&api, &owner, 3, "new").await
    });
    // The hub makes its chunks when they are first asked for; the second phone of the morning finds them made.
    for (number, what) in ["first of all", "as on most phones"].into_iter().enumerate() {
        let dir = folder.path().join(format!("phone {number}"));
        timed(report, &hub, &dir, &sessions[number], library, what);
    }
    counted(report, &hub, &folder.path().join("killed"), &sessions[2], library);
}

/// A company whose library holds the corpus; made without a network, since only its bootstrap is measured.
fn fill(data: &Path, source: &Path, corpus: &Path, owner: &mut Option<(String, String)>) -> Uuid {
    let options = Options::inline(data, Arc::new(SystemClock), Arc::new(SeededRandom::new(1)));
    let opened =
        Hub::open(Options { passwords: huashu_hub::PasswordCost::default(), ..options }).expect("a hub");
    let first = opened.first_owner.expect("a new hub");
    *owner = Some((first.user.clone(), first.password.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let (hub, sign_in) = (opened.hub, |user: &str, password: &str| huashu_protocol::account::SignIn {
        user: user.into(),
        password: password.into(),
        device: huashu_protocol::account::Device { install: Uuid::now_v7(), name: "source".into() },
    });
    let session = runtime.block_on(hub.sign_in(sign_in(&first.user, &first.password))).expect("it signs in");
    let token = session.tokens.access.clone();
    let add = huashu_protocol::account::Admin::AddLibrary {
        kind: "company".into(),
        name: "公司话术".into(),
        department: None,
    };
    let made = runtime.block_on(hub.admin(&token, add)).expect("a library");
    let huashu_protocol::account::AdminReply::Made { id: library } = made else { unreachable!("as asked") };
    let mut book = PhraseBook::create(source).expect("a book");
    book.join_hub("http://127.0.0.1:1", None, Uuid::now_v7(), &session).expect("it joins");
    let sync = |book: &mut PhraseBook| loop {
        let Done::Collected(out) = desk::run(book, Work::Collect).expect("what waits") else {
            unreachable!("as asked")
        };
        let request = out.request;
        let reply = runtime.block_on(hub.sync(&token, request.clone())).expect("an answer");
        let is_over = request.ops.is_empty() && !out.more_ops;
        let Done::Applied(applied) = desk::run(book, Work::Apply { request, reply }).expect("it is taken in")
        else {
            unreachable!("as asked")
        };
        if is_over && !applied.more {
            break;
        }
    };
    sync(&mut book);
    let request =
        ImportRequest::new(corpus).into_library(book.find_library(&library.to_string()).expect("it").id);
    let imported = book.import(&request, &mut |_| ()).expect("an import");
    assert!(imported.failed.is_empty(), "{:?}", imported.failed.first());
    sync(&mut book);
    library
}

struct Silent;

impl Observer for Silent {
    fn status(&self, _: &SyncStatus) {}
    fn changed(&self, _: &Changes) {}
}

fn timed(report: &mut Report, hub: &HubProcess, dir: &Path, session: &Session, library: Uuid, what: &str) {
    let (book, keys) = company::book(dir, hub, session);
    let begun = Instant::now();
    let service = company::start(dir, hub.url.clone(), keys, Arc::new(Silent));
    let first = until(|| count(&book, library) > 0);
    let outcome = service.sync_once(PATIENCE);
    let whole = begun.elapsed();
    assert_eq!(count(&book, library), 100_000, "{outcome:?}");
    report.note(
        &format!("bootstrap of 100,000, {what}: first rows, s"),
        first.duration_since(begun).as_secs_f64(),
    );
    report.at_most("  the whole list, s", whole.as_secs_f64(), 3.0);
    let found = book.search("tk", &Scope::default(), 20, Approximate::ALL).expect("a search");
    assert_eq!(found.hits.len(), 20);
    report.at_most("  the search over all of it, s", begun.elapsed().as_secs_f64(), 6.0);
    service.stop();
}

fn counted(report: &mut Report, hub: &HubProcess, dir: &Path, session: &Session, library: Uuid) {
    let api = hub.api();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let manifest = runtime.block_on(api.snapshot(&session.tokens.access, library)).expect("a manifest");
    let largest = manifest.chunks.iter().map(|chunk| chunk.bytes).max().unwrap_or(0);
    let chunks: u64 = manifest.chunks.iter().map(|chunk| chunk.bytes).sum();
    let pipe = Pipe::start(&hub.address());
    let (book, keys) = company::book(dir, hub, session);
    drop(keys);
    for kill in 0..=KILLS {
        let secrets = Arc::new(huashu_core::sync::client::FileSecrets::new(dir.join("secrets.json")));
        let service = company::start(
            dir,
            pipe.url(),
            Keys::new(secrets, &hub.url, session.account.id),
            Arc::new(Silent),
        );
        if kill == KILLS {
            let outcome = service.sync_once(PATIENCE);
            assert_eq!(count(&book, library), 100_000, "{outcome:?}");
        } else {
            std::thread::sleep(ALIVE);
        }
        // A killed process does less than this.
        service.stop();
    }
    let travelled = pipe.bytes.load(Ordering::SeqCst);
    report.at_most(&format!("  on the wire, killed {KILLS} times, MB"), travelled as f64 / 1e6, 12.0);
    report.note("  of that the chunks, once, MB", chunks as f64 / 1e6);
    let repeated = travelled.saturating_sub(chunks) as f64 / f64::from(KILLS) / largest as f64;
    report.at_most("  more than that at each kill, in chunks", repeated, 1.0);
}

fn count(book: &PhraseBook, library: Uuid) -> usize {
    let Ok(library) = book.find_library(&library.to_string()) else { return 0 };
    book.phrase_counts(library.id).map_or(0, |counts| counts.values().sum())
}

fn until(mut is_so: impl FnMut() -> bool) -> Instant {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "it never comes");
        std::thread::sleep(Duration::from_millis(5));
    }
    Instant::now()
}

/// Carries bytes between a client and the hub, and counts those that come down.
struct Pipe {
    port: u16,
    bytes: Arc<AtomicU64>,
}

impl Pipe {
    fn start(hub: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let bytes = Arc::new(AtomicU64::new(0));
        let (hub, counter) = (hub.to_owned(), Arc::clone(&bytes));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&hub) else { continue };
                let (from, to) =
                    (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
                std::thread::spawn(move || carry(from, to, &AtomicU64::new(0)));
                let counter = Arc::clone(&counter);
                std::thread::spawn(move || carry(server, client, &counter));
            }
        });
        Self { port, bytes }
    }

    fn url(&self) -> HubUrl {
        format!("http://127.0.0.1:{}", self.port).parse().expect("an address")
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, bytes: &AtomicU64) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        bytes.fetch_add(count as u64, Ordering::SeqCst);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // Whichever end went first, the other one goes with it.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
