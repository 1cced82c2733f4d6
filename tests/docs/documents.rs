//! docs/documents.md: which mechanisms of the five documents the shipped scenarios have.
//!
//! Comes in: the page, the scenarios that ship, the schema, the kept figures. Goes out: a row without a state or a place, a count
//! that is not that of the rows, and every scenario, arm, key, figure or command that is named and does not exist. Deliberately
//! absent: whether a row is right about its document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use caremix::check;
use caremix::component::manual::schema;
use serde_json::{Value, json};

/// The states a row may have, in the order of the columns of counts.
const STATES: [&str; 3] = ["there", "in part", "not"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("docs/documents.md")).expect("a page")
}

/// The cells of a row of a table; none of a line that is no row, or that parts head and body.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inside = line.strip_prefix("| ")?.strip_suffix(" |")?;
    Some(inside.split(" | ").map(str::trim).collect())
}

/// The tables of the page, each with the heading above it.
fn tables(page: &str) -> Vec<(&str, Vec<Vec<&str>>)> {
    let (mut found, mut heading, mut is_body) = (Vec::new(), "", false);
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            heading = name;
        }
        if line.starts_with("|--") {
            found.push((heading, Vec::new()));
            is_body = true;
        } else if !line.starts_with('|') {
            is_body = false;
        } else if let Some((_, rows)) = found.last_mut().filter(|_| is_body) {
            rows.push(cells(line).unwrap_or_default());
        }
    }
    found
}

/// What stands between backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What may be named.
struct Names {
    scenarios: BTreeMap<String, Value>,
    schema: Value,
    outcomes: BTreeSet<String>,
}

impl Names {
    fn new() -> Names {
        let mut scenarios = BTreeMap::new();
        for path in files(&root().join("scenarios"), "toml") {
            let name = stem(&path);
            let loaded = check::load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
            let terms = root().join(format!("scenarios/arrangements/{name}.toml"));
            if terms.exists() {
                let terms = check::load_arrangements(&terms, &loaded.scenario);
                let terms = terms.unwrap_or_else(|faults| panic!("{faults}"));
                let terms = json!({ "arrangement": terms });
                scenarios.insert(format!("arrangements/{name}"), terms);
            }
            let scenario = serde_json::to_value(&loaded.scenario).expect("JSON");
            scenarios.insert(name, scenario);
        }
        let golden = fs::read_dir(root().join("tests/golden")).expect("a folder");
        let golden = golden.map(|entry| entry.expect("an entry").path().join("outcomes.csv"));
        let figures = golden.map(|path| fs::read_to_string(path).expect("figures"));
        let outcomes = figures.flat_map(|text| {
            let names = text.lines().filter_map(|line| line.split(',').nth(1));
            names.map(str::to_string).collect::<Vec<_>>()
        });
        Names {
            scenarios,
            schema: serde_json::from_str(&schema()).expect("JSON"),
            outcomes: outcomes.collect(),
        }
    }

    /// What is wrong with a name, in words.
    fn problem(&self, span: &str) -> Option<String> {
        let exists = match span.split_once(": ") {
            Some(("outcomes.csv", name)) => self.outcomes.contains(name),
            Some((scenario, path)) => {
                let scenario = self.scenarios.get(scenario);
                scenario.is_some_and(|scenario| is_written(scenario, path))
            }
            None if span.starts_with("kind = ") => self.is_kind(span),
            None if span.starts_with("caremix ") => is_command(span),
            None => self.scenarios.contains_key(span) || self.is_key(span),
        };
        (!exists).then(|| format!("`{span}` does not exist"))
    }

    fn is_kind(&self, span: &str) -> bool {
        let kinds = self.schema.pointer("/$defs/ComponentKind/oneOf");
        let mut kinds = kinds.and_then(Value::as_array).into_iter().flatten();
        kinds.any(|kind| span == format!("kind = {}", kind["const"]))
    }

    /// Whether any scenario may have a key.
    fn is_key(&self, path: &str) -> bool {
        let down = |form, key| below(&self.schema, form, key);
        path.split('.').try_fold(&self.schema, down).is_some()
    }
}

/// The form of a key of a table, or of the tables of a list.
fn below<'v>(schema: &'v Value, form: &'v Value, key: &str) -> Option<&'v Value> {
    if let Some(reference) = form["$ref"].as_str() {
        let target = schema.pointer(reference.trim_start_matches('#'))?;
        return below(schema, target, key);
    }
    if let Some(found) = form["properties"].get(key) {
        return Some(found);
    }
    let either = form["anyOf"].as_array().into_iter().flatten();
    let either = either.chain(form["oneOf"].as_array().into_iter().flatten());
    either
        .chain(form.get("items"))
        .find_map(|form| below(schema, form, key))
}

/// Whether something stands at a path of a scenario, entries of lists by their names.
fn is_written(scenario: &Value, path: &str) -> bool {
    let found = path.split('.').try_fold(scenario, |value, word| {
        let named = |entry: &&Value| entry["name"].as_str() == Some(word);
        match value {
            Value::Array(entries) => entries.iter().find(named),
            other => other.get(word),
        }
    });
    match found {
        None | Some(Value::Null) => false,
        Some(Value::Array(entries)) => !entries.is_empty(),
        Some(Value::Object(keys)) => !keys.is_empty(),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => true,
    }
}

