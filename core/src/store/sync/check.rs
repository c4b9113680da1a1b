//! Whether what is shared is here as the hub says that it is; what is not, is fetched again.

use uuid::Uuid;

use super::{libraries, snapshot};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::BlobId;
use crate::store::transaction::Op;

/// What [`PhraseBook::fetch_again`] has put on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refetched {
    /// Libraries that the next sync takes anew.
    pub libraries: Vec<Uuid>,
    /// Blobs that the next sync fetches.
    pub blobs: Vec<BlobId>,
}

impl PhraseBook {
    /// The shared libraries whose rows do not add up to the checksum that was kept with them; none in a sound book. Libraries
    /// that are being taken anew are not looked at.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn check_sync(&self) -> Result<Vec<Uuid>> {
        self.store.explain(|sql| {
            let mut differing = Vec::new();
            for state in libraries::all(sql)? {
                if state.granted && !state.anew && snapshot::recomputed(sql, &state)? != state.checksum {
                    differing.push(state.id);
                }
            }
            Ok(differing)
        })
    }

    /// Has the next sync fetch again what a check found wrong: libraries whole, what waits in them untouched, and blobs that
    /// the hub has. The bytes of a damaged blob are removed: they are another blob's, or nobody's.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn fetch_again(&mut self, differing: &[Uuid], blobs: &[BlobId]) -> Result<Refetched> {
        let refetched = self.transact(Op::Local, |transaction| {
            let mut refetched = Refetched::default();
            for library in differing {
                if let Some(mut state) =
                    libraries::find(&transaction.sql, *library)?.filter(|state| state.granted)
                {
                    state.take_anew();
                    libraries::write(&transaction.sql, &state)?;
                    refetched.libraries.push(*library);
                }
            }
            for blob in blobs {
                let want = "UPDATE blob SET wanted = 1 WHERE id = ?1 AND at_hub = 1";
                if transaction.sql.execute(want, [blob.as_bytes()])? > 0 {
                    refetched.blobs.push(*blob);
                }
            }
            Ok(refetched)
        })?;
        self.media.forget(&refetched.value.blobs)?;
        Ok(refetched.value)
    }
}
