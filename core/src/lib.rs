//! The phrase book.
