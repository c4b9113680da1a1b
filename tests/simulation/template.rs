//! The world as every story finds it: a company with three people on four devices, made once and copied for each story.

use std::path::Path;
use std::pin::pin;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

use huashu_core::PhraseBook;
use huashu_core::model::{NewCategory, NewLibrary, NewPhrase};
use huashu_core::store::Op;
use huashu_core::sync::desk;
use huashu_core::sync::work::{Done, Work};
use huashu_hub::{Hub, Options, SeededRandom};
use huashu_protocol::SyncApi;
use huashu_protocol::account::{Access, Admin, AdminReply, Device, Grantee, Role, Session, SignIn};
use tempfile::TempDir;
use uuid::Uuid;

use crate::dice::StoryClock;

/// Whose each device is: the owner, an editor with two, an agent.
pub(crate) const DEVICES: [usize; 4] = [0, 1, 1, 2];
/// The agent's device.
pub(crate) const AGENT: usize = 3;
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const NAMES: [&str; 3] = ["owner", "editor", "agent"];
pub(crate) const URL: &str = "http://127.0.0.1:1";

/// What the stories know of the world from the beginning.
pub(crate) struct Template {
    pub(crate) folder: TempDir,
    pub(crate) sessions: Vec<Session>,
    pub(crate) accounts: [Uuid; 3],
    /// The company's library, which everybody reads; and a department's, which the agent is let into and out of.
    pub(crate) company: Uuid,
    pub(crate) department: Uuid,
}

/// A folder in memory where the system has one.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// What an inline hub answers; it never waits.
pub(crate) fn at_once<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("an inline hub does not wait"),
    }
}

/// The word that the template's texts have, by their number.
pub(crate) fn word(number: usize) -> String {
    format!("w{number:05}")
}

pub(crate) fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(make)
}

fn make() -> Template {
    let folder = folder();
    let clock = Arc::new(StoryClock::new(&Arc::new(AtomicI64::new(0))));
    let data = folder.path().join("hub");
    let opened = Hub::open(Options::inline(&data, clock.clone(), Arc::new(SeededRandom::new(7)))).unwrap();
    let hub = opened.hub;
    let first = opened.first_owner.unwrap();
    let install = |number: u128| Device { install: Uuid::from_u128(number), name: "device".into() };
    let sign_in = |user: &str, password: &str, number| {
        let request = SignIn { user: user.into(), password: password.into(), device: install(number) };
        at_once(hub.sign_in(request)).unwrap()
    };
    let owner = sign_in(&first.user, &first.password, 1);
    let admin = |request| at_once(hub.admin(&owner.tokens.access, request)).unwrap();
    admin(Admin::SetPassword { old: first.password.clone(), new: PASSWORD.into() });
    let made = |reply| match reply {
        AdminReply::Made { id } => id,
        _ => panic!("nothing was made"),
    };
    let team = made(admin(Admin::AddDepartment { name: "team".into() }));
    for (name, role, departments) in
        [("editor", Role::Editor, vec![team]), ("agent", Role::Agent, Vec::new())]
    {
        admin(Admin::AddUser {
            name: name.into(),
            password: PASSWORD.into(),
            role,
            departments,
            expires_at: None,
        });
    }
    let company =
        made(admin(Admin::AddLibrary { kind: "company".into(), name: "company".into(), department: None }));
    let add = Admin::AddLibrary { kind: "department".into(), name: "team".into(), department: Some(team) };
    let department = made(admin(add));
    let sessions: Vec<Session> =
        (0..4).map(|device| sign_in(NAMES[DEVICES[device]], PASSWORD, device as u128 + 1)).collect();
    let agent = Grantee::Account(sessions[AGENT].account.id);
    for library in [company, department] {
        admin(Admin::Grant { library, to: agent, access: Access::Edit });
    }
    let mut books: Vec<PhraseBook> = (0..4)
        .map(|device| {
            let dir = folder.path().join(format!("book{device}"));
            let mut book = PhraseBook::create_with(&dir, clock.clone()).unwrap();
            book.simulate(1_000_000 * (device as u64 + 1)).unwrap();
            if device != 2 {
                let name = format!("personal of {}", NAMES[DEVICES[device]]);
                book.transact(Op::Init, |t| t.add_library(NewLibrary::personal(name))).unwrap();
            }
            book.join_hub(URL, None, Uuid::from_u128(device as u128 + 1), &sessions[device]).unwrap();
            book
        })
        .collect();
    sync(&hub, &mut books[0], &sessions[0].tokens.access);
    for (number, library) in [company, department].into_iter().enumerate() {
        fill(&mut books[0], library, number * 10);
    }
    for round in 0..2 {
        for device in 0..4 {
            let _ = round;
            sync(&hub, &mut books[device], &sessions[device].tokens.access);
        }
    }
    let accounts = [sessions[0].account.id, sessions[1].account.id, sessions[3].account.id];
    Template { folder, sessions, accounts, company, department }
}

fn fill(book: &mut PhraseBook, library: Uuid, from: usize) {
    let library = book.find_library(&library.to_string()).unwrap().id;
    book.transact(Op::Init, |t| {
        let category = |parent, number| NewCategory {
            library,
            parent,
            name: word(number),
            id: None,
            extra: huashu_core::model::Extra::new(),
        };
        let first = t.add_category(category(None, from))?.id;
        let second = t.add_category(category(Some(first), from + 1))?.id;
        t.add_category(category(None, from + 2))?;
        for (number, place) in [(3, None), (5, Some(first)), (7, Some(second))] {
            let mut new = NewPhrase::text(library, word(from + number), word(from + number + 1));
            new.category = place;
            t.add_phrase(new)?;
        }
        Ok(())
    })
    .unwrap();
}

fn sync(hub: &Hub, book: &mut PhraseBook, token: &str) {
    for _ in 0..6 {
        let Done::Collected(out) = desk::run(book, Work::Collect).unwrap() else { panic!() };
        let request = out.request;
        let reply = at_once(hub.sync(token, request.clone())).unwrap();
        desk::run(book, Work::Apply { request, reply }).unwrap();
    }
}
