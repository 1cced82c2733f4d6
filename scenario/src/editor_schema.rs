//! The JSON Schema of scenario files as editors and linters take it: what one file may hold that builds on others.
//!
//! Comes in: the schema that the types generate, which describes a whole scenario. Goes out: the same without what holds
//! for a whole only: no key is required that a file in `extends` could bring. Deliberately absent: what is checked when
//! all files are together; the [`form`](super::form) keeps that.
//!
//! TOML has no null, and a value is of one type at a time. So what may be of several types is held against the schema of
//! the type that it has: a linter then names the key that is wrong, and does not only say that "no schema fits".

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::form;

/// Where definitions stand.
const DEFINITIONS: &str = "#/$defs/";

/// The JSON Schema of scenario files (draft 2020-12), for editors such as those that use taplo.
pub fn schema() -> Value {
    let mut generated = form::generated().clone();
    simplify(&mut generated, form::generated());
    let named = named(&generated);
    for table in mergeable(&generated) {
        if let Some(table) = generated.pointer_mut(&table).and_then(Value::as_object_mut) {
            relax(table, &named);
        }
    }
    let mut schema = Map::new();
    for key in ["$schema", "title", "description"] {
        schema.insert(key.into(), generated.get(key).cloned().unwrap_or_default());
    }
    schema.insert("title".into(), "caremix scenario".into());
    for (key, value) in generated.as_object().into_iter().flatten() {
        schema.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    Value::Object(schema)
}

/// One schema in the place of alternatives, everywhere below a part of `root`.
fn simplify(schema: &mut Value, root: &Value) {
    match schema {
        Value::Object(entries) => {
            without_null(entries);
            entries.values_mut().for_each(|one| simplify(one, root));
            as_one(entries, root);
        }
        Value::Array(entries) => entries.iter_mut().for_each(|one| simplify(one, root)),
        _ => {}
    }
}

/// Takes out null as a type, as an alternative and as a default.
fn without_null(entries: &mut Map<String, Value>) {
    if entries.get("default").is_some_and(Value::is_null) {
        entries.remove("default");
    }
    if let Some(Value::Array(types)) = entries.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            entries.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(several)) = entries.get_mut("anyOf") {
        several.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
    }
}

/// Alternatives as one schema, where there is one or where each is of a type of its own.
fn as_one(entries: &mut Map<String, Value>, root: &Value) {
    let Some(Value::Array(several)) = entries.get("anyOf") else {
        return;
    };
    let types: Vec<Value> = several.iter().map(|one| type_of(one, root)).collect();
    let is_of_own_type = |(at, one): (usize, &Value)| one.is_string() && !types[..at].contains(one);
    if several.len() > 1 && !types.iter().enumerate().all(is_of_own_type) {
        return;
    }
    let Some(Value::Array(mut several)) = entries.remove("anyOf") else {
        return;
    };
    if let [Value::Object(only)] = several.as_mut_slice() {
        for (key, value) in std::mem::take(only) {
            entries.entry(key).or_insert(value);
        }
        return;
    }
    let rules = several.into_iter().zip(&types);
    let rules = rules.map(|(one, kind)| json!({ "if": { "type": kind }, "then": one }));
    entries.insert("allOf".into(), rules.collect());
    entries.insert("type".into(), Value::Array(types));
}

/// The type of what a schema allows, its own or that of what it refers to; null where it has none.
fn type_of(one: &Value, root: &Value) -> Value {
    let (_, meant) = meant(root, String::new(), one);
    let words = meant.pointer("/oneOf/0/type");
    meant.get("type").or(words).cloned().unwrap_or_default()
}

/// Pointers to the tables that merge key by key: the file itself, tables in such tables, and entries with a name in
/// their lists. Other lists, and what stands in them, are replaced as a whole.
fn mergeable(root: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![String::new()];
    while let Some(pointer) = waiting.pop() {
        let Some(table) = root.pointer(&pointer) else {
            continue;
        };
        if found.insert(pointer.clone()) {
            waiting.extend(tables_in(root, &pointer, table));
        }
    }
    found
}

