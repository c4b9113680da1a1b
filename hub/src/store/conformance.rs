//! What every store must do: written once, run against each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use huashu_protocol::Refusal;
use huashu_protocol::account::{Access, Department, Grantee, Policy, Role};
use huashu_protocol::row::{Checksum, Fields, Revs, Row};
use huashu_protocol::sync::{Counter, DraftReason, Outcome};
use uuid::Uuid;

use super::types::{
    Account, Blob, Company, Device, Invitation, Library, LibraryKind, Naming, OpenUpload, PairState,
    SessionPair, StoredDraft, StoredResult, StoredRow, Version,
};
use super::{Store, StoreError, Tx};

/// Runs every check, each against a store of its own.
pub(super) fn run(open: impl Fn() -> Arc<dyn Store>) {
    for check in [
        a_job_is_done_or_not_at_all,
        questions_see_one_state,
        many_write_at_once,
        people_are_kept,
        tokens_turn_over,
        libraries_and_grants,
        rows_in_the_order_of_their_revisions,
        what_is_deleted_is_forgotten_by_and_by,
        results_and_drafts,
        blobs_and_their_names,
        uploads_and_counters,
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

fn people_are_kept(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let mut one = account(1, A, "ignored");
            one.role = Role::Owner;
            one.grants_rev = 50;
            tx.put_account(&one)?;
            for (number, company) in [(20, A), (21, A), (22, B)] {
                tx.put_department(company, &Department { id: id(number), name: format!("{number}") })?;
            }
            tx.set_departments(id(1), &[id(21), id(20), id(21)])?;
            tx.set_departments(id(2), &[id(21)])?;
            tx.bump_grants(A, &[id(1), id(3)])?;
            tx.bump_grants(A, &[])?;
            tx.bump_drafts(id(2))
        })
        .unwrap();
    store
        .read(|view| {
            let one = view.account(A, id(1))?.unwrap();
            assert_eq!((one.name.as_str(), one.role, one.grants_rev), ("Xiaoyu", Role::Owner, 2));
            assert_eq!(view.account_named("xiaoyu")?.map(|one| one.id), Some(id(1)));
            assert!(view.account(B, id(1))?.is_none() && view.department(A, id(22))?.is_none());
            assert_eq!(view.accounts(A)?.iter().map(|one| one.id).collect::<Vec<_>>(), [id(1), id(2)]);
            assert_eq!(view.grants_revs(A)?, [(id(1), 2), (id(2), 1)]);
            assert_eq!(view.grants_revs(B)?, [(id(3), 1)]);
            assert_eq!(view.account(A, id(2))?.unwrap().drafts_rev, 2);
            assert_eq!(view.company(A)?.unwrap().grants_seq, 2);
            assert_eq!(view.departments_of(id(1))?, [id(20), id(21)]);
            assert_eq!(view.members(id(21))?, [id(1), id(2)]);
            Ok(())
        })
        .unwrap();
    let taken = store.write(|tx| tx.put_account(&account(4, B, "XIAOYU ")));
    assert!(taken.is_err());
    store
        .write(|tx| {
            tx.delete_department(id(21))?;
            tx.bump_all_grants(A)
        })
        .unwrap();
    store
        .read(|view| {
            assert_eq!((view.departments_of(id(1))?, view.members(id(21))?), (vec![id(20)], vec![]));
            assert_eq!(view.grants_revs(A)?, [(id(1), 3), (id(2), 2)]);
            Ok(())
        })
        .unwrap();
    let code = [7; 32];
    let invitation = Invitation {
        id: id(30),
        company: A,
        code,
        role: Role::Agent,
        departments: vec![id(20)],
        uses_left: 2,
        expires_at: 50,
        account_expires_at: Some(60),
    };
    store
        .write(move |tx| {
            tx.put_invitation(&invitation)?;
            assert!(tx.invitation(&code)?.as_ref() == Some(&invitation));
            tx.put_invitation(&Invitation { uses_left: 1, ..invitation })?;
            assert_eq!(tx.invitations(A)?[0].uses_left, 1);
            assert!(!tx.delete_invitation(B, id(30))? && tx.invitations(B)?.is_empty());
            tx.purge_invitations(50)?;
            assert_eq!(tx.invitations(A)?.len(), 1);
            tx.purge_invitations(51)?;
            assert!(tx.invitation(&code)?.is_none());
            Ok(())
        })
        .unwrap();
}

