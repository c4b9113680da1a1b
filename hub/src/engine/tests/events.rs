//! Who hears what, and when.

use std::time::{Duration, Instant};

use huashu_protocol::SyncApi;
use huashu_protocol::account::{Access, Admin, Grantee, Role, Session};
use huashu_protocol::stream::{Change, Event, WaitRequest};
use huashu_protocol::sync::{Cursor, Op, Verb};
use serde_json::json;
use uuid::Uuid;

use super::kit::{Kit, second_company};
use crate::{Mode, Subscription};

fn parse(bytes: &[u8]) -> Event {
    let text = std::str::from_utf8(bytes).unwrap();
    let (tag, data) = text.strip_prefix("event: ").unwrap().split_once('\n').unwrap();
    let json = data.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
    assert!(json.contains(&format!("\"event\":\"{tag}\"")));
    serde_json::from_str(json).unwrap()
}

fn heard(stream: &mut Subscription) -> Vec<Event> {
    std::iter::from_fn(|| stream.try_next()).map(|bytes| parse(&bytes)).collect()
}

fn listen(kit: &Kit, who: &Session) -> Subscription {
    let mut stream = kit.hub.engine().subscribe(&who.tokens.access).unwrap();
    assert!(matches!(heard(&mut stream)[..], [Event::Hello { .. }]));
    stream
}

fn changes(events: &[Event]) -> Vec<&Change> {
    events
        .iter()
        .filter_map(|event| if let Event::Change(change) = event { Some(change) } else { None })
        .collect()
}

#[test]
fn a_change_reaches_those_who_may_read_it() {
    let kit = Kit::inline();
    let department = kit.department("客服");
    let (member, outsider) = (kit.user("m", Role::Agent, &[department]), kit.user("o", Role::Agent, &[]));
    let foreign = second_company(&kit);
    let library = kit.department_library(department);
    let start = kit.all(&kit.owner, library);
    let mut streams = [&kit.owner, &member, &outsider, &foreign].map(|who| listen(&kit, who));
    let (row, rev) = kit.phrase(&kit.owner, library, None);
    let all: Vec<Vec<Event>> = streams.iter_mut().map(heard).collect();
    assert_eq!(all.iter().map(|events| changes(events).len()).collect::<Vec<_>>(), [1, 1, 0, 0]);
    let first = changes(&all[1])[0].clone();
    assert_eq!((first.library, first.epoch, first.from, first.to), (library, start.1, start.2, rev));
    assert_eq!(first.rows.unwrap()[0].id, row);
    // The next follows on it; a large one brings no rows, a deletion no fields.
    let large = json!({"title": "长", "parts": [{"kind": "text", "text": "字".repeat(3_000)}]});
    kit.apply(&kit.owner, Op { base: rev, ..kit.op(library, "phrase", row, Verb::Edit, large) });
    kit.apply(&kit.owner, Op { base: 99, ..kit.op(library, "phrase", row, Verb::Delete, json!({})) });
    let events = heard(&mut streams[1]);
    let [second, third] = changes(&events)[..] else { panic!() };
    assert_eq!((second.from, second.to, second.rows.is_none()), (rev, rev + 1, true));
    assert_eq!((third.from, third.to), (rev + 1, rev + 2));
    let gone = &third.rows.as_ref().unwrap()[0];
    assert!(gone.deleted && gone.fields.is_empty());
    // An operation that changed nothing is nothing to tell.
    kit.push(&kit.owner, kit.op(library, "phrase", row, Verb::Delete, json!({})));
    assert_eq!(heard(&mut streams[1]), []);
    // Taken away, it is not heard of again; given, it is.
    for stream in &mut streams {
        heard(stream);
    }
    for (to, request) in [
        (2, Admin::Grant { library, to: Grantee::Account(outsider.account.id), access: Access::Read }),
        (1, Admin::Revoke { library, to: Grantee::Department(department) }),
    ] {
        kit.admin(request).unwrap();
        assert!(matches!(heard(&mut streams[to])[..], [Event::Grants { .. }]));
    }
    kit.phrase(&kit.owner, library, None);
    let all: Vec<usize> = streams.iter_mut().map(|stream| changes(&heard(stream)).len()).collect();
    assert_eq!(all, [1, 0, 1, 0]);
}

#[test]
fn drafts_are_their_authors() {
    let kit = Kit::inline();
    let (agent, other) = (kit.user("agent", Role::Agent, &[]), kit.user("other", Role::Agent, &[]));
    let library = kit.company_library();
    let (row, _) = kit.phrase(&kit.owner, library, None);
    let mut streams = [listen(&kit, &agent), listen(&kit, &other)];
    let propose = kit.op(library, "phrase", row, Verb::Propose, json!({"title": "建议"}));
    kit.push(&agent, propose.clone());
    let rev = kit.sync(&agent, Default::default()).unwrap().drafts_rev;
    assert_eq!(heard(&mut streams[0]), [Event::Drafts { drafts_rev: rev }]);
    kit.admin(Admin::DeclineProposal { id: propose.op_id, note: None }).unwrap();
    assert_eq!(heard(&mut streams[0]), [Event::Drafts { drafts_rev: rev + 1 }]);
    assert_eq!(heard(&mut streams[1]), []);
}

