//! Brings the log back into the database, beside the writer: whoever commits does not wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::open::{StorePath, connect_reader};

/// How often, while something is written.
const PAUSE: Duration = Duration::from_millis(250);

/// A thread with a connection of its own.
pub(super) struct Checkpointer {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    /// Starts the thread; `dirty` says that something was written since.
    pub(super) fn start(path: StorePath, dirty: Arc<AtomicBool>) -> std::io::Result<Self> {
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::Builder::new().name("hub-checkpoint".into()).spawn(move || {
            let mut sql = None;
            while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                if !dirty.swap(false, Ordering::Relaxed) {
                    continue;
                }
                let done = match &sql {
                    Some(sql) => checkpoint(sql),
                    None => connect_reader(&path).and_then(|new| checkpoint(sql.insert(new))),
                };
                if let Err(error) = done {
                    // The writer does it when the log has grown.
                    log::warn!("the log was not brought back: {error}");
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic there stands in the log.
            let _ = thread.join();
        }
    }
}

/// As much as can be without anybody waiting.
fn checkpoint(sql: &rusqlite::Connection) -> rusqlite::Result<()> {
    sql.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