fn tokens_turn_over(store: &dyn Store) {
    store.write(people).unwrap();
    let pair = |byte: u8| SessionPair {
        id: 0,
        device: id(40),
        access: [byte; 32],
        access_until: 100,
        refresh: [byte + 100; 32],
        refresh_until: 200,
        state: PairState::Fresh,
    };
    store
        .write(move |tx| {
            let device = Device {
                id: id(40),
                account: id(1),
                install: id(41),
                name: "手机".into(),
                last_seen: 3,
                revoked: false,
            };
            tx.put_device(&device)?;
            assert_eq!(tx.device_installed(id(1), id(41))?, Some(device.clone()));
            assert_eq!((tx.device(A, id(40))?, tx.device(B, id(40))?), (Some(device.clone()), None));
            tx.put_device(&Device { revoked: true, ..device })?;
            assert!(tx.devices_of(id(1))?[0].revoked);
            for byte in 1..=3 {
                tx.insert_pair(&pair(byte))?;
            }
            let second = tx.access_holder(&[2; 32])?.unwrap();
            assert_eq!((second.account.id, second.device.id), (id(1), id(40)));
            assert!(tx.access_holder(&[102; 32])?.is_none());
            tx.use_pair(&second.pair)?;
            let states =
                [101, 102, 103].map(|byte| tx.refresh_holder(&[byte; 32]).unwrap().unwrap().pair.state);
            assert!(states == [PairState::Replaced, PairState::Used, PairState::Replaced]);
            tx.purge_sessions(200)?;
            assert!(tx.refresh_holder(&[101; 32])?.is_some());
            tx.end_sessions(id(40))?;
            assert!(tx.refresh_holder(&[102; 32])?.is_none());
            Ok(())
        })
        .unwrap();
}

fn libraries_and_grants(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            assert!(tx.insert_library(&library(11, A, LibraryKind::Personal, Some(id(1))))?);
            assert!(!tx.insert_library(&library(11, B, LibraryKind::Company, None))?);
            let mut changed = tx.lock_library(A, id(10))?.unwrap();
            assert_eq!(changed, library(10, A, LibraryKind::Company, None));
            assert!(tx.lock_library(B, id(10))?.is_none());
            changed.rev = 1 << 40;
            changed.deleted_at = Some(8);
            tx.save_library(&changed)?;
            assert_eq!(tx.library(A, id(10))?, Some(changed.clone()));
            assert_eq!(tx.libraries(A)?.len(), 1);
            assert_eq!(tx.all_libraries()?.len(), 2);
            changed.deleted_at = None;
            tx.save_library(&changed)?;
            tx.put_department(A, &Department { id: id(20), name: "客服".into() })?;
            tx.set_departments(id(2), &[id(20)])
        })
        .unwrap();
    store
        .write(|tx| {
            use Access::{Edit, Read};
            let department = Grantee::Department(id(20));
            type Case = (Grantee, Option<Access>, Option<Access>, Option<Access>);
            let cases: [Case; 6] = [
                (department, Some(Read), None, Some(Read)),
                (Grantee::Account(id(1)), Some(Edit), Some(Edit), Some(Read)),
                (Grantee::Company, Some(Edit), Some(Edit), Some(Edit)),
                (Grantee::Company, Some(Read), Some(Edit), Some(Read)),
                (Grantee::Account(id(1)), None, Some(Read), Some(Read)),
                (Grantee::Company, None, None, Some(Read)),
            ];
            for (to, access, first, second) in cases {
                match access {
                    Some(access) => tx.grant(id(10), to, access)?,
                    None => assert!(tx.revoke(id(10), to)?),
                }
                assert_eq!(
                    (tx.granted(id(10), id(1))?, tx.granted(id(10), id(2))?),
                    (first, second),
                    "{to:?}"
                );
                let listed = |account| {
                    let all = tx.libraries_for(A, account).unwrap();
                    all.into_iter().find(|(library, _)| library.id == id(10)).unwrap().1
                };
                assert_eq!((listed(id(1)), listed(id(2))), (first, second));
            }
            assert!(!tx.revoke(id(10), Grantee::Company)?);
            assert_eq!(tx.grants_on(id(10))?, [(department, Read)]);
            let mine =
                |account| tx.libraries_for(A, account).unwrap().iter().any(|(one, _)| one.id == id(11));
            assert!(mine(id(1)) && !mine(id(2)));
            tx.delete_department(id(20))?;
            assert_eq!(tx.grants_on(id(10))?, []);
            tx.grant(id(10), Grantee::Company, Read)?;
            tx.revoke_all(id(10))?;
            assert_eq!(tx.granted(id(10), id(1))?, None);
            tx.raise_min_rev(id(10), 9)?;
            tx.raise_min_rev(id(10), 4)?;
            assert_eq!(tx.library(A, id(10))?.unwrap().min_rev, 9);
            tx.put_row(&row(50, 10, 1, "phrase", None))?;
            tx.purge_library(id(10))?;
            assert!(tx.library(A, id(10))?.is_none() && tx.row(A, id(50))?.is_none());
            Ok(())
        })
        .unwrap();
}

