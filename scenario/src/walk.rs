//! A merged tree against the form of scenario files: keys, types, words, limits.
//!
//! Comes in: a [`Node`] and its [`Form`]. Goes out: every fault, and the tree as JSON with stand-ins where it was
//! faulty, so that later checks can still look at the rest. Deliberately absent: what names refer to.

use serde_json::{Map, Value};

use super::fault::Fault;
use super::fault_kind::FaultKind;
use super::form::{Form, FormKind};
use super::nearest::{listed, quoted, suggest};
use super::tree::{Node, Tree};
use crate::base::legible::Legible;

/// Beyond this, faults are only counted: hints for each, and the faults themselves, would take time and memory without
/// bound.
const MANY_FAULTS: usize = 1_000;

/// No list of a scenario is nearly as long.
const LONGEST_LIST: usize = 10_000;

/// Keys that earlier versions had, with the key that took their place and what to write now.
const RETIRED: [(&str, &str, &str); 2] = [
    (
        "cashability",
        "contract",
        "`[[contract]]` took its place: `variable_share` is the share of the price that follows the volume at once, \
         `renegotiated_share` the share of a change in volume that contracts take in within a year; `share` and \
         `after_years` have no equal",
    ),
    (
        "cashability",
        "contracts",
        "this mechanism is now called `contracts`",
    ),
];

/// What a standard deviation is not, where a number has no key for one.
const SD_HINT: &str = "`se` is the standard error of the mean: sd divided by the square root of the number of \
    observations; a spread between residents belongs in keys such as `price_cv` or `cv`";

/// What a walk leaves behind.
#[derive(Default)]
pub struct Walked {
    /// All that is wrong.
    pub faults: Vec<Fault>,
    /// Paths of the tables in which something was wrong: there, later checks look at stand-ins.
    pub patched: Vec<Vec<String>>,
    /// Faults that were only counted.
    pub more: usize,
    /// Whether keys may be missing because a file could not be read: then they are no faults.
    pub incomplete: bool,
    path: Vec<String>,
}

/// Walks the whole tree; the JSON has the form asked for, whatever the tree looked like.
pub fn walk(root: &Node, form: Form<'_>, incomplete: bool) -> (Value, Walked) {
    let mut walked = Walked {
        incomplete,
        ..Walked::default()
    };
    let json = walked.value(root, form);
    (json.unwrap_or_else(|| stand_in(form)), walked)
}

impl Walked {
    /// The value as JSON, or nothing when it was wrong.
    fn value(&mut self, node: &Node, form: Form<'_>) -> Option<Value> {
        let alternatives = form.alternatives();
        let Some(fitting) = alternatives.into_iter().find(|one| fits(node, &one.kind())) else {
            return self.wrong_type(node, form);
        };
        match (&node.value, fitting.kind()) {
            (Tree::Table(_), FormKind::Table) => Some(self.table(node, fitting)),
            (Tree::Table(entries), FormKind::ByName(each)) => Some(self.by_name(entries, each)),
            (Tree::List(entries), FormKind::List(each)) => self.list(node, entries, each, fitting),
            (Tree::Integer(number), FormKind::Whole) => self.whole(node, *number, fitting),
            (Tree::Integer(number), _) => self.number(node, *number as f64, fitting),
            (Tree::Float(number), _) => self.number(node, *number, fitting),
            (Tree::Text(word), FormKind::Word(known)) => self.word(node, word, &known),
            (Tree::Text(text), _) => Some(Value::String(text.clone())),
            (Tree::Boolean(value), _) => Some(Value::Bool(*value)),
            _ => None,
        }
    }

    fn table(&mut self, node: &Node, form: Form<'_>) -> Value {
        let mut json = Map::new();
        for (key, value) in node.table().into_iter().flatten() {
            match form.key(key) {
                Some(inner) => {
                    self.path.push(key.clone());
                    let checked = self.value(value, inner);
                    self.path.pop();
                    match checked {
                        Some(checked) => drop(json.insert(key.clone(), checked)),
                        None => self.patch(),
                    }
                }
                None => self.unknown_key(key, value, form),
            }
        }
        self.missing_keys(node, form, &mut json);
        Value::Object(json)
    }

    fn unknown_key(&mut self, key: &str, value: &Node, form: Form<'_>) {
        let known = form.keys();
        let is_sd = ["sd", "std", "stdev", "sigma2"].contains(&key) && known.contains(&"se");
        let is_retired = |(old, new, _): &&(&str, &str, &str)| *old == key && known.contains(new);
        let retired = RETIRED.iter().find(is_retired);
        let hint = match (self.faults.len(), retired) {
            (_, Some((_, _, hint))) => hint.to_string(),
            _ if is_sd => SD_HINT.to_string(),
            (few, _) if few < MANY_FAULTS => suggest(key, &known),
            _ => String::new(),
        };
        self.fault(Fault::new(
            FaultKind::UnknownKey,
            value.key.clone(),
            format!("unknown key {}", quoted(key)),
            hint,
        ));
        self.patch();
    }

