//! `huashu user …`.

use huashu_core::error::Noun;
use huashu_protocol::account::{Account, Admin, AdminReply};
use serde_json::json;

use super::directory::{departments, some_departments, user, users};
use super::{ask_about, end_of, remote, unexpected};
use crate::app::App;
use crate::args::{HandOverArgs, UserAddArgs, UserCommand, UserEditArgs};
use crate::commands::session::password;
use crate::error::{Exit, Failure};
use crate::parse;
use crate::remote::Remote;
use crate::text::{self, Say};
use crate::view::{AccountList, AccountView, Acted, DeviceList};

/// What is said for an account that does not end.
const NEVER: &str = "never";

pub(crate) fn run(app: &App, command: UserCommand) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    match command {
        UserCommand::List => {
            let departments = departments(&remote)?;
            let users = users(&remote)?.into_iter().map(|user| AccountView::new(user, &departments));
            app.out.answer(&AccountList { users: users.collect() })
        }
        UserCommand::Add(args) => add(app, &remote, args),
        UserCommand::Edit(args) => edit(app, &remote, &args),
        UserCommand::Disable(args) => switch(app, &remote, &args.user, true),
        UserCommand::Enable(args) => switch(app, &remote, &args.user, false),
        UserCommand::HandOver(args) => hand_over(app, &remote, &args),
        UserCommand::Devices { user: said } => {
            let own = remote.identity.account.name.clone();
            let of = user(&remote, &said.unwrap_or(own))?;
            match remote.admin(&Admin::Devices { account: of.id })? {
                AdminReply::Devices { devices } => {
                    app.out.answer(&DeviceList::new(&of.name, remote.identity.device, devices))
                }
                _ => Err(unexpected()),
            }
        }
        UserCommand::SignOut { device: said } => {
            let device = parse::id(&said)?;
            ask_about(&remote, &Admin::RevokeDevice { device }, Noun::Device, &said)?;
            app.out.answer(&Acted::new(text::company::DEVICE_REVOKED, json!({ "device": device }), &said))
        }
        UserCommand::Password => {
            let old = password(app, &text::company::OLD_PASSWORD)?;
            let new = password(app, &text::company::NEW_PASSWORD)?;
            remote.admin(&Admin::SetPassword { old, new })?;
            let Account { id, name, .. } = &remote.identity.account;
            let value = json!({ "id": id, "name": name });
            app.out.answer(&Acted::new(text::company::PASSWORD_CHANGED, value, name))
        }
        UserCommand::Whoami => {
            let reply = remote.admin(&Admin::WhoAmI)?;
            answer(app, &remote, reply, None)
        }
    }
}

fn add(app: &App, remote: &Remote, args: UserAddArgs) -> Result<Exit, Failure> {
    let expires_at = args.until.as_deref().map(|day| end_of(remote, "until", day)).transpose()?;
    let password = password(app, &text::hub::PASSWORD)?;
    let departments = some_departments(remote, &args.department)?;
    let request =
        Admin::AddUser { name: args.name, password, role: args.role.into(), departments, expires_at };
    answer(app, remote, remote.admin(&request)?, Some(text::company::USER_ADDED))
}

fn edit(app: &App, remote: &Remote, args: &UserEditArgs) -> Result<Exit, Failure> {
    let moves = args.no_department || !args.department.is_empty();
    if args.role.is_none() && args.until.is_none() && !moves && !args.password {
        return Err(Failure::usage(text::company::NOTHING_TO_CHANGE, &[]));
    }
    let expires_at = match args.until.as_deref() {
        None => None,
        Some(NEVER) => Some(None),
        Some(day) => Some(Some(end_of(remote, "until", day)?)),
    };
    let password = if args.password { Some(password(app, &text::company::NEW_PASSWORD)?) } else { None };
    let request = Admin::EditUser {
        id: user(remote, &args.which.user)?.id,
        role: args.role.map(Into::into),
        departments: if moves { Some(some_departments(remote, &args.department)?) } else { None },
        disabled: None,
        expires_at,
        password,
    };
    answer(app, remote, remote.admin(&request)?, Some(text::company::USER_EDITED))
}

fn switch(app: &App, remote: &Remote, said: &str, off: bool) -> Result<Exit, Failure> {
    let request = Admin::EditUser {
        id: user(remote, said)?.id,
        role: None,
        departments: None,
        disabled: Some(off),
        expires_at: None,
        password: None,
    };
    let done = if off { text::company::USER_DISABLED } else { text::company::USER_ENABLED };
    answer(app, remote, remote.admin(&request)?, Some(done))
}

fn hand_over(app: &App, remote: &Remote, args: &HandOverArgs) -> Result<Exit, Failure> {
    let (from, to) = (user(remote, &args.user)?, user(remote, &args.to)?);
    remote.admin(&Admin::HandOver { from: from.id, to: to.id })?;
    let value = json!({
        "from": { "id": from.id, "name": from.name },
        "to": { "id": to.id, "name": to.name },
    });
    let words = text::company::FROM_TO.fill(app.locale(), &[&from.name, &to.name]);
    app.out.answer(&Acted::new(text::company::HANDED_OVER, value, &words))
}

fn answer(app: &App, remote: &Remote, reply: AdminReply, done: Option<Say>) -> Result<Exit, Failure> {
    let AdminReply::User { user } = reply else { return Err(unexpected()) };
    let departments = if user.departments.is_empty() { Vec::new() } else { departments(remote)? };
    let view = AccountView::new(user, &departments);
    app.out.answer(&match done {
        Some(done) => view.done(done),
        None => view,
    })
}
