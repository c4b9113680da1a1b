//! Who listens, and what they are told.

mod mailbox;

pub use mailbox::Subscription;
