//! Several processes on one book, closed pipes, and what is not a terminal.

use std::io::Read as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Desk, program, ran};

#[test]
fn a_reader_reads_while_another_process_writes_and_a_writer_is_told_busy() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "您好"]);
    let sql = rusqlite::Connection::open(desk.book().join("book.db")).unwrap();
    sql.execute_batch("BEGIN IMMEDIATE; UPDATE phrase SET title = 'x'").unwrap();

    let start = Instant::now();
    assert_eq!(desk.show(&id)["title"], "您好");
    assert_eq!(desk.ok(&["status"])["phrases"], 1);
    assert_eq!(desk.ok(&["verify"])["sound"], true);
    assert!(start.elapsed() < Duration::from_secs(3), "readers do not wait");

    let start = Instant::now();
    let (exit, code, _) = desk.fails(&["phrase", "edit", &id, "--text", "二"]);
    assert_eq!((exit, code.as_str()), (1, "busy"));
    let waited = start.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(9)).contains(&waited), "{waited:?}");

    sql.execute_batch("ROLLBACK").unwrap();
    assert_eq!(desk.ok(&["phrase", "edit", &id, "--text", "二"])["text"], "二");
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let desk = Desk::new();
    for index in 0..200 {
        desk.ok(&["category", "add", &format!("分类 {index} {}", "长".repeat(90))]);
    }
    for args in
        [&["category", "list"][..], &["--json", "category", "list"], &["completions", "bash"], &["--help"]]
    {
        let mut command = desk.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 4];
        child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        drop(child.stdout.take());
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn nothing_is_coloured_that_no_terminal_shows() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "您好", "--code", "fh1"]);
    for args in [
        &["phrase", "show", &id][..],
        &["category", "list"],
        &["status"],
        &["--help"],
        &["phrase", "show", "x"],
    ] {
        let ran = desk.run(args);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{ran:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let nowhere = ran(program(&["--json", "--data", "/proc/nowhere", "init"]).output().unwrap());
    assert_eq!(nowhere.exit, 1, "{nowhere:?}");
    let error = &nowhere.value()["error"];
    assert!(["io", "read_only"].contains(&error["code"].as_str().unwrap()), "{error}");
    assert!(error["where"]["file"].as_str().unwrap().contains("nowhere"), "{error}");
}
