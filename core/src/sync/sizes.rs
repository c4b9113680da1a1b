//! How much travels together. These are the protocol's limits; a simulation makes them small, so that a world of thirty rows
//! has pages, chunks and pieces as one of a hundred thousand has.

use huashu_protocol::limits;

/// How much travels together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Rows in one reply.
    pub page_rows: usize,
    /// Rows in one chunk of a snapshot.
    pub chunk_rows: usize,
    /// Bytes in one piece of a blob.
    pub piece_bytes: usize,
    /// Operations in one push.
    pub push_ops: usize,
}

/// Those of the protocol.
pub const LIMITS: Sizes = Sizes {
    page_rows: limits::ROWS_PER_PAGE,
    chunk_rows: limits::CHUNK_ROWS,
    piece_bytes: limits::PIECE_BYTES,
    push_ops: limits::OPS_PER_PUSH,
};

#[cfg(feature = "mutants")]
mod active {
    use std::cell::Cell;

    use super::{LIMITS, Sizes};

    thread_local! {
        static SIZES: Cell<Sizes> = const { Cell::new(LIMITS) };
    }

    /// Those that hold on this thread.
    pub fn sizes() -> Sizes {
        SIZES.get()
    }

    /// Makes others hold on this thread.
    pub fn set(sizes: Sizes) {
        SIZES.set(sizes);
    }
}

#[cfg(not(feature = "mutants"))]
mod active {
    use super::{LIMITS, Sizes};

    /// Those that hold.
    #[inline]
    pub const fn sizes() -> Sizes {
        LIMITS
    }
}

pub use active::*;
