//! Who calls: a token for an account and a device.

use huashu_protocol::{CallResult, Refusal};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Engine;
use crate::store::types::{Account, Holder, PairState};
use crate::store::{Result, View};

/// How often it is written down that a device was heard of, in milliseconds.
const SEEN_EVERY: i64 = 60 * 60 * 1_000;

/// Whoever calls, as the database had it at some moment of the call.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) account: Account,
    pub(crate) device: Uuid,
}

impl Engine {
    /// Who an access token stands for.
    pub(crate) fn caller(&self, token: &str) -> CallResult<Caller> {
        let hash = token_hash(token);
        let now = self.now();
        let holder = self.store.read(|view| view.access_holder(&hash))?.ok_or(Refusal::SignedOut)?;
        check_holder(&holder, now)?;
        if holder.pair.state == PairState::Replaced || holder.pair.access_until <= now {
            return Err(Refusal::Expired.into());
        }
        let Holder { pair, mut device, account } = holder;
        let caller = Caller { account, device: device.id };
        if pair.state == PairState::Fresh || now.saturating_sub(device.last_seen) >= SEEN_EVERY {
            device.last_seen = now.max(device.last_seen);
            self.store.write(move |tx| {
                // It may have been replaced, or ended, since it was looked at.
                let Some(holder) = tx.access_holder(&hash)? else { return Err(Refusal::SignedOut.into()) };
                check_holder(&holder, now)?;
                if holder.pair.state == PairState::Fresh {
                    tx.use_pair(&holder.pair)?;
                }
                tx.put_device(&device)
            })?;
        }
        Ok(caller)
    }
}

impl Caller {
    /// The caller as a later state of the database has it: roles change, sessions end.
    pub(crate) fn again(&self, view: &dyn View, now: i64) -> Result<Self> {
        let company = self.account.company;
        let account = view.account(company, self.account.id)?.ok_or(Refusal::SignedOut)?;
        let device = view.device(company, self.device)?.ok_or(Refusal::SignedOut)?;
        if device.revoked || !may_enter(&account, now) {
            return Err(Refusal::SignedOut.into());
        }
        Ok(Self { account, device: self.device })
    }
}

/// Whether an account may be used at a moment.
pub(super) fn may_enter(account: &Account, now: i64) -> bool {
    !account.disabled && account.expires_at.is_none_or(|end| now < end)
}

pub(super) fn check_holder(holder: &Holder, now: i64) -> std::result::Result<(), Refusal> {
    if holder.device.revoked || !may_enter(&holder.account, now) {
        return Err(Refusal::SignedOut);
    }
    Ok(())
}

/// What is kept of a token or code. They are long and random: a fast hash suffices, and an index over hashes tells nobody
/// by its speed how close a guess was.
pub(super) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
