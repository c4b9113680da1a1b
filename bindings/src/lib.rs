//! The one door for the apps: the phrase book for Kotlin and Swift, over UniFFI.
//!
//! ```text
//! Kotlin, Swift ──► objects here ──► threads here ──► huashu-core
//!       ▲                                │
//!       └──── observers, on a thread of their own ◄──┘
//! ```
//!
//! Objects stand only where there is state: the [`PhraseBook`], a [`SearchSession`] per panel, a [`ComposeSession`] per
//! customer, the [`SyncService`], the read-only [`PackReader`] of an extension. Everything else are values of the core, which
//! cross as themselves (`huashu_core::foreign`, ADR 6).
//!
//! **Which thread.** Every method may be called from any thread, the main one included. What can take longer than a frame (8 ms)
//! is `async`: it is carried out on a thread of the book, in order, and never on the thread that called, but for a search line
//! that was asked to look in place. Methods that are not `async` take microseconds: they touch memory only. A call that is given
//! up (a cancelled coroutine or task) is carried out all the same, if it had begun to wait: writing is never half done.
//!
//! **What may go wrong.** [`ApiError`](huashu_core::foreign::ApiError), and nothing else: a panic inside is caught, logged and
//! told as `Internal`. After [`PhraseBook::shutdown`] every call says `Closed`. Objects may be dropped on any thread, in any
//! order; what had been accepted is still carried out.
//!
//! | module | holds |
//! |---|---|
//! | [`book`] | the book: opening, browsing, editing, media, usage, follow-ups, import |
//! | [`search`], [`compose`], [`pack`] | the other objects |
//! | [`sync`] | signing in and out, sync as it runs, drafts |
//! | `desk` | a thread that owns something, and works in order |
//! | `guard` | calls of the platform with an end to the waiting |
//! | `teller` | calls of observers, behind everything else |

pub mod book;
pub mod compose;
mod desk;
mod guard;
pub mod log;
pub mod pack;
pub mod search;
pub mod sync;
mod teller;

pub use book::PhraseBook;
pub use compose::ComposeSession;
pub use pack::PackReader;
pub use search::SearchSession;
pub use sync::SyncService;

use huashu_core::foreign::values::{Day, Timestamp, Uuid};

uniffi::setup_scaffolding!("huashu");

// Types of other crates, for which the core says how they cross.
uniffi::use_remote_type!(huashu_core::Uuid);
uniffi::use_remote_type!(huashu_core::Timestamp);
uniffi::use_remote_type!(huashu_core::Day);
