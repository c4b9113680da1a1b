//! What holds for every plan. What single plans look like is in `tests/fixtures/plans`.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::compose::limits::{ImageDoor, SURFACES, SurfaceFacts, TextDoor};
use crate::ids::BlobId;
use crate::model::{Content, Extra, FilePart, ImagePart, Label, Meta, Part, Place};

/// A phrase of parts written `t` (text), `i` (picture), `f` (file), `u` (unknown), `b` (blank text), `e` (an emoji
/// that Unicode lacks) and `v` (a variable).
fn phrase(parts: &str) -> Phrase {
    let parts = parts.chars().enumerate().map(|(index, kind)| match kind {
        't' => Part::text(format!("第{index}段。").repeat(index * 40 + 1)),
        'b' => Part::text(" \n"),
        'e' => Part::text(format!("[转圈]{index}")),
        'v' => Part::text("单号[单号]"),
        'i' => Part::Image(image(index)),
        'f' => Part::File(FilePart {
            blob: BlobId::of(&[]),
            name: format!("{index}.pdf"),
            mime: "application/pdf".to_owned(),
            bytes: 1,
            extra: Extra::new(),
        }),
        _ => Part::Unknown(serde_json::json!({"kind": "video", "n": index})),
    });
    Phrase {
        id: "0198f0c0-0000-7000-8000-000000000001".parse().unwrap(),
        library: "0198f0c0-0000-7000-8000-000000000002".parse().unwrap(),
        place: Place::default(),
        label: Label::titled("题"),
        content: Content { parts: parts.collect(), ..Content::default() },
        meta: Meta::default(),
        extra: Extra::new(),
    }
}

fn image(index: usize) -> ImagePart {
    ImagePart {
        blob: BlobId::of(&[]),
        name: format!("{index}.png"),
        mime: "image/png".to_owned(),
        width: 1_000,
        height: 1_000,
        bytes: 1_000,
        extra: Extra::new(),
    }
}

fn planned(phrase: &Phrase, surface: Surface, channel: &str) -> Planned {
    let surroundings = Surroundings {
        agent_name: None,
        agent_number: None,
        shop_name: None,
        now: date(2026, 11, 22).at(10, 0, 0, 0).in_tz("Asia/Shanghai").unwrap(),
    };
    plan(&PlanRequest {
        phrase,
        variables: &[],
        surface,
        channel: &channel.parse().unwrap(),
        lang: None,
        values: &Values::new(),
        surroundings: &surroundings,
    })
}

/// Whether a surface can do such a step at all.
fn can(facts: &SurfaceFacts, step: &Step) -> bool {
    match step {
        Step::CopyText(_) => facts.text != TextDoor::InPlace,
        Step::ShareText(_) => facts.text == TextDoor::ShareOrClipboard,
        Step::InsertText(_) => facts.text == TextDoor::InPlace,
        Step::ShareImages { .. } => facts.images == ImageDoor::Share,
        Step::SaveToAlbum { .. } => facts.images == ImageDoor::Album,
        Step::CopyImage { .. } => facts.images == ImageDoor::Clipboard,
        Step::InsertImage { .. } => facts.images == ImageDoor::InPlace,
        Step::ShareFiles { .. } => facts.shares_files,
        Step::OpenChannel { .. } => facts.surface == Surface::IosApp,
        Step::Hint { .. } => true,
    }
}

fn texts(step: &Step) -> Option<&TextStep> {
    match step {
        Step::CopyText(text) | Step::ShareText(text) | Step::InsertText(text) => Some(text),
        _ => None,
    }
}

fn images(step: &Step) -> &[Image] {
    match step {
        Step::ShareImages { images, .. } | Step::SaveToAlbum { images, .. } => images,
        Step::CopyImage { image } | Step::InsertImage { image, .. } => std::slice::from_ref(image),
        _ => &[],
    }
}