    fn missing_keys(&mut self, node: &Node, form: Form<'_>, json: &mut Map<String, Value>) {
        let written = |key: &str| {
            node.table()
                .is_some_and(|entries| entries.contains_key(key))
        };
        let missing: Vec<&str> = form
            .required()
            .into_iter()
            .filter(|key| !written(key))
            .collect();
        for key in form.required() {
            if !json.contains_key(key) {
                let inner = form.key(key).map_or(Value::Null, stand_in);
                json.insert(key.to_string(), inner);
                self.patch();
            }
        }
        if missing.is_empty() || self.incomplete {
            return;
        }
        let keys = if missing.len() == 1 {
            "key is"
        } else {
            "keys are"
        };
        let hint = missing
            .iter()
            .filter_map(|key| Some(explained(key, form.key(key)?)))
            .collect::<Vec<_>>();
        let message = format!("required {keys} missing: {}", listed(&missing));
        self.fault(Fault::new(
            FaultKind::MissingKey,
            node.location.clone(),
            message,
            hint.join("; "),
        ));
    }

    fn by_name(
        &mut self,
        entries: &std::collections::BTreeMap<String, Node>,
        each: Form<'_>,
    ) -> Value {
        let mut json = Map::new();
        for (name, value) in entries {
            self.path.push(name.clone());
            let checked = self.value(value, each);
            self.path.pop();
            match checked {
                Some(checked) => drop(json.insert(name.clone(), checked)),
                None => self.patch(),
            }
        }
        Value::Object(json)
    }

    fn list(
        &mut self,
        node: &Node,
        entries: &[Node],
        each: Form<'_>,
        form: Form<'_>,
    ) -> Option<Value> {
        let least = form.limit("minItems").unwrap_or(0.0);
        let most = form.limit("maxItems").unwrap_or(f64::INFINITY);
        if entries.len() > LONGEST_LIST {
            let message = format!("this list has {} entries", entries.len());
            let hint = format!("{LONGEST_LIST} is the most");
            self.fault(Fault::new(
                FaultKind::CountOfEntries,
                node.location.clone(),
                message,
                hint,
            ));
            return None;
        }
        let count = entries.len() as f64;
        if count < least || count > most {
            let message = format!(
                "this list has {} entries, {}",
                entries.len(),
                limits(least, most)
            );
            self.fault(Fault::new(
                FaultKind::CountOfEntries,
                node.location.clone(),
                message,
                form.description(),
            ));
            return None;
        }
        let mut json = Vec::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            self.path
                .push(entry.name().map_or_else(|| at.to_string(), str::to_string));
            let checked = self.value(entry, each);
            if checked.is_none() {
                self.patch();
            }
            self.path.pop();
            json.push(checked.unwrap_or_else(|| stand_in(each)));
        }
        Some(Value::Array(json))
    }

    fn whole(&mut self, node: &Node, number: i128, form: Form<'_>) -> Option<Value> {
        let (least, most) = limits_of_whole(form);
        if number < least || number > most {
            let range = range_of_whole(number, form);
            self.out_of_range(node, &number.to_string(), &range, form);
            return None;
        }
        match u64::try_from(number) {
            Ok(positive) => Some(positive.into()),
            Err(_) => i64::try_from(number).ok().map(Value::from),
        }
    }

    fn number(&mut self, node: &Node, number: f64, form: Form<'_>) -> Option<Value> {
        if !number.is_finite() {
            let message = if number.is_nan() {
                "this is not a number"
            } else {
                "this number is infinite or too large"
            };
            self.fault(Fault::new(
                FaultKind::OutOfRange,
                node.location.clone(),
                message,
                "write a finite number",
            ));
            return None;
        }
        let range = |form: Form<'_>| {
            let least = form.limit("minimum").unwrap_or(f64::NEG_INFINITY);
            (least, form.limit("maximum").unwrap_or(f64::INFINITY))
        };
        let (least, most) = if form.limits().is_some() {
            (f64::NEG_INFINITY, f64::INFINITY)
        } else {
            range(form)
        };
        if number < least || number > most {
            self.out_of_range(
                node,
                &Legible(number).to_string(),
                &limits(least, most),
                form,
            );
            return None;
        }
        serde_json::Number::from_f64(number).map(Value::Number)
    }

    fn out_of_range(&mut self, node: &Node, number: &str, range: &str, form: Form<'_>) {
        let key = self.path.last().map(|key| quoted(key)).unwrap_or_default();
        let message = format!("{key} is {number}, but may be {range}");
        self.fault(Fault::new(
            FaultKind::OutOfRange,
            node.location.clone(),
            message,
            form.description(),
        ));
    }

    fn word(&mut self, node: &Node, word: &str, known: &[&str]) -> Option<Value> {
        if known.contains(&word) {
            return Some(Value::String(word.to_string()));
        }
        let key = self.path.last().map(|key| quoted(key)).unwrap_or_default();
        let mut hint = suggest(word, known);
        if !hint.starts_with("known") {
            hint = format!("{hint} Known: {}", listed(known));
        }
        self.fault(Fault::new(
            FaultKind::UnknownWord,
            node.location.clone(),
            format!("{key} cannot be {}", quoted(word)),
            hint,
        ));
        None
    }

    fn wrong_type(&mut self, node: &Node, form: Form<'_>) -> Option<Value> {
        let key = self.path.last().map(|key| quoted(key)).unwrap_or_default();
        let message = format!(
            "{key} must be {}, but this is {}",
            form.expected(),
            found(node)
        );
        let hint = match (&node.value, form.kind()) {
            (Tree::Float(number), FormKind::Whole)
                if number.fract() == 0.0 && number.abs() < 1e15 =>
            {
                let (least, most) = limits_of_whole(form);
                let whole = *number as i128;
                match (least..=most).contains(&whole) {
                    true => format!("write {number:.0}"),
                    false => format!("write a whole number, {}", range_of_whole(whole, form)),
                }
            }
            (Tree::Text(text), FormKind::Number) if text.parse::<f64>().is_ok() => {
                format!("write {text} without quotes")
            }
            (Tree::Table(_), FormKind::List(_)) => format!(
                "write the header in double brackets: [[{}]]",
                self.path.join(".")
            ),
            (Tree::List(_), FormKind::Table) => format!(
                "write the header in single brackets: [{}]",
                self.path.join(".")
            ),
            _ => form.description().to_string(),
        };
        self.fault(Fault::new(
            FaultKind::WrongType,
            node.location.clone(),
            message,
            hint,
        ));
        None
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < MANY_FAULTS {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Where there are more faults than are kept, the whole file counts as patched.
    fn patch(&mut self) {
        match self.more {
            0 if self.patched.last() != Some(&self.path) => self.patched.push(self.path.clone()),
            0 => {}
            _ => self.patched = vec![Vec::new()],
        }
    }
}

fn fits(node: &Node, kind: &FormKind<'_>) -> bool {
    match node.value {
        Tree::Text(_) => matches!(kind, FormKind::Text | FormKind::Word(_)),
        Tree::Integer(_) => matches!(kind, FormKind::Whole | FormKind::Number),
        Tree::Float(_) => matches!(kind, FormKind::Number),
        Tree::Boolean(_) => matches!(kind, FormKind::Boolean),
        Tree::Date => false,
        Tree::List(_) => matches!(kind, FormKind::List(_)),
        Tree::Table(_) => matches!(kind, FormKind::Table | FormKind::ByName(_)),
    }
}

fn found(node: &Node) -> &'static str {
    match node.value {
        Tree::Text(_) => "text",
        Tree::Integer(_) => "a whole number",
        Tree::Float(_) => "a number with a point",
        Tree::Boolean(_) => "true or false",
        Tree::Date => "a date",
        Tree::List(_) => "a list",
        Tree::Table(_) => "a table",
    }
}

