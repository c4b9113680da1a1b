//! Who may do what: every request of administration by every role, and nothing of another company.

use huashu_protocol::account::{Access, Admin, AdminReply, Grantee, Policy, Role, Session};
use huashu_protocol::sync::{Outcome, Verb};
use huashu_protocol::{CallResult, Refusal};
use serde_json::json;
use uuid::Uuid;

use super::kit::{Kit, PASSWORD, made, refused, second_company, sign_in_on};

/// What there is to be asked about.
struct Things {
    user: Session,
    department: Uuid,
    library: Uuid,
    invitation: Uuid,
    proposal: Uuid,
    row: Uuid,
}

fn things(kit: &Kit, name: &str) -> Things {
    let user = kit.user(name, Role::Agent, &[]);
    let library = kit.company_library();
    let (row, _) = kit.phrase(&kit.owner, library, None);
    let proposal = kit.op(library, "phrase", row, Verb::Propose, json!({"title": name}));
    kit.push(&user, proposal.clone());
    let invite =
        Admin::Invite { role: Role::Agent, departments: vec![], uses: 1, hours: 1, account_expires_at: None };
    let AdminReply::Invited { id: invitation, .. } = kit.admin(invite).unwrap() else { panic!() };
    let department = kit.department(name);
    Things { user, department, library, invitation, proposal: proposal.op_id, row }
}

/// Every request, about those things; the least role that may.
fn requests(name: &str, t: &Things) -> Vec<(&'static str, Role, Admin)> {
    use Role::{Admin as Boss, Agent, Editor, Owner};
    let id = t.user.account.id;
    let edit = |role| Admin::EditUser {
        id,
        role,
        departments: None,
        disabled: Some(false),
        expires_at: None,
        password: None,
    };
    let add = |role| Admin::AddUser {
        name: format!("{name}-{role:?}"),
        password: PASSWORD.into(),
        role,
        departments: vec![],
        expires_at: None,
    };
    let invite = |role| Admin::Invite {
        role,
        departments: vec![t.department],
        uses: 1,
        hours: 1,
        account_expires_at: None,
    };
    vec![
        ("who am I", Agent, Admin::WhoAmI),
        ("users", Boss, Admin::Users),
        ("add agent", Boss, add(Agent)),
        ("add editor", Boss, add(Editor)),
        ("add admin", Owner, add(Boss)),
        ("add owner", Owner, add(Owner)),
        ("edit user", Boss, edit(None)),
        ("make editor", Boss, edit(Some(Editor))),
        ("make admin", Owner, edit(Some(Boss))),
        ("make agent", Owner, edit(Some(Agent))), // by now it is an administrator
        ("hand over", Boss, Admin::HandOver { from: id, to: id }),
        ("devices", Boss, Admin::Devices { account: id }),
        ("departments", Agent, Admin::Departments),
        ("add department", Boss, Admin::AddDepartment { name: "新".into() }),
        ("rename department", Boss, Admin::RenameDepartment { id: t.department, name: "改".into() }),
        ("libraries", Boss, Admin::Libraries),
        (
            "add library",
            Boss,
            Admin::AddLibrary { kind: "company".into(), name: "库".into(), department: None },
        ),
        ("grants", Boss, Admin::LibraryGrants { library: t.library }),
        ("grant", Boss, Admin::Grant { library: t.library, to: Grantee::Account(id), access: Access::Read }),
        ("revoke", Boss, Admin::Revoke { library: t.library, to: Grantee::Account(id) }),
        ("invite", Boss, invite(Agent)),
        ("invite admin", Owner, invite(Boss)),
        ("invitations", Boss, Admin::Invitations),
        ("uninvite", Boss, Admin::Uninvite { id: t.invitation }),
        ("proposals", Agent, Admin::Proposals),
        ("accept", Editor, Admin::AcceptProposal { id: t.proposal }),
        ("usage", Boss, Admin::Usage { library: t.library, since: "2026-11-01".into() }),
        ("policy", Boss, Admin::SetPolicy { policy: Policy::default() }),
        ("delete department", Boss, Admin::DeleteDepartment { id: t.department }),
        ("revoke device", Boss, Admin::RevokeDevice { device: t.user.device }),
        ("delete library", Boss, Admin::DeleteLibrary { id: t.library }),
    ]
}

#[test]
fn every_request_by_every_role() {
    let kit = Kit::inline();
    for (number, role) in [Role::Agent, Role::Editor, Role::Admin, Role::Owner].into_iter().enumerate() {
        let things = things(&kit, &format!("thing{number}"));
        let who = kit.user(&format!("who{number}"), role, &[]);
        for (what, least, request) in requests(&format!("new{number}"), &things) {
            // The owner goes before where the role may not, so that each request finds what it is about.
            let reply = kit.hub.engine().admin(&who.tokens.access, request.clone());
            let is_fine = match &reply {
                Ok(_) => true,
                // It was looked at, and is nothing that anybody may.
                Err(error) => matches!(error, huashu_protocol::CallError::Refused(Refusal::Invalid { .. })),
            };
            assert_eq!(is_fine, role >= least, "{role:?} {what}: {reply:?}");
            if role < least {
                assert_eq!(refused(reply), Refusal::Forbidden, "{role:?} {what}");
                let _ = kit.admin(request);
            }
        }
    }
    kit.verify();
}

