//! What is looked at in everything that the hub says.

use huashu_protocol::account::Access;
use huashu_protocol::row::Row;
use huashu_protocol::sync::{Outcome, Pull, SyncReply, SyncRequest, reject};
use uuid::Uuid;

use crate::brief::short;
use crate::template::{AGENT, DEVICES, template};
use crate::world::World;

impl World {
    pub(crate) fn check_reply(&mut self, number: usize, request: &SyncRequest, reply: &SyncReply) {
        let account = DEVICES[number];
        if request.ops.len() != reply.results.len() {
            self.fail(format!("{} operations, {} results", request.ops.len(), reply.results.len()));
        }
        for (op, result) in request.ops.iter().zip(&reply.results) {
            self.tell(format_args!("  {} {:?}: {:?}", short(op.op_id), op.verb, result.outcome));
            self.ledger.last.insert(op.op_id, result.outcome.clone());
            let is_final = match &result.outcome {
                Outcome::Forbidden => false,
                Outcome::Rejected { code, .. } => code != reject::BLOB_MISSING,
                _ => true,
            };
            if !is_final {
                continue;
            }
            let known = self.hub.outcomes.insert((account, op.op_id), result.outcome.clone());
            if let Some(known) = known.filter(|known| *known != result.outcome) {
                let (id, again) = (short(op.op_id), &result.outcome);
                self.fail(format!("operation {id} was {known:?} and is {again:?}: it counts twice"));
            }
        }
        for pull in &reply.libraries {
            if !matches!(pull, Pull::Gone { .. }) {
                self.check_may_read(number, pull.library());
            }
            if let Pull::Page { rows, next, more: true, .. } = pull {
                self.check_page(rows, *next);
            }
        }
    }

    /// No page leaves a row in a category of which its reader has not heard.
    fn check_page(&mut self, rows: &[Row], next: u64) {
        let sql = self.hub_sql();
        for row in rows.iter().filter(|row| !row.deleted) {
            let place = row.fields.get("category").or_else(|| row.fields.get("parent"));
            let Some(place) = place.and_then(|place| place.as_str()?.parse::<Uuid>().ok()) else { continue };
            if rows.iter().any(|other| other.id == place) {
                continue;
            }
            let query = "SELECT rev FROM row WHERE id = ?1";
            let rev = sql.query_row(query, [place.as_bytes()], |found| found.get::<_, i64>(0));
            if rev.is_ok_and(|rev| rev.cast_unsigned() > next) {
                self.fail(format!("a page up to {next} has row {} without its category {place}", row.id));
            }
        }
    }

    /// Nobody is told of a library that is not theirs to read.
    pub(crate) fn check_may_read(&mut self, number: usize, library: Uuid) {
        if number == AGENT && self.right_to(library).is_none() {
            self.fail(format!("the agent is told of library {library}"));
        }
    }

    /// What the agent may do with a library.
    pub(crate) fn right_to(&self, library: Uuid) -> Option<Access> {
        let template = template();
        if library == template.company {
            self.hub.rights.company
        } else if library == template.department {
            self.hub.rights.department
        } else {
            Some(Access::Edit)
        }
    }
}
