//! The hub's face on the network: HTTP in, the calls of [`huashu_protocol::SyncApi`], HTTP out.
//!
//! | module | holds |
//! |---|---|
//! | `router` | every route, on one screen |
//! | `calls` | a handler for each: it unpacks, calls the hub, packs |
//! | `files` | what travels as bytes: blobs, uploads, chunks of snapshots |
//! | `stream` | server-sent events |
//! | `caller`, `body` | who asks, and what they sent, within bounds |
//! | `reply`, `range` | what they get |
//! | `rates` | how often they may |
//! | `service`, `guard` | one connection, which waits for nobody for ever |

mod body;
mod caller;
mod calls;
mod files;
mod guard;
mod range;
mod rates;
mod reply;
mod router;
mod service;
mod stream;

use std::sync::Arc;

use axum::Router;
use tokio::sync::Semaphore;

pub use rates::{Rate, Rates};
pub use router::{RouteInfo, routes};
pub(crate) use service::Connections;

use crate::Hub;

/// Large bodies that are unpacked at a time. Each may be of 16 MiB, and of ten times that as values.
const UNPACKING: usize = 4;

/// What every handler sees.
pub(crate) struct Face {
    hub: Hub,
    meter: rates::Meter,
    unpacking: Semaphore,
    closing: stream::Closing,
    behind_proxy: bool,
}

/// See [`Face`].
pub(crate) type Shared = Arc<Face>;

/// The routes over a hub, and the face that they share.
pub(crate) fn router(hub: Hub, rates: &Rates, behind_proxy: bool) -> (Router, Shared) {
    let face = Arc::new(Face {
        hub,
        meter: rates::Meter::new(rates),
        unpacking: Semaphore::new(UNPACKING),
        closing: stream::Closing::default(),
        behind_proxy,
    });
    (router::build(Arc::clone(&face)), face)
}

impl Face {
    /// Forgets what is long past. Once a minute.
    pub(crate) fn tidy(&self) {
        self.meter.tidy();
    }

    /// Says good-bye to whoever listens or waits.
    pub(crate) fn close(&self) {
        self.closing.close();
    }
}
