//! The whole system, through the doors that a user takes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking; clippy.toml exempts only the test functions themselves"
)]

mod dependencies;
#[path = "../support/exchange.rs"]
mod exchange;
mod import;
mod layout;
mod migration;
mod plans;
mod search;
mod sync;
