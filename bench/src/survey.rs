//! Which engine is measured on what, and what is left out because it would take too long.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Result;
use crate::child::Job;
use crate::corpus::{self, Fields};
use crate::engine::Name;
use crate::measure::{Adversarial, Derived, Figures, Measure, Memory, Quality, Speed};
use crate::queries::Oracle;

/// CPU time that a build may take.
const MAX_BUILD_SECONDS: f64 = 600.0;
/// Memory that an engine may take.
const MAX_BYTES: f64 = 4e9;
/// Wall time of the queries when memory is measured: what they touch is soon touched.
const MEMORY_ALLOWANCE: Duration = Duration::from_secs(20);
/// Queries that have to fit into the allowance for a run to be worth it.
const MIN_QUERIES: f64 = 10.0;
/// The size up to which ours is asked derived and adversarial queries.
const MAX_DERIVED: usize = 100_000;

/// Everything that has been measured.
pub(crate) struct Survey {
    engines: Vec<Name>,
    allowance: Duration,
    node: Option<PathBuf>,
    pub(crate) runs: Vec<Run>,
}

/// What has been measured of one engine on one corpus.
#[derive(Default)]
pub(crate) struct Results {
    pub(crate) speed: Option<Speed>,
    pub(crate) memory: Option<Memory>,
    pub(crate) quality: Option<Quality>,
    pub(crate) derived: Option<Derived>,
    pub(crate) adversarial: Option<Adversarial>,
}

/// One engine on one corpus with what came of it.
pub(crate) struct Run {
    pub(crate) engine: Name,
    pub(crate) phrases: usize,
    pub(crate) fields: Fields,
    pub(crate) results: Results,
    /// Why figures are missing.
    pub(crate) left_out: Option<String>,
}

impl Survey {
    /// Nothing measured yet. `allowance` is the wall time that the queries of one measurement may take.
    pub(crate) fn new(engines: Vec<Name>, allowance: Duration, node: Option<PathBuf>) -> Self {
        Self { engines, allowance, node, runs: Vec::new() }
    }

    /// The engines that were asked for, in the order of the tables.
    pub(crate) fn engines(&self) -> Vec<Name> {
        let mut engines = self.engines.clone();
        engines.sort_unstable();
        engines.dedup();
        engines
    }

    /// The engine of ours that stands for the product: the first one that was asked for.
    pub(crate) fn product(&self) -> Option<Name> {
        self.engines().into_iter().find(|engine| engine.is_ours())
    }

    /// The wall time that the queries of one measurement may take, in seconds.
    pub(crate) fn seconds(&self) -> u64 {
        self.allowance.as_secs()
    }

    /// The run of an engine on a corpus, if it was asked for.
    pub(crate) fn run(&self, engine: Name, phrases: usize, fields: Fields) -> Option<&Run> {
        self.runs.iter().find(|run| run.engine == engine && run.phrases == phrases && run.fields == fields)
    }

    /// The corpora by size, each with the fields that were searched.
    pub(crate) fn corpora(&self) -> Vec<(usize, Fields)> {
        let mut corpora: Vec<(usize, Fields)> = Vec::new();
        for run in &self.runs {
            if !corpora.contains(&(run.phrases, run.fields)) {
                corpora.push((run.phrases, run.fields));
            }
        }
        corpora
    }

    /// Measures every engine on a corpus.
    pub(crate) fn corpus(&mut self, path: &Path) -> Result<()> {
        let phrases = corpus::count(path)?;
        let oracle = Oracle::load()?;
        let is_judged = phrases == oracle.phrases();
        if is_judged {
            oracle.check(path)?;
        }
        for fields in [Fields::All, Fields::Titles] {
            for engine in self.engines() {
                let run = self.measure(engine, path, phrases, fields, is_judged);
                self.runs.push(run);
            }
        }
        Ok(())
    }

    fn measure(&self, engine: Name, path: &Path, phrases: usize, fields: Fields, is_judged: bool) -> Run {
        let mut run = Run {
            engine,
            phrases,
            fields,
            results: Results::default(),
            left_out: self.refuse(engine, phrases, fields),
        };
        if run.left_out.is_some() {
            return run;
        }
        let mut measures = vec![Measure::Speed, Measure::Memory];
        if is_judged {
            measures.push(Measure::Quality);
        }
        if self.product() == Some(engine) && fields == Fields::All && phrases <= MAX_DERIVED {
            measures.extend([Measure::Derived, Measure::Adversarial]);
        }
        for measure in measures {
            eprintln!("{engine:?}, {phrases} phrases, {fields}: {measure:?}");
            let allowance = if measure == Measure::Memory {
                self.allowance.min(MEMORY_ALLOWANCE)
            } else {
                self.allowance
            };
            let job = Job {
                engine,
                corpus: path,
                fields,
                measure,
                allowance,
                node: self.node.as_deref(),
                scratch: None,
            };
            match job.run() {
                Ok(figures) => run.results.add(figures),
                Err(error) => run.left_out = Some(format!("{measure:?}: {error}")),
            }
        }
        run
    }

    /// Why an engine is not measured: it cannot run here, or what it took on a smaller corpus says that it would take too
    /// long on this one.
    fn refuse(&self, engine: Name, phrases: usize, fields: Fields) -> Option<String> {
        if engine.needs_node() && self.node.is_none() {
            return Some("Node or npm is missing".to_owned());
        }
        let smaller = self
            .runs
            .iter()
            .filter(|run| run.engine == engine && run.fields == fields && run.phrases < phrases)
            .max_by_key(|run| run.phrases)?;
        if let Some(reason) = &smaller.left_out {
            return Some(format!("{reason} (with {} phrases)", smaller.phrases));
        }
        smaller.results.too_much(phrases as f64 / smaller.phrases as f64, self.allowance)
    }
}

impl Results {
    fn add(&mut self, figures: Figures) {
        match figures {
            Figures::Speed(speed) => self.speed = Some(speed),
            Figures::Memory(memory) => self.memory = Some(memory),
            Figures::Files => {}
            Figures::Quality(quality) => self.quality = Some(quality),
            Figures::Derived(derived) => self.derived = Some(derived),
            Figures::Adversarial(adversarial) => self.adversarial = Some(adversarial),
        }
    }

    /// What is too much on a corpus so many times as large.
    fn too_much(&self, factor: f64, allowance: Duration) -> Option<String> {
        let speed = self.speed.as_ref()?;
        let build = speed.build_ms / 1e3 * factor;
        if build > MAX_BUILD_SECONDS {
            return Some(format!("the build would take {build:.0} s"));
        }
        let bytes = self.memory.as_ref().map_or(0.0, |memory| memory.queried as f64) * factor;
        if bytes > MAX_BYTES {
            return Some(format!("would take {:.1} GB", bytes / 1e9));
        }
        let sum: f64 = speed.times.iter().map(|time| time.micros).sum();
        let query = sum / speed.times.len().max(1) as f64 / 1e6 * factor;
        (query * MIN_QUERIES > allowance.as_secs_f64()).then(|| format!("a query would take {query:.1} s"))
    }
}
