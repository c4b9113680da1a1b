//! Peers in JavaScript, run by Node: `bench/node/driver.mjs` answers one line of JSON for each.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use huashu_core::search::{FieldSpans, Span};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Elsewhere, Engine, Hit, Source};
use crate::Result;
use crate::corpus::{Field, Fields, spans_of};

const PACKAGES: &str = include_str!("../../node/package.json");

pub(crate) struct Node {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    fields: Fields,
    costs: Elsewhere,
}

#[derive(Serialize)]
struct Request<'a> {
    query: &'a str,
    /// How many hits with their spans; without it, all by number alone.
    limit: Option<usize>,
}

#[derive(Deserialize)]
struct Answer {
    hits: Vec<(usize, Vec<FieldSpan>)>,
    costs: Costs,
}

/// The number of a field in [`Fields::list`], and a half-open range of scalar values.
type FieldSpan = (usize, u32, u32);

/// CPU time of the process in microseconds, and its memory in bytes, since before the build.
#[derive(Deserialize)]
struct Costs {
    cpu: u64,
    grown: u64,
}

impl Node {
    /// Starts the driver and waits until it has read the corpus.
    pub(crate) fn start(library: &str, source: &Source<'_>) -> Result<Self> {
        let modules = source.node.as_deref().ok_or("Node or npm is missing")?;
        let fields = match source.fields {
            Fields::All => "all",
            Fields::Titles => "titles",
        };
        let mut child = Command::new("node")
            .args([&driver(), modules, Path::new(library), source.corpus, Path::new(fields)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = child.stdin.take().ok_or("no way to write to Node")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no way to read from Node")?);
        let mut node = Self { child, requests, answers, fields: source.fields, costs: Elsewhere::default() };
        let built = node.answer()?;
        node.costs.build = Duration::from_micros(built.costs.cpu);
        node.costs.queries = Duration::ZERO;
        Ok(node)
    }

    fn ask(&mut self, query: &str, limit: Option<usize>) -> Result<Vec<Hit>> {
        let mut line = serde_json::to_vec(&Request { query, limit })?;
        line.push(b'\n');
        self.requests.write_all(&line)?;
        let answer = self.answer()?;
        Ok(answer.hits.into_iter().map(|(index, spans)| self.hit(index, &spans)).collect())
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("Node has ended".into());
        }
        let answer: Answer = serde_json::from_str(&line)?;
        self.costs.queries = Duration::from_micros(answer.costs.cpu).saturating_sub(self.costs.build);
        self.costs.grown = answer.costs.grown;
        Ok(answer)
    }

    fn hit(&self, index: usize, ranges: &[FieldSpan]) -> Hit {
        let mut spans = FieldSpans::default();
        for &(field, start, end) in ranges {
            let field = self.fields.list().get(field).copied().unwrap_or(Field::Title);
            spans_of(&mut spans, field).push(Span { start, end });
        }
        Hit { index, spans }
    }
}

impl Engine for Node {
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        self.ask(query, Some(limit))
    }

    fn all(&mut self, query: &str, _approximate: bool) -> Result<Vec<usize>> {
        Ok(self.ask(query, None)?.into_iter().map(|hit| hit.index).collect())
    }

    fn elsewhere(&self) -> Option<Elsewhere> {
        Some(self.costs)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn driver() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node/driver.mjs")
}

/// The version of a package, as pinned.
pub(crate) fn version(package: &str) -> String {
    let packages: Value = serde_json::from_str(PACKAGES).unwrap_or_default();
    packages["dependencies"][package].as_str().unwrap_or_default().to_owned()
}
