//! Tables of shares that are drawn as a whole, and what a number is drawn from, be it one of them or by itself.
//!
//! Comes in: a scenario and its numbers. Goes out: distributions. Deliberately absent: drawing.

use super::number::distribution;
use super::numbers::Entry;
use super::schema::{Dirichlet, Scenario};
use crate::base::distribution::{Distribution, DistributionName};

/// The table that the number at a path is drawn with.
pub fn table_of<'s>(scenario: &'s Scenario, path: &str) -> Option<&'s Dirichlet> {
    let mut tables = scenario.dirichlet.iter();
    tables.find(|table| table.parameters.iter().any(|known| known == path))
}

/// What a number is drawn from: of a share of a table its beta, else what it is written as.
///
/// # Errors
/// In words, when there is no such distribution.
pub fn drawn_from(scenario: &Scenario, entry: &Entry) -> Result<Distribution, String> {
    let own = distribution(&entry.number)?;
    match table_of(scenario, &entry.path.join(".")) {
        None => Ok(own),
        Some(table) => {
            let alpha = table.observations * own.mean();
            let rest = table.observations - alpha;
            Distribution::of_natives(DistributionName::Beta, &[alpha, rest])
        }
    }
}
