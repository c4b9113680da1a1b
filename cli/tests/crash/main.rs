//! What is left when a process dies, a disk fills or a bit flips: the real program, the real files.
//!
//! | module | does |
//! |---|---|
//! | [`hub`] | kills the hub under load, again and again |
//! | [`client`] | kills commands in the middle of what they do |
//! | [`disk`] | lets the disk fill up, and frees it |
//! | [`flips`] | flips bits in every file that is kept |
//! | [`verify`] | damages a hub in ways that are known |
//! | [`kit`] | a hub as a process, books, chance that can be repeated |
//!
//! `HUASHU_KILLS` (50) and `HUASHU_FLIPS` (150) say how often, `HUASHU_SEED` with which chance; `scripts/crash` does many.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says how long things took"
)]

mod client;
mod disk;
mod flips;
mod hub;
mod kit;
mod load;
mod verify;
