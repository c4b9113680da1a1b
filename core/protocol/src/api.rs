//! The one trait that both ends implement.

use std::future::Future;

use uuid::Uuid;

use crate::account::{Admin, AdminReply, Hello, Join, Refresh, Session, SignIn, Tokens};
use crate::blob::{Piece, Upload, Uploaded};
use crate::failure::CallResult;
use crate::snapshot::Manifest;
use crate::stream::{WaitRequest, Waited};
use crate::sync::{FormerRow, SyncReply, SyncRequest, UsageReport};

/// What a client may ask of a hub. The client implements it over HTTP, the hub over its store; so a test can put the one in
/// the other's place. `token` is an access token. The stream stands apart: it is no call.
pub trait SyncApi: Send + Sync {
    /// [`crate::routes::HELLO`]
    fn hello(&self) -> impl Future<Output = CallResult<Hello>> + Send;
    /// [`crate::routes::SIGN_IN`]
    fn sign_in(&self, request: SignIn) -> impl Future<Output = CallResult<Session>> + Send;
    /// [`crate::routes::JOIN`]
    fn join(&self, request: Join) -> impl Future<Output = CallResult<Session>> + Send;
    /// [`crate::routes::TOKEN`]
    fn refresh(&self, request: Refresh) -> impl Future<Output = CallResult<Tokens>> + Send;
    /// [`crate::routes::SIGN_OUT`]
    fn sign_out(&self, token: &str) -> impl Future<Output = CallResult<()>> + Send;
    /// [`crate::routes::SYNC`]
    fn sync(&self, token: &str, request: SyncRequest) -> impl Future<Output = CallResult<SyncReply>> + Send;
    /// [`crate::routes::WAIT`]
    fn wait(&self, token: &str, request: WaitRequest) -> impl Future<Output = CallResult<Waited>> + Send;
    /// [`crate::routes::SNAPSHOT`]
    fn snapshot(&self, token: &str, library: Uuid) -> impl Future<Output = CallResult<Manifest>> + Send;
    /// [`crate::routes::CHUNK`]: the chunk as it travels, compressed.
    fn chunk(
        &self,
        token: &str,
        library: Uuid,
        epoch: Uuid,
        rev: u64,
        chunk: u32,
    ) -> impl Future<Output = CallResult<Vec<u8>>> + Send;
    /// [`crate::routes::HISTORY`]
    fn history(
        &self,
        token: &str,
        library: Uuid,
        row: Uuid,
    ) -> impl Future<Output = CallResult<Vec<FormerRow>>> + Send;
    /// [`crate::routes::UPLOADS`]
    fn upload(&self, token: &str, upload: Upload) -> impl Future<Output = CallResult<Uploaded>> + Send;
    /// [`crate::routes::UPLOAD`]: one piece, from `offset` on.
    fn upload_piece(
        &self,
        token: &str,
        hash: &str,
        offset: u64,
        bytes: Vec<u8>,
    ) -> impl Future<Output = CallResult<Uploaded>> + Send;
    /// [`crate::routes::BLOB`]: from `offset` on.
    fn blob(&self, token: &str, hash: &str, offset: u64) -> impl Future<Output = CallResult<Piece>> + Send;
    /// [`crate::routes::USAGE`]
    fn usage(&self, token: &str, report: UsageReport) -> impl Future<Output = CallResult<()>> + Send;
    /// [`crate::routes::ADMIN`]
    fn admin(&self, token: &str, request: Admin) -> impl Future<Output = CallResult<AdminReply>> + Send;
}
