//! The machine that decides what sync does next: a pure step from an event to effects.
//!
//! ```text
//! event ─► take it in ─► start whatever may start ─► say what changed ─► effects
//!            (one lane)     (every lane, every time)      (status, alarm)
//! ```
//!
//! It knows no clock, no network, no file and no thread: moments come with the events, chance from a seed, and what is to be
//! done is returned. The runner and the simulation carry the same effects out.
//!
//! What kills sync is not a wrong merge but a state in which something waits and nothing will wake it. So no lane reacts to
//! an event by starting the next thing: lanes note what is wanted, and after every event all lanes are asked what may start
//! now, and when to ask again at the latest. There is one alarm, set to the earliest of those moments. [`Machine::check`] says
//! whether that holds; tests ask it after every step.
//!
//! | lane | does, one thing at a time | waits for |
//! |---|---|---|
//! | `link` | fresh tokens, and how long to leave the hub alone | |
//! | `round` | collect, sync, apply | `link` |
//! | `snapshots` | libraries that are taken anew, chunk by chunk | a round that succeeded |
//! | `uploads`, `downloads` | blobs, piece by piece | a round that succeeded |
//! | `listen` | the stream, long polls in its place | a round that succeeded |
//! | `chores` | counters of use, tidying | a quiet moment |
//!
//! **What whoever drives it must keep**: works are carried out one after another in the order in which they were asked for, and
//! each comes back as exactly one [`Event::Worked`]; each call comes back as one [`Event::Answered`] at most, and as exactly
//! one unless [`Effect::CancelCalls`] came between; an alarm replaces the one before.

mod call;
mod check;
mod chores;
mod downloads;
mod faults;
mod link;
mod listen;
mod params;
mod random;
mod round;
mod settled;
mod snapshots;
mod status;
mod step;
mod uploads;

#[cfg(test)]
mod drive_tests;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(in crate::sync) mod toy;

use std::time::Duration;

use huashu_protocol::stream;
use huashu_protocol::{CallError, CallResult};
use uuid::Uuid;

use super::work::{Done, Work};
use crate::ErrorCode;
use crate::error::Result;
use crate::store::Changes;

pub use call::{Answer, Call, Wallet, perform};
pub use params::Params;
pub use random::Random;
pub use settled::Settled;
pub use status::{Fetching, Phase, Status, Trouble};
pub use step::Machine;

/// Whoever carries out [`Work`]: the book's side of sync.
pub trait Desk {
    /// Carries one work out, in one short transaction or none.
    ///
    /// # Errors
    /// Whatever the book's doors refuse; the work is asked for again later.
    fn run(&mut self, work: Work) -> Result<Done>;

    /// Whether the book has operations that came in by another way than this process's pokes: another process wrote.
    fn has_news(&mut self) -> bool {
        false
    }

    /// What interrupts a transaction that another thread carries out at this desk, if there is such a way. It is called as
    /// often as it takes, and may meet no transaction at all.
    fn interrupt(&self) -> Option<Interrupt> {
        None
    }
}

/// See [`Desk::interrupt`].
pub type Interrupt = Box<dyn Fn() + Send + Sync>;

/// Names a call until it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// Names a work until it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub u64);

/// Names a stream, so that the last words of a former one are not taken for those of its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u64);

/// What happens to the machine.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The book is open. The machine does nothing before.
    Opened,
    /// An edit was committed here.
    Poked,
    /// A person asks for everything now.
    SyncNow,
    /// A work is done, or failed.
    Worked(WorkId, Result<Done, ErrorCode>),
    /// A call is answered, or failed.
    Answered(CallId, CallResult<Answer>),
    /// Something came by the stream.
    Stream(StreamId, StreamEvent),
    /// The alarm went off. An alarm too many does no harm.
    Alarm,
    /// The platform says that the network is another, or is there again.
    NetworkChanged,
    /// Somebody looks at the app.
    Foreground,
    /// Nobody does: what is under way is finished, then there is silence.
    Background,
    /// The platform lets the app rest: nothing more until [`Event::Resume`].
    Suspend,
    /// It goes on.
    Resume,
    /// Somebody signed in: there are tokens.
    SignedIn,
    /// The session was ended here.
    SignedOut,
    /// The book closes.
    Stop,
}

/// See [`Event::Stream`].
#[derive(Debug, Clone, PartialEq)]
pub enum StreamEvent {
    /// The hub answered; its first event is to come.
    Opened,
    /// An event.
    Event(stream::Event),
    /// Not a byte came for [`huashu_protocol::limits::SILENCE_SECONDS`].
    Silent,
    /// It is over.
    Closed(CallError),
}

/// What the machine wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Work on the book.
    Work(WorkId, Work),
    /// Call the hub.
    Call(CallId, Call),
    /// Give up every call that is under way; answers that come nevertheless are ignored.
    CancelCalls,
    /// Send [`Event::Alarm`] at this moment on the machine's clock, and not at the one that was said before.
    SetAlarm(Duration),
    /// Open the stream.
    OpenStream(StreamId),
    /// Close it.
    CloseStream,
    /// Tell how sync stands.
    Status(Status),
    /// Tell which rows changed.
    Changed(Changes),
    /// Report that a library did not come out as the hub says that it is.
    Diverged(Uuid),
}
