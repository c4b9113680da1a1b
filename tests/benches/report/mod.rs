//! A table of figures with their goals, shared by the benchmarks.

/// Figures of one benchmark, in the order in which they were taken.
pub(crate) struct Report {
    title: &'static str,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    value: f64,
    /// The goal, and whether it was reached.
    goal: Option<(f64, bool)>,
}

impl Report {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    /// A figure without a goal.
    pub(crate) fn note(&mut self, name: &str, value: f64) {
        self.push(name, value, None);
    }

    pub(crate) fn at_least(&mut self, name: &str, value: f64, goal: f64) {
        self.push(name, value, Some((goal, value >= goal)));
    }

    pub(crate) fn at_most(&mut self, name: &str, value: f64, goal: f64) {
        self.push(name, value, Some((goal, value <= goal)));
    }

    fn push(&mut self, name: &str, value: f64, goal: Option<(f64, bool)>) {
        self.lines.push(Line { name: name.to_owned(), value, goal });
    }

    pub(crate) fn print(&self) {
        println!("\n{:<55} {:>14} {:>14}", self.title, "figure", "goal");
        for Line { name, value, goal } in &self.lines {
            let goal = match goal {
                Some((goal, true)) => format!("{goal} ✓"),
                Some((goal, false)) => format!("{goal} ✗"),
                None => String::new(),
            };
            println!("{name:<55} {value:>14.3} {goal:>14}");
        }
    }
}
