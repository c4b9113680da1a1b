//! Group commit: one thread writes. It takes what waits, runs each job in a savepoint of one transaction, commits once, and
//! then answers all: while the disk is busy with one commit, the jobs of the next gather.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::checkpoint::Checkpointer;
use super::mark::Mark;
use super::readers::Readers;
use super::{Sql, backup, check, count_commit};
use crate::store::{Job, Result, Store, StoreError, View};

/// Jobs that wait; more are told to come again.
const QUEUE: usize = 1_024;
/// The most jobs in one commit.
const TOGETHER: usize = 256;
/// How long jobs are added to a commit: those that came first wait for it.
const GATHER: Duration = Duration::from_millis(8);

/// A writer of its own thread, and readers beside it.
pub(super) struct Threaded {
    /// Gone once the store ends.
    jobs: Option<SyncSender<Waiting>>,
    thread: Option<JoinHandle<()>>,
    readers: Readers,
    _checkpointer: Checkpointer,
}

struct Waiting {
    what: What,
    answer: SyncSender<Result<()>>,
}

enum What {
    Job(Job),
    /// Brings the log back into the database and cuts it.
    Checkpoint,
}

impl Threaded {
    pub(super) fn start(sql: Connection, mark: Mark, path: &Path) -> std::io::Result<Self> {
        let (jobs, waiting) = sync_channel(QUEUE);
        let dirty = Arc::<AtomicBool>::default();
        let checkpointer = Checkpointer::start(path.to_owned(), Arc::clone(&dirty))?;
        let thread = std::thread::Builder::new()
            .name("hub-writer".into())
            .spawn(move || Writer { sql, mark, waiting, dirty }.run())?;
        let readers = Readers::new(path.to_owned());
        Ok(Self { jobs: Some(jobs), thread: Some(thread), readers, _checkpointer: checkpointer })
    }

    fn ask(&self, what: What) -> Result<()> {
        let ended = || StoreError::Failed("the writer has ended".into());
        let jobs = self.jobs.as_ref().ok_or_else(ended)?;
        let (answer, answered) = sync_channel(1);
        jobs.try_send(Waiting { what, answer }).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => ended(),
        })?;
        answered.recv().unwrap_or_else(|_| Err(ended()))
    }
}

impl Store for Threaded {
    fn run(&self, job: Job) -> Result<()> {
        self.ask(What::Job(job))
    }

    fn look(&self, question: &mut dyn FnMut(&dyn View) -> Result<()>) -> Result<()> {
        self.readers.look(question)
    }

    fn check(&self) -> Result<Vec<String>> {
        self.readers.with(check)
    }

    fn tidy(&self) -> Result<()> {
        self.ask(What::Checkpoint)
    }

    fn backup(&self, to: &Path) -> Result<()> {
        self.readers.with(|sql| backup(sql, to))
    }
}

impl Drop for Threaded {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // It ends once the queue is empty; a panic there was answered already.
            let _ = thread.join();
        }
    }
}

struct Writer {
    sql: Connection,
    mark: Mark,
    waiting: Receiver<Waiting>,
    dirty: Arc<AtomicBool>,
}

impl Writer {
    fn run(mut self) {
        while let Ok(first) = self.waiting.recv() {
            let mut next = Some(first);
            // A checkpoint cannot be inside a transaction: it ends the gathering, and comes after it.
            while let Some(Waiting { what, answer }) = next.take() {
                match what {
                    What::Job(job) => next = self.commit_with(job, answer),
                    What::Checkpoint => tell(&answer, self.checkpoint()),
                }
            }
        }
    }

    /// Commits a job and those that wait behind it; what comes next, where that is no job.
    fn commit_with(&mut self, job: Job, answer: SyncSender<Result<()>>) -> Option<Waiting> {
        if let Err(error) = self.execute("BEGIN IMMEDIATE") {
            tell(&answer, Err(error));
            return None;
        }
        let begun = Instant::now();
        let mut done = vec![(answer, self.run_job(job))];
        let mut other = None;
        while done.len() < TOGETHER && begun.elapsed() < GATHER && !self.sql.is_autocommit() {
            match self.waiting.try_recv() {
                Ok(Waiting { what: What::Job(job), answer }) => {
                    let outcome = self.run_job(job);
                    done.push((answer, outcome));
                }
                Ok(checkpoint) => {
                    other = Some(checkpoint);
                    break;
                }
                Err(_) => break,
            }
        }
        let committed = self.commit(done.iter().any(|(_, outcome)| outcome.is_ok()));
        for (answer, outcome) in done {
            tell(&answer, outcome.and_then(|()| committed.clone()));
        }
        other
    }

    /// Runs a job so that, if it fails, nothing of it is left.
    fn run_job(&self, job: Job) -> Result<()> {
        self.execute("SAVEPOINT job")?;
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut Sql(&self.sql))));
        let outcome = outcome.unwrap_or_else(|_| Err(StoreError::Failed("a job panicked".into())));
        // A full disk may have taken back the whole transaction already.
        if outcome.is_err() && !self.sql.is_autocommit() {
            self.execute("ROLLBACK TO job")?;
        }
        if !self.sql.is_autocommit() {
            self.execute("RELEASE job")?;
        }
        outcome
    }

    fn commit(&mut self, is_worth_it: bool) -> Result<()> {
        if self.sql.is_autocommit() {
            return Err(StoreError::Full);
        }
        let committed = if is_worth_it {
            let counted = count_commit(&self.sql).map_err(StoreError::from);
            counted.and_then(|commits| self.execute("COMMIT").map(|()| commits))
        } else {
            Err(StoreError::Failed("nothing to commit".into()))
        };
        match committed {
            Ok(commits) => {
                self.mark.write(commits);
                self.dirty.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => {
                if !self.sql.is_autocommit()
                    && let Err(error) = self.execute("ROLLBACK")
                {
                    log::error!("a transaction could not be taken back: {error}");
                }
                Err(error)
            }
        }
    }

    fn checkpoint(&self) -> Result<()> {
        self.sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn execute(&self, statement: &str) -> Result<()> {
        self.sql.prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}

/// Whoever asked may have gone.
fn tell(answer: &SyncSender<Result<()>>, outcome: Result<()>) {
    let _ = answer.send(outcome);
}
