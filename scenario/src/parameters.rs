//! Numbers of a scenario by their dotted path: reading one, changing several, and writing the change as a file of its
//! own.
//!
//! Comes in: a typed scenario and paths as [`numbers`] gives them. Goes out: means, changed scenarios, and the TOML of
//! an overlay. Deliberately absent: checks; a changed scenario is as right as the values it was given.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::nearest::{quoted, suggest};
use super::number::{distribution, written as distribution_of};
use super::numbers::numbers;
use super::schema::{Number, Scenario, Uncertain, WrittenNumber};
use crate::base::distribution::DistributionName;

/// The mean of the number at a path.
///
/// # Errors
/// In words, when the scenario has no number there.
pub fn mean(scenario: &Scenario, path: &str) -> Result<f64, String> {
    distribution(&number(scenario, path)?).map(|distribution| distribution.mean())
}

fn number(scenario: &Scenario, path: &str) -> Result<Number, String> {
    let known = numbers(scenario);
    if let Some((_, number)) = known.iter().find(|(known, _)| known == path) {
        return Ok(number.clone());
    }
    let known: Vec<&str> = known.iter().map(|(path, _)| path.as_str()).collect();
    Err(format!(
        "the scenario has no number {}: {}",
        quoted(path),
        suggest(path, &known)
    ))
}

/// The scenario with other means at some paths. An uncertain number keeps its uncertainty relative to its mean; where
/// the mean was 0 it becomes a point.
///
/// # Errors
/// In words, when the scenario has no number at a path.
pub fn with(scenario: &Scenario, means: &[(String, f64)]) -> Result<Scenario, String> {
    let mut json = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    for (path, mean) in means {
        let words: Vec<&str> = path.split('.').collect();
        let node = follow(&mut json, &words)
            .ok_or_else(|| format!("the scenario has no number {}", quoted(path)))?;
        let number: WrittenNumber =
            serde_json::from_value(node.take()).map_err(|error| error.to_string())?;
        let before = distribution_of(&number)?.mean();
        let changed = if before == 0.0 || matches!(number, WrittenNumber::Point(_)) {
            WrittenNumber::Point(*mean)
        } else {
            number.scaled(mean / before)
        };
        *node = serde_json::to_value(changed).map_err(|error| error.to_string())?;
    }
    serde_json::from_value(json).map_err(|error| error.to_string())
}

/// A number at a path of a scenario, uncertain or plain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its mean.
    pub value: f64,
    /// Whether its key takes whole numbers only.
    pub is_whole: bool,
}

/// The number at a path of a scenario as JSON; none where there is nothing, or something else.
pub fn found(scenario: &Value, path: &str) -> Option<Found> {
    let words: Vec<&str> = path.split('.').collect();
    let node = follow_in(scenario, &words)?;
    match node {
        Value::Number(number) => Some(Found {
            value: number.as_f64()?,
            is_whole: !number.is_f64(),
        }),
        Value::Object(_) => {
            let number: WrittenNumber = serde_json::from_value(node.clone()).ok()?;
            Some(Found {
                value: distribution_of(&number).ok()?.mean(),
                is_whole: false,
            })
        }
        _ => None,
    }
}

/// The scenario with plain numbers at some paths, whatever uncertainty there was.
///
/// # Errors
/// In words, when the scenario has no number at a path.
pub fn with_plain(scenario: &Scenario, values: &[(String, f64)]) -> Result<Scenario, String> {
    if values.is_empty() {
        return Ok(scenario.clone());
    }
    let mut json = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    for (path, value) in values {
        let none = || format!("the scenario has no number {}", quoted(path));
        let before = found(&json, path).ok_or_else(none)?;
        let words: Vec<&str> = path.split('.').collect();
        let node = follow(&mut json, &words).ok_or_else(none)?;
        *node = if before.is_whole {
            Value::from(*value as i64)
        } else {
            Value::from(*value)
        };
    }
    serde_json::from_value(json).map_err(|error| error.to_string())
}

/// The scenario with numbers that may be anything between two ends, all of it as likely, at some paths.
///
/// # Errors
/// In words, when the scenario has no number at a path, or one that cannot be uncertain.
pub fn with_ranges(scenario: &Scenario, ranges: &[(String, [f64; 2])]) -> Result<Scenario, String> {
    if ranges.is_empty() {
        return Ok(scenario.clone());
    }
    let mut json = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    for (path, [low, high]) in ranges {
        let none = || format!("the scenario has no number {}", quoted(path));
        if found(&json, path).ok_or_else(none)?.is_whole {
            return Err(format!(
                "{} is a whole number, which has no range",
                quoted(path)
            ));
        }
        let words: Vec<&str> = path.split('.').collect();
        let range = Uncertain {
            dist: Some(DistributionName::Uniform),
            low: Some(*low),
            high: Some(*high),
            ..Uncertain::default()
        };
        *follow(&mut json, &words).ok_or_else(none)? =
            serde_json::to_value(range).map_err(|error| error.to_string())?;
    }
    serde_json::from_value(json).map_err(|error| error.to_string())
}

