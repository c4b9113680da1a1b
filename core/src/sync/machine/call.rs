//! What the machine asks of the hub, as values, and the one place that turns them into calls.

use huashu_protocol::account::{Refresh, Tokens};
use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};
use uuid::Uuid;

/// A call of the hub.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// Fresh tokens: [`Answer::Refreshed`].
    Refresh,
    /// Push and pull: [`Answer::Synced`].
    Sync(SyncRequest),
    /// Wait until something changes: [`Answer::Waited`].
    Wait(WaitRequest),
    /// What a library consists of: [`Answer::Manifest`].
    Snapshot {
        /// The library.
        library: Uuid,
    },
    /// A chunk of it: [`Answer::Chunk`].
    Chunk {
        /// The library.
        library: Uuid,
        /// The epoch of the snapshot.
        epoch: Uuid,
        /// The revision of the snapshot.
        rev: u64,
        /// The number of the chunk, from 0.
        chunk: u32,
    },
    /// Begin an upload, or ask how far it has come: [`Answer::Uploaded`].
    Upload(Upload),
    /// Send a piece of one: [`Answer::Uploaded`].
    UploadPiece {
        /// The blob.
        hash: String,
        /// Where the piece begins.
        offset: u64,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// A piece of a blob: [`Answer::Piece`].
    Blob {
        /// The blob.
        hash: String,
        /// Where the piece is to begin.
        offset: u64,
    },
    /// Counters of use: [`Answer::Done`].
    Usage(UsageReport),
}

/// What the hub answered.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is what the call of the same name says")]
pub enum Answer {
    Refreshed,
    Synced(Box<SyncReply>),
    Waited(Waited),
    Manifest(Manifest),
    Chunk(Vec<u8>),
    Uploaded(Uploaded),
    Piece(Piece),
    Done,
}

/// Where the tokens of one session are kept.
pub trait Wallet: Send + Sync {
    /// The access token, if there is one.
    fn access(&self) -> Option<String>;

    /// The refresh token; `None` where nobody is signed in.
    ///
    /// # Errors
    /// The secrets cannot be read now: that is not the same as there being none.
    fn refresh(&self) -> CallResult<Option<String>>;

    /// Keeps fresh tokens. The refresh token must be durable before [`Wallet::access`] gives the new access token: once
    /// either was used, the hub takes the former refresh token for stolen.
    ///
    /// # Errors
    /// They could not be kept. The former ones stay, and the hub still takes them.
    fn keep(&self, tokens: Tokens) -> CallResult<()>;

    /// Keeps others from exchanging the same refresh token until the guard is dropped: the hub would give each a successor,
    /// and know one of them.
    ///
    /// # Errors
    /// Somebody does just that; try again in a moment.
    fn hold(&self) -> CallResult<Box<dyn Send>> {
        Ok(Box::new(()))
    }
}

/// Carries a call out.
///
/// # Errors
/// As the call; without an access token at once [`Refusal::Expired`], and without a refresh token
/// [`Refusal::SignedOut`].
pub async fn perform<A: SyncApi, W: Wallet + ?Sized>(api: &A, wallet: &W, call: Call) -> CallResult<Answer> {
    if call == Call::Refresh {
        return renew(api, wallet).await;
    }
    let Some(token) = wallet.access() else { return Err(Refusal::Expired.into()) };
    let token = token.as_str();
    match call {
        Call::Refresh => Ok(Answer::Refreshed),
        Call::Sync(request) => api.sync(token, request).await.map(|reply| Answer::Synced(Box::new(reply))),
        Call::Wait(request) => api.wait(token, request).await.map(Answer::Waited),
        Call::Snapshot { library } => api.snapshot(token, library).await.map(Answer::Manifest),
        Call::Chunk { library, epoch, rev, chunk } => {
            api.chunk(token, library, epoch, rev, chunk).await.map(Answer::Chunk)
        }
        Call::Upload(upload) => api.upload(token, upload).await.map(Answer::Uploaded),
        Call::UploadPiece { hash, offset, bytes } => {
            api.upload_piece(token, &hash, offset, bytes).await.map(Answer::Uploaded)
        }
        Call::Blob { hash, offset } => api.blob(token, &hash, offset).await.map(Answer::Piece),
        Call::Usage(report) => api.usage(token, report).await.map(|()| Answer::Done),
    }
}

async fn renew<A: SyncApi, W: Wallet + ?Sized>(api: &A, wallet: &W) -> CallResult<Answer> {
    let _held = wallet.hold()?;
    let Some(refresh) = wallet.refresh()? else { return Err(Refusal::SignedOut.into()) };
    let tokens = api.refresh(Refresh { refresh }).await?;
    wallet.keep(tokens)?;
    Ok(Answer::Refreshed)
}

/// An answer to another question: no hub gives it, and no caller of [`perform`] gets it.
pub(super) fn misplaced() -> CallError {
    CallError::Garbled { detail: "the answer belongs to another call".into() }
}
