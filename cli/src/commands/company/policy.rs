//! `huashu policy`: the company's rules.

use huashu_protocol::account::{Admin, Policy};

use super::remote;
use crate::app::App;
use crate::args::PolicyArgs;
use crate::commands::sync;
use crate::error::{Exit, Failure};
use crate::view::PolicyView;

pub(crate) fn run(app: &App, args: &PolicyArgs) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    if args.keep_unsent.is_none() && args.lease_days.is_none() {
        return app.out.answer(&PolicyView { policy: app.read()?.policy()? });
    }
    // What is not said stays as it is at the hub, not as it was here when the hub was last heard.
    sync::whole(app)?;
    let now = app.read()?.policy()?;
    let policy = Policy {
        keep_unsent: args.keep_unsent.unwrap_or(now.keep_unsent),
        lease_days: args.lease_days.unwrap_or(now.lease_days),
    };
    remote.admin(&Admin::SetPolicy { policy })?;
    sync::whole(app)?;
    app.out.answer(&PolicyView { policy: app.read()?.policy()? })
}
