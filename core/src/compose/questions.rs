//! What a form asks for the variables that nobody knows.

use super::{Template, VariableUse, choose};
use crate::model::{Channel, Lang, Part, Phrase, Variable, VariableKind};

/// A question for each of these names, in their order: as the library declares the variable, with the choices that the text
/// itself offers above those of the library. A name that neither knows is free text.
pub fn questions(
    phrase: &Phrase,
    declared: &[Variable],
    channel: &Channel,
    lang: Option<&Lang>,
    names: &[String],
) -> Vec<Variable> {
    let parts = choose(&phrase.content, channel, lang).parts;
    let templates: Vec<Template> =
        parts.iter().filter_map(Part::as_text).map(Template::parse_lossy).collect();
    let used: Vec<&VariableUse> = templates.iter().flat_map(Template::variables).collect();
    let question = |name: &String| {
        let mut asked = declared
            .iter()
            .find(|variable| variable.name == *name)
            .cloned()
            .unwrap_or_else(|| Variable::text(name));
        if let Some(offer) = used.iter().find(|used| used.name == *name && !used.choices.is_empty()) {
            asked.kind = VariableKind::Choice;
            asked.choices.clone_from(&offer.choices);
        }
        asked
    };
    names.iter().map(question).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LibraryId, PhraseId};
    use crate::model::{Content, Extra, Label, Meta, Place};

    #[test]
    fn the_text_says_what_to_choose_from_and_the_library_the_rest() {
        let declared = [
            Variable { kind: VariableKind::Number, hint: Some("元".to_owned()), ..Variable::text("金额") },
            Variable {
                kind: VariableKind::Choice,
                choices: vec!["顺丰".to_owned()],
                ..Variable::text("物流公司")
            },
        ];
        let phrase = Phrase {
            id: PhraseId::from_uuid(uuid::Uuid::nil()),
            library: LibraryId::from_uuid(uuid::Uuid::nil()),
            place: Place::default(),
            label: Label::titled(""),
            content: Content {
                parts: vec![Part::text("[称呼:先生/女士]，[物流公司:中通/圆通]，退您[金额]，[备注]")],
                ..Content::default()
            },
            meta: Meta::default(),
            extra: Extra::new(),
        };
        let names = ["称呼", "物流公司", "金额", "备注", "别处"].map(str::to_owned);
        let asked = questions(&phrase, &declared, &"wechat".parse().unwrap(), None, &names);
        let told: Vec<(&str, VariableKind, Vec<&str>, Option<&str>)> = asked
            .iter()
            .map(|asked| {
                let choices = asked.choices.iter().map(String::as_str).collect();
                (asked.name.as_str(), asked.kind, choices, asked.hint.as_deref())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("称呼", VariableKind::Choice, vec!["先生", "女士"], None),
                ("物流公司", VariableKind::Choice, vec!["中通", "圆通"], None),
                ("金额", VariableKind::Number, vec![], Some("元")),
                ("备注", VariableKind::Text, vec![], None),
                ("别处", VariableKind::Text, vec![], None),
            ]
        );
    }
}