/// A file that builds on others and has other values at some paths of them, as they are in `scenario`.
///
/// # Errors
/// In words, when the scenario has nothing at a path.
pub fn changes(scenario: &Scenario, extends: &str, paths: &[String]) -> Result<String, String> {
    let json = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('.').collect()).collect();
    if let Some(missing) = paths.iter().find(|path| follow_in(&json, path).is_none()) {
        return Err(format!(
            "the scenario has no {}",
            quoted(&missing.join("."))
        ));
    }
    let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
    let mut whole = Map::new();
    whole.insert("extends".into(), Value::from(vec![extends]));
    if !paths.is_empty() {
        whole.extend(only(&json, &paths).as_object().cloned().unwrap_or_default());
    }
    toml::to_string(&whole).map_err(|error| error.to_string())
}

/// The number at a path as it stands in a file, on one line.
///
/// # Errors
/// In words, when the scenario has no number there.
pub fn written(scenario: &Scenario, path: &str) -> Result<String, String> {
    let value = toml::Value::try_from(number(scenario, path)?.written)
        .map_err(|error| error.to_string())?;
    Ok(value.to_string())
}

/// A file that changes these numbers of the scenario it builds on, each with a source, to what they are in `scenario`.
///
/// # Errors
/// In words, when the scenario has no number at a path.
pub fn overlay(scenario: &Scenario, sources: &BTreeMap<String, String>) -> Result<String, String> {
    let mut json = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    for (path, source) in sources {
        let words: Vec<&str> = path.split('.').collect();
        let node = follow(&mut json, &words)
            .ok_or_else(|| format!("the scenario has no number {}", quoted(path)))?;
        *node = sourced(node.take(), source)?;
    }
    let paths: Vec<Vec<&str>> = sources
        .keys()
        .map(|path| path.split('.').collect())
        .collect();
    let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
    toml::to_string(&only(&json, &paths)).map_err(|error| error.to_string())
}

/// A number as a table with its source.
fn sourced(number: Value, source: &str) -> Result<Value, String> {
    let number: WrittenNumber =
        serde_json::from_value(number).map_err(|error| error.to_string())?;
    let table = match number {
        WrittenNumber::Point(mean) => Uncertain {
            mean: Some(mean),
            ..Uncertain::default()
        },
        WrittenNumber::Uncertain(table) => *table,
    };
    let sourced = Uncertain {
        source: Some(source.to_string()),
        ..table
    };
    serde_json::to_value(sourced).map_err(|error| error.to_string())
}

/// The value at the end of a path, to read.
fn follow_in<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, word| match value {
        Value::Object(keys) => keys.get(*word),
        Value::Array(entries) => entries.get(index(entries, word)?),
        _ => None,
    })
}

/// The value at the end of a path, to change.
fn follow<'v>(value: &'v mut Value, path: &[&str]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, word| match value {
        Value::Object(keys) => keys.get_mut(*word),
        Value::Array(entries) => {
            let index = index(entries, word)?;
            entries.get_mut(index)
        }
        _ => None,
    })
}

fn name(entry: &Value) -> Option<&str> {
    entry.get("name").and_then(Value::as_str)
}

/// The entry of a list by its name, or by its index.
fn index(entries: &[Value], word: &str) -> Option<usize> {
    let by_name = entries.iter().position(|entry| name(entry) == Some(word));
    by_name.or_else(|| word.parse().ok().filter(|at| *at < entries.len()))
}

/// The part of a value that lies on the paths. A list with named entries merges by name, so that only the entries
/// on the paths are needed; any other list replaces the list it merges with, and is needed whole.
fn only(value: &Value, paths: &[&[&str]]) -> Value {
    if paths.iter().any(|path| path.is_empty()) {
        return without_nulls(value);
    }
    let mut below: BTreeMap<&str, Vec<&[&str]>> = BTreeMap::new();
    for path in paths {
        below.entry(path[0]).or_default().push(&path[1..]);
    }
    match value {
        Value::Object(keys) => {
            let kept = below.iter();
            let kept = kept.map(|(key, paths)| (key.to_string(), only(&keys[*key], paths)));
            Value::Object(kept.collect())
        }
        Value::Array(entries) if entries.iter().all(|entry| name(entry).is_some()) => {
            let kept = below.iter().filter_map(|(word, paths)| {
                let entry = &entries[index(entries, word)?];
                let mut table: Map<String, Value> = Map::new();
                table.insert("name".into(), entry["name"].clone());
                let inner = only(entry, paths);
                table.extend(inner.as_object().cloned().unwrap_or_default());
                Some(Value::Object(table))
            });
            Value::Array(kept.collect())
        }
        _ => without_nulls(value),
    }
}

/// TOML has no word for what is not there.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(keys) => {
            let kept = keys.iter().filter(|(_, value)| !value.is_null());
            let kept = kept.map(|(key, value)| (key.clone(), without_nulls(value)));
            Value::Object(kept.collect())
        }
        Value::Array(entries) => entries.iter().map(without_nulls).collect(),
        _ => value.clone(),
    }
}
