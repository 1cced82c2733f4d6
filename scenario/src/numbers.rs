//! Every number of a scenario that may be uncertain.
//!
//! Comes in: a typed scenario. Goes out: its numbers with their dotted paths, what the manual calls them, and the source that
//! is written around them. Deliberately absent: a list of the keys that are numbers; the form of scenario files knows them.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde_json::Value;

use super::form::{Form, FormKind, Forms};
use super::limits::Limits;
use super::schema::{Number, Scenario, Uncertain, WrittenNumber};
pub use super::way::Around;
use super::way::{Way, WayStep};

/// A number and what is written around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its path word by word: list entries by name, or by index when unnamed.
    pub path: Vec<String>,
    /// What its draws are keyed by: the path, with entries of links called by what they lead to, and without the arm of a
    /// component or effect, which arms that write the same have in common.
    pub key: String,
    /// The number.
    pub number: Number,
    /// The path in words: `Falls: rates, frail`.
    pub label: String,
    /// The first sentence of the manual on its key.
    pub meaning: &'static str,
    /// The nearest table around it that has a source.
    pub around: Option<Around>,
}

/// Every number of a scenario that may be uncertain, with its dotted path, in the order of the manual.
pub fn numbers(scenario: &Scenario) -> Vec<(String, Number)> {
    all(scenario, |way, number| (way.path().join("."), number))
}

/// A scenario's numbers, read once for all who look at them.
pub struct ReadNumbers {
    /// The scenario that they stand in.
    pub json: Value,
    /// Each with its path word by word, in the order of the manual.
    pub located: Vec<(Vec<String>, Number)>,
}

impl ReadNumbers {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> ReadNumbers {
        let json = serde_json::to_value(scenario).unwrap_or_default();
        let located = all_in(&json, |way, number| (way.path(), number));
        ReadNumbers { json, located }
    }

    /// Their dotted paths.
    pub fn paths(&self) -> Vec<String> {
        let paths = self.located.iter();
        paths.map(|(path, _)| path.join(".")).collect()
    }
}

/// Numbers with what is written around them.
pub fn entries(scenario: &Scenario) -> Vec<Entry> {
    all(scenario, |way, number| Entry {
        path: way.path(),
        key: way.keyed(),
        label: way.label(),
        meaning: way.meaning(),
        around: way.around(),
        number,
    })
}

