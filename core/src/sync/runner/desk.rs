//! The thread on which the book is worked on, one work after another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::UnboundedSender;

use super::engine::Input;
use super::no_thread;
use crate::ErrorCode;
use crate::error::Result;
use crate::sync::machine::{Desk, Event, Interrupt, WorkId};
use crate::sync::work::{Done, Work};

/// What the thread is told.
pub(super) enum Order {
    Work(WorkId, Work),
    /// Say [`Input::News`] if another process wrote.
    HasNews,
    /// Say that everything before this is over.
    Pass(Sender<()>),
    Stop,
}

pub(super) struct DeskThread {
    orders: Sender<Order>,
    is_resting: Arc<AtomicBool>,
    interrupt: Option<Interrupt>,
}

impl DeskThread {
    pub(super) fn start<D: Desk + 'static>(
        make: impl FnOnce() -> Result<D> + Send + 'static,
        inbox: UnboundedSender<Input>,
    ) -> Result<(Self, JoinHandle<()>)> {
        let (orders, letters) = mpsc::channel();
        let (ready, made) = mpsc::channel();
        let is_resting = Arc::new(AtomicBool::new(false));
        let resting = Arc::clone(&is_resting);
        let thread = thread::Builder::new()
            .name("huashu-desk".into())
            .spawn(move || match make() {
                Ok(desk) => {
                    let _ = ready.send(Ok(desk.interrupt()));
                    work(desk, &letters, &inbox, &resting);
                }
                Err(error) => {
                    let _ = ready.send(Err(error));
                }
            })
            .map_err(no_thread)?;
        let interrupt =
            made.recv().map_err(|_| no_thread(std::io::Error::other("the desk could not be made")))??;
        Ok((Self { orders, is_resting, interrupt }, thread))
    }

    pub(super) fn orders(&self) -> Sender<Order> {
        self.orders.clone()
    }

    pub(super) fn order(&self, order: Order) {
        // A thread that has ended has nothing to do.
        let _ = self.orders.send(order);
    }

    /// From now on works are refused.
    pub(super) fn rest(&self) {
        self.is_resting.store(true, Ordering::SeqCst);
    }

    pub(super) fn wake(&self) {
        self.is_resting.store(false, Ordering::SeqCst);
    }

    pub(super) fn interrupt(&self) {
        if let Some(interrupt) = &self.interrupt {
            interrupt();
        }
    }
}

fn work(
    mut desk: impl Desk,
    orders: &Receiver<Order>,
    inbox: &UnboundedSender<Input>,
    is_resting: &AtomicBool,
) {
    for order in orders {
        let letter = match order {
            Order::Work(id, _) if is_resting.load(Ordering::SeqCst) => {
                Input::Event(Event::Worked(id, Err(ErrorCode::Busy)))
            }
            Order::Work(id, work) => Input::Event(Event::Worked(id, run(&mut desk, work))),
            Order::HasNews if is_resting.load(Ordering::SeqCst) => Input::News(false),
            Order::HasNews => {
                Input::News(catch_unwind(AssertUnwindSafe(|| desk.has_news())).unwrap_or(false))
            }
            Order::Pass(passed) => {
                let _ = passed.send(());
                continue;
            }
            Order::Stop => return,
        };
        let _ = inbox.send(letter);
    }
}

/// A panic must not leave the machine waiting for ever: it is a failure of the work. What it left half done in the book, the
/// transaction rolls back.
fn run(desk: &mut impl Desk, work: Work) -> Result<Done, ErrorCode> {
    match catch_unwind(AssertUnwindSafe(|| desk.run(work))) {
        Ok(result) => result.map_err(|error| {
            log::warn!("sync: {error}");
            error.code()
        }),
        Err(_) => {
            log::error!("a work of sync panicked");
            Err(ErrorCode::Internal)
        }
    }
}
