//! Counting the numbers of a scenario: how many are uncertain, and which nobody has verified.
//!
//! Walks the scenario as JSON, so that a number added to the schema is counted without being listed here.

use serde_json::Value;

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberCount {
    /// Numbers with a distribution.
    pub uncertain: usize,
    /// Where values stand whose source says "unverified".
    pub unverified: Vec<String>,
}

/// The keys of a number with its uncertainty, unit and source.
const KEYS: [&str; 15] = [
    "mean", "se", "ci95", "dist", "mu", "sigma", "shape", "scale", "alpha", "beta", "low", "mode",
    "high", "unit", "source",
];
/// Those that make it uncertain.
const UNCERTAIN: [&str; 12] = [
    "se", "ci95", "dist", "mu", "sigma", "shape", "scale", "alpha", "beta", "low", "mode", "high",
];

/// Counts in the resolved scenario.
pub fn count(resolved: &Value) -> NumberCount {
    let mut count = NumberCount::default();
    walk(resolved, "", &mut count);
    count
}

fn walk(value: &Value, path: &str, count: &mut NumberCount) {
    match value {
        Value::Object(table) => {
            let is_number =
                !table.is_empty() && table.keys().all(|key| KEYS.contains(&key.as_str()));
            if is_number && table.keys().any(|key| UNCERTAIN.contains(&key.as_str())) {
                count.uncertain += 1;
            }
            if table
                .get("source")
                .and_then(Value::as_str)
                .is_some_and(is_unverified)
            {
                count.unverified.push(path.to_string());
            }
            for (key, item) in table {
                walk(item, &join(path, key), count);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &join(path, &name_of(item, index)), count);
            }
        }
        _ => {}
    }
}

fn is_unverified(source: &str) -> bool {
    source.to_lowercase().contains("unverified")
}

/// Items of lists go by their name, as in `--set`; those without one by their place.
fn name_of(item: &Value, index: usize) -> String {
    item.get("name")
        .and_then(Value::as_str)
        .map_or_else(|| index.to_string(), str::to_string)
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_string()
    } else {
        format!("{path}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn uncertain_numbers_are_counted_and_points_are_not() {
        let found = count(&json!({"service": [
            {"name": "visit", "price": {"mean": 4.0, "se": 1.0, "unit": "EUR"}, "hours": {"mean": 1.0}, "unit": "visit"},
            {"name": "day", "price": 3.0, "payers": {"insurer": {"alpha": 1.0, "beta": 2.0}}}]}));
        assert_eq!(
            found,
            NumberCount {
                uncertain: 2,
                unverified: Vec::new()
            }
        );
    }

    #[test]
    fn what_nobody_verified_is_named_by_its_path() {
        let found = count(
            &json!({"service": [{"name": "visit", "price": {"mean": 4.0, "source": "Unverified: a guess"}}],
            "population": {"source": "unverified"}}),
        );
        assert_eq!(found.unverified, ["service.visit.price", "population"]);
    }
}
