//! What growth of volume arms leave unpaid beside the comparator, because their fees follow prices and not volume.
//!
//! Comes in: outcomes.csv, read. Goes out: EUR over the run by arm. Deliberately absent: words.

use crate::analysis::rows::{OutcomeRow, TOTAL};
use crate::outcome::UNPAID_GROWTH;

use super::reading::Reading;

/// Less than this over a run is not worth a sentence, EUR a resident.
const LEAST: f64 = 1.0;

/// Arms beside the comparator, each with the growth that it pays nobody, more than under the comparator (below 0: less).
pub fn unpaid<'a>(reading: &'a Reading, comparator: &str) -> Vec<(&'a str, f64)> {
    let of = |arm: &str| {
        let is_it = |row: &&OutcomeRow| {
            row.arm == arm
                && (row.outcome.as_str(), row.group.as_str()) == (UNPAID_GROWTH.name, "all")
                && row.year == TOTAL
        };
        let found = reading.outcomes.iter().find(is_it);
        found.map_or(0.0, |row| row.spread.mean)
    };
    let now = of(comparator);
    let arms = reading.scenario.arm.iter().map(|arm| arm.name.as_str());
    arms.filter(|arm| *arm != comparator)
        .map(|arm| (arm, of(arm) - now))
        .filter(|(_, eur)| eur.abs() >= LEAST * reading.manifest.residents)
        .collect()
}
