//! Blobs and who names them, uploads, counters of use.

use huashu_protocol::sync::Counter;
use uuid::Uuid;

use super::Result;
use super::types::{Blob, Naming, OpenUpload};

/// The BLAKE3 hash of a blob.
pub type Hash = [u8; 32];

/// Questions about blobs and counters. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait FilesView {
    fn blob(&self, company: Uuid, hash: &Hash) -> Result<Option<Blob>>;
    /// Every blob that some company has, with its size; by hash.
    fn all_blobs(&self) -> Result<Vec<(Hash, u64)>>;
    /// Whether some company has it.
    fn is_blob_known(&self, hash: &Hash) -> Result<bool>;
    /// Whether the account has uploaded it itself.
    fn has_uploaded(&self, company: Uuid, hash: &Hash, account: Uuid) -> Result<bool>;
    /// Libraries with a row, or a former state of one, that names it; by id, each once.
    fn libraries_naming(&self, company: Uuid, hash: &Hash) -> Result<Vec<Uuid>>;
    /// Drafts that name it: author and library.
    fn drafts_naming(&self, company: Uuid, hash: &Hash) -> Result<Vec<(Uuid, Uuid)>>;
    /// Blobs that nobody names and that were last uploaded or asked for before a moment; at most so many.
    fn unnamed_blobs(&self, before: i64, most: usize) -> Result<Vec<(Uuid, Hash)>>;

    fn upload(&self, account: Uuid, hash: &Hash) -> Result<Option<OpenUpload>>;
    fn count_uploads(&self, account: Uuid) -> Result<u64>;
    fn stale_uploads(&self, before: i64, most: usize) -> Result<Vec<OpenUpload>>;

    /// Summed over devices, for phrases of a library since a day, by phrase.
    fn usage(&self, company: Uuid, library: Uuid, since: &str) -> Result<Vec<(Uuid, u64)>>;
}

/// Changes of blobs and counters. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait FilesTx {
    /// Says that a company has a blob, and which account has uploaded it.
    fn put_blob(&mut self, company: Uuid, hash: &Hash, blob: &Blob, account: Uuid) -> Result<()>;
    /// Says that it was asked for just now, so that it is spared for a while.
    fn touch_blob(&mut self, company: Uuid, hash: &Hash, at: i64) -> Result<()>;
    /// Forgets a blob if nobody names it and it was not asked for since. Whether it is gone.
    fn delete_unnamed(&mut self, company: Uuid, hash: &Hash, before: i64) -> Result<bool>;
    /// Says which blobs somebody names, in place of what was said before.
    fn set_names(&mut self, company: Uuid, library: Uuid, by: Naming, hashes: &[Hash]) -> Result<()>;

    fn put_upload(&mut self, upload: &OpenUpload) -> Result<()>;
    fn delete_upload(&mut self, account: Uuid, hash: &Hash) -> Result<()>;

    /// The larger number stands.
    fn count_use(&mut self, company: Uuid, device: Uuid, counter: &Counter) -> Result<()>;
}
