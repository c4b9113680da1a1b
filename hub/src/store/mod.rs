//! Transactions over what the hub keeps.

mod error;

pub use error::{Result, StoreError};
