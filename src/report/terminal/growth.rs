//! A finding on each arm whose fees follow prices and not volume, or the other way round.
//!
//! Comes in: outcomes.csv, read. Goes out: a sentence an arm. Deliberately absent: other reasons why an arm costs more or less.

use super::wording::scale;
use crate::report::growth::unpaid;
use crate::report::numbers::{decimals_for, grouped};
use crate::report::reading::Reading;

/// One sentence for each arm that leaves more growth unpaid than the comparator, or less.
pub fn sentences(reading: &Reading) -> Vec<String> {
    let comparator = &reading.manifest.comparator;
    let found = unpaid(reading, comparator).into_iter();
    found
        .map(|(arm, eur)| {
            let (unit, name) = scale(eur.abs());
            let amount = eur.abs() / unit;
            let amount = grouped(amount, decimals_for(amount, 2, 1));
            match eur > 0.0 {
                true => format!(
                    "{arm} pays nobody for growth in volume that {comparator} pays per unit: {name} {amount} over the run; what it pays \
                     instead follows prices, not volume. By so much payers pay less for the same care: providers go without it."
                ),
                false => format!(
                    "{arm} pays per unit for growth in volume that {comparator} pays nobody for: {name} {amount} over the run. By so \
                     much payers pay more for the same care."
                ),
            }
        })
        .collect()
}
