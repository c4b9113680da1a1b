//! Cases from the tests and issue trackers of other pinyin matchers: facts of the form "this text, this query, this
//! answer", with the source beside each in the fixture.

use serde::Deserialize;

use super::fixture;
use crate::search::{Approximate, matches};

#[derive(Deserialize)]
struct Case {
    text: String,
    query: String,
    expect: bool,
    /// The first and the last matched scalar value, inclusive; or, if there are not two, all of them.
    highlight: Option<Vec<u32>>,
    source: String,
}

/// Cases, as `text/query`, whose highlight follows another policy. Their source takes as many characters as it can, k-e
/// for 柯尔; ours takes the cheapest way, and 柯 as the whole syllable `ke` is cheaper than an initial and a cut syllable.
/// That they match is checked as everywhere.
const OTHER_HIGHLIGHT: [&str; 3] = ["柯尔/ke", "1柯尔/ke", "柯尔1/ke"];

#[test]
fn every_case_of_the_peers_holds() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in fixture("peer-cases.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        count += 1;
        let has_other_highlight = OTHER_HIGHLIGHT.contains(&format!("{}/{}", case.text, case.query).as_str());
        let found = matches(&case.text, &case.query, Approximate::NONE);
        let places: Vec<u32> = found.spans.iter().flat_map(|span| span.start..span.end).collect();
        let is_highlighted = match case.highlight.as_deref() {
            _ if has_other_highlight => true,
            None => true,
            Some([first, last]) => places.first() == Some(first) && places.last() == Some(last),
            Some(all) => places == all,
        };
        if found.matched != case.expect || !is_highlighted {
            failures.push(format!("{} / {} ({}): {:?}", case.text, case.query, case.source, found));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(count, 104);
}
