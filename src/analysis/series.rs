//! Values of one thing over replications, by year, in total and discounted.

use crate::base::money::Cents;
use crate::base::statistics::{self, Summary};
use crate::outcome::Total;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::{Ends, Spread};

/// Values over replications of one column of a table: a calendar year, `total` or `discounted`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SeriesColumn {
    pub year: String,
    pub values: Vec<f64>,
}

impl SeriesColumn {
    pub fn spread(&self) -> Spread {
        spread(&self.values)
    }

    pub fn ends(&self) -> Ends {
        Ends::of(&self.values)
    }

    /// Replication by replication, this less `other`.
    pub fn minus(&self, other: &SeriesColumn) -> SeriesColumn {
        let values = self
            .values
            .iter()
            .zip(&other.values)
            .map(|(value, other)| value - other)
            .collect();
        SeriesColumn {
            year: self.year.clone(),
            values,
        }
    }
}

/// Summary of values over replications.
pub(super) fn spread(values: &[f64]) -> Spread {
    // A run has at least one replication.
    Summary::of(values).unwrap_or(Summary {
        mean: 0.0,
        mc_error: None,
        sd: None,
        q025: None,
        q250: None,
        q500: None,
        q750: None,
        q975: None,
    })
}

/// What every payer of an arm lays out, with its columns, then `all`.
pub(super) fn payers(system: &System, run: &Run, arm: usize) -> Vec<(String, Vec<SeriesColumn>)> {
    payers_of(system, run, arm, &|result| &result.paid)
}

/// The same, had the arm paid for the comparator's care.
pub(super) fn repriced(system: &System, run: &Run, arm: usize) -> Vec<(String, Vec<SeriesColumn>)> {
    payers_of(system, run, arm, &|result| {
        result.repriced.as_ref().unwrap_or(&result.paid)
    })
}

/// The same of other `amounts`: `[payer][year]`.
pub(super) fn payers_of(
    system: &System,
    run: &Run,
    arm: usize,
    amounts: &dyn Fn(&ArmResult) -> &Vec<Vec<Cents>>,
) -> Vec<(String, Vec<SeriesColumn>)> {
    payers_in(system, run.replications.len(), &|replication| {
        amounts(&run.replications[replication].arms[arm])
    })
}

/// The same of so many `draws`, of which `paid` tells the amounts.
pub(super) fn payers_in<'a>(
    system: &System,
    draws: usize,
    paid: &dyn Fn(usize) -> &'a Vec<Vec<Cents>>,
) -> Vec<(String, Vec<SeriesColumn>)> {
    let names = system.payers.iter().cloned().map(Some).chain([None]);
    names
        .enumerate()
        .map(|(payer, name)| {
            let in_year = |draw: usize, year: usize| -> Cents {
                if payer < system.payers.len() {
                    paid(draw)[payer][year]
                } else {
                    paid(draw).iter().map(|years| years[year]).sum()
                }
            };
            let by_year = |year: usize| -> Vec<f64> {
                (0..draws)
                    .map(|draw| in_year(draw, year).to_eur())
                    .collect()
            };
            let years: Vec<Vec<f64>> = (0..system.time.years).map(by_year).collect();
            (
                name.unwrap_or_else(|| "all".into()),
                columns(system, years, Total::Costs),
            )
        })
        .collect()
}

/// One outcome of an arm with its columns.
pub(super) fn outcome(
    system: &System,
    run: &Run,
    arm: usize,
    index: usize,
    total: Total,
) -> Vec<SeriesColumn> {
    let draws = run.replications.iter();
    let draws: Vec<&ArmResult> = draws.map(|replication| &replication.arms[arm]).collect();
    outcome_in(system, &draws, index, total)
}

/// The same of other draws.
pub(super) fn outcome_in(
    system: &System,
    draws: &[&ArmResult],
    index: usize,
    total: Total,
) -> Vec<SeriesColumn> {
    let by_year = |year: usize| -> Vec<f64> {
        let values = draws.iter().map(|result| result.outcomes[year][index]);
        values.collect()
    };
    columns(system, (0..system.time.years).map(by_year).collect(), total)
}

/// Columns per year, in total, and discounted where the outcome is.
fn columns(system: &System, years: Vec<Vec<f64>>, total: Total) -> Vec<SeriesColumn> {
    let replications = years.first().map_or(0, Vec::len);
    let weighted = |weight: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..replications)
            .map(|replication| {
                statistics::sum(
                    years
                        .iter()
                        .enumerate()
                        .map(|(year, values)| weight(year) * values[replication]),
                )
            })
            .collect()
    };
    let time = &system.time;
    let in_total = match total {
        Total::Mean => weighted(&|_| 1.0 / time.years as f64),
        _ => weighted(&|_| 1.0),
    };
    let discounted = match total {
        Total::Costs => Some(weighted(&|year| time.discount(time.discount_costs, year))),
        Total::Effects => Some(weighted(&|year| time.discount(time.discount_effects, year))),
        Total::Sum | Total::Mean => None,
    };
    let by_year = years.iter().enumerate().map(|(year, values)| SeriesColumn {
        year: time.calendar(year).to_string(),
        values: values.clone(),
    });
    let mut columns: Vec<SeriesColumn> = by_year.collect();
    columns.push(SeriesColumn {
        year: "total".into(),
        values: in_total,
    });
    columns.extend(discounted.map(|values| SeriesColumn {
        year: "discounted".into(),
        values,
    }));
    columns
}
