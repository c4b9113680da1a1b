//! People of the company, and what they say.

use std::path::Path;
use std::sync::Arc;

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::model::NewLibrary;
use huashu_core::store::{Access, Op as Operation};
use huashu_core::sync::client::{FileSecrets, HttpApi, HttpOptions, HubUrl, Keys};
use huashu_core::sync::desk::BookDesk;
use huashu_core::sync::machine::Wallet as _;
use huashu_core::sync::runner::{Config, Observer, SyncService};
use huashu_protocol::SyncApi as _;
use huashu_protocol::account::{Admin, AdminReply, Device, Join, Role, Session, SignIn};
use huashu_protocol::sync::{Op, SyncRequest, Verb};
use huashu_protocol::{PROTO, SCHEMA};
use serde_json::json;
use uuid::Uuid;

use crate::hub::HubProcess;

/// The owner's session.
pub(crate) async fn owner(hub: &HubProcess, api: &HttpApi) -> Session {
    let (user, password) = hub.owner.clone().expect("a new hub");
    api.sign_in(SignIn { user, password, device: device() }).await.expect("the owner signs in")
}

/// Editors by one invitation, each with a session; names are told apart by `mark`.
pub(crate) async fn editors(api: &HttpApi, owner: &Session, count: usize, mark: &str) -> Vec<Session> {
    let invite = Admin::Invite {
        role: Role::Editor,
        departments: Vec::new(),
        uses: u32::try_from(count).unwrap_or(u32::MAX),
        hours: 1,
        account_expires_at: None,
    };
    let invited = api.admin(&owner.tokens.access, invite).await.expect("an invitation");
    let AdminReply::Invited { code, .. } = invited else { unreachable!("it answers what it was asked") };
    let mut sessions = Vec::new();
    for number in 0..count {
        let join = Join {
            code: code.clone(),
            user: format!("{mark}{number}"),
            password: "long enough for a benchmark".into(),
            device: device(),
        };
        sessions.push(api.join(join).await.expect("somebody joins"));
    }
    sessions
}

/// A library that everybody may edit.
pub(crate) async fn library(api: &HttpApi, owner: &Session) -> Uuid {
    let add = Admin::AddLibrary { kind: "company".into(), name: "公司话术".into(), department: None };
    match api.admin(&owner.tokens.access, add).await.expect("a library") {
        AdminReply::Made { id } => id,
        _ => unreachable!("it answers what it was asked"),
    }
}

/// Makes one phrase.
pub(crate) fn phrase(library: Uuid, title: &str) -> Op {
    let says = json!({
        "title": title,
        "parts": [{ "kind": "text", "text": "亲，今天下午四点前付款的订单都当天发出，单号晚上就能查到。" }],
        "pos": "a0",
    });
    Op {
        op_id: Uuid::now_v7(),
        library,
        kind: "phrase".into(),
        row: Uuid::now_v7(),
        verb: Verb::Create,
        base: 0,
        after: None,
        replay: false,
        fields: says.as_object().cloned().unwrap_or_default(),
    }
}

/// A request of somebody who knows their grants and drafts, and asks for no library.
pub(crate) async fn nothing(api: &HttpApi, session: &Session) -> SyncRequest {
    let first = SyncRequest { proto: PROTO, schema: SCHEMA, ..SyncRequest::default() };
    let reply = api.sync(&session.tokens.access, first.clone()).await.expect("an answer");
    SyncRequest { grants_rev: reply.grants_rev, drafts_rev: reply.drafts_rev, ..first }
}

/// A book in a folder that belongs to a session's account, and the wallet that goes with it.
pub(crate) fn book(dir: &Path, hub: &HubProcess, session: &Session) -> (PhraseBook, Keys) {
    let mut book = PhraseBook::create(dir).expect("a book");
    let mine = NewLibrary::personal(format!("{}的话术", session.account.name));
    book.transact(Operation::Init, |t| t.add_library(mine)).expect("a library");
    book.join_hub(hub.url.as_str(), None, Uuid::now_v7(), session).expect("it joins");
    let secrets = Arc::new(FileSecrets::new(dir.join("secrets.json")));
    let keys = Keys::new(secrets, &hub.url, session.account.id);
    keys.keep(session.tokens.clone()).expect("tokens are kept");
    (book, keys)
}

/// Sync between a book and a hub, as an app runs it.
pub(crate) fn start(dir: &Path, hub: HubUrl, keys: Keys, observer: Arc<dyn Observer>) -> SyncService {
    let dir = dir.to_owned();
    let api = HttpApi::new(HttpOptions::new(hub, None)).expect("a way to the hub");
    let desk = move || BookDesk::new(PhraseBook::open(dir, Access::Write)?);
    SyncService::start(Config::new(Arc::new(SystemClock)), desk, api, keys, observer).expect("sync starts")
}

fn device() -> Device {
    Device { install: Uuid::now_v7(), name: "bench".into() }
}
