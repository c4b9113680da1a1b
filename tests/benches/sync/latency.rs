//! From an edit in one book to the same text in another, both open.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use huashu_core::PhraseBook;
use huashu_core::model::NewPhrase;
use huashu_core::store::{Access, Changes, Op};
use huashu_core::sync::runner::{Observer, SyncStatus};

use crate::company;
use crate::hub::HubProcess;
use crate::per_mille;
use crate::report::Report;

const EDITS: u32 = 200;

pub(crate) fn measure(report: &mut Report, program: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hub = HubProcess::start(program, &folder.path().join("hub"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (library, sessions) = runtime.block_on(async {
        let api = hub.api();
        let owner = company::owner(&hub, &api).await;
        let library = company::library(&api, &owner).await;
        (library, company::editors(&api, &owner, 2, "reader").await)
    });
    let (mine, theirs) = (folder.path().join("mine"), folder.path().join("theirs"));
    let (_, my_keys) = company::book(&mine, &hub, &sessions[0]);
    let (_, their_keys) = company::book(&theirs, &hub, &sessions[1]);
    let (tell, _) = channel();
    let writer = company::start(&mine, hub.url.clone(), my_keys, Arc::new(Watch(tell)));
    let (tell, heard) = channel();
    let reader = company::start(&theirs, hub.url.clone(), their_keys, Arc::new(Watch(tell)));
    for service in [&writer, &reader] {
        let outcome = service.sync_once(Duration::from_secs(30));
        assert!(outcome.settled.is_some(), "{outcome:?}");
    }
    // Both streams are open a moment after the first sync.
    std::thread::sleep(Duration::from_secs(1));
    while heard.try_recv().is_ok() {}
    let mut book = PhraseBook::open(&mine, Access::Write).expect("the book opens");
    let library = book.find_library(&library.to_string()).expect("the library is here").id;
    let mut times = Vec::new();
    for edit in 0..EDITS {
        let begun = Instant::now();
        let new = NewPhrase::text(library, format!("发货 {edit}"), "今天发");
        book.transact(Op::AddPhrase, |t| t.add_phrase(new)).expect("an edit");
        writer.poke();
        times.push(next(&heard).duration_since(begun));
        std::thread::sleep(Duration::from_millis(20 + u64::from(edit % 7) * 5));
    }
    report.at_most("edit in one book to visible in another, p99, ms", per_mille(&mut times, 990), 150.0);
    report.note("  p50, ms", per_mille(&mut times, 500));
    writer.stop();
    reader.stop();
}

fn next(heard: &Receiver<Instant>) -> Instant {
    heard.recv_timeout(Duration::from_secs(10)).expect("the edit arrives")
}

struct Watch(Sender<Instant>);

impl Observer for Watch {
    fn status(&self, _: &SyncStatus) {}

    fn changed(&self, _: &Changes) {
        // Nobody listens to the writer.
        let _ = self.0.send(Instant::now());
    }
}