#[test]
fn owners_and_administrators_are_the_owners_affair() {
    let kit = Kit::inline();
    let boss = kit.user("boss", Role::Admin, &[]);
    let other = kit.user("other", Role::Admin, &[]);
    let as_boss = |request| kit.hub.engine().admin(&boss.tokens.access, request);
    let edit = |id, role, disabled, password: Option<&str>| Admin::EditUser {
        id,
        role,
        departments: None,
        disabled,
        expires_at: None,
        password: password.map(str::to_owned),
    };
    let owner = kit.owner.account.id;
    for request in [
        edit(owner, None, Some(true), None),
        edit(owner, None, None, Some("taken over now")),
        edit(other.account.id, Some(Role::Agent), None, None),
        edit(other.account.id, None, None, Some("taken over now")),
        edit(boss.account.id, Some(Role::Owner), None, None),
        Admin::RevokeDevice { device: kit.owner.device },
        Admin::RevokeDevice { device: other.device },
        Admin::HandOver { from: owner, to: boss.account.id },
    ] {
        assert_eq!(refused(as_boss(request)), Refusal::Forbidden);
    }
    // The last owner stays one.
    for request in [
        edit(owner, Some(Role::Admin), None, None),
        edit(owner, None, Some(true), None),
        Admin::EditUser {
            id: owner,
            role: None,
            departments: None,
            disabled: None,
            expires_at: Some(Some(9)),
            password: None,
        },
    ] {
        assert!(matches!(refused(kit.admin(request)), Refusal::Invalid { .. }));
    }
    kit.admin(edit(other.account.id, Some(Role::Owner), None, None)).unwrap();
    kit.admin(edit(owner, Some(Role::Agent), None, None)).unwrap();
    assert_eq!(refused(kit.admin(Admin::Users)), Refusal::Forbidden);
    // One's own device anybody ends, and looks at one's own.
    let phone = sign_in_on(&kit.hub, "boss", PASSWORD, 9).unwrap();
    as_boss(Admin::Devices { account: boss.account.id }).unwrap();
    as_boss(Admin::RevokeDevice { device: phone.device }).unwrap();
}

#[test]
fn nothing_of_another_company_is_there() {
    let kit = Kit::inline();
    let theirs = things(&kit, "theirs");
    let personal = kit.personal_library(&theirs.user);
    let foreign = second_company(&kit);
    let ask = |request| -> CallResult<AdminReply> { kit.hub.engine().admin(&foreign.tokens.access, request) };
    for (what, _, request) in requests("x", &theirs) {
        let is_about_them = !matches!(
            request,
            Admin::WhoAmI
                | Admin::Users
                | Admin::AddUser { .. }
                | Admin::Departments
                | Admin::AddDepartment { .. }
                | Admin::Libraries
                | Admin::AddLibrary { .. }
                | Admin::Invitations
                | Admin::Proposals
                | Admin::SetPolicy { .. }
        );
        if is_about_them {
            assert_eq!(refused(ask(request)), Refusal::NotFound, "{what}");
        }
    }
    let mine = made(ask(Admin::AddLibrary { kind: "company".into(), name: "库".into(), department: None }));
    for to in [Grantee::Account(theirs.user.account.id), Grantee::Department(theirs.department)] {
        let grant = Admin::Grant { library: mine, to, access: Access::Edit };
        assert_eq!(refused(ask(grant)), Refusal::NotFound);
    }
    for reply in [Admin::Users, Admin::Departments, Admin::Invitations, Admin::Proposals, Admin::Libraries] {
        let text = format!("{:?}", ask(reply).unwrap());
        for id in
            [theirs.user.account.id, theirs.department, theirs.library, theirs.invitation, theirs.proposal]
        {
            assert!(!text.contains(&id.to_string()), "{text}");
        }
    }
    let engine = kit.hub.engine();
    for library in [theirs.library, personal, kit.owner.register] {
        assert!(matches!(
            kit.pull(&foreign, library, Uuid::nil(), 0),
            huashu_protocol::sync::Pull::Gone { .. }
        ));
        let op = kit.op(library, "phrase", theirs.row, Verb::Edit, json!({"title": "x"}));
        assert_eq!(kit.push(&foreign, op), Outcome::Forbidden);
        assert_eq!(refused(engine.snapshot(&foreign.tokens.access, library)), Refusal::NotFound);
        assert_eq!(
            refused(engine.chunk(&foreign.tokens.access, library, Uuid::nil(), 1, 0)),
            Refusal::NotFound
        );
        assert_eq!(refused(engine.history(&foreign.tokens.access, library, theirs.row)), Refusal::NotFound);
    }
    // The same row id in another company is another row; a draft of theirs is not closed.
    let op = kit.op(mine, "phrase", theirs.row, Verb::Create, json!({"title": "同号", "parts": []}));
    kit.apply(&foreign, op);
    assert_eq!(kit.row(&kit.owner, theirs.library, theirs.row).fields["title"], "发货");
    kit.apply(&foreign, kit.op(mine, "draft", theirs.proposal, Verb::Delete, json!({})));
    assert_eq!(kit.drafts(&theirs.user).len(), 1);
    // A library's id is one on the whole hub.
    let taken = kit.op(
        theirs.library,
        "library",
        theirs.library,
        Verb::Create,
        json!({"kind": "personal", "name": "x"}),
    );
    assert!(matches!(kit.push(&foreign, taken), Outcome::Rejected { .. }));
    kit.verify();
}

