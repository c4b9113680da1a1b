//! A thread that owns something and does one piece of work after another.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use huashu_core::foreign::ApiError;
use huashu_core::{Error, Result};
use tokio::sync::{oneshot, watch};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// What work came to, whatever it is. A hundred methods wait for an answer: were each answer a type of its own, each would bring
/// a channel and the code of the waiting along, a tenth of a megabyte together.
type Answer = Result<Box<dyn Any + Send>>;

/// The way to a thread that owns a `T`. Dropped, the thread does what it had accepted and ends; nobody waits for it.
pub(crate) struct Desk<T> {
    jobs: Mutex<Option<Sender<Job<T>>>>,
    has_ended: watch::Receiver<bool>,
}

impl<T: 'static> Desk<T> {
    /// Starts the thread, on which `make` makes what it owns.
    ///
    /// # Errors
    /// Those of `make`; `Storage` where no thread can be started.
    pub(crate) async fn start(
        name: &str,
        make: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<Self, ApiError> {
        let (jobs, accepted) = mpsc::channel::<Job<T>>();
        let (end, has_ended) = watch::channel(false);
        let (told, made) = oneshot::channel();
        let work = move || {
            match guarded(make) {
                Ok(mut owned) => {
                    let _ = told.send(Ok(()));
                    for job in accepted {
                        // Who asked hears of a panic by an answer that never comes.
                        let _ = guarded(|| {
                            job(&mut owned);
                            Ok(())
                        });
                    }
                }
                Err(error) => {
                    let _ = told.send(Err(error));
                }
            }
            let _ = end.send(true);
        };
        start_thread(name, Box::new(work))?;
        made.await.map_err(|_| panicked())??;
        Ok(Self { jobs: Mutex::new(Some(jobs)), has_ended })
    }

    /// Has work done behind all that was accepted before, and waits for what comes of it.
    ///
    /// # Errors
    /// `Closed`; those of the work.
    pub(crate) async fn ask<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut T) -> Result<R> + Send + 'static,
    ) -> Result<R, ApiError> {
        let (answer, answered) = oneshot::channel();
        self.send(Box::new(move |owned| {
            let _ = answer.send(boxed(work(owned)));
        }))?;
        unboxed(wait(answered).await)
    }

    /// Has work done without waiting for it.
    ///
    /// # Errors
    /// `Closed`.
    pub(crate) fn tell(&self, work: impl FnOnce(&mut T) + Send + 'static) -> Result<(), ApiError> {
        self.send(Box::new(work))
    }

    /// Accepts nothing any more.
    pub(crate) fn close(&self) {
        *lock(&self.jobs) = None;
    }

    /// Waits until the thread has done all that was accepted, and what it owned is dropped.
    pub(crate) async fn ended(&self) {
        let mut has_ended = self.has_ended.clone();
        // A sender that is gone has ended too.
        let _ = has_ended.wait_for(|ended| *ended).await;
    }

    fn send(&self, job: Job<T>) -> Result<(), ApiError> {
        let jobs = lock(&self.jobs);
        let jobs = jobs.as_ref().ok_or(Error::Closed)?;
        jobs.send(job).map_err(|_| Error::Closed.into())
    }
}

/// Does something that blocks, on a thread of its own.
///
/// # Errors
/// Those of the work; `Storage` where no thread can be started.
pub(crate) async fn blocking<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<R> + Send + 'static,
) -> Result<R, ApiError> {
    let (answer, answered) = oneshot::channel();
    let work = move || {
        let _ = answer.send(boxed(guarded(work)));
    };
    start_thread(name, Box::new(work))?;
    unboxed(wait(answered).await)
}

/// A lock that a panic left behind guards what was sound before.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a thread that nobody waits for.
///
/// # Errors
/// [`Error::Io`] by the thread's name where none can be started.
pub(crate) fn start_thread(name: &str, work: Box<dyn FnOnce() + Send>) -> Result<()> {
    let started = thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|source| Error::Io { path: name.into(), source })
}

/// A panic becomes an error.
pub(crate) fn guarded<R>(work: impl FnOnce() -> Result<R>) -> Result<R> {
    // What the work borrowed is sound again: a transaction that is dropped is rolled back.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        ::log::error!("a thread of the book panicked");
        Err(Error::Panicked)
    })
}

async fn wait(answered: oneshot::Receiver<Answer>) -> Result<Box<dyn Any + Send>, ApiError> {
    answered.await.map_err(|_| panicked())?.map_err(ApiError::from)
}

fn boxed<R: Send + 'static>(came: Result<R>) -> Answer {
    came.map(|value| Box::new(value) as Box<dyn Any + Send>)
}

fn unboxed<R: 'static>(answer: Result<Box<dyn Any + Send>, ApiError>) -> Result<R, ApiError> {
    // It is what `boxed` put in on the other thread.
    answer?.downcast::<R>().map(|value| *value).map_err(|_| panicked())
}

fn panicked() -> ApiError {
    Error::Panicked.into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_the_next_work_is_done() {
        let desk = Desk::start("test", || Ok(1)).await.unwrap();
        let failed = desk.ask(|_| -> Result<i32> { panic!("a bug") }).await;
        assert!(matches!(failed, Err(ApiError::Internal { .. })), "{failed:?}");
        assert_eq!(desk.ask(|owned| Ok(*owned + 1)).await, Ok(2));
        let failed = blocking("test", || -> Result<i32> { panic!("a bug") }).await;
        assert!(matches!(failed, Err(ApiError::Internal { .. })), "{failed:?}");
        let failed = Desk::<i32>::start("test", || panic!("a bug")).await.err();
        assert!(matches!(failed, Some(ApiError::Internal { .. })), "{failed:?}");
    }
}
