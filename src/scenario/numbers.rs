//! Every number of a scenario that may be uncertain.
//!
//! Comes in: a typed scenario. Goes out: its numbers with their dotted paths. Deliberately absent: a list of the
//! keys that are numbers; the form of scenario files knows them.

use serde_json::Value;

use super::form::{Form, FormKind, Forms};
use super::schema::{Number, Scenario, WrittenNumber};

/// Every number of a scenario that may be uncertain, with its dotted path (list entries by name, or by index when
/// unnamed), in the order of the manual.
pub fn numbers(scenario: &Scenario) -> Vec<(String, Number)> {
    let found = located(scenario).into_iter();
    found
        .map(|(path, number)| (path.join("."), number))
        .collect()
}

/// All numbers of a scenario, each with its path word by word.
pub fn located(scenario: &Scenario) -> Vec<(Vec<String>, Number)> {
    let json = serde_json::to_value(scenario).unwrap_or_default();
    let mut found = Vec::new();
    visit(&json, Forms::new().whole(), Vec::new(), &mut found);
    found
}

fn visit(json: &Value, form: Form<'_>, path: Vec<String>, found: &mut Vec<(Vec<String>, Number)>) {
    if let Some(limits) = form.limits() {
        let written = serde_json::from_value::<WrittenNumber>(json.clone()).ok();
        found.extend(written.map(|written| (path, Number { written, limits })));
        return;
    }
    let below = |word: &str| {
        let mut path = path.clone();
        path.push(word.to_string());
        path
    };
    for one in form.alternatives() {
        match (json, one.kind()) {
            (Value::Object(keys), FormKind::Table) => {
                for (key, value) in keys {
                    if let Some(inner) = one.key(key) {
                        visit(value, inner, below(key), found);
                    }
                }
            }
            (Value::Object(keys), FormKind::ByName(each)) => {
                keys.iter()
                    .for_each(|(key, value)| visit(value, each, below(key), found));
            }
            (Value::Array(entries), FormKind::List(each)) => {
                for (at, entry) in entries.iter().enumerate() {
                    let name = entry.get("name").and_then(Value::as_str);
                    visit(
                        entry,
                        each,
                        below(&name.map_or(at.to_string(), str::to_string)),
                        found,
                    );
                }
            }
            _ => {}
        }
    }
}
