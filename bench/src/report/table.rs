//! A table in Markdown.

use std::fmt::Write;

pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The first column is set left, the others right.
    pub(super) fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row; cells that it lacks are empty.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect();
        cells.resize(self.header.len(), String::new());
        self.rows.push(cells);
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = String::new();
        let rule: Vec<&str> =
            (0..self.header.len()).map(|column| if column == 0 { "---" } else { "--:" }).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} |\n|{}|", self.header.join(" | "), rule.join("|"));
        for row in &self.rows {
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        text
    }
}