fn is_command(span: &str) -> bool {
    let mut words = span.split(' ').skip(1);
    let name = words.next().unwrap_or_default();
    let mut asked = Command::new(env!("CARGO_BIN_EXE_caremix"));
    let answer = asked.args([name, "--help"]).output().expect("the program");
    answer.status.success() && words.next().is_none()
}

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == end))
        .collect();
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// All that is wrong with the page.
fn problems(page: &str, names: &Names) -> Vec<String> {
    let tables = tables(page);
    let [counts, asked, documents @ ..] = tables.as_slice() else {
        return vec!["the page has no tables".to_string()];
    };
    let (mut found, mut states, mut in_all) = (Vec::new(), BTreeMap::new(), [0; 3]);
    let mut counted = Vec::new();
    for (heading, rows) in documents {
        let mut of_document = [0; 3];
        for row in rows {
            let [id, said, state, place] = row.as_slice() else {
                found.push(format!("{heading}: {row:?} has not four cells"));
                continue;
            };
            let Some(at) = STATES.iter().position(|known| known == state) else {
                found.push(format!("{id}: `{state}` is no state"));
                continue;
            };
            of_document[at] += 1;
            in_all[at] += 1;
            if states.insert(*id, *state).is_some() {
                found.push(format!("{id} stands twice"));
            }
            if said.is_empty() || place.is_empty() {
                found.push(format!("{id} says too little"));
            }
            if *state != "not" && spans(place).next().is_none() {
                found.push(format!("{id} is {state}, and does not say where"));
            }
            let missing = spans(place).filter_map(|span| names.problem(span));
            found.extend(missing.map(|problem| format!("{id}: {problem}")));
        }
        counted.push(of_document);
    }
    counted.push(in_all);
    let of_rows = counted.iter().map(|[there, part, not]| {
        let all = there + part + not;
        [*there, *part, *not, all].map(|n| n.to_string()).to_vec()
    });
    let of_rows: Vec<Vec<String>> = of_rows.collect();
    let of_page = counts.1.iter().map(|row| &row[1..]);
    let of_page: Vec<&[&str]> = of_page.collect();
    if of_page != of_rows {
        found.push(format!("the counts are {of_page:?}, the rows {of_rows:?}"));
    }
    for each in asked.1.iter().flat_map(|row| row[1].split(", ")) {
        let (id, state) = each.split_once(' ').unwrap_or((each, ""));
        if states.get(id) != Some(&state) {
            let is = states.get(id);
            found.push(format!("{id} is asked for as {state:?}, and is {is:?}"));
        }
    }
    found
}

#[test]
fn every_row_has_a_state_the_counts_are_theirs_and_what_is_named_exists() {
    let found = problems(&page(), &Names::new());
    assert!(found.is_empty(), "docs/documents.md:\n{}", found.join("\n"));
}

/// What a page with one thing changed is told of it.
#[test]
fn what_is_wrong_with_the_page_is_seen() {
    let (page, names) = (page(), Names::new());
    for (from, to, told) in [
        ("institutions | in part |", "institutions | |", "four cells"),
        (
            "institutions | in part |",
            "institutions | partly |",
            "is no state",
        ),
        (
            "institutions | in part |",
            "institutions | there |",
            "the counts are",
        ),
        (
            "three-p-flanders: arm.gp_first` moves",
            "three-p-flanders: arm.gp_last` moves",
            "`three-p-flanders: arm.gp_last` does not exist",
        ),
        (
            "`collaboration-places-tongeren`",
            "`collaboration-places-gent`",
            "`collaboration-places-gent` does not exist",
        ),
        (
            "`participation.peers`",
            "`participation.rivals`",
            "`participation.rivals` does not exist",
        ),
        (
            "`kind = \"state_fee\"`",
            "`kind = \"team_fee\"`",
            "`kind = \"team_fee\"` does not exist",
        ),
        (
            "`outcomes.csv: access`",
            "`outcomes.csv: waiting`",
            "`outcomes.csv: waiting` does not exist",
        ),
        (
            "`caremix decide`",
            "`caremix guess`",
            "`caremix guess` does not exist",
        ),
        (
            "arrangement.corridor`",
            "arrangement.lottery`",
            "arrangement.lottery` does not exist",
        ),
        (
            "`three-p-flanders: arm.three_p.component.network_fee` |",
            "the network |",
            "does not say where",
        ),
        ("P74 in part", "P74 there", "P74 is asked for as"),
    ] {
        assert!(page.contains(from), "{from}");
        let found = problems(&page.replacen(from, to, 1), &names);
        assert!(
            found.iter().any(|one| one.contains(told)),
            "{told}: {found:?}"
        );
    }
}

#[test]
fn who_reads_of_the_scenarios_finds_the_page() {
    for (from, link) in [
        ("README.md", "(docs/documents.md)"),
        ("scenarios/README.md", "(../docs/documents.md)"),
    ] {
        let text = fs::read_to_string(root().join(from)).expect("a page");
        assert!(text.contains(link), "{from}");
    }
}
