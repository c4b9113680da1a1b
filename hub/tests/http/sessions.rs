//! Sessions from their beginning to their end.

use huashu_protocol::account::{Admin, AdminReply, Join, Refresh, Role, Session, Tokens};
use huashu_protocol::routes;
use reqwest::Method;
use serde_json::Value;

use crate::kit::{Answer, Kit, PASSWORD, fresh, request, send, sign_in};

async fn refresh(kit: &Kit, token: &str) -> Answer {
    send(kit.request(Method::POST, routes::TOKEN, None), Some(&Refresh { refresh: token.into() })).await
}

async fn status(kit: &Kit, token: &str) -> u16 {
    kit.post(routes::SYNC, token, &request(Vec::new(), Vec::new())).await.status
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_session() {
    let kit = Kit::start().await;
    let user = kit.user("xiaoyu", Role::Agent).await;
    let first: Tokens = refresh(&kit, &user.tokens.refresh).await.json();
    let again: Tokens = refresh(&kit, &user.tokens.refresh).await.json();
    assert_ne!(
        first.access, again.access,
        "the answer may have been lost, so the old one is good until it is replaced"
    );
    assert_eq!(status(&kit, &again.access).await, 200);
    assert_eq!(refresh(&kit, &user.tokens.refresh).await.refusal(), (401, "signed_out".into()));
    for token in [&user.tokens.access, &first.access, &again.access] {
        assert_eq!(status(&kit, token).await, 401, "the device is sent off");
    }
    assert_eq!(refresh(&kit, &again.refresh).await.status, 401);
    let again: Session = kit.sign_in("xiaoyu").await.json();
    assert_eq!(status(&kit, &again.tokens.access).await, 200);
}

#[tokio::test]
async fn who_signs_out_is_out() {
    let kit = Kit::start().await;
    let token = kit.owner.tokens.access.clone();
    let out = kit.request(Method::POST, routes::SIGN_OUT, Some(&token));
    assert_eq!(send(out, None::<&()>).await.json::<Value>(), Value::Null);
    assert_eq!(status(&kit, &token).await, 401);
    assert_eq!(refresh(&kit, &kit.owner.tokens.refresh).await.status, 401);
}

#[tokio::test]
async fn an_invitation_is_taken_once() {
    let kit = Kit::start().await;
    let invite = Admin::Invite {
        role: Role::Agent,
        departments: Vec::new(),
        uses: 1,
        hours: 24,
        account_expires_at: None,
    };
    let AdminReply::Invited { code, .. } = kit.admin(&invite).await else { panic!() };
    let join = async |code: &str, user: &str| {
        let device = sign_in("", "").device;
        let join = Join { code: code.into(), user: user.into(), password: PASSWORD.into(), device };
        send(kit.request(Method::POST, routes::JOIN, None), Some(&join)).await
    };
    assert_eq!(join("wrong", "xiaoyu").await.refusal(), (401, "signed_out".into()));
    let session: Session = join(&code, "xiaoyu").await.json();
    assert_eq!(session.account.name, "xiaoyu");
    assert_eq!(status(&kit, &session.tokens.access).await, 200);
    assert_eq!(join(&code, &fresh().to_string()).await.status, 401);
}

#[tokio::test]
async fn whether_a_name_is_there_is_nobody_elses_to_know() {
    let kit = Kit::start().await;
    let attempt = async |name: &str| {
        let answer =
            send(kit.request(Method::POST, routes::SIGN_IN, None), Some(&sign_in(name, "wrong"))).await;
        (answer.status, answer.text())
    };
    assert_eq!(attempt("owner").await, attempt("nobody").await);
}
