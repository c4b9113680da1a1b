//! `huashu invite …`.

use huashu_core::error::Noun;
use huashu_core::sync::client::SignInLink;
use huashu_protocol::account::{Admin, AdminReply, Role};
use serde_json::json;

use super::directory::{departments, some_departments};
use super::{ask_about, end_of, remote, unexpected};
use crate::app::App;
use crate::args::{InviteArgs, InviteCommand, InviteNewArgs};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::remote::Remote;
use crate::text;
use crate::view::{Acted, InvitationList, InvitationView, Invited, hub_moment};

pub(crate) fn run(app: &App, args: InviteArgs) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    match args.command {
        None => invite(app, &remote, &args.new),
        Some(InviteCommand::List) => {
            let AdminReply::Invitations { invitations } = remote.admin(&Admin::Invitations)? else {
                return Err(unexpected());
            };
            let departments = departments(&remote)?;
            let invitations = invitations.into_iter().map(|one| InvitationView::new(one, &departments));
            app.out.answer(&InvitationList { invitations: invitations.collect() })
        }
        Some(InviteCommand::Revoke { id: said }) => {
            let id = parse::id(&said)?;
            ask_about(&remote, &Admin::Uninvite { id }, Noun::Invitation, &said)?;
            app.out.answer(&Acted::new(text::company::INVITATION_REVOKED, json!({ "id": id }), &said))
        }
    }
}

fn invite(app: &App, remote: &Remote, args: &InviteNewArgs) -> Result<Exit, Failure> {
    let role: Role = args.role.map(Into::into).ok_or_else(unexpected)?;
    let until = args.account_until.as_deref();
    let account_expires_at = until.map(|day| end_of(remote, "account_until", day)).transpose()?;
    let chosen = some_departments(remote, &args.department)?;
    let request = Admin::Invite {
        role,
        departments: chosen.clone(),
        uses: args.uses,
        hours: args.hours,
        account_expires_at,
    };
    let AdminReply::Invited { id, code, expires_at } = remote.admin(&request)? else {
        return Err(unexpected());
    };
    let pin = remote.identity.pin.as_deref().map(str::parse).transpose()?;
    let link = SignInLink { hub: remote.identity.url.parse()?, code: Some(code.clone()), pin };
    app.out.answer(&Invited {
        id,
        code,
        link: link.to_string(),
        web: link.to_web(),
        role,
        departments: chosen,
        uses: args.uses,
        expires_at: hub_moment(expires_at),
        account_expires_at: account_expires_at.map(hub_moment),
    })
}
