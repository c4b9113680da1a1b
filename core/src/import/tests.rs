//! What the tests of the readers share.

use super::neighbours::Neighbours;
use super::*;

pub(crate) fn read_csv(text: &str) -> Reading {
    delimited::read("test.csv", text, &Neighbours::default(), &mut |_| {}).unwrap()
}

/// One line for each draft and issue, for tables of expectations.
pub(crate) fn shown(reading: &Reading) -> String {
    let mut lines = Vec::new();
    for draft in &reading.drafts {
        lines.push(format!("{} {}", draft.row, shown_draft(draft)));
    }
    for (mark, issues) in [("failed", &reading.failed), ("warned", &reading.warnings)] {
        for issue in issues {
            let column = issue.column.as_deref().unwrap_or("-");
            lines.push(format!("{mark} {} {column} {}", issue.row, issue.reason.as_str()));
        }
    }
    if !reading.unmapped.is_empty() {
        lines.push(format!("unmapped {}", reading.unmapped.join("|")));
    }
    lines.join("\n")
}

fn shown_draft(draft: &Draft) -> String {
    let mut fields: Vec<String> = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        fields.extend(value.map(|value| format!("{name}={}", value.replace('\n', "⏎"))));
    };
    let names =
        |files: &Vec<Attachment>| files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("+");
    say("id", draft.id.map(|id| id.to_string()));
    say("library", draft.library.as_ref().map(|library| format!("{library:?}")));
    say(
        "category",
        draft.category.as_ref().map(|category| match category {
            CategoryRef::Path(path) => path.join("/"),
            CategoryRef::Listed(id) => id.to_string(),
        }),
    );
    say("title", draft.title.clone());
    say("text", draft.text.clone());
    say("code", draft.code.clone().map(Option::unwrap_or_default));
    say("keywords", draft.keywords.as_ref().map(|words| words.join("+")));
    say("images", draft.images.as_ref().map(names));
    say("files", draft.files.as_ref().map(names));
    say("from", draft.valid_from.flatten().map(|day| day.to_string()));
    say("until", draft.valid_until.flatten().map(|day| day.to_string()));
    say("active", draft.active.map(|active| active.to_string()));
    say("review", draft.review_by.flatten().map(|day| day.to_string()));
    say("lang", draft.lang.clone().flatten().map(|lang| lang.to_string()));
    say("sensitive", draft.sensitive.map(|flag| flag.to_string()));
    say("state", draft.publish_state.map(|state| format!("{state:?}")));
    for variant in &draft.variant_texts {
        say(&variant.key.header(), Some(variant.text.clone()));
    }
    say("origin", draft.origin.as_ref().map(|origin| format!("{}:{}", origin.source, origin.key)));
    fields.join(" ")
}
