//! The unknowns of a scenario: its uncertain numbers, each once.
//!
//! Comes in: a scenario. Goes out: an [`Unknown`] each. Deliberately absent: drawing, and what a number does to results.
//!
//! Numbers whose draws share a key are one unknown: a component that two arms write is as dear in both, or as cheap.

use crate::analysis::parameters::Users;
use crate::base::distribution::Distribution;
use crate::scenario::limits::Limits;
use crate::scenario::numbers::{Entry, entries};
use crate::scenario::schema::{Scenario, WrittenNumber};
use crate::scenario::shares::drawn_from;

/// One unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What its draws are keyed by.
    pub key: String,
    /// The dotted paths of its numbers, as `--set` takes them; the first gives label, unit and values.
    pub paths: Vec<String>,
    /// The place in words.
    pub label: String,
    /// As the scenario says, else what follows from the kind of key.
    pub unit: String,
    /// Whether it acts in each arm, in the order of the scenario.
    pub arms: Vec<bool>,
    distribution: Distribution,
    limits: Limits,
}

impl Unknown {
    /// The path that it is called by.
    pub fn path(&self) -> &str {
        &self.paths[0]
    }

    /// The mean as written.
    pub fn mean(&self) -> f64 {
        self.distribution.mean()
    }

    /// The value that a draw does not exceed with this probability, within the limits of the key.
    pub fn value(&self, probability: f64) -> f64 {
        let quantile = self.distribution.quantile(probability);
        self.limits.within(quantile)
    }

    /// The probability that a draw does not exceed a value.
    pub fn below(&self, value: f64) -> f64 {
        self.distribution.below(value)
    }

    /// `None` of a number that is known.
    fn of(scenario: &Scenario, entry: &Entry, users: &Users) -> Option<Unknown> {
        let number = &entry.number;
        let distribution = drawn_from(scenario, entry).ok()?;
        if distribution.is_point() {
            return None;
        }
        let unit = match &number.written {
            WrittenNumber::Point(_) => None,
            WrittenNumber::Uncertain(table) => table.unit.clone(),
        };
        Some(Unknown {
            key: entry.key.clone(),
            paths: vec![entry.path.join(".")],
            label: entry.label.clone(),
            unit: unit.unwrap_or_else(|| number.limits.unit().to_string()),
            arms: users.acting(&entry.path),
            distribution,
            limits: number.limits,
        })
    }
}

/// Every unknown, in the order of the manual.
pub fn unknowns(scenario: &Scenario) -> Vec<Unknown> {
    let users = Users::of(scenario);
    let mut found: Vec<Unknown> = Vec::new();
    for entry in entries(scenario) {
        let Some(unknown) = Unknown::of(scenario, &entry, &users) else {
            continue;
        };
        match found.iter_mut().find(|known| known.key == unknown.key) {
            None => found.push(unknown),
            Some(known) => {
                known.paths.extend(unknown.paths);
                let acting = known.arms.iter_mut().zip(unknown.arms);
                acting.for_each(|(known, also)| *known |= also);
            }
        }
    }
    found
}
