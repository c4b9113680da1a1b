//! What only a damaged book knows of sync, carried over into the one that is made in its place. The rest comes from the hub.

use huashu_protocol::account::Access;
use huashu_protocol::sync::Verb;
use rusqlite::params;

use super::identity::HubIdentity;
use super::libraries::{self, REGISTER, SharedLibrary};
use super::outgoing::{self, COLUMNS, Line};
use super::{put, transfer};
use crate::error::Result;
use crate::store::outbox;
use crate::store::rebuild::Salvage;
use crate::store::row::{signed, to_json};
use crate::store::transaction::Transaction;

/// Who a damaged book is to its hub; `None` where it is nobody, or that cannot be read.
pub(in crate::store) fn identity_of(from: &Salvage) -> Option<HubIdentity> {
    let text = from.value("SELECT value FROM sync_state WHERE key = 'identity'")?;
    let identity = serde_json::from_str(&text);
    identity.inspect_err(|_| from.missed()).ok()
}

impl Transaction<'_> {
    /// Carries over who the book is, what waits for the hub, what the hub has done (should it be restored), and drafts. Every
    /// library is taken anew. How many changes wait.
    pub(in crate::store) fn carry_sync(&mut self, from: &Salvage, identity: &HubIdentity) -> Result<u64> {
        put(&self.sql, "identity", identity)?;
        if let Some(policy) = from.value("SELECT value FROM sync_state WHERE key = 'policy'")
            && let Ok(policy) = serde_json::from_str::<huashu_protocol::account::Policy>(&policy)
        {
            put(&self.sql, "policy", &policy)?;
        }
        for (table, key) in [("sync_library", "library"), ("acknowledged", "op_id"), ("draft", "id")] {
            self.carry_table(from, table, key);
        }
        // A flipped bit may have made of a value what nobody can read.
        let id = |name: &str| format!("length({name}) <> 16");
        let op = "json_valid(fields) = 0 OR json_type(fields) <> 'object' OR base < 0
                  OR verb NOT IN ('create', 'edit', 'delete', 'restore', 'propose')";
        let (library, row) = (id("library"), id("row"));
        let unreadable = [
            format!(
                "DELETE FROM sync_library WHERE {library} OR {} OR cursor < 0 OR access NOT IN ('read', 'edit')",
                id("epoch")
            ),
            format!("DELETE FROM acknowledged WHERE {} OR {library} OR {row} OR {op}", id("op_id")),
            format!("DELETE FROM draft WHERE {} OR {library} OR {row} OR {op}", id("id")),
        ];
        for statement in &unreadable {
            for _ in 0..self.sql.execute(statement, [])? {
                from.missed();
            }
        }
        self.sql.execute("UPDATE sync_library SET anew = granted, manifest = NULL, next_chunk = 0", [])?;
        self.expect_library(&SharedLibrary::new(identity.register, REGISTER, Access::Edit, false))?;
        let lines = from.rows("outbox", &format!("{COLUMNS}, content"), |line| {
            Ok((outgoing::line(line)?, line.get("content")?))
        });
        for (line, content) in &lines {
            self.attempt(from, |transaction| transaction.carry_line(line, *content));
        }
        outbox::waiting(&self.sql)
    }

    /// A change on its way, under the name and at the place that it had.
    fn carry_line(&mut self, line: &Line, content: bool) -> Result<()> {
        if line.kind == "library" && line.verb == Verb::Create {
            self.expect_library(&SharedLibrary::new(line.row, "personal", Access::Edit, false))?;
        }
        for blob in transfer::facts_in(&line.fields) {
            self.put_blob(&blob)?;
        }
        let insert = "INSERT INTO outbox (seq, op_id, operation, library, kind, row, verb, base, fields, at, acked, replay, content)
                      VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        self.sql.prepare_cached(insert)?.execute(params![
            line.seq,
            line.op_id.as_bytes(),
            line.library.as_bytes(),
            line.kind,
            line.row.as_bytes(),
            line.verb.as_str(),
            signed(line.base),
            to_json(&line.fields)?,
            line.at,
            line.acked.map(signed),
            line.replay,
            content,
        ])?;
        Ok(())
    }

    fn expect_library(&mut self, state: &SharedLibrary) -> Result<()> {
        if libraries::find(&self.sql, state.id)?.is_none() {
            libraries::write(&self.sql, state)?;
        }
        Ok(())
    }
}
