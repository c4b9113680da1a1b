//! Books and a hub in one process, over the calls that both ends implement: what one says, the others hear.

use std::sync::Arc;

use huashu_core::PhraseBook;
use huashu_core::clock::{Clock as _, FixedClock, SystemClock};
use huashu_core::compose::{SendRequest, Surface, Values};
use huashu_core::error::ErrorCode;
use huashu_core::followup::NewFollowUp;
use huashu_core::model::{NewLibrary, NewPhrase, PhrasePatch, joined_text};
use huashu_core::search::{Approximate, Scope};
use huashu_core::store::{Access as BookAccess, Op, Resolution};
use huashu_core::sync::desk;
use huashu_core::sync::work::{Done, Outbound, Work};
use huashu_hub::{Hub, OneTime, Options, SeededRandom};
use huashu_protocol::SyncApi;
use huashu_protocol::account::{Access, Admin, AdminReply, Device, Grantee, Role, Session, SignIn};
use tempfile::TempDir;
use uuid::Uuid;

use crate::exchange::{send_blob, take_anew};

const PASSWORD: &str = "long enough for a test";

/// A hub without threads: every call is answered at once.
struct Company {
    _folder: TempDir,
    hub: Hub,
    owner: OneTime,
    runtime: tokio::runtime::Runtime,
}

/// One person's book, signed in.
struct Person {
    _folder: TempDir,
    book: PhraseBook,
    token: String,
    name: String,
}

