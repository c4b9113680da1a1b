//! The hub as its clients meet it: a real server on a port of this machine, and HTTP.

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
