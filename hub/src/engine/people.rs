//! Companies and accounts as they are made, and the rules for names.

use huashu_protocol::Refusal;
use huashu_protocol::account::{Policy, Role};
use huashu_protocol::row::Checksum;
use uuid::Uuid;

use super::Engine;
use crate::options::{NewCompany, OneTime};
use crate::random::{Random, new_id};
use crate::store::types::{Account, Company, Library, LibraryKind};
use crate::store::{Result, Tx, View, name_key};

/// The longest name of an account, company or department, in characters.
const NAME: usize = 64;
/// What a register is called until it has a face of its own.
const REGISTER: &str = "登记";

impl Engine {
    /// Makes a company, its register of follow-ups, and its first owner, whose password is told only here.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for a name that is taken or none, or a time zone that is not known.
    pub fn add_company(&self, new: &NewCompany) -> Result<OneTime> {
        let (company, now) = (check_line("company", &new.name)?, self.now());
        let time_zone = new.time_zone.clone();
        if jiff::tz::TimeZone::get(&time_zone).is_err() {
            return Err(Refusal::invalid(format!("{time_zone}: no time zone")).into());
        }
        let password = one_time(&*self.random)?;
        let hash = self.passwords.hash(&password, &*self.random)?;
        let (owner, random) = (new.owner.clone(), self.random.clone());
        let user = self.store.write(move |tx| {
            let user = check_name(&*tx, &owner)?;
            let id = new_id(&*random, now)?;
            make_register(tx, id, &*random, now, &company, time_zone)?;
            let account = Account {
                id: new_id(&*random, now)?,
                company: id,
                name: user.clone(),
                role: Role::Owner,
                password: hash,
                expires_at: None,
                disabled: false,
                grants_rev: 1,
                drafts_rev: 1,
                created_at: now,
            };
            tx.put_account(&account)?;
            Ok(user)
        })?;
        Ok(OneTime { user, password })
    }

    /// Gives an account another password, for an owner who has lost theirs and sits at the machine. Its sessions end.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn reset_password(&self, user: &str) -> Result<OneTime> {
        let password = one_time(&*self.random)?;
        let hash = self.passwords.hash(&password, &*self.random)?;
        let name = name_key(user);
        let user = self.write(move |tx, notes| {
            let mut account = tx.account_named(&name)?.ok_or(Refusal::NotFound)?;
            account.password = hash;
            account.disabled = false;
            tx.put_account(&account)?;
            for device in tx.devices_of(account.id)? {
                tx.end_sessions(device.id)?;
            }
            notes.accounts.insert(account.id);
            Ok(account.name)
        })?;
        Ok(OneTime { user, password })
    }
}

/// A name for an account that nobody on the hub has; trimmed.
pub(super) fn check_name(view: &dyn View, name: &str) -> Result<String> {
    let name = check_line("user", name)?;
    if view.account_named(&name_key(&name))?.is_some() {
        return Err(Refusal::invalid("user: the name is taken").into());
    }
    Ok(name)
}

/// A name that is one line of text; trimmed.
pub(super) fn check_line(field: &str, name: &str) -> std::result::Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        return Err(Refusal::invalid(format!("{field}: one line of 1 to {NAME} characters")));
    }
    Ok(name.to_owned())
}

/// Sixteen letters and digits that are not mistaken for each other: 80 bits.
fn one_time(random: &dyn Random) -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

fn make_register(
    tx: &mut dyn Tx,
    company: Uuid,
    random: &dyn Random,
    now: i64,
    name: &str,
    time_zone: String,
) -> Result<()> {
    let register = new_id(random, now)?;
    tx.put_company(&Company {
        id: company,
        name: name.to_owned(),
        time_zone,
        register,
        policy: Policy::default(),
        grants_seq: 1,
    })?;
    tx.insert_library(&Library {
        id: register,
        company,
        kind: LibraryKind::Register,
        name: REGISTER.to_owned(),
        owner: None,
        rev: 0,
        min_rev: 0,
        epoch: new_id(random, now)?,
        checksum: Checksum::default(),
        live: 0,
        deleted_at: None,
    })?;
    Ok(())
}
