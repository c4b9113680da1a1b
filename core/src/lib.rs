//! The phrase book.

pub mod search;
