//! The starter library: phrases and pictures of our own, so that a new book is useful at once.
//!
//! It goes through the same door as any file of ours: [`PhraseBook::import`]. The content and its rules are described
//! in `core/starter/README.md`.

use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::BlobId;
use crate::import::{Attachment, ImportRequest, Report};

/// `core/starter/starter.json` without its indentation (`core/build.rs`).
const LIBRARY: &str = include_str!(concat!(env!("OUT_DIR"), "/starter.json"));

/// What all ids in the file begin with.
const PREFIX: &str = "01a19467-e800-";

/// What the id of the library itself goes on with.
const LIBRARY_REST: &str = "7331-9705-0a4b52d99c7d";

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
    /// Adds the starter library, or brings it up to date where it is there already. Every book has ids of its own for it:
    /// colleagues who began with it meet at one hub.
    ///
    /// # Errors
    /// Those of [`PhraseBook::import`].
    pub fn add_starter(&mut self) -> Result<Report> {
        let library = LIBRARY.replace(PREFIX, &self.starter_prefix()?);
        let request = ImportRequest::of_bytes("starter.json", library.into_bytes());
        let request = PICTURES.iter().fold(request, |request, picture| {
            request.beside(Attachment::bytes(format!("{}.png", BlobId::of(picture)), *picture))
        });
        self.import(&request, &mut |_| ())
    }

    /// What the ids of the starter library begin with in this book: as they do already, else something that no other book
    /// has. Their order stays.
    fn starter_prefix(&self) -> Result<String> {
        let mut ids = self.libraries()?.into_iter().map(|library| library.id.to_string());
        if let Some(prefix) = ids.find_map(|id| Some(id.strip_suffix(LIBRARY_REST)?.to_owned())) {
            return Ok(prefix);
        }
        let chance = self.ids.library(self.clock.now()).to_string();
        // The end of an id is chance; with 01 before it, it is a time that a clock might have shown.
        let chance = &chance[chance.len() - 10..];
        Ok(format!("01{}-{}-", &chance[..6], &chance[6..]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::compose::channel;
    use crate::model::{MAX_DEPTH, Part};

    #[test]
    fn every_book_has_ids_of_its_own() {
        let id = |text: &str| text.len() == 36 && text.matches('-').count() == 4;
        let ids: Vec<&str> = LIBRARY.split('"').filter(|text| id(text)).collect();
        assert!(ids.len() > 200 && ids.iter().all(|id| id.starts_with(PREFIX)));
        assert_eq!(ids[0], format!("{PREFIX}{LIBRARY_REST}"));
        let mut libraries = HashSet::new();
        let mut phrases = HashSet::new();
        for _ in 0..2 {
            let folder = tempfile::tempdir().unwrap();
            let mut book = PhraseBook::create(folder.path()).unwrap();
            book.add_starter().unwrap();
            let library = book.libraries().unwrap().remove(0);
            assert_eq!(library.id.uuid().get_version_num(), 7);
            phrases.extend(book.phrases(library.id).unwrap().into_iter().map(|phrase| phrase.id));
            libraries.insert(library.id);
        }
        assert_eq!(libraries.len(), 2);
        assert!(phrases.len() > 400, "{} of two books", phrases.len());
    }

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
