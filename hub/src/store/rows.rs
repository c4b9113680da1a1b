//! Libraries, their rows, what rows were, and what became of operations.

use huashu_protocol::account::{Access, Grantee};
use uuid::Uuid;

use super::Result;
use super::types::{GrantedLibrary, Library, StoredDraft, StoredResult, StoredRow, Version};

/// Is told one row after the other, until it says `false`.
pub type EachRow<'a> = &'a mut dyn FnMut(StoredRow) -> Result<bool>;

/// Questions about libraries and rows. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait RowsView {
    /// Also one that was removed.
    fn library(&self, company: Uuid, id: Uuid) -> Result<Option<Library>>;
    /// Of a company, by id; those that were removed are not among them.
    fn libraries(&self, company: Uuid) -> Result<Vec<Library>>;
    /// Of all companies, by id, removed ones too.
    fn all_libraries(&self) -> Result<Vec<Library>>;
    /// All libraries that could be an account's: shared ones with what grants say of it, and its own; by id.
    fn libraries_for(&self, company: Uuid, account: Uuid) -> Result<Vec<GrantedLibrary>>;
    /// What grants say of one library for an account.
    fn granted(&self, library: Uuid, account: Uuid) -> Result<Option<Access>>;
    fn grants_on(&self, library: Uuid) -> Result<Vec<(Grantee, Access)>>;

    /// Also a deleted one.
    fn row(&self, company: Uuid, id: Uuid) -> Result<Option<StoredRow>>;
    /// Whether some row of the library is at a revision.
    fn has_rev(&self, library: Uuid, rev: u64) -> Result<bool>;
    /// Rows above a revision, oldest first, deleted ones too.
    fn changed(&self, library: Uuid, after: u64, each: EachRow<'_>) -> Result<()>;
    /// Live rows of a kind, oldest revision first; `None`: of every kind but categories and the library's own row.
    fn live(&self, library: Uuid, kind: Option<&str>, each: EachRow<'_>) -> Result<()>;
    /// Live rows in a category, by id; `None`: at the top. All kinds, or one.
    fn children(&self, library: Uuid, parent: Option<Uuid>, kind: Option<&str>) -> Result<Vec<StoredRow>>;
    /// How many live rows of a kind are in a category.
    fn count_children(&self, library: Uuid, parent: Option<Uuid>, kind: &str) -> Result<u64>;
    /// Rows that lay in a category once, or lie there deleted, and are above a revision now; by id.
    fn left(&self, library: Uuid, parent: Uuid, after: u64) -> Result<Vec<StoredRow>>;
    /// What a row was, newest first; not what was forgotten.
    fn versions(&self, library: Uuid, row: Uuid, most: usize) -> Result<Vec<Version>>;

    fn op_result(&self, account: Uuid, op: Uuid) -> Result<Option<StoredResult>>;

    fn draft(&self, company: Uuid, id: Uuid) -> Result<Option<StoredDraft>>;
    /// Oldest first.
    fn drafts_of(&self, account: Uuid) -> Result<Vec<StoredDraft>>;
    /// Proposals of a company, oldest first.
    fn proposals(&self, company: Uuid) -> Result<Vec<StoredDraft>>;
}

/// Changes of libraries and rows. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait RowsTx {
    /// A library of the company, removed ones too, locked until the transaction ends: whoever holds it gives out its
    /// revisions.
    fn lock_library(&mut self, company: Uuid, id: Uuid) -> Result<Option<Library>>;
    /// Whether the id is taken on this hub at all.
    fn insert_library(&mut self, library: &Library) -> Result<bool>;
    fn save_library(&mut self, library: &Library) -> Result<()>;
    /// Forgets so many of its rows with their history, and once there are no more the library with its grants; drafts stay.
    /// How many rows there were.
    fn purge_library(&mut self, library: Uuid, most: usize) -> Result<usize>;
    fn grant(&mut self, library: Uuid, to: Grantee, access: Access) -> Result<()>;
    /// Whether there was one.
    fn revoke(&mut self, library: Uuid, to: Grantee) -> Result<bool>;
    fn revoke_all(&mut self, library: Uuid) -> Result<()>;

    /// Writes a row, new or not.
    fn put_row(&mut self, row: &StoredRow) -> Result<()>;
    /// Keeps what a row was; its number.
    fn add_version(&mut self, library: Uuid, row: Uuid, version: &Version) -> Result<i64>;
    /// Forgets the texts of rows that were deleted before a moment, at most so many; how many there were.
    fn blank(&mut self, deleted_before: i64, most: usize) -> Result<usize>;
    /// Forgets rows that were deleted before a moment, at most so many, with their history: of each library the highest
    /// revision among them.
    fn purge(&mut self, deleted_before: i64, most: usize) -> Result<Vec<(Uuid, u64, usize)>>;
    fn raise_min_rev(&mut self, library: Uuid, rev: u64) -> Result<()>;

    fn put_result(&mut self, account: Uuid, op: Uuid, result: &StoredResult, at: i64) -> Result<()>;
    fn purge_results(&mut self, before: i64, most: usize) -> Result<usize>;

    /// Whether it is new.
    fn put_draft(&mut self, draft: &StoredDraft) -> Result<bool>;
    /// With the blobs that it names. Whether there was one.
    fn delete_draft(&mut self, company: Uuid, id: Uuid) -> Result<bool>;
    /// Those older than a moment, at most so many; their authors, each once.
    fn purge_drafts(&mut self, before: i64, most: usize) -> Result<Vec<Uuid>>;
}
