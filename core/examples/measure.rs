#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]
use huashu_core::import::*;
use huashu_core::*;
use std::time::Instant;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    let file = std::env::args().nth(1).unwrap();
    let dir = std::env::temp_dir().join(format!("measure{}", std::process::id()));
    let mut book = PhraseBook::create(&dir).unwrap();
    book.transact(store::Op::Init, |t| t.add_library(model::NewLibrary::personal("a"))).unwrap();
    for _ in 0..2 {
        let mut stage = None;
        let mut at = Instant::now();
        let start = at;
        let report = book
            .import(&ImportRequest::new(&file), &mut |p| {
                if stage != Some(p.stage) {
                    println!("  {:?} after {:?} cpu {:.2}", p.stage, at.elapsed(), cpu());
                    at = Instant::now();
                    stage = Some(p.stage);
                }
            })
            .unwrap();
        println!("  end after {:?} cpu {:.2}", at.elapsed(), cpu());
        println!(
            "{} {} {} {} in {:?}: {} rows/s",
            report.created,
            report.updated,
            report.unchanged,
            report.failed.len(),
            start.elapsed(),
            (report.created + report.unchanged) as f64 / start.elapsed().as_secs_f64()
        );
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
        if std::env::var_os("ONCE").is_some() {
            std::fs::remove_dir_all(&dir).unwrap();
            return;
        }
    }
    for name in ["o.json", "o.xlsx", "o.csv"] {
        let s = Instant::now();
        book.export(&dir.join(name), None).unwrap();
        println!("export {name} {:?} {}", s.elapsed(), std::fs::metadata(dir.join(name)).unwrap().len());
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
        if std::env::var_os("ONCE").is_some() {
            std::fs::remove_dir_all(&dir).unwrap();
            return;
        }
    }
    for name in ["o.json", "o.xlsx", "o.csv"] {
        let s = Instant::now();
        let r = book.import(&ImportRequest::new(dir.join(name)).dry_run(true), &mut |_| {}).unwrap();
        println!("dry run {name} {:?} {} {} {}", s.elapsed(), r.created, r.unchanged, r.failed.len());
    }
    std::fs::remove_dir_all(&dir).unwrap();
}
