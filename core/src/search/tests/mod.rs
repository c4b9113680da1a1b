//! Tests of the search as a whole: rules, ranking, peers' cases, an oracle, and properties of random texts.

mod oracle;
mod peers;
mod properties;
mod ranking;
mod rules;

/// The text of a file in `tests/fixtures/search`.
pub(in crate::search) fn fixture(name: &str) -> String {
    let path = format!("{}/../tests/fixtures/search/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
