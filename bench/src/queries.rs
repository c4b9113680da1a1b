//! The queries of the bench and what they should find, from `tests/fixtures/search`.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Result;

const QUERIES: &str = include_str!("../../tests/fixtures/search/queries.jsonl");
const ORACLE: &str = include_str!("../../tests/fixtures/search/oracle-10000.jsonl");

/// What a query is an example of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Full,
    Initials,
    Mixed,
    Prefix,
    ZhSubstr,
    Polyphone,
    Trad,
    LatinDigit,
    WidthEmoji,
    Code,
    Multi,
    Fuzzy,
    Typo,
    Homophone,
    Negative,
}

impl Kind {
    pub(crate) const ALL: [Self; 15] = [
        Self::Full,
        Self::Initials,
        Self::Mixed,
        Self::Prefix,
        Self::ZhSubstr,
        Self::Polyphone,
        Self::Trad,
        Self::LatinDigit,
        Self::WidthEmoji,
        Self::Code,
        Self::Multi,
        Self::Fuzzy,
        Self::Typo,
        Self::Homophone,
        Self::Negative,
    ];

    /// Whether what was typed says exactly what is meant.
    pub(crate) fn is_exact(self) -> bool {
        !matches!(self, Self::Fuzzy | Self::Typo | Self::Homophone | Self::Negative)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Initials => "initials",
            Self::Mixed => "mixed",
            Self::Prefix => "prefix",
            Self::ZhSubstr => "hanzi",
            Self::Polyphone => "polyphone",
            Self::Trad => "traditional",
            Self::LatinDigit => "Latin, digits",
            Self::WidthEmoji => "width, emoji",
            Self::Code => "code",
            Self::Multi => "multi",
            Self::Fuzzy => "fuzzy",
            Self::Typo => "typo",
            Self::Homophone => "homophone",
            Self::Negative => "negative",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A query as it is typed.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sample {
    pub(crate) q: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
}

/// The queries of the bench.
pub(crate) fn samples() -> Result<Vec<Sample>> {
    QUERIES.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// What the corpus of 10,000 phrases holds for each query. Phrases are numbered from 1, as in the corpus.
pub(crate) struct Oracle {
    corpus: CorpusId,
    /// In the order of [`samples`].
    pub(crate) answers: Vec<Answer>,
}

/// The corpus that the oracle was computed for.
#[derive(Deserialize)]
struct CorpusId {
    phrases: usize,
    seed: u64,
    blake3: String,
}

/// What one query should find.
#[derive(Default)]
pub(crate) struct Answer {
    /// Phrases that match under the readings which the context gives.
    pub(crate) must: HashSet<usize>,
    /// Those of them that match in the title.
    pub(crate) must_title: HashSet<usize>,
    /// Phrases that match under any reading of any character; `must` is a part of it.
    pub(crate) may: HashSet<usize>,
}

/// A line of the oracle file, whose lists hold gaps and whose `may` leaves `must` out.
#[derive(Deserialize)]
struct Gaps {
    id: usize,
    must: Vec<usize>,
    must_title: Vec<usize>,
    may: Vec<usize>,
}

impl Oracle {
    pub(crate) fn load() -> Result<Self> {
        let mut lines = ORACLE.lines();
        let corpus = serde_json::from_str(lines.next().ok_or("the oracle is empty")?)?;
        let mut answers = Vec::new();
        for line in lines {
            let gaps: Gaps = serde_json::from_str(line)?;
            if gaps.id != answers.len() {
                return Err(
                    format!("the oracle has query {} where {} belongs", gaps.id, answers.len()).into()
                );
            }
            let must = numbers(&gaps.must);
            let may = must.union(&numbers(&gaps.may)).copied().collect();
            answers.push(Answer { must, must_title: numbers(&gaps.must_title), may });
        }
        Ok(Self { corpus, answers })
    }

    /// How many phrases its corpus has.
    pub(crate) fn phrases(&self) -> usize {
        self.corpus.phrases
    }

    /// Makes sure that a file is the corpus of this oracle, byte for byte.
    pub(crate) fn check(&self, corpus: &Path) -> Result<()> {
        let hash = blake3::hash(&std::fs::read(corpus)?).to_hex();
        if *hash.as_str() != *self.corpus.blake3 {
            let CorpusId { phrases, seed, .. } = self.corpus;
            let path = corpus.display();
            return Err(format!("{path} is not what phrase_corpus.py {phrases} {seed} makes").into());
        }
        Ok(())
    }
}

fn numbers(gaps: &[usize]) -> HashSet<usize> {
    gaps.iter()
        .scan(0, |at, gap| {
            *at += gap;
            Some(*at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_has_its_answer() {
        let (samples, oracle) = (samples().unwrap(), Oracle::load().unwrap());
        assert_eq!((samples.len(), oracle.answers.len(), oracle.phrases()), (241, 241, 10_000));
        for (sample, answer) in samples.iter().zip(&oracle.answers) {
            assert!(answer.must_title.is_subset(&answer.must), "{}", sample.q);
            assert!(answer.may.iter().all(|id| (1..=10_000).contains(id)), "{}", sample.q);
            assert!(answer.must.is_subset(&answer.may), "{}", sample.q);
        }
    }

    #[test]
    fn the_oracle_agrees_with_its_slice() {
        #[derive(Deserialize)]
        struct Slice {
            q: String,
            must: HashSet<usize>,
            must_title: HashSet<usize>,
            may: HashSet<usize>,
        }
        let slice = include_str!("../../tests/fixtures/search/oracle.jsonl");
        for (line, (sample, whole)) in
            slice.lines().zip(samples().unwrap().iter().zip(Oracle::load().unwrap().answers))
        {
            let part: Slice = serde_json::from_str(line).unwrap();
            let cut =
                |ids: &HashSet<usize>| ids.iter().copied().filter(|id| *id <= 2000).collect::<HashSet<_>>();
            assert_eq!(part.q, sample.q);
            assert_eq!(cut(&whole.must), part.must, "{}", part.q);
            assert_eq!(cut(&whole.must_title), part.must_title, "{}", part.q);
            assert_eq!(cut(&whole.may), part.may, "{}", part.q);
        }
    }
}
