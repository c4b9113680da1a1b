//! Pictures and files of a row become parts.

use std::collections::HashMap;

use crate::error::{Error, Locale, Result};
use crate::ids::BlobId;
use crate::import::attachment::{Attachment, BlobFolder, Identity};
use crate::import::report::{Fault, Reason};
use crate::media::{Prepared, prepare};
use crate::model::Part;

/// Where blobs are kept: the book, or nowhere in a dry run.
pub(in crate::import) trait Keeper {
    /// Keeps a blob and returns the part that names it.
    ///
    /// # Errors
    /// Those of writing, which stop the import.
    fn put(&mut self, prepared: Prepared) -> Result<Part>;

    /// True where the book has the blob that a part names; the part may then name it.
    ///
    /// # Errors
    /// As [`Keeper::put`].
    fn has(&mut self, part: &Part) -> Result<bool>;
}

/// Turns attachments into parts, each file once however many rows name it.
pub(super) struct Attacher<'a> {
    pub(super) keeper: &'a mut dyn Keeper,
    pub(super) blobs: BlobFolder,
    pub(super) known: HashMap<Identity, Part>,
}

/// Why a row does not go on: a fault of its own, or an error of the whole import.
pub(super) enum Stop {
    Row(Fault),
    Import(Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Import(error)
    }
}

impl Attacher<'_> {
    /// The part of an attachment. One whose bytes a part of `there` names already is that part: nothing is to be
    /// checked or stored.
    pub(super) fn part(&mut self, attachment: &Attachment, there: &[Part]) -> Result<Part, Stop> {
        let identity = attachment.identity();
        if let Some(part) = self.known.get(&identity) {
            return Ok(part.clone());
        }
        let bytes = attachment.read().map_err(|error| unusable(&error))?;
        let blob = BlobId::of(&bytes);
        if let Some(part) = there.iter().find(|part| part.blob() == Some(&blob)) {
            return Ok(part.clone());
        }
        let prepared = prepare(&attachment.name, bytes).map_err(|error| unusable(&error))?;
        let part = self.keeper.put(prepared)?;
        self.known.insert(identity, part.clone());
        Ok(part)
    }

    /// A part that names its blob: as it is where the book has it, else with what lies beside the file; `None` where
    /// neither does.
    pub(super) fn ready(&mut self, part: &Part) -> Result<Option<Part>, Stop> {
        let Some(blob) = part.blob() else { return Ok(Some(part.clone())) };
        if self.keeper.has(part)? {
            return Ok(Some(part.clone()));
        }
        let Some(attachment) = self.blobs.get(blob).cloned() else { return Ok(None) };
        let stored = self.part(&attachment, &[])?;
        Ok(Some(renamed(stored, part)))
    }
}

/// What was stored, under the name and with the unknown fields that the file gives it.
fn renamed(stored: Part, wanted: &Part) -> Part {
    let (name, extra) = match wanted {
        Part::Image(image) => (&image.name, &image.extra),
        Part::File(file) => (&file.name, &file.extra),
        Part::Text(_) | Part::Unknown(_) => return stored,
    };
    match stored {
        Part::Image(mut image) => {
            (image.name, image.extra) = (name.clone(), extra.clone());
            Part::Image(image)
        }
        Part::File(mut file) => {
            (file.name, file.extra) = (name.clone(), extra.clone());
            Part::File(file)
        }
        other => other,
    }
}

/// A picture or file that cannot be taken fails its row, whatever the reason.
fn unusable(error: &Error) -> Fault {
    let reason = if matches!(error, Error::TooLarge { .. }) { Reason::TooLarge } else { Reason::BadImage };
    Fault::new(reason, error.message(Locale::Zh), error.message(Locale::En))
}
