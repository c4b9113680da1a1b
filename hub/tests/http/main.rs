//! The hub as its clients meet it: a real server on a port of this machine, and HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking; clippy.toml exempts only the test functions themselves"
)]

mod blobs;
mod bodies;
mod document;
mod doors;
mod kit;
mod load;
mod sessions;
mod shutdown;
mod story;
mod streams;
mod tls;
