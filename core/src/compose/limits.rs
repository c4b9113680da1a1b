//! What surfaces and channels can take, and how sure that is.
//!
//! The two tables of the planner are plain data: [`SURFACES`] here, one row a surface, and the channels in
//! [`super::channel`]. Each row says where its facts are from; a fact that nobody has established is the cautious
//! assumption, marked [`Certainty::Untested`], so that a device test can replace it.

use super::Surface;

/// How well a fact is established, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The owner says so: documentation, a standard, an official artifact.
    Primary,
    /// Somebody who tried it says so in an issue of a public project.
    Issue,
    /// A third party's page or code says so.
    ThirdParty,
    /// Common knowledge of the trade; no source was opened.
    Common,
    /// Nobody knows; the cautious assumption.
    Untested,
}

/// Where a fact of a row is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The fact, or the facts, of the row that it speaks for.
    pub fact: &'static str,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it can be read, and what to make of it.
    pub from: &'static str,
}

/// The longest text of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextLimit {
    /// In UTF-16 code units.
    Utf16(usize),
    /// In grapheme clusters: what a person calls a character.
    Graphemes(usize),
    /// In the parts that phones join to one text message; see [`super::sms_parts`].
    SmsParts(usize),
}

/// The greatest picture that a channel takes as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageLimits {
    /// Of a still picture, in bytes.
    pub max_bytes: u64,
    /// Of a GIF, in bytes.
    pub gif_bytes: u64,
    /// The longer side, in pixels.
    pub max_side: u32,
    /// How many go in one batch.
    pub per_batch: usize,
}

/// What a surface can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurfaceFacts {
    /// Which one.
    pub surface: Surface,
    /// How text leaves it.
    pub text: TextDoor,
    /// How pictures leave it.
    pub images: ImageDoor,
    /// Whether it can share a file that is no picture.
    pub shares_files: bool,
    /// The surface of the same device that carries what this one cannot.
    pub offers: Option<Surface>,
    /// Where all that is from.
    pub sources: &'static [Source],
}

/// How text leaves a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextDoor {
    /// Through the clipboard: the person pastes.
    Clipboard,
    /// Through the share sheet where the channel takes shared text, else through the clipboard.
    ShareOrClipboard,
    /// Typed in place.
    InPlace,
}

/// How pictures leave a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageDoor {
    /// Not at all.
    None,
    /// Through the share sheet.
    Share,
    /// Inserted in place where the editor takes them, else through the share sheet.
    InPlace,
    /// Through the photo album: the person picks the newest.
    Album,
    /// Through the clipboard, one by one.
    Clipboard,
}

/// The facts of a surface.
pub fn surface_facts(surface: Surface) -> &'static SurfaceFacts {
    match surface {
        Surface::AndroidOverlay => &SURFACES[0],
        Surface::AndroidApp => &SURFACES[1],
        Surface::AndroidKeyboard => &SURFACES[2],
        Surface::IosApp => &SURFACES[3],
        Surface::IosShare => &SURFACES[4],
        Surface::IosKeyboard => &SURFACES[5],
        Surface::Desktop => &SURFACES[6],
    }
}

const fn source(fact: &'static str, certainty: Certainty, from: &'static str) -> Source {
    Source { fact, certainty, from }
}

/// The surfaces, in the order of [`Surface::ALL`].
pub static SURFACES: [SurfaceFacts; 7] = [
    SurfaceFacts {
        surface: Surface::AndroidOverlay,
        text: TextDoor::Clipboard,
        images: ImageDoor::None,
        shares_files: false,
        offers: Some(Surface::AndroidApp),
        sources: &[
            source(
                "text",
                Certainty::Primary,
                "AOSP ClipboardService.clipboardAccessAllowed: OP_WRITE_CLIPBOARD is allowed without focus, reading is not",
            ),
            source(
                "images",
                Certainty::Issue,
                "pictures through the clipboard came and went across versions of QQ: QAuxiliary#598 and PR#1635",
            ),
        ],
    },
    SurfaceFacts {
        surface: Surface::AndroidApp,
        text: TextDoor::ShareOrClipboard,
        images: ImageDoor::Share,
        shares_files: true,
        offers: None,
        sources: &[
            source(
                "text beside images",
                Certainty::Issue,
                "WeChat drops EXTRA_TEXT beside a picture: plus_plugins#265; so the text is pasted into the share dialog",
            ),
            source(
                "one image by content URI, several from MediaStore",
                Certainty::Issue,
                "ShareExtend#23: WeChat takes one picture from a FileProvider, but several only from the album (2020)",
            ),
            source(
                "files one by one",
                Certainty::Issue,
                "WXShareMultiImage#10, uni-app#1899: WeChat takes several things at once only if all are photos",
            ),
        ],
    },
    SurfaceFacts {
        surface: Surface::AndroidKeyboard,
        text: TextDoor::InPlace,
        images: ImageDoor::InPlace,
        shares_files: false,
        offers: Some(Surface::AndroidApp),
        sources: &[
            source("text", Certainty::Primary, "Android InputConnection.commitText"),
            source(
                "images",
                Certainty::Issue,
                "trime#743 (2025-12): recent WeChat takes pictures by commitContent; the editor says which types it takes",
            ),
        ],
    },
    SurfaceFacts {
        surface: Surface::IosApp,
        text: TextDoor::Clipboard,
        images: ImageDoor::Album,
        shares_files: false,
        offers: None,
        sources: &[
            source(
                "text",
                Certainty::Issue,
                "ShareExtend#44: WeChat on iOS refuses text from the share sheet",
            ),
            source(
                "order in the album",
                Certainty::Issue,
                "WordPress-iOS#6385, cameraroll#237: pickers show what was added last first, or sort by creation date",
            ),
        ],
    },
    SurfaceFacts {
        surface: Surface::IosShare,
        text: TextDoor::Clipboard,
        images: ImageDoor::Album,
        shares_files: false,
        offers: None,
        sources: &[source(
            "opens no other app",
            Certainty::Issue,
            "react-native-share-menu#318, expo-share-extension#48: openURL from an extension fails since iOS 18",
        )],
    },
    SurfaceFacts {
        surface: Surface::IosKeyboard,
        text: TextDoor::InPlace,
        images: ImageDoor::None,
        shares_files: false,
        offers: Some(Surface::IosApp),
        sources: &[source(
            "text only",
            Certainty::Issue,
            "UITextDocumentProxy inserts text alone; flutter/engine PR#27763: keyboards on iOS only copy pictures",
        )],
    },
    SurfaceFacts {
        surface: Surface::Desktop,
        text: TextDoor::Clipboard,
        images: ImageDoor::Clipboard,
        shares_files: false,
        offers: None,
        sources: &[source(
            "text and images",
            Certainty::Common,
            "chat windows on computers take one pasted picture at a time; files are dragged",
        )],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_surface_has_its_row_with_a_source() {
        for (row, surface) in SURFACES.iter().zip(Surface::ALL) {
            assert_eq!(row.surface, surface);
            assert_eq!(surface_facts(surface).surface, surface);
            assert!(!row.sources.is_empty(), "{surface}");
        }
    }

    #[test]
    fn an_offer_can_do_more() {
        for row in &SURFACES {
            let Some(offered) = row.offers.map(surface_facts) else { continue };
            assert_ne!(offered.images, ImageDoor::None, "{}", row.surface);
        }
    }
}
