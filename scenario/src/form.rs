//! The form of scenario files, read from the JSON Schema that the types themselves generate: one description, so
//! that checker, editors and manual cannot drift apart.
//!
//! Comes in: the types in [`super::schema`]. Goes out: [`Form`]s, which say what a value may be.
//! Deliberately absent: values.

use std::sync::LazyLock;

use serde_json::Value;

use super::limits::Limits;
use super::schema::{Arrangements, LIMITS, Scenario};

/// The whole form.
#[derive(Clone, Copy)]
pub struct Forms {
    root: &'static Value,
}

static SCENARIO: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Scenario).to_value());
static ARRANGEMENTS: LazyLock<Value> =
    LazyLock::new(|| schemars::schema_for!(Arrangements).to_value());

/// What one value may be: a view on a part of the schema.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    root: &'a Value,
    schema: &'a Value,
    /// The manual's words on the key that holds the value.
    description: Option<&'a str>,
}

/// The kinds of form.
pub enum FormKind<'a> {
    /// A table with known keys.
    Table,
    /// A table of any names, all of one form.
    ByName(Form<'a>),
    /// A list of entries of one form.
    List(Form<'a>),
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Any text.
    Text,
    /// One of some words.
    Word(Vec<&'a str>),
    /// true or false.
    Boolean,
}

impl Forms {
    /// The form of a scenario.
    pub fn new() -> Self {
        Forms { root: &SCENARIO }
    }

    /// The form of a file of arrangements.
    pub fn of_arrangements() -> Self {
        Forms {
            root: &ARRANGEMENTS,
        }
    }

    /// The form of the whole file.
    pub fn whole(&self) -> Form<'static> {
        Form {
            root: self.root,
            schema: self.root,
            description: None,
        }
    }
}

impl Default for Forms {
    fn default() -> Self {
        Forms::new()
    }
}

/// The JSON Schema of a whole scenario, as the types generate it.
pub(super) fn generated() -> &'static Value {
    &SCENARIO
}

impl<'a> Form<'a> {
    fn view(self, schema: &'a Value) -> Form<'a> {
        let own = schema.get("description").and_then(Value::as_str);
        let form = Form {
            schema,
            description: self.description.or(own),
            ..self
        };
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => match self.defined(reference) {
                Some(target) => form.view(target),
                None => form,
            },
            None => form,
        }
    }

