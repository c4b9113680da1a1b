//! Every rule of the hub.

use huashu_protocol::account::{Admin, AdminReply, Hello, Join, Refresh, Session, SignIn, Tokens};
use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{FormerRow, SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallResult, MIN_PROTO, PROTO, Refusal, SCHEMA};
use uuid::Uuid;

use crate::error::HubError;
use crate::live::Subscription;
use crate::options::{Mode, OneTime, Options};

/// See the module.
pub struct Engine {
    mode: Mode,
}

macro_rules! later {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $value:ty;)*) => {
        impl Engine {
            $(#[expect(missing_docs, clippy::unused_self, reason = "to come")]
            pub fn $name(&self, $($arg: $kind),*) -> CallResult<$value> {
                $(let _ = $arg;)*
                Err(Refusal::Internal.into())
            })*
        }
    };
}

later! {
    sign_in(request: SignIn) -> Session;
    join(request: Join) -> Session;
    refresh(request: &Refresh) -> Tokens;
    sign_out(token: &str) -> ();
    sync(token: &str, request: SyncRequest) -> SyncReply;
    wait(token: &str, request: &WaitRequest) -> Waited;
    subscribe(token: &str) -> Subscription;
    snapshot(token: &str, library: Uuid) -> Manifest;
    chunk(token: &str, library: Uuid, epoch: Uuid, rev: u64, chunk: u32) -> Vec<u8>;
    history(token: &str, library: Uuid, row: Uuid) -> Vec<FormerRow>;
    upload(token: &str, upload: &Upload) -> Uploaded;
    upload_piece(token: &str, hash: &str, offset: u64, bytes: &[u8]) -> Uploaded;
    blob(token: &str, hash: &str, offset: u64) -> Piece;
    usage(token: &str, report: &UsageReport) -> ();
    admin(token: &str, request: Admin) -> AdminReply;
}

impl Engine {
    pub(crate) fn open(options: Options) -> Result<(Self, Option<OneTime>, bool), HubError> {
        Ok((Self { mode: options.mode }, None, false))
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// Which editions the hub speaks.
    pub fn hello() -> Hello {
        Hello {
            service: "huashu".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            min_proto: MIN_PROTO,
            proto: PROTO,
            schema: SCHEMA,
        }
    }
}
