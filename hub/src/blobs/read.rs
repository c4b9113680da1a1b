//! Blobs on their way down.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use huashu_core::sync::sizes::sizes;
use huashu_protocol::blob::Piece;
use huashu_protocol::{CallResult, Refusal};

use super::{may_read, parse_hash};
use crate::engine::{Caller, Engine};
use crate::store::StoreError;

impl Engine {
    /// A piece of a blob; an empty one where it begins at the end or beyond.
    ///
    /// # Errors
    /// What the hub refuses. A blob that is not there and one that is not the account's to have are the same.
    pub fn blob(&self, token: &str, hash: &str, offset: u64) -> CallResult<Piece> {
        let hash = parse_hash(hash).ok_or(Refusal::NotFound)?;
        let caller = self.caller(token)?;
        let now = self.now();
        let blob = self.store.read(|view| {
            let Caller { account, .. } = caller.again(view, now)?;
            if !may_read(view, &account, &hash)? {
                return Ok(None);
            }
            view.blob(account.company, &hash)
        })?;
        let total = blob.ok_or(Refusal::NotFound)?.size;
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(self.files.path(&hash))?;
            file.seek(SeekFrom::Start(offset.min(total)))?;
            let mut bytes = Vec::new();
            file.take(sizes().piece_bytes as u64).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        match read() {
            Ok(bytes) => Ok(Piece { offset, bytes, total }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                log::error!("blob {} is not on the disk", super::hex(&hash));
                Err(Refusal::NotFound.into())
            }
            Err(error) => Err(StoreError::from(error).into()),
        }
    }
}
