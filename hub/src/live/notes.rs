//! What a transaction changed, for those who listen.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

/// Gathered inside of a transaction, told after its commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// Libraries that changed, each with the revision before.
    pub libraries: BTreeMap<Uuid, Changed>,
    /// Companies in which somebody's grants changed.
    pub grants: BTreeSet<Uuid>,
    /// Accounts whose drafts changed.
    pub drafts: BTreeSet<Uuid>,
    /// Devices whose session ended.
    pub devices: BTreeSet<Uuid>,
    /// Accounts whose sessions ended.
    pub accounts: BTreeSet<Uuid>,
}

/// See [`Notes::libraries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The library's company.
    pub company: Uuid,
    /// The revision before the change.
    pub from: u64,
}

impl Notes {
    /// Says that a library changes that stood at a revision.
    pub fn library(&mut self, company: Uuid, library: Uuid, from: u64) {
        self.libraries
            .entry(library)
            .and_modify(|changed| changed.from = changed.from.min(from))
            .or_insert(Changed { company, from });
    }

    /// Adds what another transaction changed.
    pub fn merge(&mut self, other: Self) {
        for (library, changed) in other.libraries {
            self.library(changed.company, library, changed.from);
        }
        self.grants.extend(other.grants);
        self.drafts.extend(other.drafts);
        self.devices.extend(other.devices);
        self.accounts.extend(other.accounts);
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
