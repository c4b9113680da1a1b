//! A handler for each call that is a value in and a value out.

use std::net::IpAddr;

use axum::extract::State;
use huashu_protocol::account::{Admin, Join, Refresh, SignIn};
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{Pull, SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};
use uuid::Uuid;

use super::body::{Sent, StrangersSent};
use super::caller::{At, Caller, Stranger};
use super::reply::{Answer, json, large_json};
use super::{Face, Shared};

/// Replies with more rows than this are packed on a thread of their own.
const MANY_ROWS: usize = 50;

pub(super) async fn hello(State(face): State<Shared>, who: Stranger) -> Answer {
    json(&face.hub.hello().await?, who.zstd)
}

pub(super) async fn sign_in(
    State(face): State<Shared>,
    who: Stranger,
    StrangersSent(request): StrangersSent<SignIn>,
) -> Answer {
    let name = request.user.clone();
    face.meter.attempt(&name, who.address)?;
    let session = face.hub.sign_in(request).await;
    json(&face.judge(&name, who.address, session)?, who.zstd)
}

pub(super) async fn join(
    State(face): State<Shared>,
    who: Stranger,
    StrangersSent(request): StrangersSent<Join>,
) -> Answer {
    let name = request.user.clone();
    face.meter.attempt(&name, who.address)?;
    let session = face.hub.join(request).await;
    json(&face.judge(&name, who.address, session)?, who.zstd)
}

pub(super) async fn refresh(
    State(face): State<Shared>,
    who: Stranger,
    StrangersSent(request): StrangersSent<Refresh>,
) -> Answer {
    json(&face.hub.refresh(request).await?, who.zstd)
}

pub(super) async fn sign_out(State(face): State<Shared>, who: Caller) -> Answer {
    let done: () = face.hub.sign_out(&who.token).await?;
    json(&done, who.zstd)
}

pub(super) async fn sync(
    State(face): State<Shared>,
    who: Caller,
    Sent(request): Sent<SyncRequest>,
) -> Answer {
    face.meter.sync(&who.token)?;
    let reply = face.hub.sync(&who.token, request).await?;
    if rows(&reply) > MANY_ROWS { large_json(reply, who.zstd).await } else { json(&reply, who.zstd) }
}

pub(super) async fn wait(
    State(face): State<Shared>,
    who: Caller,
    Sent(request): Sent<WaitRequest>,
) -> Answer {
    let waited = tokio::select! {
        waited = face.hub.wait(&who.token, request) => waited?,
        // The client comes again, and finds the next hub.
        () = face.closing.closed() => Waited { changed: false },
    };
    json(&waited, who.zstd)
}

pub(super) async fn snapshot(State(face): State<Shared>, who: Caller, At(library): At<Uuid>) -> Answer {
    json(&face.hub.snapshot(&who.token, library).await?, who.zstd)
}

pub(super) async fn history(
    State(face): State<Shared>,
    who: Caller,
    At((library, row)): At<(Uuid, Uuid)>,
) -> Answer {
    large_json(face.hub.history(&who.token, library, row).await?, who.zstd).await
}

pub(super) async fn usage(
    State(face): State<Shared>,
    who: Caller,
    Sent(report): Sent<UsageReport>,
) -> Answer {
    let done: () = face.hub.usage(&who.token, report).await?;
    json(&done, who.zstd)
}

pub(super) async fn admin(State(face): State<Shared>, who: Caller, Sent(request): Sent<Admin>) -> Answer {
    large_json(face.hub.admin(&who.token, request).await?, who.zstd).await
}

impl Face {
    /// Remembers who gave a wrong password or code, and forgets it of whoever gives the right one.
    fn judge<T>(&self, name: &str, from: IpAddr, outcome: CallResult<T>) -> CallResult<T> {
        match &outcome {
            Ok(_) => self.meter.met(name, from),
            Err(CallError::Refused(Refusal::SignedOut | Refusal::NotFound | Refusal::Forbidden)) => {
                self.meter.missed(name, from);
            }
            Err(_) => {}
        }
        outcome
    }
}

fn rows(reply: &SyncReply) -> usize {
    let of = |pull: &Pull| match pull {
        Pull::Page { rows, .. } => rows.len(),
        Pull::Snapshot { .. } | Pull::Gone { .. } => 0,
    };
    reply.libraries.iter().map(of).sum()
}
