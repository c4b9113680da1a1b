//! Who is let in: every route, and everybody who has no business there.

use huashu_hub::NewCompany;
use huashu_hub::http::{RouteInfo, routes as all};
use huashu_protocol::account::{Admin, Role, Session};
use huashu_protocol::sync::{Outcome, Pull};
use huashu_protocol::{limits, routes};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Kit, PASSWORD, answer, fresh, nothing, phrase, request, send, sign_in};

#[test]
fn every_route_of_the_protocol_is_served_and_no_other() {
    let source = include_str!("../../../core/protocol/src/routes.rs");
    let mut named: Vec<&str> = source.split('"').filter(|text| text.starts_with("/v1/")).collect();
    let mut served: Vec<&str> = all().iter().map(|route| route.path).collect();
    named.sort_unstable();
    served.sort_unstable();
    served.dedup();
    assert_eq!(served, named);
    let open: Vec<&str> = all().iter().filter(|route| route.is_open).map(|route| route.path).collect();
    assert_eq!(open, [routes::HELLO, routes::SIGN_IN, routes::JOIN, routes::TOKEN]);
}

/// A call of a route that is right in everything but who asks.
async fn call(kit: &Kit, route: RouteInfo, token: Option<&str>) -> Answer {
    let path = route.path.replace("{hash}", &"ab".repeat(32)).replace("{rev}", "1").replace("{chunk}", "0");
    let path = ["{library}", "{row}", "{epoch}"]
        .iter()
        .fold(path, |path, id| path.replace(id, &fresh().to_string()));
    let body = match route.path {
        routes::SYNC => json!(request(Vec::new(), Vec::new())),
        routes::WAIT => json!({}),
        routes::UPLOADS => json!({"hash": "ab".repeat(32), "size": 3, "mime": "image/png"}),
        routes::USAGE => json!({"counters": []}),
        routes::ADMIN => json!(Admin::WhoAmI),
        _ => Value::Null,
    };
    let request = kit.request(route.method.parse().unwrap(), &path, token);
    match (route.method, route.path) {
        ("POST", routes::SIGN_OUT) => send(request, None::<&()>).await,
        ("POST", _) => send(request, Some(&body)).await,
        ("PATCH", _) => answer(request.header(routes::UPLOAD_OFFSET, "0").body("abc")).await,
        _ => send(request, None::<&()>).await,
    }
}

async fn check_refused(kit: &Kit, who: &str, token: Option<&str>, code: &str) {
    for route in all().into_iter().filter(|route| !route.is_open) {
        let answer = call(kit, route, token).await;
        let place = format!("{who}: {} {}", route.method, route.path);
        assert_eq!(answer.status, 401, "{place}: {}", answer.text());
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{place}");
        if route.method != "HEAD" {
            assert_eq!(answer.refusal().1, code, "{place}");
        }
    }
}

#[tokio::test]
async fn nobody_is_let_in_without_a_session_that_stands() {
    let kit = Kit::start().await;
    let user = kit.user("xiaoyu", Role::Admin).await;
    let good = Some(user.tokens.access.as_str());
    for route in all().into_iter().filter(|route| route.path != routes::SIGN_OUT) {
        assert_ne!(call_briefly(&kit, route, good).await, Some(401), "{} is fine with a session", route.path);
    }
    check_refused(&kit, "nobody", None, "signed_out").await;
    check_refused(&kit, "a guesser", Some(&"0".repeat(64)), "signed_out").await;
    check_refused(&kit, "a refresh token", Some(&user.tokens.refresh), "signed_out").await;

    kit.clock.wait(i64::try_from(limits::ACCESS_SECONDS).unwrap() * 1_000);
    check_refused(&kit, "an hour later", good, "expired").await;

    let fresh: Session = kit.sign_in("xiaoyu").await.json();
    let owner = kit.hub.engine().reset_password("owner").unwrap();
    let owner =
        send(kit.request(Method::POST, routes::SIGN_IN, None), Some(&sign_in("owner", &owner.password)))
            .await;
    let owner: Session = owner.json();
    let admin = async |request: &Admin| kit.post(routes::ADMIN, &owner.tokens.access, request).await;
    assert_eq!(admin(&Admin::RevokeDevice { device: fresh.device }).await.status, 200);
    check_refused(&kit, "a device that was sent off", Some(&fresh.tokens.access), "signed_out").await;

    let again: Session = kit.sign_in("xiaoyu").await.json();
    let off = Admin::EditUser {
        id: again.account.id,
        role: None,
        departments: None,
        disabled: Some(true),
        expires_at: None,
        password: None,
    };
    assert_eq!(admin(&off).await.status, 200);
    check_refused(&kit, "an account that is off", Some(&again.tokens.access), "signed_out").await;
    assert_eq!(kit.sign_in("xiaoyu").await.refusal(), (401, "signed_out".into()));
}

