//! `huashu department …`.

use huashu_protocol::account::{Admin, AdminReply};
use serde_json::json;
use uuid::Uuid;

use super::directory::{department, departments};
use super::{remote, unexpected};
use crate::app::App;
use crate::args::DepartmentCommand;
use crate::error::{Exit, Failure};
use crate::text::{self, Say};
use crate::view::{Acted, DepartmentList};

pub(crate) fn run(app: &App, command: DepartmentCommand) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    match command {
        DepartmentCommand::List => app.out.answer(&DepartmentList { departments: departments(&remote)? }),
        DepartmentCommand::Add { name } => {
            let AdminReply::Made { id } = remote.admin(&Admin::AddDepartment { name: name.clone() })? else {
                return Err(unexpected());
            };
            done(app, text::company::DEPARTMENT_ADDED, id, name.trim())
        }
        DepartmentCommand::Rename { department: said, name } => {
            let id = department(&departments(&remote)?, &said)?.id;
            remote.admin(&Admin::RenameDepartment { id, name: name.clone() })?;
            done(app, text::RENAMED, id, name.trim())
        }
        DepartmentCommand::Delete { department: said } => {
            let found = department(&departments(&remote)?, &said)?;
            remote.admin(&Admin::DeleteDepartment { id: found.id })?;
            done(app, text::company::DEPARTMENT_DELETED, found.id, &found.name)
        }
    }
}

fn done(app: &App, say: Say, id: Uuid, name: &str) -> Result<Exit, Failure> {
    app.out.answer(&Acted::new(say, json!({ "id": id, "name": name }), name))
}