/// The names of the pictures and files of a phrase, in order.
fn named(phrase: &Phrase) -> Vec<&str> {
    let name = |part| match part {
        &Part::Image(ImagePart { ref name, .. }) | &Part::File(FilePart { ref name, .. }) => {
            Some(name.as_str())
        }
        _ => None,
    };
    phrase.content.parts.iter().filter_map(name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_part_is_sent_or_left_out_with_a_reason(
        parts in "[tiifube]{0,14}",
        surface in prop::sample::select(&SURFACES[..]),
        channel in prop::sample::select(channel::all()),
    ) {
        let phrase = phrase(&parts);
        let Planned { plan, .. } = planned(&phrase, surface.surface, channel.id);

        let mut sent: Vec<&str> = plan.steps.iter().flat_map(images).map(|image| image.name.as_str()).collect();
        for step in &plan.steps {
            if let Step::ShareFiles { files } = step {
                sent.extend(files.iter().map(|file| file.name.as_str()));
            }
        }
        let files_too = |left: &&LeftOut| matches!(left.what, What::Image | What::File);
        sent.extend(plan.left_out.iter().filter(files_too).filter_map(|left| left.name.as_deref()));
        let (mut sent, mut wanted) = (sent, named(&phrase));
        sent.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(sent, wanted);

        let counted = |what| plan.left_out.iter().filter(|left| left.what == what).count();
        let kinds = |kind| parts.matches(kind).count();
        prop_assert_eq!(counted(What::Part), kinds('u'));
        prop_assert_eq!(counted(What::Text), kinds('b') + usize::from(parts.is_empty()));
        for (index, part) in parts.chars().enumerate() {
            if part == 't' {
                let beginning = format!("第{index}段。");
                let said = |step: &Step| match step {
                    Step::Hint { text: Some(text), .. } => text.contains(&beginning),
                    other => texts(other).is_some_and(|text| text.text.contains(&beginning)),
                };
                prop_assert!(plan.steps.iter().any(said), "{beginning} is lost");
            }
        }
    }

    #[test]
    fn every_step_is_one_that_surface_and_channel_can(
        parts in "[tiifube]{0,14}",
        surface in prop::sample::select(&SURFACES[..]),
        channel in prop::sample::select(channel::all()),
    ) {
        let Planned { plan, .. } = planned(&phrase(&parts), surface.surface, channel.id);
        let mut follows_action = channel.spoken;
        for step in &plan.steps {
            prop_assert!(can(&surface, step), "{step:?} on {}", surface.surface);
            if let Some(text) = texts(step) {
                prop_assert!(channel.text_limit.is_none_or(|limit| limit.admits(&text.text)));
                prop_assert_eq!(text.sms_parts.is_some(), channel.id == "sms");
            }
            prop_assert!(images(step).len() <= channel.images.map_or(0, |limits| limits.per_batch));
            let shares_files = matches!(step, Step::ShareFiles { .. });
            prop_assert!(!shares_files || channel.takes_files);
            let is_hint = matches!(step, Step::Hint { .. });
            prop_assert!(!is_hint || follows_action, "a hint follows what it is about");
            follows_action = !is_hint || channel.spoken;
        }
        let json = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(serde_json::from_str::<SendPlan>(&json).unwrap(), plan);
    }

    #[test]
    fn without_a_value_nothing_is_sent(
        parts in "[tif]{0,4}v[tiv]{0,4}",
        surface in prop::sample::select(&SURFACES[..]),
    ) {
        let Planned { plan, .. } = planned(&phrase(&parts), surface.surface, "wechat");
        prop_assert_eq!(plan.missing, ["单号"]);
        prop_assert!(plan.steps.is_empty());
    }

    #[test]
    fn pictures_keep_their_order(
        parts in "[ti]{0,30}",
        surface in prop::sample::select(&SURFACES[..]),
    ) {
        let phrase = phrase(&parts);
        let Planned { plan, .. } = planned(&phrase, surface.surface, "wechat");
        let mut sent: Vec<&str> = Vec::new();
        for step in &plan.steps {
            let mut batch: Vec<&str> = images(step).iter().map(|image| image.name.as_str()).collect();
            if matches!(step, Step::SaveToAlbum { .. }) && surface.surface != Surface::IosShare {
                batch.reverse();
            }
            sent.extend(batch);
        }
        if surface.surface == Surface::IosShare {
            // All are saved in one go, so the whole runs backwards.
            sent.reverse();
        }
        if surface.images != ImageDoor::None {
            prop_assert_eq!(sent, named(&phrase));
        }
    }
}

#[test]
fn an_unknown_channel_is_planned_with_caution() {
    let Planned { plan, .. } = planned(&phrase("ti"), Surface::AndroidApp, "newchat");
    assert_eq!(plan.channel.as_str(), "newchat");
    assert!(matches!(plan.steps[..], [Step::CopyText(_), Step::ShareImages { .. }, Step::Hint { .. }]));
}
