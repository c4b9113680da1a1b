//! What travels between a book and a hub in one process beside the sync call itself.

use huashu_core::PhraseBook;
use huashu_core::sync::desk;
use huashu_core::sync::work::{Done, Work};
use huashu_hub::Hub;
use huashu_protocol::SyncApi as _;
use huashu_protocol::blob::Upload;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Carries a blob up, from where the hub has it.
pub(crate) fn send_blob(run: &Runtime, hub: &Hub, token: &str, book: &mut PhraseBook, upload: Upload) {
    let hash = upload.hash.clone();
    let mut state = run.block_on(hub.upload(token, upload)).unwrap();
    while !state.done {
        let read = Work::ReadPiece { hash: hash.clone(), offset: state.offset };
        let Done::Piece(bytes) = desk::run(book, read).unwrap() else { panic!() };
        state = run.block_on(hub.upload_piece(token, &hash, state.offset, bytes)).unwrap();
    }
    desk::run(book, Work::Uploaded { hash }).unwrap();
}

/// Takes a library anew, chunk by chunk.
pub(crate) fn take_anew(run: &Runtime, hub: &Hub, token: &str, book: &mut PhraseBook, library: Uuid) {
    let manifest = run.block_on(hub.snapshot(token, library)).unwrap();
    desk::run(book, Work::BeginSnapshot(manifest.clone())).unwrap();
    for chunk in 0..u32::try_from(manifest.chunks.len()).unwrap() {
        let (epoch, rev) = (manifest.epoch, manifest.rev);
        let bytes = run.block_on(hub.chunk(token, library, epoch, rev, chunk)).unwrap();
        desk::run(book, Work::Chunk { library, epoch, rev, chunk, bytes }).unwrap();
    }
}
