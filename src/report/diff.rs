//! What differs between two runs: what went in, and what came out.
//!
//! Comes in: two finished runs, read. Goes out: one row a difference. Deliberately absent: timing and threads, which
//! change nothing; and outcomes, which follow from what goes in as payers' totals do.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::columns::{Column, columns};
use super::reading::Reading;
use super::tables::{self, FileRow};
use crate::analysis::rows::ReplicationRow;
use crate::base::statistics;
use crate::base::written::{known_eur, money};

/// One difference, or one total of a payer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiffRow {
    /// `input` or `result`.
    pub part: String,
    /// A path in the resolved scenario, or a fact of the run; of a result the arm.
    pub name: String,
    /// Of a result the payer, or `all`.
    pub payer: String,
    /// In the first run; empty where it has none. Of a result EUR of the whole run, nominal.
    pub first: String,
    /// In the second run.
    pub second: String,
    /// Of a result: the second less the first, EUR.
    #[serde(serialize_with = "known_eur")]
    pub difference: Option<f64>,
    /// Its Monte Carlo error: replication by replication where both share seed and number, else as of independent runs.
    #[serde(serialize_with = "known_eur")]
    pub mc_error: Option<f64>,
}

impl FileRow for DiffRow {
    const FILE: &'static str = "diff.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// A finished run and where it is.
#[derive(Debug, Clone, Copy)]
pub struct ComparedRun<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// What is in it.
    pub reading: &'a Reading,
}

/// Inputs that differ, then payers' totals of every arm that either run has and that differ.
///
/// # Errors
/// When replications.csv of either is missing or damaged.
pub fn rows(first: ComparedRun, second: ComparedRun) -> Result<Vec<DiffRow>, String> {
    let mut rows = inputs(first.reading, second.reading);
    rows.extend(results(first, second)?);
    Ok(rows)
}

fn inputs(first: &Reading, second: &Reading) -> Vec<DiffRow> {
    let [one, two] = [first, second].map(facts);
    let mut names: Vec<&String> = one.keys().chain(two.keys()).collect();
    names.sort();
    names.dedup();
    let found = |facts: &BTreeMap<String, String>, name: &String| {
        facts.get(name).cloned().unwrap_or_default()
    };
    names
        .into_iter()
        .filter(|name| one.get(*name) != two.get(*name))
        .map(|name| DiffRow {
            part: "input".into(),
            name: name.clone(),
            payer: String::new(),
            first: found(&one, name),
            second: found(&two, name),
            difference: None,
            mc_error: None,
        })
        .collect()
}

/// Every value that went into a run, by its path.
fn facts(reading: &Reading) -> BTreeMap<String, String> {
    let manifest = &reading.manifest;
    let mut facts = BTreeMap::new();
    flatten("", &manifest.scenario.resolved, &mut facts);
    let more = [
        ("program version", manifest.version.clone()),
        ("replications made", manifest.replications.to_string()),
        ("residents at the start", manifest.residents.to_string()),
        ("comparator", manifest.comparator.clone()),
    ];
    facts.extend(more.map(|(name, value)| (name.to_string(), value)));
    if facts.contains_key("population.file") {
        // Its content is part of the scenario, its name is not.
        let hash = format!("content with {}", manifest.scenario.sha256);
        facts.insert("population.file".to_string(), hash);
    }
    facts
}

/// Elements of lists go by their name, where they have one.
fn flatten(path: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    let below = |key: &str| {
        if path.is_empty() {
            key.to_string()
        } else {
            format!("{path}.{key}")
        }
    };
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                flatten(&below(key), value, into);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let name = value.get("name").and_then(Value::as_str);
                let name = name.map_or_else(|| index.to_string(), str::to_string);
                flatten(&below(&name), value, into);
            }
        }
        Value::Null => {}
        Value::String(text) => {
            into.insert(path.to_string(), text.clone());
        }
        Value::Bool(_) | Value::Number(_) => {
            into.insert(path.to_string(), value.to_string());
        }
    }
}

