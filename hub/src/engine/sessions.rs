//! Sessions: from a password or an invitation to tokens, from tokens to fresh ones, and their end.

use huashu_protocol::account::{
    Account as WireAccount, Company as WireCompany, Device as WireDevice, Join, Refresh, Session, SignIn,
    Tokens,
};
use huashu_protocol::limits::{ACCESS_SECONDS, REFRESH_DAYS};
use huashu_protocol::{CallResult, Refusal};
use uuid::Uuid;

use super::Engine;
use super::caller::{check_holder, may_enter, token_hash};
use super::people::check_name;
use crate::blobs::hex;
use crate::random::{Random, new_id};
use crate::store::types::{Account, Device, Invitation, PairState, SessionPair};
use crate::store::{Result, Tx, View, name_key};

/// The longest name of a device, in characters; what is longer is cut.
const DEVICE_NAME: usize = 100;
const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

impl Engine {
    /// A name and a password for a session.
    ///
    /// # Errors
    /// [`Refusal::SignedOut`], whatever of the two is wrong; it takes as long for a name that is not there.
    pub fn sign_in(&self, request: SignIn) -> CallResult<Session> {
        let SignIn { user, password, device } = request;
        let name = name_key(&user);
        let known = self.store.read(|view| view.account_named(&name))?;
        let hash = known.as_ref().map(|account| account.password.as_str());
        let is_right = self.passwords.is_right(&password, hash);
        let now = self.now();
        let account =
            known.filter(|account| is_right && may_enter(account, now)).ok_or(Refusal::SignedOut)?;
        // Whoever raises the cost of passwords has them hashed anew as people come by.
        let anew = if self.passwords.is_outdated(&account.password) {
            self.passwords.hash(&password, &*self.random).ok()
        } else {
            None
        };
        let random = self.random.clone();
        Ok(self.store.write(move |tx| {
            let verified = account.password;
            let account = tx.account(account.company, account.id)?;
            // It may have been switched off, or given another password, while this one was verified.
            let Some(mut account) =
                account.filter(|now_is| now_is.password == verified && may_enter(now_is, now))
            else {
                return Err(Refusal::SignedOut.into());
            };
            if let Some(hash) = anew {
                account.password = hash;
                tx.put_account(&account)?;
            }
            begin(tx, &account, device, &*random, now)
        })?)
    }

    /// An invitation's code for an account and a session.
    ///
    /// # Errors
    /// [`Refusal::SignedOut`] for a code that is wrong or over; [`Refusal::Invalid`] for a name that is taken or none.
    pub fn join(&self, request: Join) -> CallResult<Session> {
        let Join { code, user, password, device } = request;
        let code = token_hash(code.trim());
        let now = self.now();
        self.store.read(|view| open_invitation(view, &code, now).map(drop))?;
        let hash = self.passwords.hash(&password, &*self.random)?;
        let random = self.random.clone();
        Ok(self.store.write(move |tx| {
            let mut invitation = open_invitation(&*tx, &code, now)?;
            let name = check_name(&*tx, &user)?;
            invitation.uses_left -= 1;
            tx.put_invitation(&invitation)?;
            let account = Account {
                id: new_id(&*random, now)?,
                company: invitation.company,
                name,
                role: invitation.role,
                password: hash,
                expires_at: invitation.account_expires_at,
                disabled: false,
                grants_rev: 1,
                drafts_rev: 1,
                created_at: now,
            };
            if !may_enter(&account, now) {
                return Err(Refusal::SignedOut.into());
            }
            tx.put_account(&account)?;
            let mut departments = Vec::new();
            for department in invitation.departments {
                // One may have been removed since.
                if tx.department(account.company, department)?.is_some() {
                    departments.push(department);
                }
            }
            tx.set_departments(account.id, &departments)?;
            begin(tx, &account, device, &*random, now)
        })?)
    }