fn rows_in_the_order_of_their_revisions(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            for new in [
                row(50, 10, 7, "phrase", Some(60)),
                row(60, 10, 2, "category", None),
                deleted(row(51, 10, 4, "phrase", Some(60)), 5),
                row(61, 10, 3, "category", Some(60)),
                row(10, 10, 1, "library", None),
                row(52, 10, 9, "sticker", None),
            ] {
                tx.put_row(&new)?;
                assert_eq!(tx.row(A, new.row.id)?, Some(new));
            }
            assert!(tx.row(B, id(50))?.is_none());
            assert!(tx.has_rev(id(10), 7)? && !tx.has_rev(id(10), 8)? && !tx.has_rev(id(11), 7)?);
            let visit = |after: u64, most: usize| {
                let mut revs = Vec::new();
                tx.changed(id(10), after, &mut |row| {
                    revs.push(row.row.revs.row);
                    Ok(revs.len() < most)
                })
                .unwrap();
                revs
            };
            assert_eq!(visit(0, 100), [1, 2, 3, 4, 7, 9]);
            assert_eq!((visit(2, 2), visit(9, 5)), (vec![3, 4], vec![]));
            let live = |kind: Option<&str>| {
                let mut ids = Vec::new();
                tx.live(id(10), kind, &mut |row| {
                    ids.push(row.row.id);
                    Ok(true)
                })
                .unwrap();
                ids
            };
            assert_eq!(live(None), [id(50), id(52)]);
            assert_eq!(live(Some("category")), [id(60), id(61)]);
            let children = |parent: Option<u128>, kind: Option<&str>| {
                let all = tx.children(id(10), parent.map(id), kind).unwrap();
                all.iter().map(|row| row.row.id).collect::<Vec<_>>()
            };
            assert_eq!(children(Some(60), None), [id(50), id(61)]);
            assert_eq!(children(Some(60), Some("category")), [id(61)]);
            assert_eq!(children(None, Some("sticker")), [id(52)]);
            assert_eq!(tx.count_children(id(10), Some(id(60)), "phrase")?, 1);
            let error = tx.changed(id(10), 0, &mut |_| Err(Refusal::Gone.into()));
            assert_eq!(error, Err(StoreError::Refused(Refusal::Gone)));
            Ok(())
        })
        .unwrap();
    store
        .write(|tx| {
            // What lay in a category once: moved away, deleted there, and below the revision.
            let before = tx.row(A, id(50))?.unwrap();
            let version = Version {
                fields: before.row.fields.clone(),
                revs: before.row.revs,
                parent: before.parent,
                by: before.row.by.clone(),
                at: 77,
            };
            let first = tx.add_version(id(10), id(50), &version)?;
            let second = tx.add_version(id(10), id(50), &Version { at: 78, ..version.clone() })?;
            assert!(second > first);
            tx.put_row(&StoredRow { parent: None, ..row(50, 10, 12, "phrase", None) })?;
            let left = |after| {
                let all = tx.left(id(10), id(60), after).unwrap();
                all.iter().map(|row| row.row.id).collect::<Vec<_>>()
            };
            assert_eq!((left(2), left(4), left(12)), (vec![id(50), id(51), id(61)], vec![id(50)], vec![]));
            assert_eq!(tx.versions(id(10), id(50), 9)?, [Version { at: 78, ..version.clone() }, version]);
            assert_eq!(tx.versions(id(10), id(50), 1)?.len(), 1);
            assert_eq!(tx.versions(id(11), id(50), 9)?, []);
            Ok(())
        })
        .unwrap();
}

