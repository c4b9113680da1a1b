//! What a phrase was before.

use huashu_core::ids::PhraseId;
use huashu_core::model::{Phrase, joined_text};
use huashu_core::store::Version;
use serde::Serialize;
use serde_json::{Value, json};

use super::done::op_name;
use super::{id_line, moment};
use crate::output::Reply;
use crate::output::page::{Page, Painted, paint, snippet};
use crate::output::style::{DIM, NUMBER, TITLE};
use crate::text;

/// The former versions of a phrase, last replaced first.
#[derive(Debug, Serialize)]
pub(crate) struct HistoryView {
    id: PhraseId,
    title: String,
    versions: Vec<Value>,
    #[serde(skip)]
    history: Vec<Version>,
}

impl HistoryView {
    pub(crate) fn new(phrase: &Phrase, history: Vec<Version>) -> Self {
        let line = |version: &Version| json!({ "seq": version.seq, "op": version.op, "at": version.at, "phrase": version.phrase });
        Self {
            id: phrase.id,
            title: phrase.label.title.clone(),
            versions: history.iter().map(line).collect(),
            history,
        }
    }
}

impl Reply for HistoryView {
    fn page(&self, page: &mut Page) {
        page.spread(&Painted::new().add(TITLE, &self.title), &id_line(&self.id), 0);
        let restorable = self.history.iter().any(|version| version.phrase.is_some());
        for version in &self.history {
            let seq = paint(NUMBER, &format!("{:>6}", version.seq));
            let op = page.pick(op_name(version.op));
            page.line(format!("{seq}  {}  {op}", paint(DIM, &moment(version.at))));
            let Some(former) = &version.phrase else { continue };
            let was = page.fill(&text::WAS, &[&former.label.title]);
            page.line(format!("        {}", Painted::new().add(DIM, &was).text));
            let text = joined_text(&former.content.parts);
            for line in snippet(&text, &[], page.columns.saturating_sub(8), 2) {
                page.line(format!("        {line}"));
            }
        }
        if restorable {
            page.aside(page.pick(&text::RESTORE_VERSION_HINT));
        }
    }
}
