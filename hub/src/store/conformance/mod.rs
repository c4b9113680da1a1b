//! What every store must do: written once, run against each.

mod files;
mod people;
mod rows;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use huashu_protocol::Refusal;
use huashu_protocol::account::{Policy, Role};
use huashu_protocol::row::{Checksum, Fields, Revs, Row};
use uuid::Uuid;

use super::types::{Account, Company, Library, LibraryKind, StoredRow};
use super::{Store, StoreError, Tx};

/// Runs every check, each against a store of its own.
pub(super) fn run(open: impl Fn() -> Arc<dyn Store>) {
    for check in [
        a_job_is_done_or_not_at_all,
        questions_see_one_state,
        many_write_at_once,
        people::people_are_kept,
        people::tokens_turn_over,
        rows::libraries_and_grants,
        rows::rows_in_the_order_of_their_revisions,
        rows::what_is_deleted_is_forgotten_by_and_by,
        rows::results_and_drafts,
        files::blobs_and_their_names,
        files::uploads_and_counters,
    ] {
        check(&*open());
    }
}

const A: Uuid = Uuid::from_u128(0xA);
const B: Uuid = Uuid::from_u128(0xB);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn account(number: u128, company: Uuid, name: &str) -> Account {
    Account {
        id: id(number),
        company,
        name: name.into(),
        role: Role::Editor,
        password: "$argon2id$…".into(),
        expires_at: Some(7),
        disabled: false,
        grants_rev: 1,
        drafts_rev: 1,
        created_at: 5,
    }
}

fn library(number: u128, company: Uuid, kind: LibraryKind, owner: Option<Uuid>) -> Library {
    Library {
        id: id(number),
        company,
        kind,
        name: format!("库{number}"),
        owner,
        rev: 3,
        min_rev: 1,
        epoch: id(number + 1_000),
        checksum: Checksum(u64::MAX - 5),
        live: 2,
        deleted_at: None,
    }
}

fn row(number: u128, library: u128, rev: u64, kind: &str, parent: Option<u128>) -> StoredRow {
    let fields: Fields = serde_json::from_str(r#"{"title":"话","z":1,"a":[null]}"#).unwrap();
    StoredRow {
        company: A,
        library: id(library),
        bytes: serde_json::to_string(&fields).unwrap().len(),
        row: Row {
            id: id(number),
            kind: kind.into(),
            schema: 2,
            revs: Revs { row: rev, place: 1, label: 2, content: 3 },
            fields,
            deleted: false,
            by: Some("小雨".into()),
            at: 9,
        },
        parent: parent.map(id),
        deleted_at: None,
    }
}

fn deleted(mut row: StoredRow, at: i64) -> StoredRow {
    row.row.deleted = true;
    row.deleted_at = Some(at);
    row
}

/// Two companies, three accounts, a library of the first.
fn people(tx: &mut dyn Tx) -> super::Result<()> {
    for (company, name) in [(A, "甲"), (B, "乙")] {
        tx.put_company(&Company {
            id: company,
            name: name.into(),
            time_zone: "Asia/Shanghai".into(),
            register: id(99),
            policy: Policy::default(),
            grants_seq: 1,
        })?;
    }
    tx.put_account(&account(1, A, "Xiaoyu"))?;
    tx.put_account(&account(2, A, "小雪"))?;
    tx.put_account(&account(3, B, "other"))?;
    assert!(tx.insert_library(&library(10, A, LibraryKind::Company, None))?);
    Ok(())
}

fn a_job_is_done_or_not_at_all(store: &dyn Store) {
    let before = store.read(|view| view.state()).unwrap();
    let refused: super::Result<()> = store.write(|tx| {
        people(tx)?;
        Err(Refusal::Forbidden.into())
    });
    assert_eq!(refused, Err(StoreError::Refused(Refusal::Forbidden)));
    assert_eq!(store.read(|view| view.companies()).unwrap(), []);
    store.write(people).unwrap();
    assert_eq!(store.read(|view| view.companies()).unwrap().len(), 2);
    let after = store.read(|view| view.state()).unwrap();
    assert_eq!(after.hub, before.hub);
    assert!(after.commits > before.commits);
    // A job that breaks a rule of the database itself.
    let broken = store.write(|tx| tx.put_account(&account(9, id(77), "nobody's")));
    assert!(matches!(broken, Err(StoreError::Failed(_))), "{broken:?}");
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    store.tidy().unwrap();
}

fn questions_see_one_state(store: &dyn Store) {
    store.write(people).unwrap();
    let value = store.write(|tx| Ok(tx.account(A, id(1))?.map(|account| account.name))).unwrap();
    assert_eq!(value.as_deref(), Some("Xiaoyu"));
    let error: super::Result<()> = store.read(|_| Err(Refusal::NotFound.into()));
    assert_eq!(error, Err(StoreError::Refused(Refusal::NotFound)));
}

fn many_write_at_once(store: &dyn Store) {
    store.write(people).unwrap();
    let refused = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let refused = &refused;
            scope.spawn(move || {
                for number in 0..50 {
                    let done = store.write(move |tx| {
                        let mut library = tx.lock_library(A, id(10))?.unwrap();
                        library.rev += 1;
                        tx.save_library(&library)?;
                        // One in ten takes back what it did.
                        if number % 10 == thread { Err(Refusal::Gone.into()) } else { Ok(library.rev) }
                    });
                    refused.fetch_add(u64::from(done.is_err()), Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(refused.into_inner(), 40);
    let rev = store.read(|view| Ok(view.library(A, id(10))?.unwrap().rev)).unwrap();
    assert_eq!(rev, 3 + 360);
}
