//! What the core alone takes: the measure for Kotlin and Swift. Usage: `baseline BOOK CORPUS.csv`; the book is made where it is
//! missing. Prints one line: the p50 of a 20-hit search in microseconds.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::time::Instant;

use huashu_core::PhraseBook;
use huashu_core::import::ImportRequest;
use huashu_core::model::NewLibrary;
use huashu_core::search::{Approximate, LiveIndex, Scope};
use huashu_core::store::{Access, Op};

const ROUNDS: usize = 4_000;
const QUERIES: [&str; 8] = ["fh", "tk", "wl", "fahuo", "tuikuan", "kd", "发货", "zp"];

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (dir, corpus) = (words.next().unwrap(), words.next().unwrap());
    if !std::path::Path::new(&dir).exists() {
        let mut book = PhraseBook::create(&dir).unwrap();
        let library = book.transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal("话术"))).unwrap();
        let request = ImportRequest::new(corpus).into_library(library.value.id);
        book.import(&request, &mut |_| ()).unwrap();
    }
    let book = PhraseBook::open(&dir, Access::Write).unwrap();
    let live = LiveIndex::open(&book).unwrap();
    live.flush();
    let session = live.session().unwrap();
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS * 2 {
        let query = QUERIES[round % QUERIES.len()];
        let start = Instant::now();
        let found = session.search(query, &Scope::default(), 20, Approximate::ALL).unwrap().unwrap();
        let took = start.elapsed();
        assert_eq!(found.hits.len(), 20, "{query}");
        // The first half warms up.
        if round >= ROUNDS {
            times.push(took);
        }
    }
    times.sort();
    println!("{:.1}", times[ROUNDS / 2].as_secs_f64() * 1e6);
}
