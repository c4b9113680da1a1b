//! The starter library: phrases and pictures of our own, so that a new book is useful at once.
//!
//! It goes through the same door as any file of ours: [`PhraseBook::import`]. The content and its rules are described
//! in `core/starter/README.md`.

use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::BlobId;
use crate::import::{Attachment, ImportRequest, Report};

const LIBRARY: &[u8] = include_bytes!("../starter/starter.json");

/// The pictures that the library names, by their hash.
const PICTURES: [&[u8]; 14] = [
    include_bytes!("../starter/pictures/coupon-guide.png"),
    include_bytes!("../starter/pictures/damage-photos.png"),
    include_bytes!("../starter/pictures/how-to-measure.png"),
    include_bytes!("../starter/pictures/inspect-parcel.png"),
    include_bytes!("../starter/pictures/invoice-guide.png"),
    include_bytes!("../starter/pictures/payment-failed.png"),
    include_bytes!("../starter/pictures/refund-timeline.png"),
    include_bytes!("../starter/pictures/return-package.png"),
    include_bytes!("../starter/pictures/return-steps.png"),
    include_bytes!("../starter/pictures/size-shoes.png"),
    include_bytes!("../starter/pictures/size-top.png"),
    include_bytes!("../starter/pictures/size-trousers.png"),
    include_bytes!("../starter/pictures/track-parcel.png"),
    include_bytes!("../starter/pictures/washing-care.png"),
];

impl PhraseBook {
    /// Adds the starter library, or brings it up to date where it is there already.
    ///
    /// # Errors
    /// Those of [`PhraseBook::import`].
    pub fn add_starter(&mut self) -> Result<Report> {
        let request =
            PICTURES.iter().fold(ImportRequest::of_bytes("starter.json", LIBRARY), |request, picture| {
                request.beside(Attachment::bytes(format!("{}.png", BlobId::of(picture)), *picture))
            });
        self.import(&request, &mut |_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::compose::channel;
    use crate::model::{MAX_DEPTH, Part};

    #[test]
    fn the_starter_library_is_whole_and_comes_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        let report = book.add_starter().unwrap();
        assert!(report.failed.is_empty() && report.warnings.is_empty(), "{report:?}");
        assert!(report.created >= 160, "{} phrases", report.created);

        let library = book.libraries().unwrap().remove(0);
        let phrases = book.phrases(library.id).unwrap();
        let codes: HashSet<&String> =
            phrases.iter().filter_map(|phrase| phrase.label.code.as_ref()).collect();
        assert_eq!(codes.len(), phrases.len(), "every phrase has a code of its own");
        let variants = || phrases.iter().flat_map(|phrase| &phrase.content.variants);
        assert!(variants().filter(|variant| variant.channel.is_some()).count() >= 20);
        assert!(variants().filter(|variant| variant.lang.is_some()).count() >= 20);
        assert!(
            variants().filter_map(|variant| variant.channel.as_ref()).all(|id| channel::known(id).is_some())
        );
        let bundles = phrases.iter().filter(|phrase| {
            let parts = &phrase.content.parts;
            parts.iter().any(|part| matches!(part, Part::Image(_)))
                && parts.iter().any(|part| part.as_text().is_some())
        });
        assert!(bundles.count() >= 8);
        for phrase in &phrases {
            assert!(book.category_path(phrase.place.category).unwrap().len() <= MAX_DEPTH);
            for blob in phrase.all_parts().filter_map(Part::blob) {
                book.blob(blob).unwrap();
            }
        }
        assert!(book.check_store().unwrap().is_sound());

        let again = book.add_starter().unwrap();
        assert_eq!((again.created, again.updated), (0, 0));
        assert_eq!(again.unchanged, report.created);
    }
}