fn what_is_deleted_is_forgotten_by_and_by(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let hash = [1; 32];
            let blob = Blob { size: 3, mime: "a/b".into(), at: 0 };
            tx.put_blob(A, &hash, &blob, id(1))?;
            for number in 0..6 {
                let new = row(50 + number, 10, 5 + number as u64, "phrase", None);
                let version = Version {
                    fields: new.row.fields.clone(),
                    revs: new.row.revs,
                    parent: None,
                    by: None,
                    at: 0,
                };
                let number_of = tx.add_version(id(10), new.row.id, &version)?;
                tx.set_names(A, id(10), Naming::Version(new.row.id, number_of), &[hash])?;
                tx.set_names(A, id(10), Naming::Row(new.row.id), &[hash])?;
                tx.put_row(&if number == 5 { new } else { deleted(new, 100 + number as i64) })?;
            }
            assert_eq!((tx.blank(103, 2)?, tx.blank(103, 2)?, tx.blank(103, 2)?), (2, 1, 0));
            assert!(tx.row(A, id(52))?.unwrap().row.fields.is_empty());
            assert!(!tx.row(A, id(53))?.unwrap().row.fields.is_empty());
            assert_eq!(
                (tx.versions(id(10), id(52), 9)?.len(), tx.versions(id(10), id(53), 9)?.len()),
                (0, 1)
            );
            assert_eq!(tx.purge(104, 3)?, [(id(10), 7, 3)]);
            assert_eq!(tx.purge(104, 3)?, [(id(10), 8, 1)]);
            assert_eq!(tx.purge(104, 3)?, []);
            assert!(tx.row(A, id(53))?.is_none() && tx.row(A, id(54))?.is_some());
            assert_eq!(tx.libraries_naming(A, &hash)?, [id(10)]);
            Ok(())
        })
        .unwrap();
}

fn results_and_drafts(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let result = StoredResult {
                outcome: Outcome::Rejected { code: "cycle".into(), message: "…".into() },
                seen: 5,
            };
            tx.put_result(id(1), id(70), &result, 10)?;
            assert_eq!(tx.op_result(id(1), id(70))?, Some(result.clone()));
            assert_eq!(tx.op_result(id(2), id(70))?, None);
            let again = StoredResult { outcome: Outcome::Applied { rev: 1 << 40 }, seen: 1 << 41 };
            tx.put_result(id(1), id(70), &again, 10)?;
            assert_eq!(tx.op_result(id(1), id(70))?, Some(again));
            tx.put_result(id(1), id(71), &result, 11)?;
            assert_eq!(
                (tx.purge_results(11, 9)?, tx.purge_results(99, 0)?, tx.purge_results(99, 9)?),
                (1, 0, 1)
            );
            let draft = |number: u128, reason| StoredDraft {
                id: id(number),
                company: A,
                library: id(10),
                kind: "phrase".into(),
                row: id(50),
                fields: serde_json::from_str(r#"{"title":"x"}"#).unwrap(),
                base: 7,
                reason,
                author: id(1),
                author_name: "Xiaoyu".into(),
                at: 200 - number as i64,
                theirs_by: Some("小雪".into()),
                theirs_at: Some(6),
            };
            let one = draft(80, DraftReason::Conflict);
            assert!(tx.put_draft(&one)? && !tx.put_draft(&one)?);
            tx.put_draft(&draft(81, DraftReason::Proposal))?;
            tx.set_names(A, id(10), Naming::Draft(id(81)), &[[9; 32]])?;
            assert_eq!(tx.draft(A, id(80))?, Some(one));
            assert_eq!(tx.draft(B, id(80))?, None);
            let ids = |drafts: Vec<StoredDraft>| drafts.iter().map(|draft| draft.id).collect::<Vec<_>>();
            assert_eq!(ids(tx.drafts_of(id(1))?), [id(81), id(80)]);
            assert_eq!((ids(tx.proposals(A)?), ids(tx.proposals(B)?)), (vec![id(81)], vec![]));
            assert_eq!(tx.drafts_naming(A, &[9; 32])?, [(id(1), id(10))]);
            assert!(
                !tx.delete_draft(B, id(81))? && tx.delete_draft(A, id(81))? && !tx.delete_draft(A, id(81))?
            );
            assert_eq!(tx.drafts_naming(A, &[9; 32])?, []);
            assert_eq!(tx.purge_drafts(120, 9)?, Vec::<Uuid>::new());
            assert_eq!(tx.purge_drafts(121, 9)?, [id(1)]);
            Ok(())
        })
        .unwrap();
}