fn all<T>(scenario: &Scenario, told: impl Fn(&Way<'_>, Number) -> T) -> Vec<T> {
    all_in(&serde_json::to_value(scenario).unwrap_or_default(), told)
}

fn all_in<T>(json: &Value, told: impl Fn(&Way<'_>, Number) -> T) -> Vec<T> {
    let mut found = Vec::new();
    visit(json, &WHOLE, &Way::root(), &mut |way, number| {
        found.push(told(way, number));
    });
    found
}

/// A form of scenario files, with the forms within it: found out when a value is first met there.
struct FormNode {
    form: Form<'static>,
    content: OnceLock<NodeContent>,
}

/// What a form may hold.
struct NodeContent {
    /// Of a number that may be uncertain.
    limits: Option<Limits>,
    others: Vec<InnerNodes>,
}

/// Forms within a form.
enum InnerNodes {
    /// By key, with what the manual says of it.
    Keys(BTreeMap<&'static str, (FormNode, &'static str)>),
    EachName(Box<FormNode>),
    EachEntry(Box<FormNode>),
}

static WHOLE: LazyLock<FormNode> = LazyLock::new(|| FormNode::new(Forms::new().whole()));

impl FormNode {
    fn new(form: Form<'static>) -> FormNode {
        FormNode {
            form,
            content: OnceLock::new(),
        }
    }

    fn content(&self) -> &NodeContent {
        self.content.get_or_init(|| NodeContent {
            limits: self.form.limits(),
            others: self
                .form
                .alternatives()
                .into_iter()
                .filter_map(inner)
                .collect(),
        })
    }
}

fn inner(form: Form<'static>) -> Option<InnerNodes> {
    match form.kind() {
        FormKind::Table => {
            let keys = form.keys().into_iter();
            let place = |key| {
                let inner = form.key(key)?;
                Some((key, (FormNode::new(inner), inner.description())))
            };
            Some(InnerNodes::Keys(keys.filter_map(place).collect()))
        }
        FormKind::ByName(each) => Some(InnerNodes::EachName(Box::new(FormNode::new(each)))),
        FormKind::List(each) => Some(InnerNodes::EachEntry(Box::new(FormNode::new(each)))),
        FormKind::Number
        | FormKind::Whole
        | FormKind::Text
        | FormKind::Word(_)
        | FormKind::Boolean => None,
    }
}

/// A number as written, where it is one.
fn written(json: &Value) -> Option<WrittenNumber> {
    match json {
        Value::Number(number) => number.as_f64().map(WrittenNumber::Point),
        other => {
            let table = Uncertain::deserialize(other).ok()?;
            Some(WrittenNumber::Uncertain(Box::new(table)))
        }
    }
}

fn visit(json: &Value, node: &FormNode, way: &Way<'_>, found: &mut dyn FnMut(&Way<'_>, Number)) {
    let content = node.content();
    if let Some(limits) = content.limits {
        if let Some(written) = written(json) {
            found(way, Number { written, limits });
        }
        return;
    }
    for inner in &content.others {
        match (json, inner) {
            (Value::Object(table), InnerNodes::Keys(keys)) => {
                let way = way.within(table);
                for (key, value) in table {
                    if let Some((inner, meaning)) = keys.get(key.as_str()) {
                        visit(value, inner, &way.to(WayStep::Key(key, meaning)), found);
                    }
                }
            }
            (Value::Object(table), InnerNodes::EachName(each)) => {
                for (name, value) in table {
                    visit(value, each, &way.to(WayStep::Name(name)), found);
                }
            }
            (Value::Array(list), InnerNodes::EachEntry(each)) => {
                for (index, entry) in list.iter().enumerate() {
                    visit(entry, each, &way.to(WayStep::Entry(index, entry)), found);
                }
            }
            // A value of another kind, of which another alternative speaks.
            (_, InnerNodes::Keys(_) | InnerNodes::EachName(_) | InnerNodes::EachEntry(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"
            payer = [{ name = "insurer" }]
            state = [{ name = "alive", utility = 0.8 }, { name = "dead", place = "none" }]
            [population]
            source = "a count"
            births_per_year = { mean = 10, se = 1 }
            bands = [{ age_from = 0, age_below = 100, female = 10, male = 10 }]
            [[need]]
            name = "sudden_fall"
            class = "acute"
            domain = "medical"
            source = "a study"
            rates.alive = { mean = 0.1, se = 0.01, source = "another study" }
            escalation = [{ service = "emergency_visit", probability = 0.3 }]
            [[arm]]
            name = "now"
            title = "As now"
            [[arm.component]]
            name = "fee"
            kind = "network_fee"
            amount = 3
        "#;
        toml::from_str(text).expect("a scenario")
    }

    fn entry(path: &str) -> Entry {
        let mut found = entries(&scenario()).into_iter();
        let is_it = |entry: &Entry| entry.path.join(".") == path;
        found.find(is_it).unwrap_or_else(|| panic!("no {path}"))
    }

    #[test]
    fn a_number_is_called_by_the_entries_and_keys_that_lead_to_it() {
        for (path, label) in [
            ("population.births_per_year", "Population, births per year"),
            ("state.alive.utility", "Alive: utility"),
            ("need.sudden_fall.rates.alive", "Sudden fall: rates, alive"),
            (
                "need.sudden_fall.escalation.0.probability",
                "Sudden fall, escalation emergency visit: probability",
            ),
            ("arm.now.component.fee.amount", "As now, fee: amount"),
        ] {
            assert_eq!(entry(path).label, label);
        }
    }

    #[test]
    fn a_number_knows_what_its_draws_are_keyed_by() {
        for (path, key) in [
            (
                "need.sudden_fall.rates.alive",
                "need.sudden_fall.rates.alive",
            ),
            (
                "need.sudden_fall.escalation.0.probability",
                "need.sudden_fall.escalation.emergency_visit.probability",
            ),
            ("arm.now.component.fee.amount", "arm.component.fee.amount"),
        ] {
            assert_eq!(entry(path).key, key);
        }
    }

    #[test]
    fn a_number_knows_what_the_manual_says_of_its_key_and_the_source_around_it() {
        let rate = entry("need.sudden_fall.rates.alive");
        assert!(
            rate.meaning.contains("new needs per person-year"),
            "{rate:?}"
        );
        assert_eq!(rate.number.limits, Limits::Rate);
        let around = rate.around.expect("a source");
        assert_eq!(
            (around.path.as_str(), around.source.as_str()),
            ("need.sudden_fall", "a study")
        );
        assert_eq!(entry("state.alive.utility").around, None);
        let births = entry("population.births_per_year")
            .around
            .expect("a source");
        assert_eq!(births.path, "population");
    }
}
