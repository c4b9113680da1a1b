//! Sign-in, tokens, invitations, and the end of sessions.

use huashu_protocol::account::{Admin, AdminReply, Device, Join, Refresh, Role, Session, Tokens};
use huashu_protocol::{CallResult, Refusal};

use super::kit::{DAY, Kit, PASSWORD, id, refused, sign_in, sign_in_on};
use crate::Mode;

fn refresh(kit: &Kit, tokens: &Tokens) -> CallResult<Tokens> {
    kit.hub.engine().refresh(&Refresh { refresh: tokens.refresh.clone() })
}

fn who_am_i(kit: &Kit, access: &str) -> CallResult<AdminReply> {
    kit.hub.engine().admin(access, Admin::WhoAmI)
}

fn edit(id: uuid::Uuid) -> Admin {
    Admin::EditUser { id, role: None, departments: None, disabled: None, expires_at: None, password: None }
}

#[test]
fn only_name_and_password_together_open() {
    for mode in [Mode::Inline, Mode::Threaded] {
        let kit = Kit::open(mode);
        kit.user("小雨", Role::Agent, &[]);
        for (user, password, good) in [
            ("小雨", PASSWORD, true),
            (" 小雨 ", PASSWORD, true),
            ("小雨", "wrong horse", false),
            ("小雪", PASSWORD, false),
            ("", "", false),
        ] {
            let session = sign_in(&kit.hub, user, password);
            if good {
                assert_eq!(session.unwrap().account.name, "小雨");
            } else {
                assert_eq!(refused(session.map(|_| ())), Refusal::SignedOut, "{user}");
            }
        }
        for token in ["", "x", &"0".repeat(64), &kit.owner.tokens.refresh] {
            assert_eq!(refused(who_am_i(&kit, token)), Refusal::SignedOut);
        }
    }
}

#[test]
fn tokens_turn_over_and_a_stolen_one_ends_the_session() {
    let kit = Kit::inline();
    let first = kit.user("agent", Role::Agent, &[]).tokens;
    who_am_i(&kit, &first.access).unwrap();
    kit.wait(60 * 60 * 1_000);
    assert_eq!(refused(who_am_i(&kit, &first.access)), Refusal::Expired);
    // The answer is lost: the same token once more, which is as good.
    let lost = refresh(&kit, &first).unwrap();
    let second = refresh(&kit, &first).unwrap();
    who_am_i(&kit, &second.access).unwrap();
    // Now that one of the fresh ones is used, the old one is nobody's but a thief's.
    let third = refresh(&kit, &second).unwrap();
    who_am_i(&kit, &second.access).unwrap();
    assert_eq!(refused(refresh(&kit, &first)), Refusal::SignedOut);
    for access in [&second.access, &third.access, &lost.access] {
        assert_eq!(refused(who_am_i(&kit, access)), Refusal::SignedOut);
    }
    for tokens in [&second, &third, &lost] {
        assert_eq!(refused(refresh(&kit, tokens)), Refusal::SignedOut);
    }
    let again = sign_in(&kit.hub, "agent", PASSWORD).unwrap();
    who_am_i(&kit, &again.tokens.access).unwrap();
    kit.wait(90 * DAY);
    assert_eq!(refused(refresh(&kit, &again.tokens)), Refusal::SignedOut);
}

#[test]
fn a_lost_answer_that_was_used_by_nobody_does_no_harm() {
    let kit = Kit::inline();
    let session = kit.user("agent", Role::Agent, &[]);
    // The answer to a sign-in is lost, and so is that to a refresh.
    let twice = sign_in(&kit.hub, "agent", PASSWORD).unwrap();
    who_am_i(&kit, &twice.tokens.access).unwrap();
    assert_eq!(refused(who_am_i(&kit, &session.tokens.access)), Refusal::Expired);
    // A phone that holds the replaced pair is a copy of this one.
    assert_eq!(refused(refresh(&kit, &session.tokens)), Refusal::SignedOut);
    assert_eq!(refused(who_am_i(&kit, &twice.tokens.access)), Refusal::SignedOut);
}

#[test]
fn sessions_end_when_they_should() {
    let kit = Kit::inline();
    let engine = kit.hub.engine();
    let fresh = |name: &str| kit.user(name, Role::Agent, &[]);
    type End<'a> = Box<dyn Fn(&Session) + 'a>;
    let ends: Vec<(&str, End<'_>)> = vec![
        ("signed out", Box::new(|session| engine.sign_out(&session.tokens.access).unwrap())),
        (
            "switched off",
            Box::new(|session| {
                let Admin::EditUser { id, role, departments, expires_at, password, .. } =
                    edit(session.account.id)
                else {
                    panic!()
                };
                kit.admin(Admin::EditUser {
                    id,
                    role,
                    departments,
                    disabled: Some(true),
                    expires_at,
                    password,
                })
                .unwrap();
            }),
        ),
        (
            "ended",
            Box::new(|session| {
                let Admin::EditUser { id, role, departments, disabled, password, .. } =
                    edit(session.account.id)
                else {
                    panic!()
                };
                kit.admin(Admin::EditUser {
                    id,
                    role,
                    departments,
                    disabled,
                    expires_at: Some(Some(5)),
                    password,
                })
                .unwrap();
            }),
        ),
        (
            "another password",
            Box::new(|session| {
                let Admin::EditUser { id, role, departments, disabled, expires_at, .. } =
                    edit(session.account.id)
                else {
                    panic!()
                };
                kit.admin(Admin::EditUser {
                    id,
                    role,
                    departments,
                    disabled,
                    expires_at,
                    password: Some("another one".into()),
                })
                .unwrap();
            }),
        ),
        (
            "device revoked",
            Box::new(|session| {
                kit.admin(Admin::RevokeDevice { device: session.device }).unwrap();
            }),
        ),
        (
            "password reset",
            Box::new(|session| {
                engine.reset_password(&session.account.name).unwrap();
            }),
        ),
    ];
    for (number, (what, end)) in ends.iter().enumerate() {
        let session = fresh(&format!("agent{number}"));
        let mut stream = engine.subscribe(&session.tokens.access).unwrap();
        assert!(stream.try_next().is_some_and(|event| event.starts_with(b"event: hello")));
        end(&session);
        assert_eq!(refused(who_am_i(&kit, &session.tokens.access)), Refusal::SignedOut, "{what}");
        assert_eq!(refused(refresh(&kit, &session.tokens)), Refusal::SignedOut, "{what}");
        assert!(stream.try_next().is_some_and(|event| event.starts_with(b"event: bye")), "{what}");
        assert!(stream.try_next().is_none());
    }
}

