//! `huashu grant …`.

use huashu_core::Error;
use huashu_core::error::{Noun, Problem};
use huashu_protocol::account::{Admin, AdminReply, Grantee};

use super::directory::{department, departments, library, user, users};
use super::{ask_about, remote, unexpected};
use crate::app::App;
use crate::args::{GrantAddArgs, GrantCommand, GrantRemoveArgs};
use crate::error::{Exit, Failure};
use crate::remote::Remote;
use crate::text;
use crate::view::{GrantChange, GrantList, GrantView};

pub(crate) fn run(app: &App, command: GrantCommand) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    match command {
        GrantCommand::List { library: said } => list(app, &remote, &said),
        GrantCommand::Add(args) => add(app, &remote, &args),
        GrantCommand::Remove(args) => remove(app, &remote, &args),
    }
}

fn list(app: &App, remote: &Remote, said: &str) -> Result<Exit, Failure> {
    let library = library(remote, said)?;
    let AdminReply::Grants { grants } = remote.admin(&Admin::LibraryGrants { library: library.id })? else {
        return Err(unexpected());
    };
    let (users, departments) = (users(remote)?, departments(remote)?);
    let name = |to: Grantee| match to {
        Grantee::Company => None,
        Grantee::Department(id) => departments.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        Grantee::Account(id) => users.iter().find(|one| one.id == id).map(|one| one.name.clone()),
    };
    let grants =
        grants.into_iter().map(|(to, access)| GrantView { to, name: name(to), access: Some(access) });
    app.out.answer(&GrantList { library: library.id, name: library.name, grants: grants.collect() })
}

fn add(app: &App, remote: &Remote, args: &GrantAddArgs) -> Result<Exit, Failure> {
    let (library, to) = (library(remote, &args.which.library)?, grantee(remote, &args.which.to)?);
    let access = args.access.into();
    remote.admin(&Admin::Grant { library: library.id, to: to.to, access })?;
    let grant = GrantView { access: Some(access), ..to };
    app.out.answer(&GrantChange::new(library.id, library.name, grant, text::company::GRANTED))
}

fn remove(app: &App, remote: &Remote, args: &GrantRemoveArgs) -> Result<Exit, Failure> {
    let (library, grant) = (library(remote, &args.library)?, grantee(remote, &args.to)?);
    let request = Admin::Revoke { library: library.id, to: grant.to };
    ask_about(remote, &request, Noun::Grant, &args.to)?;
    app.out.answer(&GrantChange::new(library.id, library.name, grant, text::company::GRANT_REMOVED))
}

/// Whom `company`, `department:售后` or `user:小雨` means.
fn grantee(remote: &Remote, said: &str) -> Result<GrantView, Failure> {
    let (to, name) = match said.split_once(':') {
        None if said == "company" => (Grantee::Company, None),
        Some(("department", name)) => {
            let found = department(&departments(remote)?, name)?;
            (Grantee::Department(found.id), Some(found.name))
        }
        Some(("user", name)) => {
            let found = user(remote, name)?;
            (Grantee::Account(found.id), Some(found.name))
        }
        _ => {
            let problem = Problem::Unknown { text: said.to_owned() };
            return Err(Error::Invalid { field: "to", problem }.into());
        }
    };
    Ok(GrantView { to, name, access: None })
}
