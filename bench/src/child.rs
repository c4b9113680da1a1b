//! One measurement in a process of its own.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::Result;
use crate::corpus::Fields;
use crate::engine::Name;
use crate::measure::{Figures, Measure};

/// Wall time that reading the corpus and building may take beyond the allowance for the queries.
const SLACK: Duration = Duration::from_secs(1200);

/// Settings of glibc's allocator that give freed memory back to the system at once. Other systems ignore them.
const SETTLED: [(&str, &str); 4] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_TRIM_THRESHOLD_", "0"),
    ("MALLOC_MMAP_THRESHOLD_", "65536"),
    ("MALLOC_TOP_PAD_", "0"),
];

/// What to measure.
pub(crate) struct Job<'a> {
    pub(crate) engine: Name,
    pub(crate) corpus: &'a Path,
    pub(crate) fields: Fields,
    pub(crate) measure: Measure,
    pub(crate) allowance: Duration,
    pub(crate) node: Option<&'a Path>,
    /// Where the engine puts its files; by default a folder that is gone with the child.
    pub(crate) scratch: Option<&'a Path>,
}

impl Job<'_> {
    /// Runs this program again for the one measurement.
    pub(crate) fn run(&self) -> Result<Figures> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("run")
            .arg(value_name(&self.engine))
            .arg(self.corpus)
            .arg(value_name(&self.fields))
            .arg(value_name(&self.measure))
            .args(["--seconds", &self.allowance.as_secs().to_string()])
            .stdout(Stdio::piped());
        for (option, folder) in [("--node", self.node), ("--scratch", self.scratch)] {
            if let Some(folder) = folder {
                command.arg(option).arg(folder);
            }
        }
        if self.measure == Measure::Memory {
            command.envs(SETTLED);
        } else {
            // The child of such a child is an ordinary one.
            for (name, _) in SETTLED {
                command.env_remove(name);
            }
        }
        let mut child = command.spawn()?;
        let mut stdout = child.stdout.take().ok_or("no way to read from the child")?;
        let reader = std::thread::spawn(move || {
            let mut line = String::new();
            stdout.read_to_string(&mut line).map(|_| line)
        });
        wait(&mut child, self.allowance * 2 + SLACK)?;
        let line = reader.join().map_err(|_| "the reader of the child has panicked")??;
        Ok(serde_json::from_str(&line)?)
    }
}

/// Waits for the child to end well, and ends it if it takes longer than that.
fn wait(child: &mut Child, limit: Duration) -> Result<()> {
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("ended with {status}").into()),
            None if start.elapsed() > limit => {
                child.kill()?;
                child.wait()?;
                return Err(format!("stopped after {} s", limit.as_secs()).into());
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn value_name(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
