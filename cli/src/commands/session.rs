//! `huashu login` and `logout`: the book becomes a member of a company, and leaves it.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::time::Duration;

use huashu_core::store::Access;
use huashu_core::sync::client::SignInLink;
use huashu_core::{Error, PhraseBook};
use huashu_protocol::SyncApi as _;
use huashu_protocol::account::{Device, Join, Session, SignIn};
use uuid::Uuid;

use super::{init, sync};
use crate::app::App;
use crate::args::{LoginArgs, LogoutArgs};
use crate::error::{Exit, Failure};
use crate::remote::{self, Remote};
use crate::text::{self, Say};
use crate::view::{SignedIn, SignedOut};

/// How long leaving waits for what has not gone up yet.
const LAST_SYNC: Duration = Duration::from_secs(60);

pub(crate) fn login(app: &App, args: &LoginArgs) -> Result<Exit, Failure> {
    let SignInLink { hub, code, pin } = SignInLink::said(&args.url, args.pin.as_deref(), args.code.clone())?;
    let dir = app.dir()?;
    let password = password(app, &text::hub::PASSWORD)?;
    let book = match PhraseBook::open(&dir, Access::Write) {
        Ok(book) => Some(book),
        // It is made as soon as somebody is signed in.
        Err(Error::NoBook { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let made = book.is_none();
    let install = match &book {
        Some(book) => book.sync_standing()?.install_for(&args.user)?,
        None => Uuid::now_v7(),
    };
    let device = Device { install, name: args.device.clone().unwrap_or_else(device_name) };
    let api = remote::api(hub.clone(), pin)?;
    let user = args.user.clone();
    let runtime = remote::runtime()?;
    let session: Session = runtime
        .block_on(async {
            match code {
                Some(code) => api.join(Join { code, user, password, device }).await,
                None => api.sign_in(SignIn { user, password, device }).await,
            }
        })
        .map_err(Failure::hub)?;
    let mut book = book.map_or_else(|| PhraseBook::create(&dir), Ok)?;
    let keys = remote::keys(&dir, &hub, session.account.id);
    if let Err(error) =
        book.join_hub(hub.as_str(), pin.map(|pin| pin.to_string()).as_deref(), install, &session)
    {
        // The book stays another account's: the session that was just begun is of no use.
        let _ = runtime.block_on(api.sign_out(&session.tokens.access));
        return Err(error.into());
    }
    let account = session.account.clone();
    let company = session.company.clone();
    huashu_core::sync::machine::Wallet::keep(&keys, session.tokens).map_err(Failure::hub)?;
    drop(book);
    let mut synced = if args.no_sync { None } else { Some(sync::once(app, sync::PATIENCE)?) };
    // The account may have libraries of its own from another device; only without one a book that is new gets one.
    if made && init::make_own_library(app, &mut app.write()?)? {
        synced = match synced {
            Some(first) => Some(sync::once(app, sync::PATIENCE)?.after(&first)),
            None => None,
        };
    }
    app.out.answer(&SignedIn { hub, account, company, made: made.then_some(dir), synced })
}

pub(crate) fn logout(app: &App, args: &LogoutArgs) -> Result<Exit, Failure> {
    let remote = Remote::of(&app.read()?)?;
    // What can still go up does; where it cannot, leaving says so.
    let _ = sync::once(app, LAST_SYNC)?;
    let mut book = app.write()?;
    let waiting = book.waiting()?;
    if waiting > 0 && !args.force {
        return Err(Error::Unsent { waiting }.into());
    }
    // A hub that is not there learns of it when the device's session ends by itself.
    let told = remote.call(async |api, token| api.sign_out(token).await).is_ok();
    remote.keys.forget()?;
    book.leave_hub(args.force)?;
    app.out.answer(&SignedOut { hub: remote.identity.url, account: remote.identity.account.name, told })
}

/// A line of standard input; a person types it unseen.
pub(super) fn password(app: &App, what: &Say) -> Result<String, Failure> {
    let line = if io::stdin().is_terminal() {
        rpassword::prompt_password(what.pick(app.locale())).map_err(Failure::input)?
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map_err(Failure::input)?;
        line
    };
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::usage(text::hub::NO_PASSWORD, &[]));
    }
    Ok(password.to_owned())
}

/// What this device is called where nobody says it.
fn device_name() -> String {
    let named = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let read = || std::fs::read_to_string("/etc/hostname").ok();
    let name = named.or_else(read).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| std::env::consts::OS.to_owned())
}
