//! The golden send plans in `tests/fixtures/plans`, which faces in every language are held to.
//!
//! `UPDATE_GOLDENS=1` writes the plans that come out into the files; each is then reviewed by eye.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use huashu_core::compose::limits::SURFACES;
use huashu_core::compose::{PlanRequest, Planned, SendPlan, Surface, Surroundings, Values, channel, plan};
use huashu_core::model::{Channel, Lang, Phrase, Variable};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One case of a file. The JSON is kept as it is written, so that an update touches nothing but the plans.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    given: Value,
    plan: Value,
    unused: Vec<String>,
}

/// What a plan is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    phrase: Phrase,
    #[serde(default)]
    variables: Vec<Variable>,
    #[serde(default)]
    values: Map<String, Value>,
    surroundings: Around,
    surface: Surface,
    channel: Channel,
    #[serde(default)]
    lang: Option<Lang>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Around {
    now: String,
    #[serde(default)]
    agent_name: Option<String>,
    #[serde(default)]
    agent_number: Option<String>,
    #[serde(default)]
    shop_name: Option<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans")
}

/// The files by name, in order.
fn files() -> BTreeMap<String, Vec<Case>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let cases = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            files.insert(name, cases);
        }
    }
    files
}

fn planned(case: &Case) -> Planned {
    let given: Given =
        serde_json::from_value(case.given.clone()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let values: Values =
        given.values.iter().map(|(name, value)| (name, value.as_str().expect("values are texts"))).collect();
    let surroundings = Surroundings {
        agent_name: given.surroundings.agent_name,
        agent_number: given.surroundings.agent_number,
        shop_name: given.surroundings.shop_name,
        now: given.surroundings.now.parse().unwrap(),
    };
    plan(&PlanRequest {
        phrase: &given.phrase,
        variables: &given.variables,
        surface: given.surface,
        channel: &given.channel,
        lang: given.lang.as_ref(),
        values: &values,
        surroundings: &surroundings,
    })
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some_and(|value| value == "1")
}

#[test]
fn plans_come_out_as_the_goldens_say() {
    let mut wrong = Vec::new();
    for (file, mut cases) in files() {
        for case in &mut cases {
            let Planned { plan, unused } = planned(case);
            let plan = serde_json::to_value(plan).unwrap();
            if is_update() {
                (case.plan, case.unused) = (plan, unused);
            } else if case.plan != plan || case.unused != unused {
                let plan = serde_json::to_string_pretty(&plan).unwrap();
                wrong.push(format!("{file}: {}\n{plan}\nunused: {unused:?}", case.name));
            }
        }
        if is_update() {
            let text = serde_json::to_string_pretty(&cases).unwrap();
            fs::write(folder().join(file), text + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} plans came out otherwise:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn a_golden_plan_reads_and_writes_alike() {
    if is_update() {
        return; // The files are being written.
    }
    for case in files().into_values().flatten() {
        let plan: SendPlan = serde_json::from_value(case.plan.clone()).unwrap();
        assert_eq!(serde_json::to_value(plan).unwrap(), case.plan, "{}", case.name);
    }
}

#[test]
fn the_goldens_cover_what_they_must() {
    if is_update() {
        return; // The files are being written.
    }
    let cases: Vec<Case> = files().into_values().flatten().collect();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases share a name");
    assert!(cases.len() >= 80, "{} cases", cases.len());

    for facts in channel::all() {
        assert!(cases.iter().any(|case| case.given["channel"] == facts.id), "no case for {}", facts.id);
    }
    let themes = [
        "one text",
        "text and picture",
        "text and three pictures",
        "text and twelve pictures",
        "text and file",
        "missing value",
        "long text",
        "emoji",
    ];
    for facts in &SURFACES {
        for theme in themes {
            let name = format!("{theme} · {}", facts.surface);
            assert!(names.contains(name.as_str()), "no case “{name}”");
        }
    }

    let mut seen = BTreeSet::new();
    cases.iter().for_each(|case| collect_words(&case.plan, &mut seen));
    for &word in WORDS {
        assert!(seen.contains(word), "no plan says “{word}”");
    }
}

/// Every word of a fixed list that a plan may say: kinds of steps, hints, what is left out and why, ways.
const WORDS: &[&str] = &[
    "copy_text",
    "share_text",
    "insert_text",
    "share_images",
    "save_to_album",
    "copy_image",
    "insert_image",
    "share_files",
    "open_channel",
    "hint",
    "paste",
    "paste_in_share_dialog",
    "pick_newest",
    "return_and_paste",
    "read_aloud",
    "text",
    "image",
    "file",
    "emoji",
    "part",
    "surface_text_only",
    "surface_no_files",
    "channel_text_only",
    "channel_no_files",
    "unknown_part",
    "no_emoji",
    "empty",
    "content_uri",
    "media_store",
    "share",
    "android_app",
    "ios_app",
];

fn collect_words(value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(seen.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, seen)),
        Value::Object(fields) => fields.values().for_each(|field| collect_words(field, seen)),
        _ => {}
    }
}
