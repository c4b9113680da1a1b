//! The plan as a value, with a JSON form that is the same in every language.

use serde::{Deserialize, Serialize};

use crate::compose::Surface;
use crate::ids::BlobId;
use crate::model::{Channel, FilePart, ImagePart, Lang};

/// A plan, and what the request had that it did not need.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Planned {
    /// The plan.
    pub plan: SendPlan,
    /// The names of given values that the chosen text does not ask for, in the order in which they were given.
    pub unused: Vec<String>,
}

/// What a surface does with a phrase (发送方案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SendPlan {
    /// Where it is carried out.
    pub surface: Surface,
    /// Where the customer is.
    pub channel: Channel,
    /// The language of the text that was chosen, which may be another than the one asked for.
    pub language: Lang,
    /// What to do, in order; one step is one action of the person. Empty while values are missing.
    pub steps: Vec<Step>,
    /// What of the phrase is not sent, and why.
    pub left_out: Vec<LeftOut>,
    /// The names of variables without a value, in the order of the text, each once.
    pub missing: Vec<String>,
}

/// One action: of the surface when the person says "go on", or, for a hint, of the person in the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "SendStep"))]
pub enum Step {
    /// Puts a text into the clipboard.
    CopyText(TextStep),
    /// Hands a text to the channel's app through the share sheet.
    ShareText(TextStep),
    /// Types a text where the cursor stands.
    InsertText(TextStep),
    /// Hands pictures to the channel's app through the share sheet.
    ShareImages {
        /// In the order of the phrase.
        images: Vec<Image>,
        /// Where the app reads them from.
        via: ShareVia,
        /// Which batch it is, where there are several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<Count>,
    },
    /// Saves pictures to the photo album, one after the other.
    SaveToAlbum {
        /// In the order of saving: the last of the phrase first, so that the first is the newest.
        images: Vec<Image>,
        /// Which batch it is, where there are several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<Count>,
    },
    /// Puts a picture into the clipboard.
    CopyImage {
        /// The picture.
        image: Image,
    },
    /// Inserts a picture where the cursor stands.
    InsertImage {
        /// The picture.
        image: Image,
        /// What to do where the editor takes no pictures.
        #[serde(rename = "else")]
        otherwise: InsertElse,
    },
    /// Hands files to the channel's app through the share sheet.
    ShareFiles {
        /// One, so far: WeChat takes several things at once only if all are photos.
        files: Vec<File>,
    },
    /// Opens the channel's app.
    OpenChannel {
        /// The address to open: `weixin://`.
        app: String,
    },
    /// Says what the person does next in the chat. It belongs to the step before it.
    Hint {
        /// What to say; the words are the face's.
        hint: Hint,
        /// The text to read out, for [`Hint::ReadAloud`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

/// A text on its way, one message of the customer's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TextStep {
    /// The filled text.
    pub text: String,
    /// Which piece it is, where a long text was cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Count>,
    /// Whether the clipboard shall hide it; said by [`Step::CopyText`] alone.
    #[serde(default, skip_serializing_if = "crate::model::is_false")]
    pub sensitive: bool,
    /// How many parts the text message takes; said for the channel `sms` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_parts: Option<u32>,
}

/// One of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "OneOf"))]
pub struct Count {
    /// Which one, from 1.
    pub index: u32,
    /// Of how many.
    pub count: u32,
}

/// A picture on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "SendImage"))]
pub struct Image {
    /// Its blob.
    pub blob: BlobId,
    /// The name that a person gave it.
    pub name: String,
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    pub mime: String,
    /// The size of the blob.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What it is shrunk to before it is sent; absent where it may go as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrink: Option<Shrink>,
}

/// The greatest picture that the channel takes: both hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Shrink {
    /// The longer side, in pixels.
    pub max_side: u32,
    /// In bytes.
    pub max_bytes: u64,
}

/// A file on its way, as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "SendFile"))]
pub struct File {
    /// Its blob.
    pub blob: BlobId,
    /// The name that a person gave it.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// The size of the blob.
    pub bytes: u64,
}

/// Where an app reads shared pictures from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ShareVia {
    /// A content URI of our own provider: one picture.
    ContentUri,
    /// The media store, where the pictures are put first: several.
    MediaStore,
}

/// What to do where an editor takes no pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum InsertElse {
    /// Share it, by a content URI.
    Share,
}

/// What the person does next in the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "SendHint"))]
pub enum Hint {
    /// Paste the text into the input line.
    Paste,
    /// Paste the text into the message box of the share dialog.
    PasteInShareDialog,
    /// Paste the text, if one was copied, and pick the newest pictures of the album.
    PickNewest,
    /// Go back to the chat, and paste the text.
    ReturnAndPaste,
    /// Read the text aloud on the phone.
    ReadAloud,
}

/// Something of the phrase that is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeftOut {
    /// What it is.
    pub what: What,
    /// Its name: of a picture or file, of an emoji code without brackets, the kind of an unknown part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The surface of the same device that can send it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Surface>,
}

/// What may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "LeftOutKind"))]
pub enum What {
    /// A text part, or the phrase's lack of any part.
    Text,
    /// A picture.
    Image,
    /// A file that is no picture.
    File,
    /// An emoji code of WeChat inside a text.
    Emoji,
    /// A part of a kind that this edition does not know.
    Part,
}

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "LeftOutReason"))]
pub enum Reason {
    /// The surface carries text alone.
    SurfaceTextOnly,
    /// The surface carries no files other than pictures.
    SurfaceNoFiles,
    /// The channel takes text alone.
    ChannelTextOnly,
    /// The channel is not known to take files other than pictures.
    ChannelNoFiles,
    /// This edition does not know such a part.
    UnknownPart,
    /// The channel has no such emoji, and Unicode has none that says the same.
    NoEmoji,
    /// There is nothing in it but white space.
    Empty,
}

impl Image {
    pub(super) fn new(part: &ImagePart, shrink: Option<Shrink>) -> Self {
        Self {
            blob: part.blob,
            name: part.name.clone(),
            mime: part.mime.clone(),
            bytes: part.bytes,
            width: part.width,
            height: part.height,
            shrink,
        }
    }
}

impl From<&FilePart> for File {
    fn from(part: &FilePart) -> Self {
        Self { blob: part.blob, name: part.name.clone(), mime: part.mime.clone(), bytes: part.bytes }
    }
}

impl LeftOut {
    pub(super) fn new(what: What, name: Option<&str>, reason: Reason) -> Self {
        Self { what, name: name.map(ToOwned::to_owned), reason, offer: None }
    }
}

impl Count {
    /// The numbers of `count` things; none where there is only one.
    pub(super) fn each(count: usize) -> impl Iterator<Item = Option<Self>> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        (1..=count).map(move |index| (count > 1).then_some(Self { index, count }))
    }
}
