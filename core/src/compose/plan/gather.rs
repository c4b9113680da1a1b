//! The parts of a phrase made ready for a channel: texts filled, pictures measured, the rest left out with a reason.

use super::PlanRequest;
use super::value::{File, Image, LeftOut, Reason, Shrink, What};
use crate::compose::channel::ChannelFacts;
use crate::compose::fill::{FillOutcome, fill};
use crate::compose::limits::{ImageDoor, ImageLimits, SurfaceFacts, surface_facts};
use crate::compose::{Piece, Surface, Template};
use crate::model::{ImagePart, Part};

/// What the parts came to.
#[derive(Default)]
pub(super) struct Gathered {
    /// What can go, in the order of the phrase.
    pub(super) items: Vec<Item>,
    pub(super) left_out: Vec<LeftOut>,
    /// The names of variables without a value, each once.
    pub(super) missing: Vec<String>,
}

/// A part that can go.
pub(super) enum Item {
    /// A filled text, not yet cut; more than white space.
    Text(Vec<Piece>),
    Image(Image),
    File(File),
}

/// Makes the parts ready. `templates` are those of the text parts, in order.
pub(super) fn gather(
    request: &PlanRequest<'_>,
    parts: &[Part],
    templates: &[Template],
    channel: &ChannelFacts,
    surface: &SurfaceFacts,
) -> Gathered {
    let mut gathered = Gathered::default();
    let mut templates = templates.iter();
    for part in parts {
        match part {
            Part::Text(_) => {
                if let Some(template) = templates.next() {
                    gathered.add_text(request, template, channel);
                }
            }
            Part::Image(image) => gathered.add_image(image, channel, surface),
            Part::File(file) => match why_no_file(channel, surface) {
                None => gathered.items.push(Item::File(file.into())),
                Some(reason) => {
                    let offer = surface
                        .offers
                        .filter(|&offered| why_no_file(channel, surface_facts(offered)).is_none());
                    gathered.leave_out(What::File, &file.name, reason, offer);
                }
            },
            Part::Unknown(value) => {
                let kind = value.get("kind").and_then(serde_json::Value::as_str);
                gathered.left_out.push(LeftOut::new(What::Part, kind, Reason::UnknownPart));
            }
        }
    }
    if parts.is_empty() {
        gathered.left_out.push(LeftOut::new(What::Text, None, Reason::Empty));
    }
    gathered
}

impl Gathered {
    fn add_text(&mut self, request: &PlanRequest<'_>, template: &Template, channel: &ChannelFacts) {
        match fill(template, request.values, request.variables, request.surroundings, channel.emoji) {
            FillOutcome::Missing(names) => {
                let new = names.into_iter().filter(|name| !self.missing.contains(name)).collect::<Vec<_>>();
                self.missing.extend(new);
            }
            FillOutcome::Filled(filled, notes) => {
                for code in &notes.emoji_left_out {
                    let note = LeftOut::new(What::Emoji, Some(code), Reason::NoEmoji);
                    if !self.left_out.contains(&note) {
                        self.left_out.push(note);
                    }
                }
                if filled.is_blank() {
                    self.left_out.push(LeftOut::new(What::Text, None, Reason::Empty));
                } else {
                    self.items.push(Item::Text(filled.pieces));
                }
            }
        }
    }

    fn add_image(&mut self, image: &ImagePart, channel: &ChannelFacts, surface: &SurfaceFacts) {
        let Some(limits) = channel.images else {
            return self.leave_out(What::Image, &image.name, Reason::ChannelTextOnly, None);
        };
        if surface.images == ImageDoor::None {
            return self.leave_out(What::Image, &image.name, Reason::SurfaceTextOnly, surface.offers);
        }
        self.items.push(Item::Image(Image::new(image, shrink(image, &limits))));
    }

    fn leave_out(&mut self, what: What, name: &str, reason: Reason, offer: Option<Surface>) {
        self.left_out.push(LeftOut { offer, ..LeftOut::new(what, Some(name), reason) });
    }
}

/// Why a file cannot go; `None` where it can. What the channel refuses, no other surface can offer.
fn why_no_file(channel: &ChannelFacts, surface: &SurfaceFacts) -> Option<Reason> {
    match () {
        () if channel.images.is_none() => Some(Reason::ChannelTextOnly),
        () if !channel.takes_files => Some(Reason::ChannelNoFiles),
        () if surface.shares_files => None,
        () if surface.images == ImageDoor::None => Some(Reason::SurfaceTextOnly),
        () => Some(Reason::SurfaceNoFiles),
    }
}

/// A picture this many times as long as it is wide (a size table, a chat on one sheet) is scrolled through, not looked
/// at as a whole.
const LONG_PICTURE: u32 = 3;

/// What a picture is shrunk to; `None` where the channel takes it as it is. A long picture keeps its length: at the
/// greatest side it could no longer be read.
pub(super) fn shrink(image: &ImagePart, limits: &ImageLimits) -> Option<Shrink> {
    let (side, other) = (image.width.max(image.height), image.width.min(image.height));
    let is_long = side / LONG_PICTURE > other;
    let max_side = if is_long { side } else { limits.max_side };
    let max_bytes = if image.mime == "image/gif" { limits.gif_bytes } else { limits.max_bytes };
    let fits = image.bytes <= max_bytes && side <= max_side;
    (!fits).then_some(Shrink { max_side, max_bytes })
}