fn results(first: ComparedRun, second: ComparedRun) -> Result<Vec<DiffRow>, String> {
    let (one, two) = (totals(first)?, totals(second)?);
    let [a, b] = [&first.reading.manifest, &second.reading.manifest];
    let is_paired = a.seed == b.seed && a.replications == b.replications;
    let mut keys: Vec<&(String, String)> = Vec::new();
    for key in order(first.reading).iter().chain(&order(second.reading)) {
        let known = one.get_key_value(key).or_else(|| two.get_key_value(key));
        if let Some((key, _)) = known.filter(|(key, _)| !keys.contains(key)) {
            keys.push(key);
        }
    }
    let rows = keys.into_iter().filter_map(|key| {
        let (one, two) = (one.get(key), two.get(key));
        (one != two).then(|| result(key, one, two, is_paired))
    });
    Ok(rows.collect())
}

/// Arms and payers in file order.
fn order(reading: &Reading) -> Vec<(String, String)> {
    let totals = reading.payers.iter().filter(|row| row.year == "total");
    totals
        .map(|row| (row.arm.clone(), row.payer.clone()))
        .collect()
}

fn result(
    (arm, payer): &(String, String),
    one: Option<&Vec<f64>>,
    two: Option<&Vec<f64>>,
    is_paired: bool,
) -> DiffRow {
    let mean = |values: Option<&Vec<f64>>| values.and_then(|values| statistics::mean(values));
    let text = |values| mean(values).map(money).unwrap_or_default();
    let pair = one.zip(two);
    DiffRow {
        part: "result".into(),
        name: arm.clone(),
        payer: payer.clone(),
        first: text(one),
        second: text(two),
        difference: mean(one).zip(mean(two)).map(|(one, two)| two - one),
        mc_error: pair.and_then(|(one, two)| error(one, two, is_paired)),
    }
}

fn error(one: &[f64], two: &[f64], is_paired: bool) -> Option<f64> {
    let squared = |values: &[f64]| Some(statistics::variance(values)? / values.len() as f64);
    if is_paired {
        let differences: Vec<f64> = one.iter().zip(two).map(|(one, two)| two - one).collect();
        return squared(&differences).map(f64::sqrt);
    }
    Some((squared(one)? + squared(two)?).sqrt())
}

/// Totals of payers by arm, one value a replication.
fn totals(run: ComparedRun) -> Result<BTreeMap<(String, String), Vec<f64>>, String> {
    let mut found: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for key in order(run.reading) {
        found.insert(key, Vec::new());
    }
    tables::each::<ReplicationRow>(run.folder, |record| {
        let row: ReplicationRow = record.row()?;
        if row.year == "total" {
            let key = (row.arm.into_owned(), row.payer_or_outcome.into_owned());
            found.entry(key).and_modify(|values| values.push(row.value));
        }
        Ok(())
    })
    .map_err(|problem| format!("{}: {problem}", run.folder.display()))?;
    Ok(found)
}

/// One JSON object: both folders, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[DiffRow], first: &Path, second: &Path) -> Result<String, String> {
    let whole = json!({
        "first": first.display().to_string(),
        "second": second.display().to_string(),
        "differences": tables::objects(rows)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    #[test]
    fn values_go_by_their_path_and_elements_by_their_name() {
        let mut one = example();
        let mut two = example();
        one.manifest.scenario.resolved =
            json!({"run": {"years": 2}, "arm": [{"name": "a", "x": 1}, {"name": "b"}]});
        two.manifest.scenario.resolved =
            json!({"run": {"years": 3}, "arm": [{"name": "b"}, {"name": "c", "list": [7]}]});
        let found = inputs(&one, &two);
        let found: Vec<[&str; 3]> = found
            .iter()
            .map(|row| [row.name.as_str(), &row.first, &row.second])
            .collect();
        assert_eq!(
            found,
            [
                ["arm.a.name", "a", ""],
                ["arm.a.x", "1", ""],
                ["arm.c.list.0", "", "7"],
                ["arm.c.name", "", "c"],
                ["run.years", "2", "3"],
            ]
        );
        assert!(inputs(&one, &one).is_empty());
    }

    #[test]
    fn errors_are_those_of_pairs_where_replications_share_their_seed() {
        // Differences 1, 1, 4: mean 2, variance 3, error 1. Apart: variances 100 and 349/3: (100 + 116.33) / 3.
        let (one, two) = ([10.0, 20.0, 30.0], [11.0, 21.0, 34.0]);
        assert!((error(&one, &two, true).unwrap() - 1.0).abs() < 1e-12);
        let apart = error(&one, &two, false).unwrap();
        assert!(
            (apart - ((100.0 + 133.0) / 3.0_f64).sqrt()).abs() < 1e-12,
            "{apart}"
        );
        assert_eq!(error(&one[..1], &two[..1], true), None);
    }
}
