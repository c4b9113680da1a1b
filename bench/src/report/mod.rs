//! The tables, in Markdown that can be put into a document as it is.

mod goals;
mod ours;
mod peers;
mod stats;
mod table;

use crate::survey::Survey;

/// All tables. `date` is said as it is given.
pub(crate) fn markdown(survey: &Survey, date: &str) -> String {
    let mut sections = vec![head(survey, date)];
    for (phrases, fields) in survey.corpora() {
        sections.push(peers::latency(survey, phrases, fields));
    }
    sections.extend(peers::quality(survey));
    if let Some(product) = survey.product() {
        sections.extend(ours::kinds(survey, product));
        sections.extend(ours::derived(survey));
        sections.extend(ours::adversarial(survey));
        sections.push(goals::goals(survey, product));
    }
    sections.join("\n")
}

fn head(survey: &Survey, date: &str) -> String {
    format!(
        "# Search and its peers{}{date}\n\n{}. CPU time of the querying thread, best of up to five passes in at most {} s; \
         20 hits with spans.\n",
        if date.is_empty() { "" } else { ", " },
        processor(),
        survey.seconds(),
    )
}

/// The processor by name, where the system tells.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests;