fn tables_in(root: &Value, pointer: &str, table: &Value) -> Vec<String> {
    let properties = table.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    let properties = properties.map(|(key, one)| (format!("{pointer}/properties/{key}"), one));
    let by_name = table
        .get("additionalProperties")
        .filter(|each| each.is_object());
    let by_name = by_name.map(|each| (format!("{pointer}/additionalProperties"), each));
    let inner = properties
        .chain(by_name)
        .map(|(at, one)| meant(root, at, one));
    inner
        .filter_map(|(at, one)| match one.get("items") {
            None if one.get("type").is_some_and(|kind| kind == "object") => Some(at),
            None => None,
            Some(each) => {
                let (at, each) = meant(root, format!("{at}/items"), each);
                each.pointer("/properties/name").is_some().then_some(at)
            }
        })
        .collect()
}

/// The schema that one refers to, or itself.
fn meant<'a>(root: &'a Value, at: String, one: &'a Value) -> (String, &'a Value) {
    let reference = one.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| {
        let name = reference.strip_prefix(DEFINITIONS)?;
        let pointer = format!("/$defs/{name}");
        Some((pointer.clone(), root.pointer(&pointer)?))
    });
    target.unwrap_or((at, one))
}

/// References to the tables that have a name, whose lists merge.
fn named(root: &Value) -> BTreeSet<String> {
    let definitions = root.get("$defs").and_then(Value::as_object);
    let definitions = definitions.into_iter().flatten();
    definitions
        .filter(|(_, table)| table.pointer("/properties/name").is_some())
        .map(|(name, _)| format!("{DEFINITIONS}{name}"))
        .collect()
}

/// Nothing is required but the name by which an entry is found, and no list of such entries has a least length: more may
/// stand in another file.
fn relax(table: &mut Map<String, Value>, named: &BTreeSet<String>) {
    let required = table.remove("required");
    let required = required.as_ref().and_then(Value::as_array);
    if required.is_some_and(|keys| keys.iter().any(|key| key == "name")) {
        table.insert("required".into(), vec!["name"].into());
    }
    let properties = table.get_mut("properties").and_then(Value::as_object_mut);
    for list in properties.into_iter().flat_map(Map::values_mut) {
        let each = list.pointer("/items/$ref").and_then(Value::as_str);
        if each.is_some_and(|each| named.contains(each)) {
            list.as_object_mut().map(|list| list.remove("minItems"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_may_be_absent_is_that_table() {
        let mut schema = json!({
            "anyOf": [{ "$ref": "#/$defs/Integration" }, { "type": "null" }],
            "description": "How far",
            "default": null
        });
        simplify(&mut schema, &Value::Null);
        let expected = json!({ "description": "How far", "$ref": "#/$defs/Integration" });
        assert_eq!(schema, expected);
    }

    #[test]
    fn a_value_that_may_be_of_two_types_is_held_against_that_of_its_own_type() {
        let mut schema = json!({ "anyOf": [
            { "$ref": "#/$defs/Words" },
            { "type": "object", "properties": { "mean": { "type": ["number", "null"] } } }
        ] });
        let root =
            json!({ "$defs": { "Words": { "oneOf": [{ "type": "string", "const": "all" }] } } });
        simplify(&mut schema, &root);
        let table = json!({ "type": "object", "properties": { "mean": { "type": "number" } } });
        let expected = json!({
            "allOf": [
                { "if": { "type": "string" }, "then": { "$ref": "#/$defs/Words" } },
                { "if": { "type": "object" }, "then": table }
            ],
            "type": ["string", "object"]
        });
        assert_eq!(schema, expected);
    }

    #[test]
    fn words_of_one_type_stay_alternatives() {
        let words = json!({ "anyOf": [{ "type": "string", "const": "a" }, { "type": "string", "const": "b" }] });
        let mut schema = words.clone();
        simplify(&mut schema, &Value::Null);
        assert_eq!(schema, words);
    }

    #[test]
    fn only_what_merging_can_bring_may_be_left_out() {
        let schema = schema();
        let required = |name: &str| schema.pointer(&format!("/$defs/{name}/required")).cloned();
        assert_eq!(required("Integration"), None);
        assert_eq!(required("Service"), Some(json!(["name"])));
        // Rows of a list without names are replaced as a whole.
        assert_eq!(required("AgeRatio"), Some(json!(["ratio"])));
    }
}
