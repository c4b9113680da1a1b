//! Operations: each is judged against the row as it is, in the order in which it arrives, under its library's lock.
//!
//! | file | holds |
//! |---|---|
//! | `operation` | one operation: known already? may they? judged, and done |
//! | `write` | a row is written, with its history, revisions and checksum |
//! | `tree` | live parents, cycles, depth; what becomes of the children of a deleted category |
//! | `keys` | keys of the manual order that went bad |
//! | `library` | libraries as rows: made, changed, removed |
//! | `drafts` | what becomes a draft |

mod drafts;
mod keys;
mod library;
mod operation;
mod tree;
mod write;

pub(super) use drafts::to_wire;

use std::io::{self, Write};

use huashu_protocol::limits;
use huashu_protocol::row::Fields;
use huashu_protocol::sync::{Op, OpResult};
use huashu_protocol::{CallResult, Refusal};

use super::Engine;
use super::caller::Caller;
use crate::live::Notes;
use crate::store::{Result, Tx};

/// Operations in one transaction: so many that a commit pays, so few that nobody behind them waits long.
const TOGETHER: usize = 50;

/// A transaction in which an account's operations are done.
pub(super) struct Push<'a> {
    pub(super) tx: &'a mut dyn Tx,
    pub(super) who: &'a Caller,
    pub(super) notes: &'a mut Notes,
    pub(super) random: &'a dyn crate::random::Random,
    pub(super) now: i64,
    /// The edition of the shapes of rows that the client makes.
    pub(super) schema: u32,
}

impl Engine {
    /// Does operations, oldest first: one result each.
    pub(super) fn push(&self, caller: &Caller, schema: u32, ops: Vec<Op>) -> CallResult<Vec<OpResult>> {
        check_size(&ops)?;
        let mut results = Vec::with_capacity(ops.len());
        let mut ops = ops.into_iter().peekable();
        while ops.peek().is_some() {
            let batch: Vec<Op> = ops.by_ref().take(TOGETHER).collect();
            results.extend(self.push_batch(caller, schema, batch)?);
        }
        Ok(results)
    }

    fn push_batch(&self, caller: &Caller, schema: u32, ops: Vec<Op>) -> Result<Vec<OpResult>> {
        let (caller, random, now) = (caller.clone(), self.random.clone(), self.now());
        self.write(move |tx, notes| {
            let who = &caller.again(&*tx, now)?;
            let mut push = Push { tx, who, notes, random: &*random, now, schema };
            ops.iter().map(|op| push.result(op)).collect()
        })
    }
}

fn check_size(ops: &[Op]) -> std::result::Result<(), Refusal> {
    if ops.len() > limits::OPS_PER_PUSH {
        return Err(Refusal::TooLarge);
    }
    let bytes: usize = ops.iter().map(|op| json_bytes(&op.fields)).sum();
    // A single large one is refused by itself, for good: it must not stop those behind it.
    if ops.len() > 1 && bytes > limits::PUSH_BYTES { Err(Refusal::TooLarge) } else { Ok(()) }
}

/// How long fields are as JSON.
pub(super) fn json_bytes(fields: &Fields) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, fields) {
        Ok(()) => count.0,
        Err(_) => usize::MAX,
    }
}
