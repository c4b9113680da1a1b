//! How a hub is opened.

use std::path::PathBuf;
use std::sync::Arc;

use huashu_core::clock::{Clock, SystemClock};

use crate::hub::Hub;
use crate::random::{Random, SystemRandom};

/// Where a hub keeps its data, and what it takes from its surroundings.
#[derive(Clone)]
pub struct Options {
    /// Its folder: `hub.db`, `hub.mark`, `blobs/`, `uploads/`, `snapshots/`. Made where it is missing.
    pub data: PathBuf,
    /// Whether it has threads of its own.
    pub mode: Mode,
    /// What "now" is.
    pub clock: Arc<dyn Clock>,
    /// Where ids and tokens come from.
    pub random: Arc<dyn Random>,
    /// What a password costs.
    pub passwords: PasswordCost,
    /// The company that is made when there is none yet.
    pub company: NewCompany,
    /// Whether the data was restored by hand: every library begins a new epoch.
    pub new_epoch: bool,
}

/// Whether a hub has threads of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A writer that commits several jobs at once, a pool of readers, events as they come. Every commit is on the disk
    /// before it is answered.
    Threaded,
    /// Everything happens on the caller's thread before the call returns, and nothing is forced to the disk: for tests and
    /// the simulation, where the same calls make the same bytes.
    Inline,
}

/// The parameters of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// A company to be made, with its first owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCompany {
    /// Its name.
    pub name: String,
    /// The IANA zone in which its days are counted.
    pub time_zone: String,
    /// The name of its first owner's account.
    pub owner: String,
}

/// A hub, and what its opening brought about.
pub struct Opened {
    /// The hub.
    pub hub: Hub,
    /// The first owner's sign-in, where the company was made just now; told only here.
    pub first_owner: Option<OneTime>,
    /// Whether the database was older than what this hub had committed before, so that every library began a new epoch.
    pub restored: bool,
}

/// A password that the hub made, to be replaced by whoever signs in with it.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTime {
    /// The account's name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Options {
    /// What production uses.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            mode: Mode::Threaded,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            passwords: PasswordCost::default(),
            company: NewCompany::default(),
            new_epoch: false,
        }
    }

    /// For tests and the simulation: inline, with cheap passwords.
    pub fn inline(data: impl Into<PathBuf>, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { mode: Mode::Inline, clock, random, passwords: PasswordCost::CHEAP, ..Self::new(data) }
    }
}

impl PasswordCost {
    /// Next to nothing: for tests only.
    pub const CHEAP: Self = Self { memory: 8, passes: 1, lanes: 1 };
}

impl Default for PasswordCost {
    /// The first of OWASP's equivalents: 46 MiB, one pass; about 50 ms.
    fn default() -> Self {
        Self { memory: 47_104, passes: 1, lanes: 1 }
    }
}

impl Default for NewCompany {
    fn default() -> Self {
        Self { name: "公司".into(), time_zone: "Asia/Shanghai".into(), owner: "owner".into() }
    }
}

impl std::fmt::Debug for OneTime {
    /// Says nothing of the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OneTime {{ user: {:?}, … }}", self.user)
    }
}
