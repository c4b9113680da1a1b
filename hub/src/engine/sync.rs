//! The one round trip, and what belongs to it: the long poll, the stream, the history of a row, counters of use.

use std::collections::BTreeMap;

use huashu_protocol::limits::{COUNTERS, LIBRARIES};
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{Cursor, FormerRow, Grants, SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallResult, MIN_PROTO, PROTO, Refusal};
use uuid::Uuid;

use super::caller::Caller;
use super::pull::Pages;
use super::push::to_wire;
use super::{Engine, access};
use crate::live::Subscription;
use crate::store::{Result, View};

/// Former states that are told of one row.
const HISTORY: usize = 100;
/// The longest name of a channel or surface, in bytes.
const NAME_BYTES: usize = 32;

impl Engine {
    /// Pushes, then pulls.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn sync(&self, token: &str, request: SyncRequest) -> CallResult<SyncReply> {
        if !(MIN_PROTO..=PROTO).contains(&request.proto) {
            return Err(Refusal::Upgrade { min_proto: MIN_PROTO, proto: PROTO }.into());
        }
        if request.libraries.len() > LIBRARIES {
            return Err(Refusal::TooLarge.into());
        }
        let caller = self.caller(token)?;
        let results = self.push(&caller, request.schema, request.ops)?;
        let now = self.now();
        let asked = (request.grants_rev, request.drafts_rev);
        let reply = self.store.read(|view| pull(view, &caller, asked, &request.libraries, now))?;
        Ok(SyncReply { results, ..reply })
    }

    /// Whether a sync is worth while; does not wait.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn wait(&self, token: &str, request: &WaitRequest) -> CallResult<Waited> {
        if request.libraries.len() > LIBRARIES {
            return Err(Refusal::TooLarge.into());
        }
        let caller = self.caller(token)?;
        let now = self.now();
        let changed = self.store.read(|view| {
            let Caller { account, .. } = caller.again(view, now)?;
            if (account.grants_rev, account.drafts_rev) != (request.grants_rev, request.drafts_rev) {
                return Ok(true);
            }
            for cursor in &request.libraries {
                let Some((library, _)) = access::of(view, &account, cursor.id)? else { return Ok(true) };
                if (library.epoch, library.rev) != (cursor.epoch, cursor.cursor) {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        Ok(Waited { changed })
    }

    /// Opens a stream of events; the first says hello.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn subscribe(&self, token: &str) -> CallResult<Subscription> {
        let caller = self.caller(token)?;
        let now = self.now();
        // In the list first, then the state: what changes between the two is told.
        let joining = self.live.join(&caller.account, caller.device);
        let told = self.store.read(|view| {
            let Caller { account, .. } = caller.again(view, now)?;
            let seq = view.company(account.company)?.map_or(0, |company| company.grants_seq);
            let libraries = access::readable(view, &account)?;
            Ok((account, seq, libraries.into_iter().map(|(library, _)| library.id).collect()))
        });
        let (account, seq, libraries) = told?;
        Ok(joining.hello(&account, seq, libraries))
    }

    /// What a row was before.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn history(&self, token: &str, library: Uuid, row: Uuid) -> CallResult<Vec<FormerRow>> {
        let caller = self.caller(token)?;
        let now = self.now();
        let versions = self.store.read(|view| {
            let Caller { account, .. } = caller.again(view, now)?;
            access::of(view, &account, library)?.ok_or(Refusal::NotFound)?;
            let found = view.row(account.company, row)?.filter(|found| found.library == library);
            found.ok_or(Refusal::NotFound)?;
            view.versions(library, row, HISTORY)
        })?;
        let former = versions.into_iter().map(|version| FormerRow {
            fields: version.fields,
            revs: version.revs,
            by: version.by,
            at: version.at,
        });
        Ok(former.collect())
    }

    /// Takes counters of use: for each device the larger number stands.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn usage(&self, token: &str, report: &UsageReport) -> CallResult<()> {
        if report.counters.len() > COUNTERS {
            return Err(Refusal::TooLarge.into());
        }
        for counter in &report.counters {
            let is_day = counter.day.len() == 10 && counter.day.parse::<jiff::civil::Date>().is_ok();
            if !is_day || counter.channel.len() > NAME_BYTES || counter.surface.len() > NAME_BYTES {
                let message =
                    format!("phrase {}: a day (2026-11-01) and short names are expected", counter.phrase);
                return Err(Refusal::invalid(message).into());
            }
        }
        let caller = self.caller(token)?;
        let (now, counters) = (self.now(), report.counters.clone());
        Ok(self.store.write(move |tx| {
            let Caller { account, device } = caller.again(&*tx, now)?;
            counters.iter().try_for_each(|counter| tx.count_use(account.company, device, counter))
        })?)
    }
}

fn pull(
    view: &dyn View,
    caller: &Caller,
    (grants_rev, drafts_rev): (u64, u64),
    cursors: &[Cursor],
    now: i64,
) -> Result<SyncReply> {
    let Caller { account, .. } = caller.again(view, now)?;
    let readable = access::readable(view, &account)?;
    let grants = if grants_rev == account.grants_rev {
        None
    } else {
        let policy = view.company(account.company)?.map(|company| company.policy).unwrap_or_default();
        Some(Grants { libraries: readable.iter().map(access::to_grant).collect(), policy })
    };
    let drafts = if drafts_rev == account.drafts_rev {
        None
    } else {
        Some(view.drafts_of(account.id)?.into_iter().map(to_wire).collect())
    };
    let readable: BTreeMap<_, _> = readable.into_iter().map(|found| (found.0.id, found)).collect();
    let mut pages = Pages::new(view, account.company, &readable);
    let libraries = cursors.iter().map(|cursor| pages.pull(cursor)).collect::<Result<_>>()?;
    Ok(SyncReply {
        results: Vec::new(),
        grants_rev: account.grants_rev,
        grants,
        drafts_rev: account.drafts_rev,
        drafts,
        libraries,
        now,
    })
}
