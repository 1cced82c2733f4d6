//! What of a contract on savings is luck, beside the arm that has it.
//!
//! Comes in: savings.csv and outcomes.csv, read. Goes out: a sentence a contract. Deliberately absent: what it pays, which is in the
//! table as every payment is.

use crate::analysis::rows::{LUCK_SHARE, SavingsRow, TOTAL};
use crate::report::numbers::{grouped, percent};
use crate::report::reading::Reading;

/// One sentence for each contract, over the largest panel that it is settled for.
pub fn sentences(reading: &Reading) -> Vec<String> {
    let rows = reading.savings.iter();
    let is_largest = |row: &&SavingsRow| {
        let mut others = reading.savings.iter();
        !others.any(|other| {
            (&other.arm, &other.component) == (&row.arm, &row.component)
                && other.persons > row.persons
        })
    };
    rows.filter(is_largest)
        .map(|row| sentence(reading, row))
        .collect()
}

fn sentence(reading: &Reading, row: &SavingsRow) -> String {
    let mut outcomes = reading.outcomes.iter();
    let luck = outcomes.find(|found| {
        (found.outcome.as_str(), found.year.as_str()) == (LUCK_SHARE, TOTAL)
            && (&found.arm, &found.group) == (&row.arm, &row.component)
    });
    let luck = luck.map(|found| {
        let error = found.spread.mc_error;
        let error = error.map_or_else(String::new, |error| {
            format!(" (Monte Carlo error {})", percent(error, 0))
        });
        let share = percent(found.spread.mean, 0);
        format!("{share} of what it pays is not saved by the arm{error}; ")
    });
    format!(
        "{}, contract {}: {}if nothing changed it would pay in {} of years, {} EUR a person and year.",
        row.arm,
        row.component,
        luck.unwrap_or_default(),
        percent(row.p_paid_without_effect, 0),
        grouped(row.paid_per_person_without_effect, 2),
    )
}
