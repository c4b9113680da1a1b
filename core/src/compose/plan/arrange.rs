//! The steps of a plan: one function for each row of the design's table of surfaces (§4).
//!
//! A text part is one message of the customer's chat, on every surface but the share extension, which has one visit
//! only and joins them.

use super::gather::Item;
use super::text;
use super::value::{Hint, InsertElse, ShareVia, Step, TextStep};
use super::visit::{Talk, Visit, batches, visits};
use crate::compose::Surface;
use crate::compose::channel::ChannelFacts;

/// The steps that send the items, in order. The items are such as the surface and the channel take.
pub(super) fn arrange(
    items: Vec<Item>,
    surface: Surface,
    channel: &ChannelFacts,
    sensitive: bool,
) -> Vec<Step> {
    let mut row = Row { channel, sensitive, steps: Vec::with_capacity(items.len() * 2) };
    if channel.spoken {
        row.read_aloud(items);
        return row.steps;
    }
    match surface {
        Surface::AndroidOverlay => row.copy_and_paste(items),
        Surface::AndroidApp => row.share(items),
        Surface::AndroidKeyboard | Surface::IosKeyboard => row.insert(items),
        Surface::IosApp => row.save_and_switch(items),
        Surface::IosShare => row.save_and_return(items),
        Surface::Desktop => row.copy(items),
    }
    row.steps
}

struct Row<'a> {
    channel: &'a ChannelFacts,
    sensitive: bool,
    steps: Vec<Step>,
}

impl Row<'_> {
    /// A call: the person reads, the text is never cut.
    fn read_aloud(&mut self, items: Vec<Item>) {
        for item in items {
            if let Item::Text(pieces) = item {
                self.steps.push(Step::Hint { hint: Hint::ReadAloud, text: Some(text::whole(&pieces)) });
            }
        }
    }

    /// The bubble: every message is copied, and pasted before the next one is.
    fn copy_and_paste(&mut self, items: Vec<Item>) {
        for item in items {
            if let Item::Text(pieces) = item {
                for message in text::messages(&pieces, self.channel) {
                    self.copy_text(message);
                    self.hint(Hint::Paste);
                }
            }
        }
    }

    /// The Android app: pictures and files are shared; a text beside pictures waits in the clipboard for the share
    /// dialog, since WeChat drops it from the share.
    fn share(&mut self, items: Vec<Item>) {
        for visit in visits(items, self.channel) {
            match visit {
                Visit::File(file) => self.steps.push(Step::ShareFiles { files: vec![file] }),
                Visit::Talk(Talk { message, images, .. }) if images.is_empty() => {
                    message.into_iter().for_each(|message| self.share_or_copy(message));
                }
                Visit::Talk(Talk { message, images, batch }) => {
                    let pastes = message.is_some();
                    message.into_iter().for_each(|message| self.copy_text(message));
                    let via = if images.len() == 1 { ShareVia::ContentUri } else { ShareVia::MediaStore };
                    self.steps.push(Step::ShareImages { images, via, batch });
                    if pastes {
                        self.hint(Hint::PasteInShareDialog);
                    }
                }
            }
        }
    }

    fn share_or_copy(&mut self, message: TextStep) {
        if self.channel.takes_shared_text {
            self.steps.push(Step::ShareText(message));
        } else {
            self.copy_text(message);
            self.hint(Hint::ReturnAndPaste);
        }
    }

    /// A keyboard: all in place, in the order of the phrase.
    fn insert(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Text(pieces) => {
                    self.steps
                        .extend(text::messages(&pieces, self.channel).into_iter().map(Step::InsertText));
                }
                Item::Image(image) => {
                    self.steps.push(Step::InsertImage { image, otherwise: InsertElse::Share });
                }
                Item::File(_) => {}
            }
        }
    }

    /// The iOS app: what goes in one visit is laid ready, then the channel is opened.
    fn save_and_switch(&mut self, items: Vec<Item>) {
        for visit in visits(items, self.channel) {
            let Visit::Talk(Talk { message, mut images, batch }) = visit else { continue };
            let picks = !images.is_empty();
            if picks {
                images.reverse();
                self.steps.push(Step::SaveToAlbum { images, batch });
            }
            message.into_iter().for_each(|message| self.copy_text(message));
            if let Some(url) = self.channel.ios_url {
                self.steps.push(Step::OpenChannel { app: url.to_owned() });
            }
            self.hint(match (picks, self.channel.ios_url) {
                (true, _) => Hint::PickNewest,
                (false, Some(_)) => Hint::Paste,
                (false, None) => Hint::ReturnAndPaste,
            });
        }
    }

    /// The share extension: it is gone after one visit and can open nothing, so all pictures are saved first, the
    /// last batch before the first, and all texts are copied as one.
    fn save_and_return(&mut self, items: Vec<Item>) {
        let (mut texts, mut images) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Item::Text(pieces) => texts.push(pieces),
                Item::Image(image) => images.push(image),
                Item::File(_) => {}
            }
        }
        for (batch, mut images) in batches(images, self.channel).into_iter().rev() {
            images.reverse();
            self.steps.push(Step::SaveToAlbum { images, batch });
        }
        if texts.is_empty() && !self.steps.is_empty() {
            self.hint(Hint::PickNewest);
        }
        let joined = text::joined(texts);
        if joined.is_empty() {
            return;
        }
        for message in text::messages(&joined, self.channel) {
            self.copy_text(message);
            self.hint(Hint::ReturnAndPaste);
        }
    }

    /// The desktop: text and pictures through the clipboard, one by one, in the order of the phrase.
    fn copy(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Text(pieces) => {
                    text::messages(&pieces, self.channel)
                        .into_iter()
                        .for_each(|message| self.copy_text(message));
                }
                Item::Image(image) => self.steps.push(Step::CopyImage { image }),
                Item::File(_) => {}
            }
        }
    }

    fn copy_text(&mut self, message: TextStep) {
        self.steps.push(Step::CopyText(TextStep { sensitive: self.sensitive, ..message }));
    }

    fn hint(&mut self, hint: Hint) {
        self.steps.push(Step::Hint { hint, text: None });
    }
}