#[test]
fn who_does_not_read_is_told_to_sync() {
    let kit = Kit::inline();
    let library = kit.company_library();
    let (mut slow, mut quick) = (listen(&kit, &kit.owner), listen(&kit, &kit.owner));
    let (row, _) = kit.phrase(&kit.owner, library, None);
    let mut count = heard(&mut quick).len();
    for number in 0..70 {
        kit.apply(
            &kit.owner,
            kit.op(library, "phrase", row, Verb::Edit, json!({"title": format!("{number}")})),
        );
        count += heard(&mut quick).len();
    }
    let events = heard(&mut slow);
    assert_eq!(count, 71);
    assert_eq!(events[0], Event::Resync);
    assert!(events.len() < 10);
}

#[test]
fn a_long_poll_says_whether_it_is_worth_while() {
    let kit = Kit::inline();
    let agent = kit.user("agent", Role::Agent, &[]);
    let library = kit.company_library();
    let reply = kit.sync(&agent, Default::default()).unwrap();
    let (_, epoch, cursor) = kit.all(&agent, library);
    let request = WaitRequest {
        grants_rev: reply.grants_rev,
        drafts_rev: reply.drafts_rev,
        libraries: vec![Cursor { id: library, epoch, cursor }],
    };
    let wait = |request: &WaitRequest| kit.hub.engine().wait(&agent.tokens.access, request).unwrap().changed;
    assert!(!wait(&request));
    let with = |cursor: Cursor| WaitRequest { libraries: vec![cursor], ..request.clone() };
    assert!(wait(&WaitRequest { grants_rev: 0, ..request.clone() }));
    assert!(wait(&WaitRequest { drafts_rev: 0, ..request.clone() }));
    assert!(wait(&with(Cursor { id: library, epoch, cursor: cursor - 1 })));
    assert!(wait(&with(Cursor { id: library, epoch: Uuid::nil(), cursor })));
    assert!(wait(&with(Cursor { id: kit.id(), epoch, cursor })));
    kit.phrase(&kit.owner, library, None);
    assert!(wait(&request));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_at_once_and_together() {
    let kit = Kit::open(Mode::Threaded);
    let library = kit.company_library();
    let token = kit.owner.tokens.access.clone();
    let mut stream = kit.hub.subscribe(&token).await.unwrap();
    assert!(matches!(parse(&stream.next().await.unwrap()), Event::Hello { .. }));
    let reply = kit.sync(&kit.owner, Default::default()).unwrap();
    let (_, epoch, cursor) = kit.all(&kit.owner, library);
    let waiting = tokio::spawn({
        let (hub, token) = (kit.hub.clone(), token.clone());
        let request = WaitRequest {
            grants_rev: reply.grants_rev,
            drafts_rev: reply.drafts_rev,
            libraries: vec![Cursor { id: library, epoch, cursor }],
        };
        async move { hub.wait(&token, request).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished());
    let begun = Instant::now();
    let (row, mut rev) = kit.phrase(&kit.owner, library, None);
    // What went before, the making of the library, may be told first.
    let first = loop {
        match parse(&stream.next().await.unwrap()) {
            Event::Change(change) if change.to == rev => break change,
            Event::Change(_) | Event::Grants { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(first.from <= cursor);
    assert!(waiting.await.unwrap().unwrap().changed);
    // Twenty in a row: fewer events, without a gap between them.
    for number in 0..20 {
        rev = kit.apply(
            &kit.owner,
            kit.op(library, "phrase", row, Verb::Edit, json!({"title": format!("{number}")})),
        );
    }
    let (mut at, mut count) = (first.to, 0);
    while at < rev {
        let Event::Change(change) = parse(&stream.next().await.unwrap()) else { panic!() };
        assert_eq!(change.from, at);
        at = change.to;
        count += 1;
    }
    assert!((1..20).contains(&count), "{count}");
    kit.admin(Admin::RevokeDevice { device: kit.owner.device }).unwrap();
    assert_eq!(parse(&stream.next().await.unwrap()), Event::Bye);
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn inline_every_future_is_done_at_once() {
    let kit = Kit::inline();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let token = kit.owner.tokens.access.clone();
    let mut subscribe = std::pin::pin!(kit.hub.subscribe(&token));
    assert!(subscribe.as_mut().poll(&mut cx).is_ready());
    let mut wait = std::pin::pin!(kit.hub.wait(&token, WaitRequest::default()));
    assert!(wait.as_mut().poll(&mut cx).is_ready());
    let device = huashu_protocol::account::Device { install: kit.id(), name: "x".into() };
    let request = huashu_protocol::account::SignIn { user: "x".into(), password: "y".into(), device };
    let mut sign_in = std::pin::pin!(kit.hub.sign_in(request));
    assert!(sign_in.as_mut().poll(&mut cx).is_ready());
    let mut hello = std::pin::pin!(kit.hub.hello());
    assert!(hello.as_mut().poll(&mut cx).is_ready());
}
