//! Copies at every write: each is opened, checked and synced, and holds what was acknowledged before it was made.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use huashu_core::PhraseBook;
use huashu_core::media::prepare;
use huashu_core::model::{NewLibrary, NewPhrase, Part, PhrasePatch};
use huashu_core::store::{Access, Op};
use huashu_core::sync::bug::set_executioner;
use tempfile::TempDir;
use uuid::Uuid;

use crate::kit::{Company, FRAME, HEADER, copy_files, log_in_force, log_of, phrases};

/// A copy, and the texts that were acknowledged when it was made.
struct Copied {
    at: PathBuf,
    acked: Vec<String>,
}

/// The scenario: a book and a hub, and a copy of both at every moment.
struct Scene {
    folder: TempDir,
    company: Company,
    book: PhraseBook,
    acked: Rc<RefCell<Vec<String>>>,
    copies: Rc<RefCell<Vec<Copied>>>,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let install = Uuid::now_v7();
        let company = Company::new(&folder.path().join("live/hub"), install);
        let mut book = PhraseBook::create(folder.path().join("live/book")).unwrap();
        book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("我的话术"))).unwrap();
        book.join_hub("http://127.0.0.1:1", None, install, &company.session).unwrap();
        Self { folder, company, book, acked: Rc::default(), copies: Rc::default() }
    }

    fn live(&self) -> PathBuf {
        self.folder.path().join("live")
    }

    /// From now on there is a copy before and after every commit of the book.
    fn watch(&self) {
        let (live, folder) = (self.live(), self.folder.path().to_owned());
        let (acked, copies) = (Rc::clone(&self.acked), Rc::clone(&self.copies));
        set_executioner(Some(Box::new(move |_| {
            let mut copies = copies.borrow_mut();
            let at = folder.join(format!("copy-{}", copies.len()));
            copy_files(&live, &at);
            copies.push(Copied { at, acked: acked.borrow().clone() });
            false
        })));
    }

    /// An edit that is acknowledged when it returns.
    fn add(&mut self, title: &str, with_file: bool) {
        let library = self.book.libraries().unwrap()[0].id;
        let mut new = NewPhrase::text(library, title, title);
        self.book
            .transact(Op::AddPhrase, |transaction| {
                if with_file {
                    let file = prepare("附件.txt", title.repeat(500).into_bytes())?;
                    new.content.parts.push(transaction.put_media(file)?);
                }
                transaction.add_phrase(new)
            })
            .unwrap();
        self.acked.borrow_mut().push(title.to_owned());
    }

    fn edit(&mut self, title: &str, text: &str) {
        let library = self.book.libraries().unwrap()[0].id;
        let phrases = self.book.phrases(library).unwrap();
        let id = phrases.iter().find(|phrase| phrase.label.title == title).unwrap().id;
        let patch = PhrasePatch { parts: Some(vec![Part::text(text)]), ..PhrasePatch::default() };
        self.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
        self.acked.borrow_mut().push(text.to_owned());
    }

    fn sync(&mut self) {
        self.company.sync(&mut self.book);
    }
}

/// Opens a book and a hub from a copy, checks both and syncs; the texts that are there in the end.
fn recover(at: &Path, company: &Company, what: &str) -> Vec<String> {
    let opened = PhraseBook::open(at.join("book"), Access::Write);
    let mut book = opened.unwrap_or_else(|error| panic!("{what}: the book does not open: {error}"));
    assert!(book.check_store().unwrap().is_sound(), "{what}: the book is not sound");
    let hub = Company::again(&at.join("hub"), &company.session);
    let verified = hub.hub.engine().verify().unwrap();
    assert!(verified.problems.is_empty() && verified.mended.is_empty(), "{what}: {verified:?}");
    hub.sync(&mut book);
    assert_eq!(book.waiting().unwrap(), 0, "{what}: something is never sent");
    assert!(book.check_sync().unwrap().is_empty(), "{what}: the book is not as the hub says");
    let media = book.check_media(|_| {}).unwrap();
    assert!(media.missing.is_empty() && media.damaged.is_empty(), "{what}: {media:?}");
    // An edit of a row that the hub had lost waits for its author as a draft: it is not lost either.
    let drafts = book.drafts().unwrap();
    let drafts = drafts.iter().filter_map(|draft| draft.fields.get("parts")?.get(0)?.get("text")?.as_str());
    let shown = phrases(&book).into_iter().flat_map(|(title, text)| [title, text]);
    shown.chain(drafts.map(str::to_owned)).collect()
}

fn assert_there(texts: &[String], acked: &[String], what: &str) {
    // An edit replaces what stood before it.
    let gone = ["一"];
    let lost: Vec<_> =
        acked.iter().filter(|text| !texts.contains(text) && !gone.contains(&text.as_str())).collect();
    assert!(lost.is_empty(), "{what}: acknowledged and lost: {lost:?}");
}

