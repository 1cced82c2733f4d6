//! disciplines.csv: what arms leave each discipline with beside the comparator, as payers' positions are told.
//!
//! Comes in: income and cost of every discipline in every replication. Goes out: rows by year and in total. Deliberately absent:
//! single practices (practices.rs), and the network, whose money is spent on what the disciplines do.

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::base::statistics::Chance;
use crate::base::written::{eur_ends, eur_spread, known};
use crate::outcome::{Provider, Total};
use crate::simulation::Run;
use crate::system::System;

use super::rows::{Ends, Spread};
use super::series;

/// What it receives.
pub const INCOME: &str = "income";
/// What its hours cost, and what is fixed.
pub const COST: &str = "cost";
/// Income less cost.
pub const RESULT: &str = "result";

/// disciplines.csv: what a discipline receives, spends and is left with under an arm, beside the comparator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisciplineRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// The discipline.
    pub discipline: String,
    /// `income`, and where the scenario says what an hour costs, `cost` and `result` (income less cost); above 0: more than under
    /// the comparator.
    pub measure: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// EUR, nominal (`discounted`: present value).
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Of `result`: share of replications in which it is left with no less.
    #[serde(serialize_with = "known")]
    pub p_no_worse_off: Option<f64>,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
}

/// Rows of an arm that is not the comparator: disciplines that it changes nothing for have none.
pub(super) fn of_arm(system: &System, run: &Run, arm: usize) -> Vec<DisciplineRow> {
    let disciplines = 0..system.disciplines.len();
    disciplines
        .flat_map(|discipline| of_discipline(system, run, (arm, discipline)))
        .collect()
}

/// A measure, and what it is of a year where the year tells.
type DisciplineMeasure = (&'static str, fn(&Provider) -> Option<f64>);

const MEASURES: [DisciplineMeasure; 3] = [
    (INCOME, |year| Some(year.income)),
    (COST, |year| year.cost),
    (RESULT, |year| Some(year.income - year.cost?)),
];

fn of_discipline(
    system: &System,
    run: &Run,
    (arm, discipline): (usize, usize),
) -> Vec<DisciplineRow> {
    let known = MEASURES.iter().filter_map(|(measure, of)| {
        let by_year: Option<Vec<Vec<f64>>> = (0..system.time.years)
            .map(|year| {
                let more = run.replications.iter().map(|replication| {
                    let of_arm =
                        |arm: usize| of(&replication.arms[arm].providers[year][discipline]);
                    Some(of_arm(arm)? - of_arm(system.comparator)?)
                });
                more.collect()
            })
            .collect();
        Some((*measure, by_year?))
    });
    let measures: Vec<(&str, Vec<Vec<f64>>)> = known.collect();
    let mut more = measures.iter().flat_map(|(_, years)| years).flatten();
    let changes = more.any(|eur| Cents::from_eur(*eur) != Cents::ZERO);
    if !changes {
        return Vec::new();
    }
    let rows = measures.into_iter().flat_map(|(measure, by_year)| {
        let columns = series::columns(system, by_year, Total::Costs);
        columns.into_iter().map(move |column| DisciplineRow {
            arm: system.arms[arm].name.clone(),
            comparator: system.arms[system.comparator].name.clone(),
            discipline: system.disciplines[discipline].name.clone(),
            measure: measure.into(),
            spread: column.spread(),
            p_no_worse_off: (measure == RESULT).then(|| no_worse_off(&column.values).share()),
            ends: column.ends(),
            year: column.year,
        })
    });
    rows.collect()
}

/// In how many replications a discipline is left with no less, to the cent: what sums of binary fractions differ by is no loss.
fn no_worse_off(more: &[f64]) -> Chance {
    let no_less = more.iter().map(|eur| Cents::from_eur(*eur) >= Cents::ZERO);
    Chance::count(no_less)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discipline_that_is_left_with_the_same_but_for_rounding_is_no_worse_off() {
        let more = [0.0, -4e-10, 4e-10, 1_000.0, -0.01];
        assert_eq!(no_worse_off(&more), Chance { hits: 4, of: 5 });
    }
}
