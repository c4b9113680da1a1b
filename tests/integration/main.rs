//! The whole system, through the doors that a user takes.

mod dependencies;
mod layout;
mod migration;
mod plans;
