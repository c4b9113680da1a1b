//! A hub and a book in one process, and copies of their files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::model::joined_text;
use huashu_core::sync::desk;
use huashu_core::sync::work::{Done, Outbound, Work};
use huashu_hub::{Hub, Options};
use huashu_protocol::SyncApi as _;
use huashu_protocol::account::{Device, Session, SignIn};
use huashu_protocol::blob::Piece;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::exchange::{send_blob, take_anew};

/// The header of the log, in bytes, and of each frame before its page.
pub(crate) const HEADER: usize = 32;
pub(crate) const FRAME: usize = 24 + 4_096;

/// A hub, and who may call it.
pub(crate) struct Company {
    pub(crate) hub: Hub,
    pub(crate) session: Session,
    runtime: Runtime,
}

impl Company {
    /// A new hub with its owner signed in.
    pub(crate) fn new(data: &Path, install: Uuid) -> Self {
        let opened = Hub::open(options(data)).unwrap();
        let owner = opened.first_owner.unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let device = Device { install, name: "test".into() };
        let sign_in = SignIn { user: owner.user, password: owner.password, device };
        let session = runtime.block_on(opened.hub.sign_in(sign_in)).unwrap();
        Self { hub: opened.hub, session, runtime }
    }

    /// The same hub from a copy of its files.
    pub(crate) fn again(data: &Path, session: &Session) -> Self {
        let opened = Hub::open(options(data)).unwrap_or_else(|error| panic!("{}: {error}", data.display()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { hub: opened.hub, session: session.clone(), runtime }
    }

    /// Syncs a book with all that belongs to it, until neither side has anything to say.
    pub(crate) fn sync(&self, book: &mut PhraseBook) {
        let (token, run) = (&self.session.tokens.access, &self.runtime);
        for _ in 0..50 {
            let Done::Collected(out) = desk::run(book, Work::Collect).unwrap() else { panic!() };
            let Outbound { request, snapshots, more_ops, uploads, downloads, .. } = *out;
            for upload in &uploads {
                send_blob(run, &self.hub, token, book, upload.clone());
            }
            for download in &downloads {
                let piece: Piece = run.block_on(self.hub.blob(token, &download.hash, download.have)).unwrap();
                desk::run(book, Work::Downloaded { hash: download.hash.clone(), piece }).unwrap();
            }
            let had_ops = !request.ops.is_empty();
            let reply = run.block_on(self.hub.sync(token, request.clone())).unwrap();
            let Done::Applied(applied) = desk::run(book, Work::Apply { request, reply }).unwrap() else {
                panic!()
            };
            let anew: Vec<Uuid> =
                snapshots.iter().map(|state| state.library).chain(applied.snapshots.clone()).collect();
            for library in &anew {
                take_anew(run, &self.hub, token, book, *library);
            }
            let moved = had_ops || more_ops || applied.more || !anew.is_empty();
            if !moved && uploads.is_empty() && downloads.is_empty() {
                return;
            }
        }
        panic!("it never ends");
    }
}

fn options(data: &Path) -> Options {
    Options { clock: Arc::new(SystemClock), ..Options::new(data) }
}

/// The title and text of every phrase, sorted.
pub(crate) fn phrases(book: &PhraseBook) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for library in book.libraries().unwrap() {
        let phrases = book.phrases(library.id).unwrap();
        all.extend(phrases.iter().map(|p| (p.label.title.clone(), joined_text(&p.content.parts))));
    }
    all.sort();
    all
}

/// Copies a folder as a crash leaves it: all files but the index of the log, which lives in memory.
pub(crate) fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_files(&path, &target);
        } else if !path.to_string_lossy().ends_with("-shm") {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The log beside a database.
pub(crate) fn log_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", database.display()))
}

/// How many bytes of a log are in force: an older round of it may lie behind.
pub(crate) fn log_in_force(database: &Path) -> usize {
    let bytes = fs::read(log_of(database)).unwrap_or_default();
    let salts = bytes.get(16..24).unwrap_or_default().to_vec();
    let frames = bytes.get(HEADER..).unwrap_or_default().chunks_exact(FRAME);
    HEADER.min(bytes.len()) + frames.take_while(|frame| frame[8..16] == salts[..]).count() * FRAME
}
