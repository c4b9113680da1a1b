//! A table of figures with their goals, shared by the benchmarks.

/// Figures of one benchmark, in the order in which they were taken.
pub struct Report {
    title: &'static str,
    lines: Vec<(String, f64, Option<(f64, bool)>)>,
}

impl Report {
    pub fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    /// A figure without a goal.
    pub fn note(&mut self, name: &str, value: f64) {
        self.lines.push((name.to_owned(), value, None));
    }

    pub fn at_least(&mut self, name: &str, value: f64, goal: f64) {
        self.lines.push((name.to_owned(), value, Some((goal, value >= goal))));
    }

    pub fn at_most(&mut self, name: &str, value: f64, goal: f64) {
        self.lines.push((name.to_owned(), value, Some((goal, value <= goal))));
    }

    pub fn print(&self) {
        println!("\n{:<55} {:>14} {:>14}", self.title, "figure", "goal");
        for (name, value, goal) in &self.lines {
            let goal = match goal {
                Some((goal, true)) => format!("{goal} ✓"),
                Some((goal, false)) => format!("{goal} ✗"),
                None => String::new(),
            };
            println!("{name:<55} {value:>14.3} {goal:>14}");
        }
    }
}

/// What the process holds in memory now, in MB; zero where the system does not tell.
pub fn resident_mb() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|line| line.split(' ').nth(1).and_then(|pages| pages.parse::<u32>().ok()));
    f64::from(pages.unwrap_or(0)) * 4096.0 / 1e6
}
