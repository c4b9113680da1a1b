//! The log, given to the platform.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, Once};
use std::thread;

use huashu_core::foreign::{LogLevel, Logger};
use log::{Level, LevelFilter, Log, Metadata, Record};

use crate::desk::lock;

/// Lines that wait for a slow logger; what comes beyond is let go.
const WAITING: usize = 1_000;

struct Line {
    level: LogLevel,
    target: String,
    message: String,
}

/// Where lines go; `None` before somebody wants them.
static LINES: Mutex<Option<SyncSender<Line>>> = Mutex::new(None);
static INSTALLED: Once = Once::new();

/// Sends the log to the app from now on; `None`: to nobody. One logger serves the whole process.
///
/// Any thread; microseconds. The logger is called on a thread of its own, so it may take its time: lines that it has not
/// taken are let go when there are a thousand of them.
#[uniffi::export]
pub fn set_logger(logger: Option<Arc<dyn Logger>>, most: LogLevel) {
    let lines = logger.and_then(|logger| {
        let (lines, given) = sync_channel::<Line>(WAITING);
        let work = move || {
            for Line { level, target, message } in given {
                // A logger that fails cannot be told so.
                let _ = logger.log(level, target, message);
            }
        };
        thread::Builder::new().name("huashu-log".to_owned()).spawn(work).ok().map(|_| lines)
    });
    INSTALLED.call_once(|| {
        // Another library of the process may have taken the place.
        let _ = log::set_logger(&Forward);
    });
    log::set_max_level(if lines.is_some() { filter(most) } else { LevelFilter::Off });
    let former = std::mem::replace(&mut *lock(&LINES), lines);
    drop(former);
}

struct Forward;

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let level = match record.level() {
            Level::Error => LogLevel::Error,
            Level::Warn => LogLevel::Warn,
            Level::Info => LogLevel::Info,
            Level::Debug | Level::Trace => LogLevel::Debug,
        };
        let line = Line { level, target: record.target().to_owned(), message: record.args().to_string() };
        if let Some(lines) = &*lock(&LINES) {
            let _ = lines.try_send(line);
        }
    }

    fn flush(&self) {}
}

fn filter(most: LogLevel) -> LevelFilter {
    match most {
        LogLevel::Error => LevelFilter::Error,
        LogLevel::Warn => LevelFilter::Warn,
        LogLevel::Info => LevelFilter::Info,
        LogLevel::Debug => LevelFilter::Debug,
    }
}
