//! The rules, as tables.

mod care;
mod events;
mod files;
mod kit;
mod pull;
mod push;
mod rights;
mod sessions;
mod speed;