fn blobs_and_their_names(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let (one, two) = ([1; 32], [2; 32]);
            let blob = |at| Blob { size: 3, mime: "image/png".into(), at };
            tx.put_blob(A, &one, &blob(10), id(1))?;
            tx.put_blob(A, &one, &blob(5), id(2))?;
            tx.put_blob(B, &one, &blob(7), id(3))?;
            tx.put_blob(A, &two, &blob(20), id(1))?;
            assert_eq!((tx.blob(A, &one)?, tx.blob(B, &two)?), (Some(blob(10)), None));
            assert_eq!(tx.all_blobs()?, [(one, 3), (two, 3)]);
            assert!(tx.has_uploaded(A, &one, id(2))? && !tx.has_uploaded(A, &two, id(2))?);
            assert!(!tx.has_uploaded(B, &one, id(1))?);
            tx.set_names(A, id(10), Naming::Row(id(50)), &[one, two])?;
            tx.set_names(A, id(12), Naming::Version(id(50), 3), &[two])?;
            assert_eq!(
                (tx.libraries_naming(A, &one)?, tx.libraries_naming(B, &one)?),
                (vec![id(10)], vec![])
            );
            tx.set_names(A, id(10), Naming::Row(id(50)), &[two])?;
            assert_eq!(tx.libraries_naming(A, &two)?, [id(10), id(12)]);
            assert_eq!(tx.unnamed_blobs(11, 9)?, [(A, one), (B, one)]);
            assert_eq!(tx.unnamed_blobs(10, 9)?, [(B, one)]);
            tx.touch_blob(A, &one, 30)?;
            tx.touch_blob(A, &one, 3)?;
            assert!(!tx.delete_unnamed(A, &one, 30)? && !tx.delete_unnamed(A, &two, 99)?);
            assert!(tx.delete_unnamed(A, &one, 31)? && tx.is_blob_known(&one)?);
            assert!(!tx.has_uploaded(A, &one, id(1))?);
            assert!(tx.delete_unnamed(B, &one, 8)? && !tx.is_blob_known(&one)?);
            Ok(())
        })
        .unwrap();
}

fn uploads_and_counters(store: &dyn Store) {
    store.write(people).unwrap();
    store
        .write(|tx| {
            let upload =
                |at, size| OpenUpload { account: id(1), hash: [3; 32], size, mime: "a/b".into(), at };
            tx.put_upload(&upload(5, 10))?;
            tx.put_upload(&upload(6, 11))?;
            assert_eq!(tx.upload(id(1), &[3; 32])?, Some(upload(6, 11)));
            assert_eq!((tx.upload(id(2), &[3; 32])?, tx.count_uploads(id(1))?), (None, 1));
            assert_eq!((tx.stale_uploads(6, 9)?.len(), tx.stale_uploads(7, 9)?.len()), (0, 1));
            tx.delete_upload(id(1), &[3; 32])?;
            assert_eq!(tx.count_uploads(id(1))?, 0);
            tx.put_row(&row(50, 10, 1, "phrase", None))?;
            let counter = |phrase: u128, day: &str, uses| Counter {
                phrase: id(phrase),
                day: day.into(),
                channel: "wechat".into(),
                surface: String::new(),
                uses,
            };
            for (device, phrase, day, uses) in [
                (1, 50, "2026-11-01", 5),
                (1, 50, "2026-11-01", 3),
                (2, 50, "2026-11-01", 4),
                (1, 50, "2026-11-02", 1),
                (1, 50, "2026-10-31", 100),
                (1, 51, "2026-11-01", 9),
            ] {
                tx.count_use(A, id(device), &counter(phrase, day, uses))?;
            }
            assert_eq!(tx.usage(A, id(10), "2026-11-01")?, [(id(50), 10)]);
            assert_eq!(tx.usage(B, id(10), "2026-11-01")?, []);
            Ok(())
        })
        .unwrap();
}
