//! Holds the dependency tree to `deny.toml`, offline: licences, sources, banned crates and known-bad versions.

use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Policy {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    name: String,
    version: Option<String>,
    reason: String,
}

#[test]
fn every_dependency_is_allowed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let policy: Policy =
        toml::from_str(&std::fs::read_to_string(format!("{root}/deny.toml")).unwrap()).unwrap();
    // All platforms where their crates are here (`cargo fetch`), else this one's. A build brings those of the default
    // members only, so the crates of `bench` may have to be downloaded.
    let offline = metadata(root, &["--offline"])
        .or_else(|_| metadata(root, &["--offline", "--filter-platform", host().as_str()]));
    let metadata = offline.or_else(|_| metadata(root, &[])).expect("run cargo fetch");
    let problems: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some())
        .flat_map(|package| problems(package, &policy))
        .collect();
    assert!(metadata.packages.len() > 50, "the tree was read");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn metadata(root: &str, arguments: &[&str]) -> Result<Metadata, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn problems(package: &Package, policy: &Policy) -> Vec<String> {
    let Package { name, version, license, source } = package;
    let mut problems = Vec::new();
    if !source.as_deref().unwrap_or_default().starts_with("registry+") {
        problems.push(format!("{name} {version} does not come from the registry"));
    }
    let licence = license.as_deref().unwrap_or("none");
    if !permitted(licence, &policy.licenses.allow) {
        problems.push(format!("{name} {version}: licence {licence} is not allowed"));
    }
    for ban in policy.bans.deny.iter().filter(|ban| ban.name == *name) {
        let hit = ban.version.as_deref().is_none_or(|range| is_below(version, range));
        if hit {
            problems.push(format!("{name} {version} is banned: {}", ban.reason));
        }
    }
    problems
}

/// Whether an SPDX expression can be met: `OR` offers a choice, `AND` asks for both.
fn permitted(expression: &str, allow: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    if let Some(inner) = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && balanced(inner)
    {
        return permitted(inner, allow);
    }
    if let Some((left, right)) = split_outside(expression, " OR ") {
        return permitted(left, allow) || permitted(right, allow);
    }
    if let Some((left, right)) = split_outside(expression, " AND ") {
        return permitted(left, allow) && permitted(right, allow);
    }
    allow.iter().any(|allowed| allowed == expression)
}

fn split_outside<'a>(expression: &'a str, operator: &str) -> Option<(&'a str, &'a str)> {
    expression.match_indices(operator).find_map(|(at, _)| {
        let (left, right) = (&expression[..at], &expression[at + operator.len()..]);
        (balanced(left) && balanced(right)).then_some((left, right))
    })
}

fn balanced(text: &str) -> bool {
    let mut depth = 0;
    for char in text.chars() {
        depth += match char {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Whether a version lies in a range of the one form that `deny.toml` uses: `<1.2.3`.
fn is_below(version: &str, range: &str) -> bool {
    let bound = range.strip_prefix('<').expect("ranges in deny.toml are written <1.2.3");
    let numbers = |text: &str| -> Vec<u64> {
        text.split(['-', '+'])
            .next()
            .unwrap_or_default()
            .split('.')
            .map(|part| part.parse().unwrap())
            .collect()
    };
    numbers(version) < numbers(bound)
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allow: Vec<String> = ["MIT", "Apache-2.0", "Unicode-3.0"].map(String::from).to_vec();
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("(MIT OR GPL-2.0) AND Unicode-3.0", true),
        ("MIT AND GPL-2.0", false),
        ("none", false),
    ] {
        assert_eq!(permitted(expression, &allow), expected, "{expression}");
    }
    for (version, range, expected) in [
        ("0.36.9", "<0.37", true),
        ("0.38.2", "<0.37", false),
        ("2.3.0", "<2.3", false),
        ("1.44.1", "<1.44.2", true),
    ] {
        assert_eq!(is_below(version, range), expected, "{version} {range}");
    }
}
