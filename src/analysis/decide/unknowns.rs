//! The uncertain numbers of a scenario in every draw, by themselves and in groups.
//!
//! Comes in: a plan, and how many draws. Goes out: [`Knowable`]s with what they are in each draw. Deliberately absent: what
//! they are worth.
//!
//! Nothing is kept of a draw but its number: every value follows from the seed, the number of the draw, and the key of the
//! parameter, as it did in the run.

use std::collections::BTreeMap;

use crate::scenario::limits::Limits;
use crate::scenario::number::distribution;
use crate::scenario::numbers::{Entry, entries};
use crate::system::plan::Plan;

/// An uncertain number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DrawnNumber {
    /// Its dotted path; of numbers that are drawn together the first.
    pub path: String,
    /// The place in words.
    pub label: String,
    /// What it is in every draw.
    pub values: Vec<f64>,
    /// Its mean and standard deviation.
    pub moments: [f64; 2],
    /// The limits of its key, which tell what it is a number of.
    pub limits: Limits,
}

/// Every number that differs from draw to draw, numbers with one key once, in the order of the manual.
pub(super) fn drawn(plan: &Plan, draws: u32) -> Vec<DrawnNumber> {
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<(Entry, DrawnNumber)> = Vec::new();
    for entry in entries(&plan.scenario) {
        let Ok(known) = distribution(&entry.number) else {
            continue;
        };
        if known.is_point() || by_key.contains_key(&entry.key) {
            continue;
        }
        by_key.insert(entry.key.clone(), found.len());
        let number = DrawnNumber {
            path: entry.path.join("."),
            label: entry.label.clone(),
            values: Vec::with_capacity(draws as usize),
            moments: [known.mean(), known.sd()],
            limits: entry.number.limits,
        };
        found.push((entry, number));
    }
    for number in 0..draws {
        let draw = plan.draw(plan.scenario.run.seed, number);
        for (entry, drawn) in &mut found {
            let value = draw.value(&entry.number, || entry.key.clone());
            drawn.values.push(value);
        }
    }
    found.into_iter().map(|(_, number)| number).collect()
}

/// Numbers by the first word of their path: what of the world they are about.
pub(super) fn by_table(drawn: &[DrawnNumber]) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (place, number) in drawn.iter().enumerate() {
        let word = number.path.split('.').next().unwrap_or_default();
        match groups.iter_mut().find(|(name, _)| name == word) {
            Some((_, members)) => members.push(place),
            None => groups.push((word.to_string(), vec![place])),
        }
    }
    groups.retain(|(_, members)| members.len() > 1);
    groups
}
