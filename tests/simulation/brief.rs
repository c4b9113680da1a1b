//! What happens, in few words.

use std::fmt::{Display, Formatter, Result};

use huashu_core::sync::machine::{Answer, Event, StreamEvent};
use huashu_core::sync::work::Done;
use huashu_protocol::stream;
use huashu_protocol::sync::Pull;
use uuid::Uuid;

/// An event in few words.
pub(crate) struct Brief<'a>(pub(crate) &'a Event);

impl Display for Brief<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Event::Answered(id, Ok(Answer::Synced(reply))) => {
                write!(f, "{id:?} {:?} grants {}", reply.results, reply.grants_rev)?;
                for pull in &reply.libraries {
                    match pull {
                        Pull::Page { id, from, next, rows, more, .. } => {
                            write!(f, " {}: {from}..{next} {} {more}", short(*id), rows.len())?;
                        }
                        other => write!(f, " {other:?}")?,
                    }
                }
                Ok(())
            }
            Event::Answered(id, Ok(Answer::Chunk(bytes))) => write!(f, "{id:?} chunk {}", bytes.len()),
            Event::Worked(id, Ok(Done::Collected(out))) => {
                let ops: Vec<String> = out.request.ops.iter().map(|op| short(op.op_id)).collect();
                write!(f, "{id:?} collected {ops:?} of {}", out.waiting)
            }
            Event::Worked(id, Ok(Done::Applied(applied))) => {
                write!(f, "{id:?} applied {} more {}", applied.changes.rows.len(), applied.more)
            }
            Event::Worked(id, Ok(Done::Snapshot { state, .. })) => {
                write!(f, "{id:?} chunk {} {}", state.next, state.done)
            }
            Event::Stream(id, StreamEvent::Event(stream::Event::Change(change))) => {
                write!(f, "{id:?} {}: {}..{}", short(change.library), change.from, change.to)
            }
            other => write!(f, "{other:?}"),
        }
    }
}

/// The end of an id: ids of one moment begin alike.
pub(crate) fn short(id: Uuid) -> String {
    id.simple().to_string()[26..].to_owned()
}
