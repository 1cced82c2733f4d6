//! The manual of components: which kind takes which key, as editors and readers of the JSON Schema see it.
//!
//! Comes in: the schema that the types of a scenario generate, in which a component may have any key. Goes out: the
//! same, which allows each kind the keys that its [`WrittenKind`] says, and tells them. Deliberately absent: a list of
//! its own.

use serde_json::{Map, Value, json};

use crate::scenario;
use crate::scenario::schema::ComponentKind;

use super::written::{Key, WrittenKind};

/// The JSON Schema of scenario files (draft 2020-12).
pub fn schema() -> String {
    format!("{:#}\n", with_kinds(scenario::schema()))
}

fn with_kinds(mut schema: Value) -> Value {
    let kinds = schema.pointer_mut("/$defs/ComponentKind/oneOf");
    for one in kinds.and_then(Value::as_array_mut).into_iter().flatten() {
        describe(one);
    }
    let component = schema.pointer_mut("/$defs/Component");
    if let Some(component) = component.and_then(Value::as_object_mut) {
        component.insert("allOf".into(), written().map(rule).collect());
    }
    schema
}

/// Every kind that a scenario may write.
fn written() -> impl Iterator<Item = &'static WrittenKind> {
    let kinds = ComponentKind::ALL.iter();
    kinds
        .filter(|kind| **kind != ComponentKind::Contracts)
        .map(|kind| WrittenKind::of(*kind))
}

/// Adds its keys to what is said of a kind.
fn describe(kind: &mut Value) {
    let word = kind.get("const").and_then(Value::as_str);
    let Some(written) = written().find(|written| Some(written.word) == word) else {
        return;
    };
    let keys: Vec<String> = written
        .takes
        .iter()
        .map(|key| shown(written, *key))
        .collect();
    let keys = if keys.is_empty() {
        "none".to_string()
    } else {
        keys.join(", ")
    };
    let said = kind.get("description").and_then(Value::as_str);
    let said = said.unwrap_or_default();
    let follows = written.follows.meaning();
    kind["description"] =
        format!("{said}\n\nIt follows {follows}.\n\nKeys beside those of every kind: {keys}.")
            .into();
}

fn shown(written: &WrittenKind, key: Key) -> String {
    let is_needed = written.needs.iter().any(|(needed, _)| *needed == key);
    let unit = written.amount_is_per.filter(|_| key == Key::Amount);
    let unit = unit.map(|per| format!("EUR per {per}"));
    let needed = is_needed.then(|| "needed".to_string());
    let said: Vec<String> = needed.into_iter().chain(unit).collect();
    match said.is_empty() {
        true => format!("`{}`", key.word()),
        false => format!("`{}` ({})", key.word(), said.join(", ")),
    }
}

/// That a component of a kind has none of the keys that it does not take. What it needs may stand in a file that it
/// builds on.
fn rule(written: &WrittenKind) -> Value {
    let others = Key::ALL.iter().filter(|key| !written.takes.contains(key));
    let refused: Map<String, Value> = others
        .map(|key| (key.word().to_string(), Value::Bool(false)))
        .collect();
    json!({
        "if": { "properties": { "kind": { "const": written.word } }, "required": ["kind"] },
        "then": { "properties": refused },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(pointer: &str) -> Value {
        let schema = with_kinds(scenario::schema());
        let found = schema.pointer(&format!("/$defs/Component/{pointer}"));
        found.unwrap_or_else(|| panic!("no {pointer}")).clone()
    }

    /// What the schema says of a key of a component of a kind.
    fn of_kind(kind: &str, key: &str) -> Option<Value> {
        let rules = component("allOf");
        let mut rules = rules.as_array().expect("rules").iter();
        let rule = rules
            .find(|rule| rule["if"]["properties"]["kind"]["const"] == kind)
            .expect("a rule");
        rule["then"]["properties"].get(key).cloned()
    }

    #[test]
    fn the_schema_refuses_a_key_that_a_kind_does_not_take_and_no_other() {
        assert_eq!(of_kind("network_fee", "tariffs"), Some(Value::Bool(false)));
        assert_eq!(of_kind("network_fee", "amount"), None);
        assert_eq!(
            of_kind("fee_for_service", "amount"),
            Some(Value::Bool(false))
        );
        assert_eq!(of_kind("fee_for_service", "tariffs"), None);
        // Keys that every kind takes.
        for key in ["name", "kind", "applies_to", "from_year", "source"] {
            assert_eq!(of_kind("patient_share", key), None, "{key}");
        }
    }

    #[test]
    fn the_schema_tells_the_keys_of_a_kind() {
        let schema = with_kinds(scenario::schema());
        let kinds = schema["$defs"]["ComponentKind"]["oneOf"].as_array();
        let mut kinds = kinds.expect("kinds").iter();
        let fee = kinds
            .find(|kind| kind["const"] == "project_grant")
            .expect("a kind");
        let said = fee["description"].as_str().expect("text");
        let keys = "`recipient`, `amount` (needed, EUR per calendar year), `payers` (needed), `reimbursed_by`, \
                    `phase_in_years`, `earmark`, `indexed`.";
        assert!(said.starts_with("A yearly amount for some years"), "{said}");
        assert!(said.ends_with(keys), "{said}");
    }

    #[test]
    fn a_kind_with_an_amount_says_what_it_is_per_and_no_other_does() {
        for kind in written() {
            let has_amount = kind.takes.contains(&Key::Amount);
            assert_eq!(kind.amount_is_per.is_some(), has_amount, "{}", kind.word);
        }
    }

    #[test]
    fn every_key_is_one_of_the_schema_and_some_kind_takes_it() {
        let properties = component("properties");
        for key in Key::ALL {
            let word = key.word();
            assert!(properties.get(word).is_some(), "{word}");
            assert!(written().any(|kind| kind.takes.contains(key)), "{word}");
        }
    }

    #[test]
    fn the_manual_of_a_key_names_the_kinds_that_take_it() {
        let properties = component("properties");
        let names = |said: &str, kind: &WrittenKind| {
            let mut words = said.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == kind.word)
        };
        for key in Key::ALL {
            let said = properties[key.word()]["description"].as_str();
            let said = said.expect("a manual");
            let opens_with_kinds = written().any(|kind| said.starts_with(kind.word));
            for kind in written().filter(|_| opens_with_kinds) {
                let takes = kind.takes.contains(key);
                let word = kind.word;
                assert_eq!(names(said, kind), takes, "`{}`, {word}: {said}", key.word());
            }
        }
    }
}
