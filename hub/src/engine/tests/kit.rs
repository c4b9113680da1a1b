//! A hub with people in it, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use huashu_core::clock::Clock;
use huashu_protocol::account::{Admin, AdminReply, Device, Role, Session, SignIn};
use huashu_protocol::row::{Fields, Row};
use huashu_protocol::sync::{Cursor, Op, Outcome, Pull, SyncReply, SyncRequest, Verb};
use huashu_protocol::{CallError, CallResult, PROTO, Refusal, SCHEMA};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Hub, Mode, NewCompany, Options, PasswordCost, SeededRandom};

/// A clock that is moved by hand.
pub(super) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A hub in a folder of its own.
pub(super) struct Kit {
    pub(super) hub: Hub,
    pub(super) owner: Session,
    pub(super) clock: Arc<HandClock>,
    pub(super) folder: tempfile::TempDir,
    mode: Mode,
    next: AtomicU64,
}

pub(super) const DAY: i64 = 86_400_000;
pub(super) const PASSWORD: &str = "correct horse";

impl Kit {
    pub(super) fn inline() -> Self {
        Self::open(Mode::Inline)
    }

    pub(super) fn open(mode: Mode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(1_795_000_000_000)));
        let opened = Hub::open(options(folder.path(), &clock, mode, 7)).unwrap();
        let first = opened.first_owner.unwrap();
        let owner = sign_in(&opened.hub, &first.user, &first.password).unwrap();
        Self { hub: opened.hub, owner, clock, folder, mode, next: AtomicU64::new(1) }
    }

    /// The same folder, opened anew; and whether the hub found that it was put back.
    pub(super) fn reopen(self) -> (Self, bool) {
        self.reopen_after(|| {})
    }

    /// As [`Self::reopen`], with something done to the folder in between.
    pub(super) fn reopen_after(self, between: impl FnOnce()) -> (Self, bool) {
        let Self { hub, owner, clock, folder, mode, next } = self;
        drop(hub);
        between();
        let seed = 100 + next.fetch_add(1, Ordering::SeqCst);
        let opened = Hub::open(options(folder.path(), &clock, mode, seed)).unwrap();
        assert!(opened.first_owner.is_none());
        (Self { hub: opened.hub, owner, clock, folder, mode, next }, opened.restored)
    }

    pub(super) fn wait(&self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// An id that was not there before, the same in every run.
    pub(super) fn id(&self) -> Uuid {
        id(self.next.fetch_add(1, Ordering::SeqCst))
    }

    pub(super) fn admin(&self, request: Admin) -> CallResult<AdminReply> {
        self.hub.engine().admin(&self.owner.tokens.access, request)
    }

    pub(super) fn user(&self, name: &str, role: Role, departments: &[Uuid]) -> Session {
        self.admin(Admin::AddUser {
            name: name.into(),
            password: PASSWORD.into(),
            role,
            departments: departments.to_vec(),
            expires_at: None,
        })
        .unwrap();
        sign_in(&self.hub, name, PASSWORD).unwrap()
    }

    pub(super) fn department(&self, name: &str) -> Uuid {
        made(self.admin(Admin::AddDepartment { name: name.into() }))
    }

    pub(super) fn company_library(&self) -> Uuid {
        made(self.admin(Admin::AddLibrary { kind: "company".into(), name: "公司".into(), department: None }))
    }

    pub(super) fn department_library(&self, department: Uuid) -> Uuid {
        made(self.admin(Admin::AddLibrary {
            kind: "department".into(),
            name: "部门".into(),
            department: Some(department),
        }))
    }

    pub(super) fn personal_library(&self, who: &Session) -> Uuid {
        let library = self.id();
        let op = Op {
            row: library,
            ..self.op(library, "library", library, Verb::Create, json!({"kind": "personal", "name": "我的"}))
        };
        assert!(matches!(self.push(who, op), Outcome::Applied { .. }));
        library
    }

    pub(super) fn op(&self, library: Uuid, kind: &str, row: Uuid, verb: Verb, says: Value) -> Op {
        Op {
            op_id: self.id(),
            library,
            kind: kind.into(),
            row,
            verb,
            base: 0,
            after: None,
            replay: false,
            fields: fields(says),
        }
    }

    pub(super) fn sync(&self, who: &Session, request: SyncRequest) -> CallResult<SyncReply> {
        let request = SyncRequest { proto: PROTO, schema: SCHEMA, ..request };
        self.hub.engine().sync(&who.tokens.access, request)
    }

    /// Pushes one operation.
    pub(super) fn push(&self, who: &Session, op: Op) -> Outcome {
        let reply = self.sync(who, SyncRequest { ops: vec![op], ..SyncRequest::default() });
        reply.unwrap().results.pop().unwrap().outcome
    }

    /// Pushes an operation that is applied; the row's revision.
    pub(super) fn apply(&self, who: &Session, op: Op) -> u64 {
        let says = format!("{op:?}");
        match self.push(who, op) {
            Outcome::Applied { rev } => rev,
            other => panic!("{other:?}: {says}"),
        }
    }

    /// A phrase, made: its id and revision.
    pub(super) fn phrase(&self, who: &Session, library: Uuid, category: Option<Uuid>) -> (Uuid, u64) {
        let row = self.id();
        let says = json!({"title": "发货", "parts": [{"kind": "text", "text": "今天发"}], "pos": "a0", "category": category});
        (row, self.apply(who, self.op(library, "phrase", row, Verb::Create, says)))
    }

    /// A category, made: its id.
    pub(super) fn category(&self, who: &Session, library: Uuid, parent: Option<Uuid>) -> Uuid {
        let row = self.id();
        let says = json!({"name": "售后", "pos": "a0", "parent": parent});
        self.apply(who, self.op(library, "category", row, Verb::Create, says));
        row
    }

    pub(super) fn pull(&self, who: &Session, library: Uuid, epoch: Uuid, cursor: u64) -> Pull {
        let libraries = vec![Cursor { id: library, epoch, cursor }];
        self.sync(who, SyncRequest { libraries, ..SyncRequest::default() }).unwrap().libraries.pop().unwrap()
    }

    /// Everything in a small library, and its epoch and revision.
    pub(super) fn all(&self, who: &Session, library: Uuid) -> (Vec<Row>, Uuid, u64) {
        let (mut all, mut at, mut at_epoch) = (Vec::new(), 0, Uuid::nil());
        loop {
            match self.pull(who, library, at_epoch, at) {
                Pull::Page { rows, next, epoch, more, .. } => {
                    all.extend(rows);
                    (at, at_epoch) = (next, epoch);
                    if !more {
                        return (all, at_epoch, at);
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }

    pub(super) fn row(&self, who: &Session, library: Uuid, row: Uuid) -> Row {
        self.all(who, library).0.into_iter().rfind(|found| found.id == row).unwrap()
    }

    pub(super) fn drafts(&self, who: &Session) -> Vec<huashu_protocol::sync::Draft> {
        self.sync(who, SyncRequest::default()).unwrap().drafts.unwrap()
    }

    /// The libraries that somebody is told of.
    pub(super) fn granted(&self, who: &Session) -> Vec<huashu_protocol::account::Grant> {
        self.sync(who, SyncRequest::default()).unwrap().grants.unwrap().libraries
    }

    pub(super) fn verify(&self) {
        let verified = self.hub.engine().verify().unwrap();
        assert_eq!((verified.problems, verified.mended), (Vec::new(), Vec::new()));
    }
}

pub(super) fn options(data: &std::path::Path, clock: &Arc<HandClock>, mode: Mode, seed: u64) -> Options {
    let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(clock);
    let random = Arc::new(SeededRandom::new(seed));
    Options { mode, passwords: PasswordCost::CHEAP, ..Options::inline(data, clock, random) }
}

pub(super) fn sign_in(hub: &Hub, user: &str, password: &str) -> CallResult<Session> {
    sign_in_on(hub, user, password, 1)
}

pub(super) fn sign_in_on(hub: &Hub, user: &str, password: &str, install: u64) -> CallResult<Session> {
    let device = Device { install: id(1_000_000 + install), name: "手机".into() };
    hub.engine().sign_in(SignIn { user: user.into(), password: password.into(), device })
}

pub(super) fn second_company(kit: &Kit) -> Session {
    let new = NewCompany { name: "别家".into(), owner: "other".into(), ..NewCompany::default() };
    let first = kit.hub.engine().add_company(&new).unwrap();
    sign_in(&kit.hub, &first.user, &first.password).unwrap()
}

pub(super) fn id(number: u64) -> Uuid {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(1_795_000_000_000, &random).into_uuid()
}

pub(super) fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

pub(super) fn made(reply: CallResult<AdminReply>) -> Uuid {
    match reply.unwrap() {
        AdminReply::Made { id } => id,
        other => panic!("{other:?}"),
    }
}

pub(super) fn refused<T: std::fmt::Debug>(result: CallResult<T>) -> Refusal {
    match result.unwrap_err() {
        CallError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}
