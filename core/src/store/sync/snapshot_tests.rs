//! A library that is taken anew, with a process that dies after every chunk.

use huashu_protocol::account::{Access as May, Grant, Policy};
use huashu_protocol::frame;
use huashu_protocol::row::Checksum;
use huashu_protocol::snapshot::{Chunk, Manifest};
use huashu_protocol::sync::{Grants, Pull, SyncReply, SyncRequest};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::PhraseBook;
use crate::ids::{BlobId, LibraryId};
use crate::store::Access;

const LIBRARY: Uuid = id(1);
const EPOCH: Uuid = id(2);

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_0000_0000 + number)
}

fn phrase(number: u128, rev: u64) -> String {
    let fields = json!({ "title": format!("话术{number}"), "parts": [], "pos": "a0" });
    json!({ "id": id(number), "kind": "phrase", "revs": { "row": rev }, "fields": fields }).to_string()
}

struct Phone {
    folder: TempDir,
    book: PhraseBook,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book = PhraseBook::create(folder.path()).unwrap();
        Self { folder, book }
    }

    /// Hears that the library is granted, and to be taken anew.
    fn hear(&mut self) {
        let grant =
            Grant { library: LIBRARY, kind: "company".into(), name: "公司".into(), access: May::Read };
        let reply = SyncReply {
            grants_rev: 1,
            grants: Some(Grants { libraries: vec![grant], policy: Policy::default() }),
            libraries: vec![Pull::Snapshot { id: LIBRARY, epoch: EPOCH }],
            ..SyncReply::default()
        };
        self.book.sync_apply(&SyncRequest::default(), &reply).unwrap();
    }

    /// Takes it in chunks of these rows; returns how many ids were noted after each.
    fn take(&mut self, rev: u64, rows: &[&[(u128, u64)]]) -> Vec<i64> {
        let packed = |rows: &&[(u128, u64)]| {
            let lines: Vec<String> = rows.iter().map(|(number, rev)| phrase(*number, *rev)).collect();
            frame::compress(lines.join("\n").as_bytes()).unwrap()
        };
        let chunks: Vec<Vec<u8>> = rows.iter().map(packed).collect();
        let all = rows.iter().flat_map(|rows| rows.iter());
        let manifest = Manifest {
            library: LIBRARY,
            epoch: EPOCH,
            rev,
            checksum: all.fold(Checksum::default(), |sum, (number, rev)| sum.with(id(*number), *rev)),
            rows: 0,
            chunks: chunks
                .iter()
                .map(|bytes| Chunk { bytes: 0, hash: BlobId::of(bytes).to_string(), rows: 0 })
                .collect(),
        };
        self.book.sync_begin_snapshot(&manifest).unwrap();
        let mut noted = Vec::new();
        for (chunk, bytes) in (0..).zip(&chunks) {
            self.book = PhraseBook::open(self.folder.path(), Access::Write).unwrap();
            let (state, _) = self.book.sync_chunk(LIBRARY, EPOCH, rev, chunk, bytes).unwrap();
            assert_eq!(state.done, usize::try_from(chunk).unwrap() + 1 == chunks.len());
            let count = "SELECT count(*) FROM snapshot_row";
            noted.push(self.book.store.sql.query_row(count, [], |line| line.get(0)).unwrap());
        }
        let state = self.book.shared_libraries().unwrap().into_iter().find(|state| state.id == LIBRARY);
        assert_eq!(state.map(|state| state.checksum), Some(manifest.checksum));
        noted
    }

    fn titles(&self) -> Vec<String> {
        let mut phrases = self.book.phrases(LibraryId::from_uuid(LIBRARY)).unwrap();
        phrases.sort_by_key(|phrase| phrase.id);
        phrases.into_iter().map(|phrase| phrase.label.title).collect()
    }
}

#[test]
fn what_no_chunk_names_is_gone() {
    let mut phone = Phone::new();
    phone.hear();
    assert_eq!(phone.take(3, &[&[(11, 1), (12, 2)], &[(13, 3)]]), [0, 0], "there is nothing to lose");
    assert_eq!(phone.titles(), ["话术11", "话术12", "话术13"]);

    phone.hear();
    phone.take(5, &[&[(11, 1)], &[(13, 4), (14, 5)]]);
    assert_eq!(phone.titles(), ["话术11", "话术13", "话术14"]);
    phone.hear();
    phone.take(6, &[&[], &[(14, 5)]]);
    assert_eq!(phone.titles(), ["话术14"], "an empty first chunk");
    phone.hear();
    phone.take(7, &[]);
    assert_eq!(phone.titles(), Vec::<String>::new(), "an empty library");
}

#[test]
fn what_a_snapshot_that_was_given_up_brought_is_not_taken_for_new() {
    let mut phone = Phone::new();
    phone.hear();
    let lines = frame::compress(phrase(11, 1).as_bytes()).unwrap();
    let chunk = Chunk { bytes: 0, hash: BlobId::of(&lines).to_string(), rows: 1 };
    let manifest = Manifest {
        library: LIBRARY,
        epoch: EPOCH,
        rev: 1,
        checksum: Checksum::default(),
        rows: 2,
        chunks: vec![chunk.clone(), chunk],
    };
    phone.book.sync_begin_snapshot(&manifest).unwrap();
    phone.book.sync_chunk(LIBRARY, EPOCH, 1, 0, &lines).unwrap();
    assert_eq!(phone.titles(), ["话术11"]);
    phone.take(2, &[&[(12, 2)]]);
    assert_eq!(phone.titles(), ["话术12"]);
}
