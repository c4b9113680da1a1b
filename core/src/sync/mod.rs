//! Sync: a change made anywhere is everywhere, and nothing acknowledged is ever lost.
//!
//! ```text
//! transact ─► outbox ─► Collect ─► POST /v1/sync ─► hub            one call pushes, then pulls
//!                                        │
//! rows ◄─ rebase ◄─ mirror ◄─ Apply ◄────┘   results, pages and cursors in one SQL transaction
//! ```
//!
//! The hub orders the changes of each library. A client shows the hub's latest state with its own waiting operations on
//! top; whenever the state moves, they are put on top anew.
//!
//! | module | holds |
//! |---|---|
//! | [`merge`] | what an operation does to a row: the same function at the hub and in a client's overlay |
//! | [`wire`] | the model's rows as they travel, and back |
//! | [`work`] | what the machine asks of the book, as values |
//! | [`desk`] | that work, done |
//! | [`machine`] | what sync does next: pure, without clock, network or files |
//! | [`client`] | the way to a hub over HTTP, sign-in links, where tokens are kept |
//! | [`runner`] | the machine between a book and a hub, with threads and timers |
//! | [`bug`] | deliberate bugs and crashes, compiled for the simulation only |
//! | [`sizes`] | how much travels together |

pub mod bug;
pub mod client;
pub mod desk;
pub mod machine;
pub mod merge;
pub mod runner;
pub mod sizes;
pub mod wire;
pub mod work;
