//! Deliberate bugs and crashes for the simulation. Without the feature `mutants`, every question here is `false` at compile
//! time and nothing is left of it.

/// A rule of the protocol, broken on purpose. A simulation that does not notice is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the rule that is broken")]
pub enum Bug {
    // At the hub.
    NoIdempotency,
    RevsOutOfOrder,
    AckBeforeCommit,
    NoGarbageFloor,
    NoNewEpoch,
    NoRevisionJump,
    NoCycleCheck,
    NoOrphanRule,
    SilentOverwrite,
    CounterDedupe,
    PullWithoutGrant,
    PageWithoutAncestors,
    // At the client.
    CursorBeforeRows,
    DropAtAck,
    StalePageApplied,
    NoWipe,
    ForbiddenIsFinal,
    ReplayRejectDropped,
    NoReplay,
    WipeForgetsUnsent,
    NoOverlayCycleCheck,
    DraftTextLost,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::NoIdempotency,
        Self::RevsOutOfOrder,
        Self::AckBeforeCommit,
        Self::NoGarbageFloor,
        Self::NoNewEpoch,
        Self::NoRevisionJump,
        Self::NoCycleCheck,
        Self::NoOrphanRule,
        Self::SilentOverwrite,
        Self::CounterDedupe,
        Self::PullWithoutGrant,
        Self::PageWithoutAncestors,
        Self::CursorBeforeRows,
        Self::DropAtAck,
        Self::StalePageApplied,
        Self::NoWipe,
        Self::ForbiddenIsFinal,
        Self::ReplayRejectDropped,
        Self::NoReplay,
        Self::WipeForgetsUnsent,
        Self::NoOverlayCycleCheck,
        Self::DraftTextLost,
    ];
}

/// A moment at which a process may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the moment that it says")]
pub enum Moment {
    ClientBeforeCommit,
    ClientAfterCommit,
    HubBeforeCommit,
    HubAfterCommit,
    HubBeforeBlob,
    HubAfterBlob,
}

/// What a killed process unwinds with, for the simulation to catch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Killed(pub Moment);

#[cfg(feature = "mutants")]
mod active {
    use std::cell::{Cell, RefCell};

    use super::{Bug, Killed, Moment};

    type Executioner = Box<dyn FnMut(Moment) -> bool>;

    thread_local! {
        static BUG: Cell<Option<Bug>> = const { Cell::new(None) };
        static KILL: RefCell<Option<Executioner>> = const { RefCell::new(None) };
    }

    /// Whether a rule is broken on this thread.
    pub fn is(bug: Bug) -> bool {
        BUG.get() == Some(bug)
    }

    /// Breaks a rule on this thread, or mends it.
    pub fn set(bug: Option<Bug>) {
        BUG.set(bug);
    }

    /// Asks, at each moment on this thread, whether the process dies there.
    pub fn set_executioner(executioner: Option<Executioner>) {
        KILL.set(executioner);
    }

    /// A moment at which the process may die: then the stack unwinds with [`Killed`].
    pub fn may_die(moment: Moment) {
        // Taken out while it is asked: what it does may come by here again.
        let Some(mut executioner) = KILL.take() else { return };
        let dies = executioner(moment);
        KILL.set(Some(executioner));
        if dies {
            std::panic::resume_unwind(Box::new(Killed(moment)));
        }
    }
}

#[cfg(not(feature = "mutants"))]
mod active {
    use super::{Bug, Moment};

    /// Never.
    #[inline]
    pub const fn is(_: Bug) -> bool {
        false
    }

    /// Nobody dies.
    #[inline]
    pub const fn may_die(_: Moment) {}
}

pub use active::*;
