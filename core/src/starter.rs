//! The starter library: what a new book may begin with. It goes the way of any import of our own JSON.

use crate::book::PhraseBook;
use crate::error::Result;
use crate::import::{Attachment, ImportRequest, Report};

const LIBRARY: &str = include_str!("../starter/starter.json");

macro_rules! pictures {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../starter/pictures/", $name)))),*]
    };
}

/// The pictures by the names of their files; which phrase shows which is told by their hashes.
const PICTURES: &[(&str, &[u8])] = pictures![
    "coupon-guide.png"
    "damage-photos.png"
    "how-to-measure.png"
    "inspect-parcel.png"
    "invoice-guide.png"
    "payment-failed.png"
    "refund-timeline.png"
    "return-package.png"
    "return-steps.png"
    "size-shoes.png"
    "size-top.png"
    "size-trousers.png"
    "track-parcel.png"
    "washing-care.png"
];

impl PhraseBook {
    /// Adds the starter library with its pictures; where it is there already, what it says is brought up to date.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn load_starter(&mut self) -> Result<Report> {
        let request = PICTURES
            .iter()
            .fold(ImportRequest::of_bytes("starter.json", LIBRARY.as_bytes()), |request, (name, bytes)| {
                request.beside(Attachment::bytes(*name, *bytes))
            });
        self.import(&request, &mut |_| {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Approximate, Scope};

    #[test]
    fn the_starter_library_is_whole_and_loads_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        let report = book.load_starter().unwrap();
        assert!(report.created >= 160, "{report:?}");
        assert_eq!((report.failed, report.warnings, report.unmapped), Default::default());
        assert_eq!(report.new_variables, Vec::<String>::new(), "every variable is declared");
        assert!(book.check_store().unwrap().is_sound());
        let media = book.check_media(|_| {}).unwrap();
        assert_eq!((media.checked, media.missing, media.damaged), (14, Vec::new(), Vec::new()));
        let found = book.search("tuikuan", &Scope::default(), 3, Approximate::NONE).unwrap();
        assert_eq!(found.hits.len(), 3);

        let again = book.load_starter().unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, report.created));
    }
}