#[test]
fn every_moment_of_a_scenario_can_be_gone_on_from() {
    let mut scene = Scene::new();
    scene.watch();
    scene.add("一", false);
    scene.sync();
    scene.add("二", true);
    scene.edit("一", "一改");
    scene.sync();
    for number in 0..5 {
        scene.add(&format!("话术 {number}"), number == 2);
    }
    scene.sync();
    // A library taken anew, and what waits meanwhile.
    let libraries: Vec<Uuid> = scene.book.shared_libraries().unwrap().iter().map(|one| one.id).collect();
    scene.book.fetch_again(&libraries, &[]).unwrap();
    scene.add("同时", false);
    scene.sync();
    set_executioner(None);
    let copies = scene.copies.take();
    for (number, copy) in copies.iter().enumerate() {
        let what = format!("copy {number} of {}", copies.len());
        assert_there(&recover(&copy.at, &scene.company, &what), &copy.acked, &what);
    }
    println!("copies at commits: {}", copies.len());
    assert!(copies.len() > 40, "{}", copies.len());
}

#[test]
fn every_prefix_of_the_logs_is_a_state_to_go_on_from() {
    let mut scene = Scene::new();
    scene.sync();
    let (book, hub) = (scene.live().join("book/book.db"), scene.live().join("hub/hub.db"));
    // Both logs begin anew, so that all that follows lies in them; whoever reads the hub from here on holds its log.
    let restart = rusqlite::Connection::open(&book).unwrap();
    restart.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(restart);
    scene.company.hub.engine().collect_garbage().unwrap();
    let reader = rusqlite::Connection::open(&hub).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM hub_state").unwrap();
    let base = scene.folder.path().join("base");
    copy_files(&scene.live(), &base);
    let mut reached = vec![(log_in_force(&book), 0)];
    for number in 0..4 {
        scene.add(&format!("话术 {number}"), false);
        reached.push((log_in_force(&book), number + 1));
        if number == 1 {
            scene.sync();
        }
    }
    scene.edit("话术 0", "零改");
    let end = scene.folder.path().join("end");
    copy_files(&scene.live(), &end);
    let log = fs::read(log_of(&book)).unwrap()[..log_in_force(&book)].to_vec();
    let hub_log = fs::read(log_of(&hub)).unwrap();
    assert!(reached.is_sorted(), "the log began anew in the middle: {reached:?}");
    let mut states = 0;
    let cut = scene.folder.path().join("cut");
    let mut try_state = |change: &dyn Fn(&Path), acked: &[String], what: &str| {
        let _ = fs::remove_dir_all(&cut);
        copy_files(&end, &cut);
        change(&cut);
        assert_there(&recover(&cut, &scene.company, what), acked, what);
        states += 1;
    };
    for at in (HEADER..=log.len())
        .step_by(FRAME)
        .flat_map(|end| [end, end + FRAME / 3])
        .filter(|at| *at <= log.len())
    {
        let done = reached.iter().rev().find(|(length, _)| *length <= at).map_or(0, |(_, done)| *done);
        let acked: Vec<String> = (0..done).map(|number| format!("话术 {number}")).collect();
        let acked: Vec<String> =
            if at < log.len() { acked } else { [acked, vec!["零改".to_owned()]].concat() };
        let write = |cut: &Path| fs::write(log_of(&cut.join("book/book.db")), &log[..at]).unwrap();
        // The text of the first is changed at the very end.
        let acked: Vec<String> = acked.into_iter().filter(|text| text != "话术 0").collect();
        try_state(&write, &acked, &format!("the book's log, cut at {at} of {}", log.len()));
    }
    // The hub's log: what it loses it had acknowledged, so this is a disk that lied. It is seen, and clients bring it back.
    for at in (HEADER..hub_log.len()).step_by(FRAME) {
        let write = |cut: &Path| fs::write(log_of(&cut.join("hub/hub.db")), &hub_log[..at]).unwrap();
        try_state(&write, &["话术 3".to_owned(), "零改".to_owned()], &format!("the hub's log, cut at {at}"));
    }
    // A checkpoint that stopped after each of its pages: the log is whole, the database a mixture.
    let checkpointed = scene.folder.path().join("checkpointed");
    copy_files(&end, &checkpointed);
    let path = checkpointed.join("book/book.db");
    drop(PhraseBook::open(checkpointed.join("book"), Access::Write).unwrap());
    let (before, after) = (fs::read(end.join("book/book.db")).unwrap(), fs::read(path).unwrap());
    for pages in (0..after.len() / 4_096).step_by(3) {
        let from = (pages * 4_096).min(before.len());
        let mixed = [&after[..pages * 4_096], &before[from..]].concat();
        let write = |cut: &Path| fs::write(cut.join("book/book.db"), &mixed).unwrap();
        try_state(
            &write,
            &["话术 3".to_owned(), "零改".to_owned()],
            &format!("a checkpoint of {pages} pages"),
        );
    }
    println!("states of the log: {states}");
    assert!(states > 40, "{states}");
}
