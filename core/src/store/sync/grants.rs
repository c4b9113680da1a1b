//! What the account may open: libraries that come, change and go.

use std::collections::BTreeSet;

use huashu_protocol::account::{Access, Grant};
use huashu_protocol::sync::{Grants, Verb};
use rusqlite::params;
use uuid::Uuid;

use super::libraries::{self, REGISTER, SharedLibrary};
use super::outgoing::{LINE, Line, line};
use super::{get, put};
use crate::error::Result;
use crate::ids::LibraryId;
use crate::model::{Library, LibraryKind, Meta, SCHEMA};
use crate::store::row::millis;
use crate::store::transaction::Transaction;
use crate::store::{libraries as library_rows, order};
use crate::sync::bug::{self, Bug};
use crate::sync::work::Applied;

impl Transaction<'_> {
    /// Takes in all grants as of `rev`: what is new is to be pulled, what is gone is wiped, what may only be read takes no
    /// more operations.
    pub(super) fn take_grants(&mut self, rev: u64, grants: &Grants, applied: &mut Applied) -> Result<()> {
        put(&self.sql, "policy", &grants.policy)?;
        let listed: BTreeSet<Uuid> = grants.libraries.iter().map(|grant| grant.library).collect();
        for grant in &grants.libraries {
            self.take_grant(grant, applied)?;
        }
        for state in libraries::all(&self.sql)? {
            // What is on its way up is not granted yet, and nobody's to take away.
            if state.granted && !listed.contains(&state.id) && !bug::is(Bug::NoWipe) {
                self.wipe(&state, grants.policy.keep_unsent)?;
                applied.gone.push(state.id);
                applied.progressed = true;
            }
        }
        applied.progressed |= get::<u64>(&self.sql, "grants_rev")? != Some(rev);
        put(&self.sql, "grants_rev", &rev)
    }

    fn take_grant(&mut self, grant: &Grant, applied: &mut Applied) -> Result<()> {
        let known = libraries::find(&self.sql, grant.library)?;
        let is_new = known.as_ref().is_none_or(|known| !known.granted);
        let mut state =
            known.unwrap_or_else(|| SharedLibrary::new(grant.library, &grant.kind, grant.access, true));
        let was = state.clone();
        state.granted = true;
        state.access = grant.access;
        state.kind.clone_from(&grant.kind);
        if is_new || was != state {
            libraries::write(&self.sql, &state)?;
            applied.progressed = true;
        }
        applied.more |= is_new;
        if is_new {
            put(&self.sql, "drafts_rev", &0)?;
        }
        if grant.kind != REGISTER {
            self.show_granted(grant)?;
        }
        if grant.access == Access::Read {
            self.park_what_may_not_be(&state)?;
        }
        Ok(())
    }

    /// A library is there as soon as it is granted; its own row says more later.
    fn show_granted(&mut self, grant: &Grant) -> Result<()> {
        let id = LibraryId::from_uuid(grant.library);
        let kind = match grant.kind.as_str() {
            "company" => LibraryKind::Company,
            "department" => LibraryKind::Department,
            _ => LibraryKind::Personal,
        };
        let before = super::rebase::found(library_rows::get(&self.sql, id))?;
        if before.is_some() {
            return Ok(());
        }
        let last = library_rows::all(&self.sql)?.pop().map(|library| library.pos);
        self.write_library(
            None,
            &Library {
                id,
                kind,
                name: grant.name.clone(),
                owner: None,
                time_zone: crate::model::default_zone(),
                variables: Vec::new(),
                pos: order::between(last.as_deref(), None).unwrap_or_default(),
                meta: Meta {
                    schema: SCHEMA,
                    created_at: Some(self.now),
                    updated_at: Some(self.now),
                    ..Meta::default()
                },
                extra: crate::model::Extra::new(),
            },
        )
    }

    /// Operations on a library that may only be read: their texts become drafts, to be suggested or thrown away.
    fn park_what_may_not_be(&mut self, state: &SharedLibrary) -> Result<()> {
        let lines: Vec<Line> = self
            .sql
            .prepare_cached(&format!("{LINE} WHERE library = ?1 AND acked IS NULL ORDER BY seq"))?
            .query_map([state.id.as_bytes()], line)?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows: BTreeSet<(String, Uuid)> = BTreeSet::new();
        for line in lines.into_iter().filter(|line| line.verb != Verb::Propose && line.kind != "draft") {
            if line.replay {
                // The hub has most likely done it; a further restore may need it.
                self.remember(&line)?;
                self.drop_line(&line)?;
            } else {
                self.park(&line, "forbidden")?;
            }
            rows.insert((line.kind, line.row));
        }
        if rows.is_empty() {
            return Ok(());
        }
        // All are out of the way before any is shown, and categories come first: phrases look for live ones.
        for (kind, row) in rows {
            self.rebase(state, &kind, row)?;
        }
        self.mend_tree(state)
    }

    /// Puts what the hub did before it was restored on its way again: it may not know of it any more.
    pub(super) fn replay(&mut self, state: &SharedLibrary) -> Result<()> {
        let local = state.local();
        let rows: Vec<(String, Uuid)> = self
            .sql
            .prepare_cached("SELECT DISTINCT kind, row FROM acknowledged WHERE library = ?1 ORDER BY seq")?
            .query_map([local.as_bytes()], |line| {
                Ok((line.get(0)?, crate::store::row::id(line, 1, |id| id)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (kind, row) in rows {
            if self.mirror(row)?.is_none()
                && let Some(hub) = self.hub_row(&kind, row)?
            {
                self.set_mirror(local, &hub)?;
            }
        }
        self.sql.execute(
            "UPDATE outbox SET acked = NULL, replay = 1 WHERE library = ?1 AND acked IS NOT NULL",
            [local.as_bytes()],
        )?;
        // What became a draft in part is sent again whole.
        self.sql.execute(
            "UPDATE outbox SET fields = known.fields FROM acknowledged AS known
             WHERE known.op_id = outbox.op_id AND known.library = ?1",
            [local.as_bytes()],
        )?;
        // In their old places: what was done later on the same row stays later.
        self.sql.execute(
            "INSERT OR IGNORE INTO outbox (seq, op_id, operation, library, kind, row, verb, base, fields, at, replay)
             SELECT seq, op_id, 0, library, kind, row, verb, base, fields, at, 1 FROM acknowledged WHERE library = ?1",
            [local.as_bytes()],
        )?;
        self.sql.execute("DELETE FROM acknowledged WHERE library = ?1", [local.as_bytes()])?;
        Ok(())
    }

    /// Forgets what the hub did so long ago that no backup is older.
    pub(super) fn forget_acknowledged(&mut self) -> Result<()> {
        let days = i64::try_from(huashu_protocol::limits::REPLAY_DAYS).unwrap_or(30);
        let kept = jiff::SignedDuration::from_hours(days * 24);
        let before = self.now.checked_sub(kept).map_or(i64::MIN, millis);
        self.sql.execute("DELETE FROM acknowledged WHERE at < ?1", params![before])?;
        Ok(())
    }
}
