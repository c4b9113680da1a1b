//! The people of a company: accounts, departments, devices, invitations.

use huashu_core::clock::{Clock as _, SystemClock};
use huashu_protocol::account::{Account, Department, DeviceInfo, Invitation, Role};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{hub_moment, id_line, moment, role, tick};
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Align, Page, Painted, paint};
use crate::output::style::{CODE, DIM, TITLE};
use crate::text::{self, Say};

/// An account.
#[derive(Debug, Serialize)]
pub(crate) struct AccountView {
    id: Uuid,
    name: String,
    role: Role,
    departments: Vec<Uuid>,
    department_names: Vec<String>,
    expires_at: Option<Timestamp>,
    disabled: bool,
    #[serde(skip)]
    done: Option<Say>,
}

impl AccountView {
    pub(crate) fn new(account: Account, departments: &[Department]) -> Self {
        Self {
            department_names: names(&account.departments, departments),
            id: account.id,
            name: account.name,
            role: account.role,
            departments: account.departments,
            expires_at: account.expires_at.map(hub_moment),
            disabled: account.disabled,
            done: None,
        }
    }

    /// Says what was done to it.
    pub(crate) fn done(self, done: Say) -> Self {
        Self { done: Some(done), ..self }
    }

    fn state(&self, page: &Page) -> String {
        match self.expires_at {
            _ if self.disabled => page.pick(&text::company::DISABLED).to_owned(),
            Some(at) if at <= SystemClock.now() => page.fill(&text::company::ENDED_AT, &[&moment(at)]),
            Some(at) => page.fill(&text::company::ENDS_AT, &[&moment(at)]),
            None => String::new(),
        }
    }
}

/// The names of departments, as far as there are any.
fn names(of: &[Uuid], departments: &[Department]) -> Vec<String> {
    let name = |id: &Uuid| departments.iter().find(|one| one.id == *id).map(|one| one.name.clone());
    of.iter().filter_map(name).collect()
}

impl Reply for AccountView {
    fn page(&self, page: &mut Page) {
        let tick = self.done.map_or_else(String::new, |done| format!("{}  ", tick(page, &done)));
        let facts =
            [page.pick(role(self.role)).to_owned(), self.department_names.join("、"), self.state(page)];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let line = Painted::new().add(TITLE, &self.name).plain("  ").add(DIM, &facts.join(" · "));
        page.line(format!("{tick}{}", line.text));
        page.line(format!("  {}", id_line(&self.id).text));
    }
}

/// The accounts of a company.
#[derive(Debug, Serialize)]
pub(crate) struct AccountList {
    pub(crate) users: Vec<AccountView>,
}