fn company() -> Company {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::inline(folder.path(), Arc::new(SystemClock), Arc::new(SeededRandom::new(7)));
    let opened = Hub::open(options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    Company { _folder: folder, hub: opened.hub, owner: opened.first_owner.unwrap(), runtime }
}

impl Company {
    fn owner(&self) -> Person {
        self.person(&self.owner.user, &self.owner.password)
    }

    fn agent(&self, owner: &Person, name: &str) -> Person {
        let password = PASSWORD.to_owned();
        let add = Admin::AddUser {
            name: name.into(),
            password: password.clone(),
            role: Role::Agent,
            departments: Vec::new(),
            expires_at: None,
        };
        self.admin(owner, add);
        self.person(name, &password)
    }

    fn admin(&self, who: &Person, request: Admin) -> AdminReply {
        self.runtime.block_on(self.hub.admin(&who.token, request)).unwrap()
    }

    fn person(&self, user: &str, password: &str) -> Person {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        let library = NewLibrary::personal(format!("{user}的话术"));
        book.transact(Op::Init, |t| t.add_library(library)).unwrap();
        let session = self.sign_in(user, password);
        book.join_hub("http://127.0.0.1:1", None, Uuid::now_v7(), &session).unwrap();
        Person { _folder: folder, book, token: session.tokens.access, name: user.to_owned() }
    }

    fn sign_in(&self, user: &str, password: &str) -> Session {
        let device = Device { install: Uuid::now_v7(), name: "test".into() };
        let request = SignIn { user: user.into(), password: password.into(), device };
        self.runtime.block_on(self.hub.sign_in(request)).unwrap()
    }

    /// Another session of an agent.
    fn session(&self, name: &str) -> Session {
        self.sign_in(name, PASSWORD)
    }

    /// Carries up the pictures that operations wait for.
    fn send_blobs(&self, who: &mut Person) {
        let Done::Collected(out) = desk::run(&mut who.book, Work::Collect).unwrap() else { panic!() };
        for upload in out.uploads {
            send_blob(&self.runtime, &self.hub, &who.token, &mut who.book, upload);
        }
    }

    /// Syncs until neither side has anything to say; fails where that does not end.
    fn sync(&self, who: &mut Person) {
        for _ in 0..50 {
            let Done::Collected(out) = desk::run(&mut who.book, Work::Collect).unwrap() else { panic!() };
            let Outbound { request, snapshots, more_ops, .. } = *out;
            assert!(out.uploads.is_empty(), "no pictures here");
            let had_ops = !request.ops.is_empty();
            let reply = self.runtime.block_on(self.hub.sync(&who.token, request.clone())).unwrap();
            let Done::Applied(applied) = desk::run(&mut who.book, Work::Apply { request, reply }).unwrap()
            else {
                panic!()
            };
            let anew: Vec<Uuid> =
                snapshots.iter().map(|state| state.library).chain(applied.snapshots.clone()).collect();
            for library in &anew {
                take_anew(&self.runtime, &self.hub, &who.token, &mut who.book, *library);
            }
            if !had_ops && !more_ops && !applied.more && anew.is_empty() {
                return;
            }
        }
        panic!("it never ends");
    }

    fn shared_library(&self, owner: &Person, name: &str) -> Uuid {
        let add = Admin::AddLibrary { kind: "company".into(), name: name.into(), department: None };
        let AdminReply::Made { id } = self.admin(owner, add) else { panic!() };
        id
    }
}

impl Person {
    fn texts(&self, library: &str) -> Vec<(String, String)> {
        let Ok(library) = self.book.find_library(library) else { return Vec::new() };
        let phrases = self.book.phrases(library.id).unwrap();
        phrases.iter().map(|p| (p.label.title.clone(), joined_text(&p.content.parts))).collect()
    }

    fn add(&mut self, library: &str, title: &str, text: &str) -> huashu_core::ids::PhraseId {
        let library = self.book.find_library(library).unwrap().id;
        let new = NewPhrase::text(library, title, text);
        self.book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap().value.id
    }

    fn say(&mut self, id: huashu_core::ids::PhraseId, text: &str) {
        let parts = Some(vec![huashu_core::model::Part::text(text)]);
        let patch = PhrasePatch { parts, ..PhrasePatch::default() };
        self.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
    }

    fn rename(&mut self, id: huashu_core::ids::PhraseId, title: &str) {
        let patch = PhrasePatch { title: Some(title.into()), ..PhrasePatch::default() };
        self.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
    }
}

#[test]
fn a_change_made_anywhere_is_everywhere_and_a_stale_text_waits_for_its_author() {
    let company = company();
    let mut owner = company.owner();
    company.sync(&mut owner);
    assert_eq!(owner.book.waiting().unwrap(), 0, "what the book held went up");
    company.shared_library(&owner, "公司话术");
    let mut editor = company.agent(&owner, "小雨");
    company.sync(&mut owner);
    let id = owner.add("公司话术", "发货", "今天发");
    company.sync(&mut owner);
    company.sync(&mut editor);
    assert_eq!(editor.texts("公司话术"), [("发货".to_owned(), "今天发".to_owned())]);

    // Read only: what is written here anyway becomes a draft, and the shared text stays.
    editor.say(id, "后天发");
    company.sync(&mut editor);
    assert_eq!(editor.texts("公司话术")[0].1, "今天发");
    assert_eq!(editor.book.drafts().unwrap().len(), 1);
    let draft = editor.book.drafts().unwrap()[0].clone();
    assert_eq!(draft.reason, "forbidden");
    editor.book.resolve_draft(draft.id, &Resolution::KeepTheirs).unwrap();

    // Granted: two people change the same text; the first to arrive stands, the other is kept.
    let library = owner.book.find_library("公司话术").unwrap().id.uuid();
    let AdminReply::Users { users } = company.admin(&owner, Admin::Users) else { panic!() };
    let account = users.iter().find(|user| user.name == "小雨").unwrap().id;
    company.admin(&owner, Admin::Grant { library, to: Grantee::Account(account), access: Access::Edit });
    company.sync(&mut editor);
    owner.say(id, "明天发");
    editor.say(id, "后天发");
    editor.rename(id, "发货时间");
    company.sync(&mut owner);
    company.sync(&mut editor);
    company.sync(&mut owner);
    let stands = [("发货时间".to_owned(), "明天发".to_owned())];
    assert_eq!((owner.texts("公司话术"), editor.texts("公司话术")), (stands.to_vec(), stands.to_vec()));
    let draft = editor.book.drafts().unwrap().pop().unwrap();
    assert_eq!(draft.reason, "conflict");
    editor.book.resolve_draft(draft.id, &Resolution::KeepMine).unwrap();
    company.sync(&mut editor);
    company.sync(&mut owner);
    assert_eq!(owner.texts("公司话术")[0].1, "后天发");
    assert!(editor.book.drafts().unwrap().is_empty());
    assert_eq!((owner.book.waiting().unwrap(), editor.book.waiting().unwrap()), (0, 0));

    // The register of follow-ups is everybody's.
    let note = NewFollowUp {
        subject_kind: "order".into(),
        subject: "42".into(),
        action: "dunned".into(),
        amount: None,
        note: None,
        by: "小雨".into(),
        due_at: None,
    };
    editor.book.add_follow_up(note).unwrap();
    company.sync(&mut editor);
    company.sync(&mut owner);
    assert_eq!(owner.book.check_follow_up("order", "42", "dunned").unwrap().already.len(), 1);
    assert!(owner.book.check_store().unwrap().is_sound() && editor.book.check_store().unwrap().is_sound());
}

#[test]
fn what_is_taken_away_leaves_nothing_but_the_unsent_text() {
    let company = company();
    let mut owner = company.owner();
    let library = company.shared_library(&owner, "公司话术");
    let mut agent = company.agent(&owner, "小雨");
    company.sync(&mut owner);
    let id = owner.add("公司话术", "金丝雀标题", "金丝雀文字");
    company.sync(&mut owner);
    let AdminReply::Users { users } = company.admin(&owner, Admin::Users) else { panic!() };
    let account = users.iter().find(|user| user.name == "小雨").unwrap().id;
    company.admin(&owner, Admin::Grant { library, to: Grantee::Account(account), access: Access::Edit });
    company.sync(&mut agent);
    assert_eq!(agent.texts("公司话术").len(), 1);
    agent.say(id, "我改的文字");
    company.admin(&owner, Admin::Revoke { library, to: Grantee::Account(account) });
    company.admin(&owner, Admin::Revoke { library, to: Grantee::Company });
    company.sync(&mut agent);
    assert!(agent.book.find_library("公司话术").is_err());
    assert_eq!(agent.texts("小雨的话术"), [("金丝雀标题".to_owned(), "我改的文字".to_owned())]);
    company.sync(&mut agent);
    let dir = agent.book.dir().to_owned();
    for name in ["book.db", "book.db-wal"] {
        let bytes = std::fs::read(dir.join(name)).unwrap_or_default();
        let canary = "金丝雀文字".as_bytes();
        assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{name} still knows it");
    }
    assert!(agent.book.check_store().unwrap().is_sound());
}

#[test]
fn a_book_that_was_copied_and_a_file_that_two_imported_go_up_whole() {
    let company = company();
    let mut owner = company.owner();
    company.sync(&mut owner);
    let names = ["小雨", "阿杰"];
    let accounts: Vec<Person> = names.iter().map(|name| company.agent(&owner, name)).collect();
    // One made a book and gave the folder to the other.
    let source = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create(source.path()).unwrap();
    let report = book.add_starter().unwrap();
    let first = book.phrases(book.libraries().unwrap()[0].id).unwrap()[0].id;
    book.set_favourite(first, true).unwrap();
    drop(book);
    let mut people = Vec::new();
    for account in accounts {
        let folder = tempfile::tempdir().unwrap();
        copy(source.path(), folder.path());
        let mut book = PhraseBook::open(folder.path(), BookAccess::Write).unwrap();
        let session = company.session(&account.name);
        book.join_hub("http://127.0.0.1:1", None, Uuid::now_v7(), &session).unwrap();
        let token = session.tokens.access.clone();
        people.push(Person { _folder: folder, book, token, name: account.name });
    }
    let mut texts = Vec::new();
    for person in &mut people {
        company.send_blobs(person);
        company.sync(person);
        assert_eq!(person.book.waiting().unwrap(), 0, "{}", person.name);
        assert!(person.book.drafts().unwrap().is_empty() && person.book.check_store().unwrap().is_sound());
        let library = person.book.find_library("入门话术库").unwrap();
        let phrases = person.book.phrases(library.id).unwrap();
        assert_eq!(phrases.len() as u64, report.created);
        assert_eq!(
            person.book.favourites().unwrap().len(),
            1,
            "what is the person's own stays with the phrase"
        );
        assert_eq!(person.book.search("fh", &Scope::default(), 3, Approximate::ALL).unwrap().hits.len(), 3);
        texts.push(
            phrases
                .iter()
                .map(|p| (p.label.title.clone(), joined_text(&p.content.parts)))
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(texts[0], texts[1]);
    let ids = |person: &Person| person.book.libraries().unwrap().iter().map(|l| l.id).collect::<Vec<_>>();
    assert!(
        ids(&people[0]).iter().all(|id| !ids(&people[1]).contains(id)),
        "each has a library of their own"
    );
}

/// Copies a folder with all that is in it.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn what_the_company_shares_is_locked_where_the_hub_was_not_seen_for_long() {
    let company = company();
    let mut owner = company.owner();
    company.shared_library(&owner, "公司话术");
    company.sync(&mut owner);
    let shared = owner.add("公司话术", "发货", "今天发");
    let library = owner.book.find_library("公司话术").unwrap().id;
    company.sync(&mut owner);
    let hits =
        |book: &PhraseBook| book.search("fh", &Scope::default(), 9, Approximate::ALL).unwrap().hits.len();
    for (days, is_locked) in [(0, false), (13, false), (15, true), (3_650, true), (-3_650, false)] {
        let at = SystemClock.wall().checked_add(jiff::Span::new().days(days)).unwrap();
        let later =
            PhraseBook::open_with(owner.book.dir(), BookAccess::Read, Arc::new(FixedClock { at })).unwrap();
        assert_eq!(hits(&later), usize::from(!is_locked), "{days} days");
        assert_eq!(later.locked_libraries().unwrap().contains(&library), is_locked, "{days} days");
        let looks = [later.phrases_in(library, None).map(drop), later.plan(&wechat(shared)).map(drop)];
        for look in looks {
            let code = look.err().map(|error| error.code());
            assert_eq!(code, is_locked.then_some(ErrorCode::Locked), "{days} days");
        }
    }
}

fn wechat(phrase: huashu_core::ids::PhraseId) -> SendRequest {
    SendRequest {
        phrase,
        surface: Surface::AndroidOverlay,
        channel: "wechat".parse().unwrap(),
        lang: None,
        values: Values::new(),
        insist: false,
    }
}

#[test]
fn an_answer_that_comes_late_or_twice_changes_nothing() {
    let company = company();
    let mut owner = company.owner();
    company.sync(&mut owner);
    let library = owner.book.libraries().unwrap()[0].name.clone();
    let id = owner.add(&library, "发货", "今天发");
    let Done::Collected(out) = desk::run(&mut owner.book, Work::Collect).unwrap() else { panic!() };
    let first = company.runtime.block_on(company.hub.sync(&owner.token, out.request.clone())).unwrap();
    let again = company.runtime.block_on(company.hub.sync(&owner.token, out.request.clone())).unwrap();
    assert_eq!(first.results, again.results, "an operation counts once");
    for reply in [first.clone(), again, first] {
        let request = out.request.clone();
        desk::run(&mut owner.book, Work::Apply { request, reply }).unwrap();
    }
    assert_eq!(owner.texts(&library), [("发货".to_owned(), "今天发".to_owned())]);
    owner.say(id, "明天发");
    company.sync(&mut owner);
    assert_eq!(owner.texts(&library)[0].1, "明天发");
    assert_eq!(owner.book.waiting().unwrap(), 0);
}
