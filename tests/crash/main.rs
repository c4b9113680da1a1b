//! Every state that a crash can leave of the files of a book and a hub, opened and synced again.
//!
//! What is covered: before and after every commit of a scripted scenario the files are copied as they are, and the log of the
//! database is cut at every frame and in the middle of every frame, as a kill or a power cut leaves it; a checkpoint is stopped
//! after every page that it writes. What is not: a disk that writes in another order than it was told to, or says that it has
//! what it has not; half-written sectors inside the database itself (the log still has those pages).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, and says how much it did")]

#[path = "../support/exchange.rs"]
mod exchange;
mod kit;
mod writes;
