//! The rules, as tables.

#[cfg(feature = "mutants")]
mod bugs;
mod care;
mod events;
mod files;
mod kit;
mod places;
mod pull;
mod push;
mod rights;
mod sessions;
mod speed;
