//! Every number of a scenario that may be uncertain.
//!
//! Comes in: a typed scenario. Goes out: its numbers with their dotted paths, what the manual calls them, and the source that
//! is written around them. Deliberately absent: a list of the keys that are numbers; the form of scenario files knows them.

use serde_json::{Map, Value};

use super::form::{Form, FormKind, Forms};
use super::schema::{Number, Scenario, WrittenNumber};

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

/// A table with a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// Its dotted path.
    pub path: String,
    /// Its source.
    pub source: String,
}

/// Every number of a scenario that may be uncertain, with its dotted path, in the order of the manual.
pub fn numbers(scenario: &Scenario) -> Vec<(String, Number)> {
    let found = located(scenario).into_iter();
    found
        .map(|(path, number)| (path.join("."), number))
        .collect()
}

/// All numbers of a scenario, each with its path word by word.
pub fn located(scenario: &Scenario) -> Vec<(Vec<String>, Number)> {
    let found = entries(scenario).into_iter();
    found.map(|entry| (entry.path, entry.number)).collect()
}

/// Numbers with what is written around them.
pub fn entries(scenario: &Scenario) -> Vec<Entry> {
    let json = serde_json::to_value(scenario).unwrap_or_default();
    let mut found = Vec::new();
    visit(&json, Forms::new().whole(), &Way::default(), &mut found);
    found
}

/// The way from the root to a value.
#[derive(Debug, Clone, Default)]
struct Way {
    path: Vec<String>,
    /// The same, as draws are keyed.
    key: Vec<String>,
    /// The entries of lists that were passed, in words.
    entries: Vec<String>,
    /// The keys since the last of them.
    keys: Vec<String>,
    meaning: &'static str,
    around: Option<Around>,
}

impl Way {
    fn below(&self, word: &str) -> Way {
        let mut way = self.clone();
        way.path.push(word.to_string());
        way.key.push(word.to_string());
        way
    }

    fn key(&self, word: &str, meaning: &'static str) -> Way {
        let mut way = self.below(word);
        way.keys.push(spaced(word));
        way.meaning = meaning;
        way
    }

    /// Into a table that is found under any name; the manual says what the keys around it are.
    fn name(&self, word: &str) -> Way {
        let mut way = self.below(word);
        way.keys.push(spaced(word));
        way
    }

    fn entry(&self, index: usize, entry: &Value) -> Way {
        let text = |key: &str| entry.get(key)?.as_str().filter(|text| !text.is_empty());
        let word = text("name").map_or_else(|| index.to_string(), str::to_string);
        let mut way = self.below(&word);
        if text("name").is_none() {
            let leads_to = LEADS_TO.iter().find_map(|key| text(key));
            way.key.pop();
            way.key.push(leads_to.map_or(word, str::to_string));
        }
        let called = text("title").map(str::to_string);
        let called = called.or_else(|| text("name").map(spaced));
        match called {
            Some(called) => way.entries.push(called),
            None => {
                let list = self.keys.join(" ");
                let first = entry.as_object().and_then(first_text);
                let which = first.map_or_else(|| (index + 1).to_string(), spaced);
                way.entries.push(format!("{list} {which}"));
            }
        }
        way.keys.clear();
        way
    }

    fn keyed(&self) -> String {
        let of_arm = |kind: &String| kind == "component" || kind == "effect";
        match self.key.as_slice() {
            [arm, _, kind, rest @ ..] if arm == "arm" && of_arm(kind) => {
                format!("arm.{kind}.{}", rest.join("."))
            }
            whole => whole.join("."),
        }
    }

    fn within(mut self, table: &Map<String, Value>) -> Way {
        let source = table.get("source").and_then(Value::as_str);
        if let Some(source) = source.filter(|source| !source.is_empty()) {
            self.around = Some(Around {
                path: self.path.join("."),
                source: source.to_string(),
            });
        }
        self
    }

    fn label(&self) -> String {
        let [entries, keys] = [&self.entries, &self.keys].map(|words| words.join(", "));
        let whole = match (entries.is_empty(), keys.is_empty()) {
            (true, _) => keys,
            (false, true) => entries,
            (false, false) => format!("{entries}: {keys}"),
        };
        let mut letters = whole.chars();
        let first = letters.next().map(|first| first.to_uppercase());
        first.into_iter().flatten().chain(letters).collect()
    }
}

/// Keys of what entries without a name lead to, by which their draws know them.
const LEADS_TO: [&str; 2] = ["service", "discipline"];

/// What an entry without a name is about: the first of its keys that holds text.
fn first_text(entry: &Map<String, Value>) -> Option<&str> {
    let mut texts = entry.iter().filter(|(key, _)| *key != "source");
    texts.find_map(|(_, value)| value.as_str().filter(|text| !text.is_empty()))
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

fn visit(json: &Value, form: Form<'static>, way: &Way, found: &mut Vec<Entry>) {
    if let Some(limits) = form.limits() {
        let written = serde_json::from_value::<WrittenNumber>(json.clone()).ok();
        found.extend(written.map(|written| Entry {
            path: way.path.clone(),
            key: way.keyed(),
            number: Number { written, limits },
            label: way.label(),
            meaning: way.meaning,
            around: way.around.clone(),
        }));
        return;
    }
    for one in form.alternatives() {
        match (json, one.kind()) {
            (Value::Object(table), FormKind::Table) => {
                let way = way.clone().within(table);
                for (key, value) in table {
                    if let Some(inner) = one.key(key) {
                        visit(value, inner, &way.key(key, inner.description()), found);
                    }
                }
            }
            (Value::Object(table), FormKind::ByName(each)) => {
                for (name, value) in table {
                    visit(value, each, &way.name(name), found);
                }
            }
            (Value::Array(list), FormKind::List(each)) => {
                for (index, entry) in list.iter().enumerate() {
                    visit(entry, each, &way.entry(index, entry), found);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::limits::Limits;

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
