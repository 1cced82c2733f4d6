//! Numbers whose draws go together.

use super::review::{FaultKind, KeyPath, Review};
use crate::scenario::correlation::root;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::number::distribution;
use crate::scenario::numbers::{Entry, entries};

/// The rules on `correlation`.
pub fn check(review: &mut Review<'_>) {
    let groups = &review.scenario.correlation;
    if groups.is_empty() {
        return;
    }
    let entries = entries(review.scenario);
    let mut taken: Vec<(String, &str)> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let at = KeyPath::top("correlation").entry(index, &group.name);
        review.name(&at, &group.name);
        let parameters = at.to("parameters");
        if group.parameters.len() < 2 {
            let hint = "a number by itself goes with nothing: name two or more";
            review.fault(
                FaultKind::Uncertainty,
                &parameters,
                "too few numbers to go together",
                hint,
            );
            continue;
        }
        review.once(&parameters, &group.parameters);
        for (place, path) in group.parameters.iter().enumerate() {
            let at = parameters.nth(place);
            let Some(entry) = uncertain(review, &entries, &at, path) else {
                continue;
            };
            match taken.iter().find(|(key, _)| *key == entry.key) {
                Some((_, other)) if *other != group.name => {
                    let message = format!(
                        "{} goes with the numbers of `{other}` already",
                        quoted(path)
                    );
                    let hint = "put all numbers that go together into one group";
                    review.fault(FaultKind::ListedTwice, &at, message, hint);
                }
                Some(_) => {
                    let message =
                        format!("{} is the same unknown as another of these", quoted(path));
                    let hint = "arms that have a component in common draw its numbers once";
                    review.fault(FaultKind::ListedTwice, &at, message, hint);
                }
                None => taken.push((entry.key.clone(), &group.name)),
            }
        }
        if let Err(found) = root(group) {
            let at = match found.row {
                Some(row) => at.to("matrix").nth(row),
                None => at,
            };
            let hint = "correlations of normal scores, e.g. rho = 0.5 for all pairs, or a matrix with 1 on its diagonal";
            review.fault(FaultKind::Uncertainty, &at, found.message, hint);
        }
    }
}

fn uncertain<'e>(
    review: &mut Review<'_>,
    entries: &'e [Entry],
    at: &KeyPath,
    path: &str,
) -> Option<&'e Entry> {
    let Some(entry) = entries.iter().find(|entry| entry.path.join(".") == path) else {
        let known: Vec<String> = entries.iter().map(|entry| entry.path.join(".")).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let message = format!("there is no number {}", quoted(path));
        review.fault(FaultKind::UnknownName, at, message, suggest(path, &known));
        return None;
    };
    // What is wrong with the number itself is said where it stands.
    if distribution(&entry.number).is_ok_and(|found| found.is_point()) {
        let message = format!("{} is known exactly, and is never drawn", quoted(path));
        let hint = "give it an uncertainty, or take it out of the group";
        review.fault(FaultKind::Uncertainty, at, message, hint);
        return None;
    }
    Some(entry)
}
