use std::fs;

use super::*;
use crate::search::index::{Asked, Document, Filter, Shown};
use crate::search::{Approximate, Entry, Options, Query, Searcher};

const STAMP: Stamp = Stamp { book: 0xB00C, revision: 77, at: 1_795_000_000_000, counted: -5 };
/// Where the check sum stands, and where begins what it covers.
const SUM: std::ops::Range<usize> = 8..12;

fn index() -> Index {
    let texts = [
        ("发货时间", "亲，48小时内㎏发货👍🏽", "fh1", "售前", "物流 快递"),
        ("退款，到账", "款项原路退回[客户名]", "tk", "售后/退款", ""),
        ("顺丰", "重新 👨‍👩‍👧 發貨", "", "售后", "SF"),
        ("", "会计", "", "", "催"),
    ];
    let documents = (0..12).map(|n: u32| {
        let (title, text, code, category_path, keywords) = texts[n as usize % 4];
        let entry = Entry {
            title,
            text,
            code,
            category_path,
            keywords,
            favourite: n == 5,
            uses: n % 3,
            last_used_age_days: Some(1),
            order: n,
        };
        let shown = Shown { hidden: n == 3, from: (n == 4).then_some(100), until: (n == 6).then_some(300) };
        Document { id: u128::from(n) << 64, library: u128::from(n % 2), shown, entry }
    });
    Index::build(documents)
}

fn saved() -> (tempfile::TempDir, std::path::PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index/type-ahead.hsi");
    index().saved(&path, STAMP).map_err(|(_, error)| error).unwrap();
    let bytes = fs::read(&path).unwrap();
    (folder, path, bytes)
}

/// Does to an index whatever a program does.
fn use_all(index: &Index) {
    let mut searcher = Searcher::default();
    let libraries = [(0, 200), (1, 200)].into_iter().collect();
    let mut filter = Filter::new(Asked { libraries, ..Asked::default() });
    for query in ["fh", "fahuo", "发货", "tuikaun", "发或", "sunfeng", "fh1", "", "shouhou tk", "👨‍👩‍👧", "zhong"]
    {
        for (limit, approximate) in [(20, Approximate::ALL), (0, Approximate::NONE), (2, Approximate::NONE)] {
            let (query, options) = (Query::parse(query), Options { limit, approximate });
            searcher.find(index, &query, &options);
            searcher.find_in(index, &mut filter, &query, &options, &|| false);
        }
    }
    let _ = (index.favourites(), index.known(5 << 64), index.len());
    let entry = Entry { title: "新的发货", ..Entry::default() };
    let new = Document { id: 1 << 64, library: 0, shown: Shown::default(), entry };
    let changed = index.without_library(1).updated(&[new], &[2 << 64]);
    let found = changed.compacted().find(&Query::parse("新的发货"), &Options::default());
    assert_eq!(found.hits.first().map(|hit| hit.id), Some(1 << 64));
}

#[test]
fn it_comes_back_with_its_stamp() {
    let (_folder, path, _) = saved();
    let (opened, stamp) = Index::open(&path).unwrap();
    assert_eq!(stamp, STAMP);
    let query = Query::parse("fahuo");
    let all = Options { limit: 0, approximate: Approximate::ALL };
    assert_eq!(opened.find(&query, &all), index().find(&query, &all));
    assert_eq!(opened.len(), 12);
    use_all(&opened);
}

#[test]
fn changes_are_saved_over_a_file_that_is_in_use() {
    let (_folder, path, _) = saved();
    let (old, _) = Index::open(&path).unwrap();
    let next = Stamp { revision: 78, ..STAMP };
    let new = old.updated(&[], &[0]).saved(&path, next).map_err(|(_, error)| error).unwrap();
    assert_eq!((old.len(), new.len()), (12, 11));
    let (again, stamp) = Index::open(&path).unwrap();
    assert_eq!((again.len(), stamp), (11, next));
    let none = again.updated(&[], &(0..12).map(|n| n << 64).collect::<Vec<u128>>());
    assert_eq!(none.saved(&path, STAMP).map(|index| index.len()).map_err(|(_, error)| error).unwrap(), 0);
    assert_eq!(Index::open(&path).map(|(index, stamp)| (index.len(), stamp)), Some((0, STAMP)));
}

#[test]
fn a_file_that_is_cut_short_is_no_index() {
    let (_folder, path, bytes) = saved();
    for len in (0..200).chain((200..bytes.len()).step_by(997)).chain([bytes.len() - 1]) {
        fs::write(&path, &bytes[..len]).unwrap();
        assert!(Index::open(&path).is_none(), "{len} bytes");
    }
    fs::write(&path, [&bytes[..], b"\0"].concat()).unwrap();
    assert!(Index::open(&path).is_none(), "something behind");
}

#[test]
fn a_file_of_another_kind_is_no_index() {
    let (folder, path, bytes) = saved();
    let put = |at: usize, byte: u8| {
        let mut other = bytes.clone();
        other[at] = byte;
        sign(&mut other);
        fs::write(&path, &other).unwrap();
        Index::open(&path).is_some()
    };
    assert!(put(0, b'H'), "the same magic");
    assert!(!put(0, b'X'), "another magic");
    assert!(!put(4, 200), "a later format");
    assert!(!put(12, bytes[12] ^ 1), "other tables");
    fs::write(&path, b"SQLite format 3\0 and more").unwrap();
    assert!(Index::open(&path).is_none());
    assert!(Index::open(folder.path()).is_none(), "a folder");
    assert!(Index::open(&folder.path().join("nothing")).is_none());
}

#[test]
fn every_flipped_byte_is_noticed() {
    let (_folder, path, bytes) = saved();
    let mut damaged = bytes.clone();
    for at in (0..300).chain((300..bytes.len()).step_by(331)) {
        damaged[at] ^= 0x40;
        fs::write(&path, &damaged).unwrap();
        assert!(Index::open(&path).is_none(), "byte {at}");
        damaged[at] = bytes[at];
    }
}

#[test]
fn contents_that_lie_do_no_harm() {
    let (_folder, _, bytes) = saved();
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let mut opened = 0;
    // The table of initials is large and nearly empty; its bytes are met by chance, the others one by one.
    let every: Vec<usize> = (12..bytes.len()).filter(|at| bytes[*at] != 0 || at % 512 == 0).collect();
    for round in 0..120 {
        let mut damaged = bytes.clone();
        for _ in 0..1 + round % 3 {
            let at = every[next() as usize % every.len()];
            damaged[at] = if round % 2 == 0 { next() as u8 } else { 0xFF };
        }
        sign(&mut damaged);
        if let Some(segment) = Segment::open(Bytes::Heap(damaged)) {
            opened += 1;
            use_all(&Index { views: Arc::new([View { segment: Arc::new(segment), dead: None }]) });
        }
    }
    assert!(opened > 30, "{opened} were opened");
}

#[test]
fn where_nothing_can_be_written_the_index_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, b"not a folder").unwrap();
    let (kept, _) = index().saved(&blocked.join("type-ahead.hsi"), STAMP).err().unwrap();
    assert_eq!(kept.len(), 12);
    // Another process that writes holds the lock.
    let path = folder.path().join("type-ahead.hsi");
    let lock = File::create(path.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    assert!(index().saved(&path, STAMP).is_err() && !path.exists());
    lock.unlock().unwrap();
    assert!(index().saved(&path, STAMP).is_ok() && path.exists());
}

fn sign(bytes: &mut [u8]) {
    let sum = crc32fast::hash(&bytes[SUM.end..]);
    bytes[SUM].copy_from_slice(&sum.to_le_bytes());
}
