//! Events as SSE writes them: made once, shared by all who hear them.

use bytes::Bytes;
use huashu_protocol::stream::Event;

/// An event as it travels.
pub(super) fn write(event: &Event) -> Bytes {
    let tag = match event {
        Event::Hello { .. } => "hello",
        Event::Change(_) => "change",
        Event::Grants { .. } => "grants",
        Event::Drafts { .. } => "drafts",
        Event::Resync => "resync",
        Event::Bye => "bye",
    };
    match serde_json::to_string(event) {
        Ok(json) => Bytes::from(format!("event: {tag}\ndata: {json}\n\n")),
        Err(error) => {
            // Ours all have JSON; whoever hears nothing of it must pull.
            log::error!("an event has no JSON: {error}");
            resync()
        }
    }
}

pub(super) fn resync() -> Bytes {
    Bytes::from_static(b"event: resync\ndata: {\"event\":\"resync\"}\n\n")
}

pub(super) fn bye() -> Bytes {
    Bytes::from_static(b"event: bye\ndata: {\"event\":\"bye\"}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_events_are_the_protocols() {
        assert_eq!(write(&Event::Resync), resync());
        assert_eq!(write(&Event::Bye), bye());
        let hello = write(&Event::Hello { grants_rev: 3, drafts_rev: 1 });
        assert_eq!(
            std::str::from_utf8(&hello).unwrap(),
            "event: hello\ndata: {\"event\":\"hello\",\"grants_rev\":3,\"drafts_rev\":1}\n\n"
        );
    }
}
