//! The deterministic simulation of sync: real books, real machines and a real hub in one process, and a seed that says what
//! happens to them. ARCHITECTURE.md says how to run it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking; clippy.toml exempts only the test functions themselves"
)]

mod brief;
mod checks;
mod client;
mod deeds;
mod dice;
mod door;
mod hub_side;
mod ledger;
mod look;
mod mutants;
mod people;
mod plans;
mod replicas;
mod stories;
mod storm;
mod template;
mod watch;
mod wire;
mod world;