/// The status, where one comes: a stream and a long poll are let go.
async fn call_briefly(kit: &Kit, route: RouteInfo, token: Option<&str>) -> Option<u16> {
    let called = call(kit, route, token);
    let briefly = std::time::Duration::from_millis(if route.path == routes::STREAM { 100 } else { 2_000 });
    Some(tokio::time::timeout(briefly, called).await.ok()?.status)
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() {
    let kit = Kit::start().await;
    let other = NewCompany { name: "别家".into(), owner: "other".into(), ..NewCompany::default() };
    let first = kit.hub.engine().add_company(&other).unwrap();
    let stranger =
        send(kit.request(Method::POST, routes::SIGN_IN, None), Some(&sign_in("other", &first.password)))
            .await;
    let stranger: Session = stranger.json();
    let agent = kit.user("xiaoyu", Role::Agent).await;

    let library = kit.library().await;
    let op = phrase(library, "只在本公司");
    kit.push(&kit.owner, vec![op.clone()]).await;
    let nowhere = fresh();
    for (who, library) in [(&stranger, library), (&agent, nowhere), (&stranger, kit.owner.register)] {
        let reply = kit.sync(who, vec![phrase(library, "混进来")], vec![nothing(library)]).await;
        assert_eq!(reply.libraries, [Pull::Gone { id: library }]);
        assert_eq!(reply.results[0].outcome, Outcome::Forbidden);
        let token = &who.tokens.access;
        let id = library.to_string();
        let epoch = fresh().to_string();
        for path in [
            routes::SNAPSHOT.replace("{library}", &id),
            routes::HISTORY.replace("{library}", &id).replace("{row}", &op.row.to_string()),
            routes::CHUNK
                .replace("{library}", &id)
                .replace("{epoch}", &epoch)
                .replace("{rev}", "1")
                .replace("{chunk}", "0"),
        ] {
            assert_eq!(kit.get(&path, token).await.refusal(), (404, "not_found".into()), "{path}");
        }
    }
    // Another's device is not one's own to send off, nor one's company's.
    for who in [&stranger, &agent] {
        let request = Admin::RevokeDevice { device: kit.owner.device };
        let refused = kit.post(routes::ADMIN, &who.tokens.access, &request).await.refusal();
        assert!([403, 404].contains(&refused.0), "{refused:?}");
    }
    kit.get(routes::HELLO, &kit.owner.tokens.access).await.json::<Value>();
}

#[tokio::test]
async fn what_is_no_route_is_said_to_be_none() {
    let kit = Kit::start().await;
    let token = &kit.owner.tokens.access;
    for path in
        ["/", "/v1", "/v1/nothing", "/v2/hello", "/v1/hello/", "/v1/libraries/x/snapshot", "/../etc/passwd"]
    {
        assert_eq!(kit.get(path, token).await.refusal(), (404, "not_found".into()), "{path}");
    }
    for name in ["x", "..%2f..%2fetc%2fpasswd", &"AB".repeat(32), &"ab".repeat(31)] {
        let path = format!("/v1/blobs/{name}");
        assert_eq!(kit.get(&path, token).await.refusal(), (404, "not_found".into()), "{path}");
    }
    let refused = kit.get(routes::SYNC, token).await;
    assert_eq!(refused.refusal(), (405, "invalid".into()));
    assert_eq!(refused.header("allow"), "POST");
}

#[tokio::test]
async fn editions_that_do_not_meet_part() {
    let kit = Kit::start().await;
    for edition in ["0", "2", "999", "latest"] {
        let ask = |path| {
            kit.request(Method::GET, path, Some(&kit.owner.tokens.access))
                .header(routes::PROTO_HEADER, edition)
        };
        let refused = answer(ask(routes::STREAM)).await;
        assert_eq!(refused.refusal(), (426, "upgrade".into()), "{edition}");
        let body: Value = serde_json::from_slice(&refused.body).unwrap();
        assert_eq!(body["error"], json!({"code": "upgrade", "min_proto": 1, "proto": 1}));
        assert_eq!(
            answer(ask(routes::HELLO)).await.status,
            200,
            "whoever is too old hears which editions are taken"
        );
    }
    let mut late = json!(request(Vec::new(), Vec::new()));
    late["proto"] = json!(9);
    assert_eq!(kit.post(routes::SYNC, &kit.owner.tokens.access, &late).await.refusal().0, 426);
}

#[tokio::test]
async fn guessers_wait_and_others_do_not() {
    let kit = Kit::with(|serve| serve.behind_proxy = true).await;
    kit.user("laowang", Role::Agent).await;
    let attempt = async |name: &str, password: &str, from: &str| {
        let request = kit.request(Method::POST, routes::SIGN_IN, None).header("x-forwarded-for", from);
        send(request, Some(&sign_in(name, password))).await
    };
    for _ in 0..5 {
        assert_eq!(attempt("xiaoyu", "wrong", "203.0.113.9").await.status, 401);
    }
    let refused = attempt("xiaoyu", "wrong", "203.0.113.9").await;
    assert_eq!(refused.refusal(), (429, "busy".into()));
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    // Whoever sits elsewhere, and whoever else sits there, signs in.
    assert_eq!(attempt("laowang", PASSWORD, "203.0.113.9").await.status, 200);
    assert_eq!(attempt("laowang", PASSWORD, "198.51.100.1, 203.0.113.10").await.status, 200);
}

#[tokio::test]
async fn who_says_where_he_comes_from_is_believed_only_behind_a_proxy() {
    let rates = huashu_hub::http::Rates { address: huashu_hub::http::Rate::new(1, 3), ..Default::default() };
    let kit = Kit::with(|serve| serve.rates = rates).await;
    let attempt = async |from: &str| {
        let request = kit.request(Method::POST, routes::SIGN_IN, None).header("x-forwarded-for", from);
        send(request, Some(&sign_in(&fresh().to_string(), "wrong"))).await.status
    };
    // The owner's own sign-in was the first of three.
    assert_eq!(
        [attempt("203.0.113.1").await, attempt("203.0.113.2").await, attempt("203.0.113.3").await],
        [401, 401, 429]
    );
}

#[tokio::test]
async fn a_client_that_spins_is_slowed() {
    let rates = huashu_hub::http::Rates { sync: huashu_hub::http::Rate::new(60, 3), ..Default::default() };
    let kit = Kit::with(|serve| serve.rates = rates).await;
    let other = kit.user("laowang", Role::Agent).await;
    let body = request(Vec::new(), Vec::new());
    for _ in 0..3 {
        kit.post(routes::SYNC, &kit.owner.tokens.access, &body).await.json::<Value>();
    }
    let refused = kit.post(routes::SYNC, &kit.owner.tokens.access, &body).await;
    assert_eq!((refused.refusal(), refused.header("retry-after")), ((429, "busy".into()), "1"));
    kit.post(routes::SYNC, &other.tokens.access, &body).await.json::<Value>();
}