    /// A refresh token for fresh tokens. The one that is given stays good until one of the fresh ones is used, since the
    /// answer may be lost; given after that, somebody else has it, and the device's session ends.
    ///
    /// # Errors
    /// [`Refusal::SignedOut`].
    pub fn refresh(&self, request: &Refresh) -> CallResult<Tokens> {
        let hash = token_hash(&request.refresh);
        let (now, random) = (self.now(), self.random.clone());
        let tokens = self.write(move |tx, notes| {
            let Some(mut holder) = tx.refresh_holder(&hash)? else { return Ok(None) };
            if holder.pair.state == PairState::Replaced {
                log::warn!(
                    "device {}: a refresh token was used twice; its session is ended",
                    holder.device.id
                );
                holder.device.revoked = true;
                tx.put_device(&holder.device)?;
                tx.end_sessions(holder.device.id)?;
                notes.devices.insert(holder.device.id);
                return Ok(None);
            }
            if check_holder(&holder, now).is_err() || holder.pair.refresh_until <= now {
                return Ok(None);
            }
            if holder.pair.state == PairState::Fresh {
                tx.use_pair(&holder.pair)?;
            }
            holder.device.last_seen = now.max(holder.device.last_seen);
            tx.put_device(&holder.device)?;
            give_tokens(tx, holder.device.id, &*random, now).map(Some)
        })?;
        Ok(tokens.ok_or(Refusal::SignedOut)?)
    }

    /// Ends the session of the device.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn sign_out(&self, token: &str) -> CallResult<()> {
        let device = self.caller(token)?.device;
        Ok(self.write(move |tx, notes| {
            notes.devices.insert(device);
            tx.end_sessions(device)
        })?)
    }
}

fn open_invitation(view: &dyn View, code: &[u8; 32], now: i64) -> Result<Invitation> {
    let open = view.invitation(code)?.filter(|one| one.uses_left > 0 && now < one.expires_at);
    open.ok_or_else(|| Refusal::SignedOut.into())
}

/// An account as it travels.
pub(super) fn to_wire(view: &dyn View, account: &Account) -> Result<WireAccount> {
    Ok(WireAccount {
        id: account.id,
        name: account.name.clone(),
        role: account.role,
        departments: view.departments_of(account.id)?,
        expires_at: account.expires_at,
        disabled: account.disabled,
    })
}

fn begin(
    tx: &mut dyn Tx,
    account: &Account,
    device: WireDevice,
    random: &dyn Random,
    now: i64,
) -> Result<Session> {
    let id = match tx.device_installed(account.id, device.install)? {
        Some(known) => known.id,
        None => new_id(random, now)?,
    };
    let name = device.name.chars().filter(|char| !char.is_control()).take(DEVICE_NAME).collect();
    let (account_id, install) = (account.id, device.install);
    tx.put_device(&Device { id, account: account_id, install, name, last_seen: now, revoked: false })?;
    let tokens = give_tokens(tx, id, random, now)?;
    let company = tx.company(account.company)?.ok_or(Refusal::Internal)?;
    Ok(Session {
        account: to_wire(&*tx, account)?,
        register: company.register,
        company: WireCompany { id: company.id, name: company.name, time_zone: company.time_zone },
        device: id,
        tokens,
    })
}

/// A pair that nobody has used yet.
fn give_tokens(tx: &mut dyn Tx, device: Uuid, random: &dyn Random, now: i64) -> Result<Tokens> {
    let (access, refresh) = (secret(random)?, secret(random)?);
    let seconds = i64::try_from(ACCESS_SECONDS).unwrap_or(3_600);
    let days = i64::try_from(REFRESH_DAYS).unwrap_or(90);
    tx.insert_pair(&SessionPair {
        id: 0,
        device,
        access: token_hash(&access),
        access_until: now.saturating_add(seconds * SECOND),
        refresh: token_hash(&refresh),
        refresh_until: now.saturating_add(days * DAY),
        state: PairState::Fresh,
    })?;
    Ok(Tokens { access, expires_in: ACCESS_SECONDS, refresh })
}

/// 256 random bits, as text.
pub(super) fn secret(random: &dyn Random) -> Result<String> {
    let mut bytes = [0; 32];
    random.fill(&mut bytes)?;
    Ok(hex(&bytes))
}