#[test]
fn grants_decide_and_are_told() {
    let kit = Kit::inline();
    let department = kit.department("客服");
    let agent = kit.user("agent", Role::Agent, &[]);
    let editor = kit.user("editor", Role::Editor, &[]);
    let library = kit.department_library(department);
    let access = |who: &Session| {
        kit.granted(who).into_iter().find(|grant| grant.library == library).map(|grant| grant.access)
    };
    let revs = |who: &Session| kit.sync(who, Default::default()).unwrap().grants_rev;
    let member = |who: &Session, departments: &[Uuid]| Admin::EditUser {
        id: who.account.id,
        role: None,
        departments: Some(departments.to_vec()),
        disabled: None,
        expires_at: None,
        password: None,
    };
    let to_agent = Grantee::Account(agent.account.id);
    assert_eq!(access(&kit.owner), Some(Access::Edit));
    for (what, request, agents, editors) in [
        ("a member", member(&agent, &[department]), Some(Access::Read), None),
        ("an editor, too", member(&editor, &[department]), Some(Access::Read), Some(Access::Edit)),
        (
            "may edit",
            Admin::Grant { library, to: to_agent, access: Access::Edit },
            Some(Access::Edit),
            Some(Access::Edit),
        ),
        ("no more", Admin::Revoke { library, to: to_agent }, Some(Access::Read), Some(Access::Edit)),
        ("a member no more", member(&agent, &[]), None, Some(Access::Edit)),
        (
            "everybody",
            Admin::Grant { library, to: Grantee::Company, access: Access::Read },
            Some(Access::Read),
            Some(Access::Edit),
        ),
        ("not everybody", Admin::Revoke { library, to: Grantee::Company }, None, Some(Access::Edit)),
        ("no department", Admin::DeleteDepartment { id: department }, None, None),
        (
            "everybody, again",
            Admin::Grant { library, to: Grantee::Company, access: Access::Edit },
            Some(Access::Edit),
            Some(Access::Edit),
        ),
        ("no library", Admin::DeleteLibrary { id: library }, None, None),
    ] {
        let before = (access(&agent), revs(&agent), access(&editor), revs(&editor));
        kit.admin(request).unwrap();
        assert_eq!((access(&agent), access(&editor)), (agents, editors), "{what}");
        let after = (access(&agent), revs(&agent), access(&editor), revs(&editor));
        assert!(before.0 == after.0 || before.1 < after.1, "{what}");
        assert!(before.2 == after.2 || before.3 < after.3, "{what}");
        let may = kit.push(
            &agent,
            kit.op(library, "phrase", kit.id(), Verb::Create, json!({"title": "t", "parts": []})),
        );
        assert_eq!(matches!(may, Outcome::Applied { .. }), agents == Some(Access::Edit), "{what}");
    }
}

#[test]
fn a_leavers_libraries_go_to_somebody_else() {
    let kit = Kit::inline();
    let (leaver, heir) = (kit.user("leaver", Role::Agent, &[]), kit.user("heir", Role::Agent, &[]));
    let library = kit.personal_library(&leaver);
    let (row, _) = kit.phrase(&leaver, library, None);
    kit.admin(Admin::HandOver { from: leaver.account.id, to: heir.account.id }).unwrap();
    let has = |who: &Session| kit.granted(who).iter().any(|grant| grant.library == library);
    assert_eq!((has(&leaver), has(&heir)), (false, true));
    assert_eq!(kit.row(&heir, library, library).fields["owner"], "heir");
    kit.apply(&heir, kit.op(library, "phrase", row, Verb::Edit, json!({"title": "继"})));
    assert_eq!(
        kit.push(&leaver, kit.op(library, "phrase", row, Verb::Edit, json!({"title": "x"}))),
        Outcome::Forbidden
    );
    kit.verify();
}