/// The whole numbers that a value may be.
fn limits_of_whole(form: Form<'_>) -> (i128, i128) {
    let (least, most) = form.whole_range();
    let limit = |name: &str| form.limit(name).map(|limit| limit as i128);
    (
        limit("minimum").map_or(least, |limit| least.max(limit)),
        limit("maximum").map_or(most, |limit| most.min(limit)),
    )
}

/// The same in words, to who wrote a number that is not one of them. What the type can hold at most says nothing to who wrote too little.
fn range_of_whole(written: i128, form: Form<'_>) -> String {
    let (least, most) = limits_of_whole(form);
    match written < least && most == form.whole_range().1 {
        true => format!("at least {least}"),
        false => format!("from {least} to {most}"),
    }
}

fn limits(least: f64, most: f64) -> String {
    match (least.is_finite() && least > f64::MIN, most.is_finite()) {
        (true, true) if least == most => format!("exactly {least}"),
        (true, true) => format!("from {least} to {most}"),
        (true, false) => format!("at least {least}"),
        _ => format!("at most {most}"),
    }
}

fn explained(key: &str, form: Form<'_>) -> String {
    format!(
        "{} is {}: {}",
        quoted(key),
        form.expected(),
        form.description()
    )
}

/// The least value of a form, to stand in for one that was wrong.
fn stand_in(form: Form<'_>) -> Value {
    let Some(first) = form.alternatives().into_iter().next() else {
        return Value::Null;
    };
    match first.kind() {
        FormKind::Table => {
            let keys = first.required().into_iter();
            Value::Object(
                keys.filter_map(|key| Some((key.to_string(), stand_in(first.key(key)?))))
                    .collect(),
            )
        }
        FormKind::ByName(_) => Value::Object(Map::new()),
        FormKind::List(each) => {
            let count = first.limit("minItems").unwrap_or(0.0) as usize;
            Value::Array(vec![stand_in(each); count])
        }
        FormKind::Number => first.limit("minimum").unwrap_or(0.0).into(),
        FormKind::Whole => (first.limit("minimum").unwrap_or(0.0) as i64).into(),
        FormKind::Text => "".into(),
        FormKind::Word(words) => words.first().copied().unwrap_or_default().into(),
        FormKind::Boolean => false.into(),
    }
}
