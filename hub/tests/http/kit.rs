//! A hub that is served, and a client of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huashu_core::clock::Clock;
use huashu_hub::serve::{Serve, ServeError, launch_with_listener, listen};
use huashu_hub::{Hub, Options, PasswordCost};
use huashu_protocol::account::{Admin, AdminReply, Role, Session, SignIn};
use huashu_protocol::row::Fields;
use huashu_protocol::sync::{Cursor, Op, Outcome, SyncReply, SyncRequest, Verb};
use huashu_protocol::{PROTO, SCHEMA, routes};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A clock that is moved by hand.
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A hub that is served, with its owner signed in.
pub(crate) struct Kit {
    pub(crate) hub: Hub,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) client: Client,
    pub(crate) base: String,
    pub(crate) owner: Session,
    pub(crate) server: Server,
    pub(crate) folder: tempfile::TempDir,
}

/// A server in the background.
pub(crate) struct Server {
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap().unwrap();
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the word of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        assert!(body["message"].is_string(), "{}: {}", self.status, self.text());
        (self.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
}

pub(crate) const PASSWORD: &str = "correct horse";

impl Kit {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Serve)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(1_795_000_000_000)));
        let opened = Hub::open(options(folder.path(), &clock)).unwrap();
        let mut serve = Serve { listen: ([127, 0, 0, 1], 0).into(), ..Serve::local(folder.path()) };
        change(&mut serve);
        let (server, port) = launch(&opened.hub, serve).await;
        let (base, client) = (format!("http://127.0.0.1:{port}"), client());
        let first = opened.first_owner.unwrap();
        let request = sign_in(&first.user, &first.password);
        let owner = send(client.post(base.clone() + routes::SIGN_IN), Some(&request)).await.json();
        Self { hub: opened.hub, clock, client, base, owner, server, folder }
    }

    pub(crate) fn request(&self, method: Method, path: &str, token: Option<&str>) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        send(self.request(Method::GET, path, Some(token)), None::<&()>).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &impl Serialize) -> Answer {
        send(self.request(Method::POST, path, Some(token)), Some(body)).await
    }

    /// A call that is under way while the test goes on.
    pub(crate) fn begin(
        &self,
        path: &str,
        token: &str,
        body: impl Serialize + Send + Sync + 'static,
    ) -> JoinHandle<Answer> {
        let request = self.request(Method::POST, path, Some(token));
        tokio::spawn(async move { send(request, Some(&body)).await })
    }

    pub(crate) async fn admin(&self, request: &Admin) -> AdminReply {
        self.post(routes::ADMIN, &self.owner.tokens.access, request).await.json()
    }

    /// An account, and its first device signed in.
    pub(crate) async fn user(&self, name: &str, role: Role) -> Session {
        self.admin(&Admin::AddUser {
            name: name.into(),
            password: PASSWORD.into(),
            role,
            departments: Vec::new(),
            expires_at: None,
        })
        .await;
        self.sign_in(name).await.json()
    }

    pub(crate) async fn sign_in(&self, name: &str) -> Answer {
        let request = self.request(Method::POST, routes::SIGN_IN, None);
        send(request, Some(&sign_in(name, PASSWORD))).await
    }

    /// A library that the whole company reads and its editors write.
    pub(crate) async fn library(&self) -> Uuid {
        let request =
            Admin::AddLibrary { kind: "company".into(), name: "公司话术".into(), department: None };
        match self.admin(&request).await {
            AdminReply::Made { id } => id,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn sync(&self, who: &Session, ops: Vec<Op>, libraries: Vec<Cursor>) -> SyncReply {
        self.post(routes::SYNC, &who.tokens.access, &request(ops, libraries)).await.json()
    }

    /// Pushes operations that are all applied; their revisions.
    pub(crate) async fn push(&self, who: &Session, ops: Vec<Op>) -> Vec<u64> {
        let results = self.sync(who, ops, Vec::new()).await.results;
        let rev = |outcome| match outcome {
            Outcome::Applied { rev } => rev,
            other => panic!("{other:?}"),
        };
        results.into_iter().map(|result| rev(result.outcome)).collect()
    }
}

/// A client. reqwest takes the cryptography that the process has chosen, which is chosen once.
pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

/// Serves a hub; its port.
pub(crate) async fn launch(hub: &Hub, serve: Serve) -> (Server, u16) {
    let listener = listen(&serve).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = oneshot::channel();
    let hub = hub.clone();
    let running = tokio::spawn(async move {
        let end = async { stopped.await.unwrap_or_default() };
        launch_with_listener(hub, listener, &serve, end).await
    });
    (Server { stop, running }, port)
}

pub(crate) fn options(data: &Path, clock: &Arc<HandClock>) -> Options {
    Options { clock: Arc::clone(clock) as _, passwords: PasswordCost::CHEAP, ..Options::new(data) }
}

pub(crate) fn sign_in(user: &str, password: &str) -> SignIn {
    let device = huashu_protocol::account::Device { install: fresh(), name: "测试".into() };
    SignIn { user: user.into(), password: password.into(), device }
}

pub(crate) async fn send(request: RequestBuilder, body: Option<&impl Serialize>) -> Answer {
    let request = match body {
        Some(body) => {
            request.header("content-type", "application/json").body(serde_json::to_vec(body).unwrap())
        }
        None => request,
    };
    answer(request).await
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

pub(crate) fn request(ops: Vec<Op>, libraries: Vec<Cursor>) -> SyncRequest {
    SyncRequest { proto: PROTO, schema: SCHEMA, ops, libraries, ..SyncRequest::default() }
}

/// The cursor of somebody who knows nothing.
pub(crate) fn nothing(library: Uuid) -> Cursor {
    Cursor { id: library, epoch: Uuid::nil(), cursor: 0 }
}

/// A new phrase with a text.
pub(crate) fn phrase(library: Uuid, text: &str) -> Op {
    let fields = json!({"title": "发货时间", "parts": [{"kind": "text", "text": text}], "pos": "a0"});
    Op {
        op_id: fresh(),
        library,
        kind: "phrase".into(),
        row: fresh(),
        verb: Verb::Create,
        base: 0,
        after: None,
        replay: false,
        fields: fields_of(fields),
    }
}

/// Another text for a phrase.
pub(crate) fn edit(of: &Op, text: &str, base: u64) -> Op {
    let fields = fields_of(json!({"parts": [{"kind": "text", "text": text}]}));
    Op { op_id: fresh(), verb: Verb::Edit, base, fields, ..of.clone() }
}

fn fields_of(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

pub(crate) fn fresh() -> Uuid {
    Uuid::now_v7()
}
