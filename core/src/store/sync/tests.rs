//! The book's side of sync, against a hub that is a few lines long.
