//! Blobs, uploads, counters.

use huashu_protocol::sync::Counter;

use super::{A, B, id, people, row};
use crate::store::Store;
use crate::store::types::{Blob, Naming, OpenUpload};

pub(super) fn blobs_and_their_names(store: &dyn Store) {
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

pub(super) fn uploads_and_counters(store: &dyn Store) {
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