impl Reply for AccountList {
    fn page(&self, page: &mut Page) {
        let row = |user: &AccountView| {
            vec![
                user.name.clone(),
                page.pick(role(user.role)).to_owned(),
                user.department_names.join("、"),
                user.state(page),
                user.id.to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = self.users.iter().map(row).collect();
        let head = [
            (page.pick(&text::NAME), Align::Left),
            (page.pick(&text::company::ROLE), Align::Left),
            (page.pick(&text::company::DEPARTMENTS), Align::Left),
            (page.pick(&text::company::STATE), Align::Left),
            (page.pick(&text::ID), Align::Left),
        ];
        page.table(&head, 2, &rows);
    }
}

/// The departments of a company.
#[derive(Debug, Serialize)]
pub(crate) struct DepartmentList {
    pub(crate) departments: Vec<Department>,
}

impl Reply for DepartmentList {
    fn page(&self, page: &mut Page) {
        if self.departments.is_empty() {
            page.say(&text::company::NO_DEPARTMENTS, &[]);
            return;
        }
        let row = |one: &Department| vec![one.name.clone(), one.id.to_string()];
        let rows: Vec<Vec<String>> = self.departments.iter().map(row).collect();
        let head = [(page.pick(&text::NAME), Align::Left), (page.pick(&text::ID), Align::Left)];
        page.table(&head, 0, &rows);
    }
}

/// The devices of an account.
#[derive(Debug, Serialize)]
pub(crate) struct DeviceList {
    user: String,
    devices: Vec<DeviceView>,
}

#[derive(Debug, Serialize)]
struct DeviceView {
    id: Uuid,
    name: String,
    last_seen: Timestamp,
    revoked: bool,
    /// Whether it is the one that asks.
    this: bool,
}

impl DeviceList {
    pub(crate) fn new(user: &str, this: Uuid, devices: Vec<DeviceInfo>) -> Self {
        let view = |device: DeviceInfo| DeviceView {
            last_seen: hub_moment(device.last_seen),
            this: device.id == this,
            id: device.id,
            name: device.name,
            revoked: device.revoked,
        };
        Self { user: user.to_owned(), devices: devices.into_iter().map(view).collect() }
    }
}

impl Reply for DeviceList {
    fn page(&self, page: &mut Page) {
        if self.devices.is_empty() {
            page.say(&text::company::NO_DEVICES, &[]);
            return;
        }
        let state = |device: &DeviceView| match (device.this, device.revoked) {
            (true, _) => page.pick(&text::company::THIS_DEVICE),
            (false, true) => page.pick(&text::company::DEVICE_REVOKED),
            (false, false) => "",
        };
        let row = |one: &DeviceView| {
            vec![one.name.clone(), moment(one.last_seen), state(one).to_owned(), one.id.to_string()]
        };
        let rows: Vec<Vec<String>> = self.devices.iter().map(row).collect();
        let head = [
            (page.pick(&text::company::DEVICE), Align::Left),
            (page.pick(&text::company::LAST_SEEN), Align::Left),
            (page.pick(&text::company::STATE), Align::Left),
            (page.pick(&text::ID), Align::Left),
        ];
        page.table(&head, 0, &rows);
    }
}

/// An invitation that was made; its code is told only now.
#[derive(Debug, Serialize)]
pub(crate) struct Invited {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) link: String,
    /// The link as a web address.
    pub(crate) web: String,
    pub(crate) role: Role,
    pub(crate) departments: Vec<Uuid>,
    pub(crate) uses: u32,
    pub(crate) expires_at: Timestamp,
    pub(crate) account_expires_at: Option<Timestamp>,
}

impl Reply for Invited {
    fn page(&self, page: &mut Page) {
        page.line(tick(page, &text::company::INVITED));
        let lines = [
            (&text::company::CODE, self.code.clone()),
            (&text::company::ENDS, moment(self.expires_at)),
            (&text::company::USES_LEFT, self.uses.to_string()),
        ];
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in lines {
            page.field(2, names, page.pick(name), &value);
        }
        // Links stand alone on their lines and are not wrapped: they are copied whole.
        for (name, link) in [(&text::company::LINK, &self.link), (&text::company::WEB_LINK, &self.web)] {
            page.line(format!("  {}", paint(DIM, page.pick(name))));
            page.line(format!("  {}", paint(CODE, link)));
        }
    }
}

/// An open invitation.
#[derive(Debug, Serialize)]
pub(crate) struct InvitationView {
    id: Uuid,
    role: Role,
    departments: Vec<Uuid>,
    department_names: Vec<String>,
    uses_left: u32,
    expires_at: Timestamp,
}

impl InvitationView {
    pub(crate) fn new(invitation: Invitation, departments: &[Department]) -> Self {
        Self {
            department_names: names(&invitation.departments, departments),
            id: invitation.id,
            role: invitation.role,
            departments: invitation.departments,
            uses_left: invitation.uses_left,
            expires_at: hub_moment(invitation.expires_at),
        }
    }
}

/// The open invitations.
#[derive(Debug, Serialize)]
pub(crate) struct InvitationList {
    pub(crate) invitations: Vec<InvitationView>,
}

impl Reply for InvitationList {
    fn page(&self, page: &mut Page) {
        if self.invitations.is_empty() {
            page.say(&text::company::NO_INVITATIONS, &[]);
            return;
        }
        let row = |one: &InvitationView| {
            vec![
                page.pick(role(one.role)).to_owned(),
                one.department_names.join("、"),
                one.uses_left.to_string(),
                moment(one.expires_at),
                one.id.to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = self.invitations.iter().map(row).collect();
        let head = [
            (page.pick(&text::company::ROLE), Align::Left),
            (page.pick(&text::company::DEPARTMENTS), Align::Left),
            (page.pick(&text::company::USES_LEFT), Align::Right),
            (page.pick(&text::company::ENDS), Align::Left),
            (page.pick(&text::ID), Align::Left),
        ];
        page.table(&head, 1, &rows);
    }
}
