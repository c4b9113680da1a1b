//! Libraries, rows, and what became of operations.

use huashu_protocol::Refusal;
use huashu_protocol::account::{Access, Department, Grantee};
use huashu_protocol::sync::{DraftReason, Outcome};
use uuid::Uuid;

use super::{A, B, deleted, id, library, people, row};
use crate::store::types::{Blob, LibraryKind, Naming, StoredDraft, StoredResult, StoredRow, Version};
use crate::store::{Store, StoreError};

pub(super) fn libraries_and_grants(store: &dyn Store) {
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
            tx.put_row(&row(51, 10, 2, "phrase", None))?;
            assert_eq!(tx.purge_library(id(10), 2)?, 2);
            assert!(tx.library(A, id(10))?.is_some() && tx.row(A, id(51))?.is_none());
            assert_eq!(tx.purge_library(id(10), 2)?, 0);
            assert!(tx.library(A, id(10))?.is_none() && tx.row(A, id(50))?.is_none());
            Ok(())
        })
        .unwrap();
}

pub(super) fn rows_in_the_order_of_their_revisions(store: &dyn Store) {
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

pub(super) fn what_is_deleted_is_forgotten_by_and_by(store: &dyn Store) {
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

pub(super) fn results_and_drafts(store: &dyn Store) {
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