    /// What a reference leads to: the types that a schema uses stand in one table.
    fn defined(self, reference: &str) -> Option<&'a Value> {
        let name = reference.strip_prefix("#/$defs/")?;
        self.root.get("$defs")?.get(name)
    }

    /// The forms to choose from; one, unless values of several kinds are allowed.
    pub fn alternatives(self) -> Vec<Form<'a>> {
        let several = self
            .schema
            .get("anyOf")
            .or_else(|| self.schema.get("oneOf"));
        let Some(several) = several.and_then(Value::as_array) else {
            return vec![self];
        };
        if several.iter().all(|one| one.get("const").is_some()) {
            return vec![self];
        }
        let present = several
            .iter()
            .filter(|one| one.get("type").and_then(Value::as_str) != Some("null"));
        present
            .flat_map(|one| self.view(one).alternatives())
            .collect()
    }

    /// What kind of value it is; call it on one of the [`alternatives`](Self::alternatives).
    pub fn kind(self) -> FormKind<'a> {
        if let Some(words) = self.words() {
            return FormKind::Word(words);
        }
        match self.type_name() {
            "object" => match self.schema.get("additionalProperties") {
                Some(each) if each.is_object() => FormKind::ByName(self.child(each)),
                _ => FormKind::Table,
            },
            "array" => match self.schema.get("items") {
                Some(each) => FormKind::List(self.child(each)),
                None => FormKind::List(self),
            },
            "number" => FormKind::Number,
            "integer" => FormKind::Whole,
            "boolean" => FormKind::Boolean,
            _ => FormKind::Text,
        }
    }

    fn child(self, schema: &'a Value) -> Form<'a> {
        Form {
            description: None,
            ..self
        }
        .view(schema)
    }

    fn type_name(self) -> &'a str {
        match self.schema.get("type") {
            Some(Value::String(one)) => one,
            Some(Value::Array(some)) => some
                .iter()
                .filter_map(Value::as_str)
                .find(|one| *one != "null")
                .unwrap_or(""),
            _ => "",
        }
    }

    fn words(self) -> Option<Vec<&'a str>> {
        if let Some(words) = self.schema.get("enum").and_then(Value::as_array) {
            return Some(words.iter().filter_map(Value::as_str).collect());
        }
        if let Some(word) = self.schema.get("const").and_then(Value::as_str) {
            return Some(vec![word]);
        }
        let several = self.schema.get("oneOf").and_then(Value::as_array)?;
        let words: Vec<&str> = several
            .iter()
            .filter_map(|one| one.get("const")?.as_str())
            .collect();
        (words.len() == several.len()).then_some(words)
    }

    /// The form of one key of a table.
    pub fn key(self, key: &str) -> Option<Form<'a>> {
        let form = self.schema.get("properties")?.get(key)?;
        Some(self.child(form))
    }

    /// The keys of a table, in the order of the manual.
    pub fn keys(self) -> Vec<&'a str> {
        let keys = self.schema.get("properties").and_then(Value::as_object);
        keys.map(|keys| keys.keys().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// The keys a table must have.
    pub fn required(self) -> Vec<&'a str> {
        let keys = self.schema.get("required").and_then(Value::as_array);
        keys.map(|keys| keys.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    /// A limit such as `minimum` or `maxItems`.
    pub fn limit(self, name: &str) -> Option<f64> {
        self.schema.get(name).and_then(Value::as_f64)
    }

    /// The range of whole numbers that the type can hold.
    pub fn whole_range(self) -> (i128, i128) {
        match self.schema.get("format").and_then(Value::as_str) {
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            Some("uint32") => (0, u32::MAX.into()),
            Some("uint64") => (0, u64::MAX.into()),
            _ => (i64::MIN.into(), i64::MAX.into()),
        }
    }

    /// Whether the value is an uncertain number, which merges as one value and not key by key.
    pub fn is_number_or_table(self) -> bool {
        self.limits().is_some()
    }

    /// The limits of an uncertain number, which are checked together with its uncertainty.
    pub fn limits(self) -> Option<Limits> {
        let kinds = self.alternatives().into_iter();
        let named = kinds.filter_map(|one| one.schema.get(LIMITS)).next()?;
        serde_json::from_value(named.clone()).ok()
    }

    /// The first sentence of the manual on this value.
    pub fn description(self) -> &'a str {
        let whole = self.description.unwrap_or("");
        let end = whole.find(['\n', ';']).unwrap_or(whole.len());
        let end = whole.find(". ").map_or(end, |dot| end.min(dot));
        whole[..end].trim_end_matches('.')
    }

    /// What the value may be, in words.
    pub fn expected(self) -> String {
        let all: Vec<String> = self.alternatives().into_iter().map(one_expected).collect();
        all.join(" or ")
    }
}

fn one_expected(form: Form<'_>) -> String {
    match form.kind() {
        FormKind::Table => "a table".into(),
        FormKind::ByName(each) => format!("a table of names, each with {}", each.expected()),
        FormKind::List(each) => match each.kind() {
            FormKind::Table => "a list of tables".into(),
            _ => format!("a list, each entry {}", each.expected()),
        },
        FormKind::Number => "a number".into(),
        FormKind::Whole => "a whole number".into(),
        FormKind::Text => "text in quotes".into(),
        FormKind::Word(words) => super::nearest::listed(&words).replace(", ", " or "),
        FormKind::Boolean => "true or false".into(),
    }
}
