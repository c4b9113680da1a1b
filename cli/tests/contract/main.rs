//! The command line as a contract: the real program, run as people and programs run it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod book;
mod care;
mod contract;
mod harness;
mod hub;
mod import;
mod index;
mod media;
mod pack;
mod phrases;
mod processes;
mod search;
mod send;
mod suggest;
mod tree;
