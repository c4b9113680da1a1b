//! What is meant by a name: accounts, departments and shared libraries, as the hub lists them.

use huashu_core::Error;
use huashu_core::error::Noun;
use huashu_protocol::account::{Account, Admin, AdminReply, Department};
use uuid::Uuid;

use super::unexpected;
use crate::error::Failure;
use crate::remote::Remote;

/// Something with a name.
pub(super) struct Named {
    pub(super) id: Uuid,
    pub(super) name: String,
}

pub(super) fn users(remote: &Remote) -> Result<Vec<Account>, Failure> {
    match remote.admin(&Admin::Users)? {
        AdminReply::Users { users } => Ok(users),
        _ => Err(unexpected()),
    }
}

pub(super) fn departments(remote: &Remote) -> Result<Vec<Department>, Failure> {
    match remote.admin(&Admin::Departments)? {
        AdminReply::Departments { departments } => Ok(departments),
        _ => Err(unexpected()),
    }
}

/// The account that an id or a name means. One's own is known without asking, which only administrators may.
pub(super) fn user(remote: &Remote, said: &str) -> Result<Named, Failure> {
    let own = &remote.identity.account;
    if own.name == said || own.id.to_string() == said {
        return Ok(Named { id: own.id, name: own.name.clone() });
    }
    let all = users(remote)?.into_iter().map(|Account { id, name, .. }| Named { id, name });
    find(Noun::Account, said, all)
}

/// The department that an id or a name means.
pub(super) fn department(all: &[Department], said: &str) -> Result<Named, Failure> {
    let all = all.iter().map(|one| Named { id: one.id, name: one.name.clone() });
    find(Noun::Department, said, all)
}

/// The departments that ids or names mean; the hub is asked only where one is named.
pub(super) fn some_departments(remote: &Remote, said: &[String]) -> Result<Vec<Uuid>, Failure> {
    let all = if said.is_empty() { Vec::new() } else { departments(remote)? };
    said.iter().map(|said| department(&all, said).map(|found| found.id)).collect()
}

/// The shared library that an id or a name means.
pub(super) fn library(remote: &Remote, said: &str) -> Result<Named, Failure> {
    let AdminReply::Libraries { libraries } = remote.admin(&Admin::Libraries)? else {
        return Err(unexpected());
    };
    let all = libraries.into_iter().map(|grant| Named { id: grant.library, name: grant.name });
    find(Noun::Library, said, all)
}

fn find(noun: Noun, said: &str, all: impl Iterator<Item = Named>) -> Result<Named, Failure> {
    let mut found: Vec<Named> = all.filter(|one| one.name == said || one.id.to_string() == said).collect();
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => Err(Error::NotFound { noun, name: said.to_owned() }.into()),
        (Some(last), false) => Err(Error::Ambiguous {
            noun,
            name: said.to_owned(),
            ids: found.iter().chain([&last]).map(|one| one.id.to_string()).collect(),
        }
        .into()),
    }
}
