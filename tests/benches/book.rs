//! What the book costs: figures in a table, each with its goal. Run by `scripts/bench book CORPUS.csv`.
//!
//! Not a test: machines differ, so nothing here fails. Ratios are taken in one run, against the bare thing that does
//! the same.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and ends where it cannot go on"
)]

mod report;

use std::path::Path;
use std::time::{Duration, Instant};

use huashu_core::PhraseBook;
use huashu_core::compose::{PlanRequest, Surface, Surroundings, Values, plan};
use huashu_core::ids::PhraseId;
use huashu_core::model::{NewLibrary, Part, Phrase, PhrasePatch};
use huashu_core::store::{Access, Op};
use report::Report;
use rusqlite::{Connection, params};

fn main() {
    let corpus = std::env::args().skip(1).find(|argument| argument.ends_with(".csv"));
    let Some(corpus) = corpus else {
        println!("usage: scripts/bench book (it makes the corpus and passes its path)");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut report = Report::new("book");
    import(&mut report, folder.path(), Path::new(&corpus));
    open(&mut report, folder.path());
    edit(&mut report, folder.path());
    plan_ten_variables(&mut report);
    report.print();
}

fn import(report: &mut Report, folder: &Path, corpus: &Path) {
    let mut book = PhraseBook::create(folder).expect("a new book");
    let library =
        book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("100k"))).expect("a library").value.id;
    let start = Instant::now();
    let request = huashu_core::import::ImportRequest::new(corpus).into_library(library);
    let outcome = book.import(&request, &mut |_| ()).expect("an import");
    let took = start.elapsed();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed.first());
    let rate = f64::from(u32::try_from(outcome.created).unwrap_or(u32::MAX)) / took.as_secs_f64();
    report.at_least("import of the CSV, rows/s", rate, 40_000.0);
}

fn open(report: &mut Report, folder: &Path) {
    let before = resident_mb();
    let mut times = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        let book = PhraseBook::open(folder, Access::Write).expect("the book opens");
        let libraries = book.libraries().expect("it reads");
        times.push(start.elapsed());
        assert_eq!(libraries.len(), 1);
    }
    report.at_most("open, ms (median)", millis(median(&mut times)), 30.0);
    let book = PhraseBook::open(folder, Access::Write).expect("the book opens");
    let library = book.libraries().expect("it reads")[0].id;
    for category in book.categories(library).expect("it reads") {
        std::hint::black_box(book.phrases_in(library, Some(category.id)).expect("it reads").len());
    }
    report.at_most("memory of an open, browsed book, MB", resident_mb() - before, 20.0);
}

fn edit(report: &mut Report, folder: &Path) {
    let mut book = PhraseBook::open(folder, Access::Write).expect("the book opens");
    let library = book.libraries().expect("it reads")[0].id;
    let ids: Vec<PhraseId> =
        book.phrases(library).expect("it reads").iter().map(|phrase| phrase.id).collect();
    let bare = Connection::open(folder.join("book.db")).expect("the file opens");
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("secure_delete", "ON")] {
        bare.pragma_update(None, name, value).expect("a pragma");
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // Turn by turn, so that a drift of the disk meets both.
    for (round, pair) in ids.chunks(2).step_by(ids.len() / 800).take(300).enumerate() {
        let [first, second] = pair else { continue };
        let title = format!("标题{round}");
        let patch = PhrasePatch { title: Some(title.clone()), ..PhrasePatch::default() };
        let start = Instant::now();
        book.transact(Op::EditPhrase, |t| t.edit_phrase(*first, &patch)).expect("an edit");
        ours.push(start.elapsed());
        let start = Instant::now();
        bare_edit(&bare, *second, &title, round);
        theirs.push(start.elapsed());
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    report.note("one durable edit through transact, ms (median)", millis(ours));
    report.note("the bare SQLite transaction, ms (median)", millis(theirs));
    report.at_most("ratio to the bare transaction", ours.as_secs_f64() / theirs.as_secs_f64(), 1.3);
}

/// What an edit of a title has to write at the least: the row, its former state, the line for the hub.
fn bare_edit(sql: &Connection, id: PhraseId, title: &str, round: usize) {
    let former = format!("{{\"title\":\"{}\"}}", "旧标题".repeat(60));
    sql.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
    sql.execute("INSERT INTO operation (kind, at) VALUES ('edit_phrase', ?1)", [1]).expect("a line");
    let operation = sql.last_insert_rowid();
    sql.execute("UPDATE phrase SET title = ?1, updated_at = 1 WHERE id = ?2", params![title, id.as_bytes()])
        .expect("a row");
    sql.execute(
        "INSERT INTO version (operation, kind, row, before) VALUES (?1, 'phrase', ?2, ?3)",
        params![operation, id.as_bytes(), former],
    )
    .expect("a line");
    let mut op_id = *id.as_bytes();
    op_id[..8].copy_from_slice(&round.to_be_bytes());
    sql.execute(
        "INSERT INTO outbox (op_id, operation, library, kind, row, verb, fields, at)
         VALUES (?1, ?2, ?3, 'phrase', ?4, 'edit', ?5, 1)",
        params![op_id, operation, id.as_bytes(), id.as_bytes(), format!("{{\"title\":\"{title}\"}}")],
    )
    .expect("a line");
    sql.execute_batch("COMMIT").expect("a commit");
}

fn plan_ten_variables(report: &mut Report) {
    let names = ["客户名", "订单号", "金额", "物流公司", "单号", "预计时间", "商品", "状态", "尺码", "颜色"];
    let text: String = names.iter().map(|name| format!("您的{name}是[{name}]，")).collect();
    let phrase: Phrase = serde_json::from_value(serde_json::json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "category": null, "title": "十个变量",
        "parts": [Part::text(text)],
    }))
    .expect("a phrase");
    let mut values = Values::new();
    for name in names {
        values.set(name, "测试值");
    }
    let channel = "wechat".parse().expect("a channel");
    let now = "2026-11-22T10:00:00+08:00[Asia/Shanghai]".parse().expect("a moment");
    let surroundings = Surroundings { agent_name: None, agent_number: None, shop_name: None, now };
    let request = PlanRequest {
        phrase: &phrase,
        variables: &[],
        surface: Surface::AndroidOverlay,
        channel: &channel,
        lang: None,
        values: &values,
        surroundings: &surroundings,
    };
    let rounds = 20_000;
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(plan(std::hint::black_box(&request)));
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
    report.at_most("plan of a ten-variable phrase, µs", each, 20.0);
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What the process holds in memory now, in MB; zero where the system does not tell.
fn resident_mb() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|line| line.split(' ').nth(1).and_then(|pages| pages.parse::<u32>().ok()));
    f64::from(pages.unwrap_or(0)) * 4096.0 / 1e6
}
