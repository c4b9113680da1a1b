//! Grouping for surfaces from which the person must go over to the chat: each visit carries what one trip can.
//!
//! A clipboard holds one text and a share takes one batch of pictures, so a visit is at most one message and one
//! batch. A text takes along the pictures that follow it; pictures that come first take along the text after them.
//! So the order of the phrase is kept as far as a visit can keep it: inside a visit the app decides.

use super::gather::Item;
use super::text;
use super::value::{Count, File, Image, TextStep};
use crate::compose::channel::ChannelFacts;

/// One trip to the chat.
pub(super) enum Visit {
    Talk(Talk),
    File(File),
}

/// A message, a batch of pictures, or both; never neither.
#[derive(Default)]
pub(super) struct Talk {
    pub(super) message: Option<TextStep>,
    pub(super) images: Vec<Image>,
    /// Which batch of its pictures it is, where there are several.
    pub(super) batch: Option<Count>,
}

/// The visits that carry the items, in order.
pub(super) fn visits(items: Vec<Item>, channel: &ChannelFacts) -> Vec<Visit> {
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        match item {
            Item::Text(pieces) => {
                text::messages(&pieces, channel)
                    .into_iter()
                    .for_each(|message| add_message(&mut groups, message));
            }
            Item::Image(image) => add_image(&mut groups, image),
            Item::File(file) => groups.push(Group::File(file)),
        }
    }
    groups.into_iter().flat_map(|group| group.into_visits(channel)).collect()
}

/// Pictures in batches of what the channel takes at once, numbered where there are several.
pub(super) fn batches(images: Vec<Image>, channel: &ChannelFacts) -> Vec<(Option<Count>, Vec<Image>)> {
    let per_batch = channel.images.map_or(1, |limits| limits.per_batch).max(1);
    let mut rest = images.into_iter();
    Count::each(rest.len().div_ceil(per_batch))
        .map(|batch| (batch, rest.by_ref().take(per_batch).collect()))
        .collect()
}

enum Group {
    /// Pictures with the message before or after them, not both; or a message alone.
    Talk {
        before: Option<TextStep>,
        images: Vec<Image>,
        after: Option<TextStep>,
    },
    File(File),
}

fn add_message(groups: &mut Vec<Group>, message: TextStep) {
    match groups.last_mut() {
        // A piece of a longer text stays with its fellows.
        Some(Group::Talk { before: None, after: after @ None, .. }) if message.part.is_none() => {
            *after = Some(message);
        }
        _ => groups.push(Group::Talk { before: Some(message), images: Vec::new(), after: None }),
    }
}

fn add_image(groups: &mut Vec<Group>, image: Image) {
    match groups.last_mut() {
        Some(Group::Talk { images, after: None, .. }) => images.push(image),
        _ => groups.push(Group::Talk { before: None, images: vec![image], after: None }),
    }
}

impl Group {
    fn into_visits(self, channel: &ChannelFacts) -> Vec<Visit> {
        let (before, images, after) = match self {
            Self::File(file) => return vec![Visit::File(file)],
            Self::Talk { before, images, after } => (before, images, after),
        };
        if images.is_empty() {
            return vec![Visit::Talk(Talk { message: before, ..Talk::default() })];
        }
        let mut talks: Vec<Talk> = batches(images, channel)
            .into_iter()
            .map(|(batch, images)| Talk { message: None, images, batch })
            .collect();
        if let (Some(message), Some(first)) = (before, talks.first_mut()) {
            first.message = Some(message);
        }
        if let (Some(message), Some(last)) = (after, talks.last_mut()) {
            last.message = Some(message);
        }
        talks.into_iter().map(Visit::Talk).collect()
    }
}
