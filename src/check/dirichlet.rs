//! Tables of shares that are drawn as a whole.

use super::review::{FaultKind, KeyPath, Review, means};
use crate::base::legible::Legible;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::number::distribution;
use crate::scenario::numbers::entries;
use crate::scenario::shares::drawn_from;

/// Fewer tell nothing of a share.
const LEAST: f64 = 1.0;
/// More are as good as certain.
const MOST: f64 = 1e9;

/// The rules on `dirichlet`.
pub fn check(review: &mut Review<'_>) {
    let tables = &review.scenario.dirichlet;
    if tables.is_empty() {
        return;
    }
    let entries = entries(review.scenario);
    let mut taken: Vec<&str> = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let at = KeyPath::top("dirichlet").entry(index, &table.name);
        review.name(&at, &table.name);
        let parameters = at.to("parameters");
        review.once(&parameters, &table.parameters);
        if !(LEAST..=MOST).contains(&table.observations) {
            let message = format!("`observations` is {}", Legible(table.observations));
            let hint = "as many as the shares are as sure as: from 1 to a billion";
            review.fault(FaultKind::OutOfRange, &at.to("observations"), message, hint);
            continue;
        }
        let mut found = Vec::new();
        for (place, path) in table.parameters.iter().enumerate() {
            let at = parameters.nth(place);
            let Some(entry) = entries.iter().find(|entry| entry.path.join(".") == *path) else {
                let known: Vec<String> = entries.iter().map(|entry| entry.path.join(".")).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let message = format!("there is no number {}", quoted(path));
                review.fault(FaultKind::UnknownName, &at, message, suggest(path, &known));
                continue;
            };
            let mut groups = review.scenario.correlation.iter();
            let is_tied = groups.any(|group| group.parameters.contains(path));
            if taken.contains(&path.as_str()) || is_tied {
                let message = format!("{} is drawn with other numbers already", quoted(path));
                let hint =
                    "a share is drawn with the table that it is a share of, and nothing else";
                review.fault(FaultKind::ListedTwice, &at, message, hint);
            }
            taken.push(path);
            if !distribution(&entry.number).is_ok_and(|own| own.is_point()) {
                let message = format!("{} has an uncertainty of its own", quoted(path));
                let hint = "write the shares of the table as plain numbers: `observations` says how sure they are";
                review.fault(FaultKind::Uncertainty, &at, message, hint);
            } else if let Err(message) = drawn_from(review.scenario, entry) {
                let hint = "a share above 0 and below 1, and `observations` above 0";
                review.fault(FaultKind::Uncertainty, &at, message, hint);
            }
            found.push(&entry.number);
        }
        if found.len() == table.parameters.len() {
            review.add_up_to_one(&parameters, &means(found));
        }
    }
}