#[test]
fn temporary_staff_leave_by_themselves() {
    let kit = Kit::inline();
    let end = 1_795_000_000_000 + 3 * DAY;
    kit.admin(Admin::AddUser {
        name: "temp".into(),
        password: PASSWORD.into(),
        role: Role::Agent,
        departments: vec![],
        expires_at: Some(end),
    })
    .unwrap();
    let session = sign_in(&kit.hub, "temp", PASSWORD).unwrap();
    let mut stream = kit.hub.engine().subscribe(&session.tokens.access).unwrap();
    stream.try_next().unwrap();
    kit.wait(3 * DAY);
    assert_eq!(refused(refresh(&kit, &session.tokens)), Refusal::SignedOut);
    assert_eq!(refused(sign_in(&kit.hub, "temp", PASSWORD).map(|_| ())), Refusal::SignedOut);
    // Whatever is told next, they are not among those who hear it.
    let again = refresh(&kit, &kit.owner.tokens).unwrap();
    kit.hub
        .engine()
        .admin(&again.access, Admin::SetPolicy { policy: huashu_protocol::account::Policy::default() })
        .unwrap();
    assert!(stream.try_next().is_some_and(|event| event.starts_with(b"event: bye")));
}

#[test]
fn an_invitation_is_taken_as_often_as_it_says() {
    let kit = Kit::inline();
    let department = kit.department("客服");
    let library = kit.department_library(department);
    let AdminReply::Invited { code, id: invitation, .. } = kit
        .admin(Admin::Invite {
            role: Role::Editor,
            departments: vec![department],
            uses: 2,
            hours: 24,
            account_expires_at: None,
        })
        .unwrap()
    else {
        panic!()
    };
    let join = |code: &str, user: &str, password: &str| {
        let device = Device { install: id(5), name: "x".into() };
        kit.hub.engine().join(Join {
            code: code.into(),
            user: user.into(),
            password: password.into(),
            device,
        })
    };
    for (code, user, password, refusal) in [
        ("wrong", "一", PASSWORD, Refusal::SignedOut),
        ("", "一", PASSWORD, Refusal::SignedOut),
        (&code, "owner", PASSWORD, Refusal::invalid("user: the name is taken")),
        (&code, "OWNER", PASSWORD, Refusal::invalid("user: the name is taken")),
        (&code, "\u{7}", PASSWORD, Refusal::invalid("user: one line of 1 to 64 characters")),
        (&code, "一", "short", Refusal::invalid("password: 8 characters to 256 bytes")),
    ] {
        assert_eq!(refused(join(code, user, password).map(|_| ())), refusal, "{code} {user}");
    }
    let one = join(&code, "一", PASSWORD).unwrap();
    assert_eq!((one.account.role, one.account.departments.as_slice()), (Role::Editor, &[department][..]));
    assert!(kit.granted(&one).iter().any(|grant| grant.library == library));
    join(&code, "二", PASSWORD).unwrap();
    assert_eq!(refused(join(&code, "三", PASSWORD).map(|_| ())), Refusal::SignedOut);
    kit.admin(Admin::Uninvite { id: invitation }).unwrap();
    let AdminReply::Invited { code, .. } = kit
        .admin(Admin::Invite {
            role: Role::Agent,
            departments: vec![],
            uses: 1,
            hours: 1,
            account_expires_at: None,
        })
        .unwrap()
    else {
        panic!()
    };
    kit.wait(60 * 60 * 1_000);
    assert_eq!(refused(join(&code, "四", PASSWORD).map(|_| ())), Refusal::SignedOut);
}

#[test]
fn devices_are_told_apart_by_their_installation() {
    let kit = Kit::inline();
    let one = kit.user("agent", Role::Agent, &[]);
    let again = sign_in(&kit.hub, "agent", PASSWORD).unwrap();
    let other = sign_in_on(&kit.hub, "agent", PASSWORD, 2).unwrap();
    assert_eq!(one.device, again.device);
    assert_ne!(one.device, other.device);
    // Another password: this device stays, the other has to sign in.
    let set = |access: &str, old: &str| {
        kit.hub.engine().admin(access, Admin::SetPassword { old: old.into(), new: "a new horse".into() })
    };
    assert_eq!(refused(set(&other.tokens.access, "wrong")), Refusal::Forbidden);
    set(&other.tokens.access, PASSWORD).unwrap();
    who_am_i(&kit, &other.tokens.access).unwrap();
    assert_eq!(refused(who_am_i(&kit, &again.tokens.access)), Refusal::SignedOut);
    assert_eq!(refused(sign_in(&kit.hub, "agent", PASSWORD).map(|_| ())), Refusal::SignedOut);
    sign_in(&kit.hub, "agent", "a new horse").unwrap();
}
