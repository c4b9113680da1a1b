//! A hub that runs, and a book that joins or leaves one.

use std::net::SocketAddr;
use std::path::PathBuf;

use huashu_core::sync::client::{HubUrl, SignInLink};
use huashu_hub::OneTime;
use huashu_protocol::account::{Account, Company, Role};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::{Synced, tick};
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{CODE, TITLE, WARN};
use crate::text::{self, Say};

/// A hub that listens.
pub(crate) struct Serving {
    pub(crate) url: HubUrl,
    pub(crate) address: SocketAddr,
    pub(crate) link: SignInLink,
    pub(crate) data: PathBuf,
    pub(crate) first_owner: Option<OneTime>,
    pub(crate) restored: bool,
}

impl Serialize for Serving {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let owner = self.first_owner.as_ref();
        json!({
            "url": self.url.as_str(),
            "listen": self.address,
            "link": self.link.to_string(),
            "pin": self.link.pin.map(|pin| pin.to_string()),
            "data": self.data,
            "first_owner": owner.map(|owner| json!({ "user": owner.user, "password": owner.password })),
            "restored": self.restored,
        })
        .serialize(to)
    }
}

impl Reply for Serving {
    fn page(&self, page: &mut Page) {
        page.line(tick(page, &text::hub::SERVING));
        let mut lines: Vec<(&Say, String)> = vec![
            (&text::hub::LISTENING, self.url.to_string()),
            (&text::hub::DATA, self.data.display().to_string()),
        ];
        if self.link.pin.is_some() {
            lines.push((&text::hub::LINK, self.link.to_string()));
        }
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in lines {
            page.field(2, names, page.pick(name), &value);
        }
        if self.restored {
            page.line(paint(WARN, page.pick(&text::hub::RESTORED)));
        }
        if let Some(owner) = &self.first_owner {
            page.blank();
            page.line(paint(TITLE, page.pick(&text::hub::FIRST_START)));
            one_time(page, &owner.user, &owner.password);
            let place = if self.link.pin.is_some() { self.link.to_string() } else { self.url.to_string() };
            page.line(paint(CODE, &page.fill(&text::hub::SIGN_IN_WITH, &[&place, &owner.user])));
            page.aside(&page.fill(&text::hub::TOLD_ONCE, &[&owner.user]));
        }
        page.aside(page.pick(&text::hub::STOP_WITH));
    }
}

/// Another one-time password.
#[derive(Serialize)]
pub(crate) struct PasswordReset {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Reply for PasswordReset {
    fn page(&self, page: &mut Page) {
        page.line(paint(TITLE, page.pick(&text::hub::NEW_PASSWORD)));
        one_time(page, &self.user, &self.password);
    }
}

fn one_time(page: &mut Page, user: &str, password: &str) {
    page.line(page.fill(&text::hub::ONE_TIME, &[&user, &password]));
}

/// A book that joined a company.
pub(crate) struct SignedIn {
    pub(crate) hub: HubUrl,
    pub(crate) account: Account,
    pub(crate) company: Company,
    /// The folder of the book, where it was made just now.
    pub(crate) made: Option<PathBuf>,
    /// How the first sync went; `None` where none was wanted.
    pub(crate) synced: Option<Synced>,
}

impl Serialize for SignedIn {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        json!({
            "hub": self.hub.as_str(),
            "account": {
                "id": self.account.id,
                "name": self.account.name,
                "role": self.account.role,
                "departments": self.account.departments,
                "expires_at": self.account.expires_at.map(Timestamp::from_millisecond).and_then(Result::ok),
                "disabled": self.account.disabled,
            },
            "company": self.company,
            "made": self.made,
            "sync": self.synced,
        })
        .serialize(to)
    }
}

impl Reply for SignedIn {
    fn page(&self, page: &mut Page) {
        let who = page.fill(
            &text::hub::ACCOUNT_AT,
            &[&self.account.name, &page.pick(role(self.account.role)), &self.company.name],
        );
        page.line(format!("{}  {}", tick(page, &text::hub::SIGNED_IN), Painted::new().plain(&who).text));
        if let Some(made) = &self.made {
            page.aside(&page.fill(&text::hub::MADE_A_BOOK, &[&made.display()]));
        }
        if let Some(synced) = &self.synced {
            synced.page(page);
        }
    }
}

/// A book that left its company.
#[derive(Serialize)]
pub(crate) struct SignedOut {
    pub(crate) hub: String,
    pub(crate) account: String,
    /// Whether the hub knows.
    pub(crate) told: bool,
}

impl Reply for SignedOut {
    fn page(&self, page: &mut Page) {
        let who = Painted::new().plain(&self.account).plain(" · ").plain(&self.hub).text;
        page.line(format!("{}  {who}", tick(page, &text::hub::SIGNED_OUT)));
        page.aside(page.pick(&text::hub::GONE_FROM_HERE));
        if !self.told {
            page.aside(page.pick(&text::hub::HUB_NOT_TOLD));
        }
    }
}

/// A role in words.
pub(crate) fn role(role: Role) -> &'static Say {
    match role {
        Role::Owner => &text::hub::OWNER,
        Role::Admin => &text::hub::ADMIN,
        Role::Editor => &text::hub::EDITOR,
        Role::Agent => &text::hub::AGENT,
    }
}
