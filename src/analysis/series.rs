//! Values of one thing over replications, by year, in total and discounted.

use crate::base::money::Cents;
use crate::base::statistics::{self, Summary};
use crate::outcome::Total;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::{ALL, DISCOUNTED, Ends, Spread, TOTAL};

/// Values over replications of one column of a table: a calendar year, `total` or `discounted`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SeriesColumn {
    pub year: String,
    pub values: Vec<f64>,
    /// The values whose mean is theirs, where its error is that of others.
    pub sampled: Option<Vec<f64>>,
    /// Values in turn that depend on each other, see [`System::batch`].
    pub batch: usize,
}

impl SeriesColumn {
    /// Of values by themselves.
    pub fn new(system: &System, year: String, values: Vec<f64>) -> SeriesColumn {
        SeriesColumn {
            year,
            values,
            sampled: None,
            batch: system.batch,
        }
    }

    pub fn spread(&self) -> Spread {
        summary(&self.values, self.with_error(), self.batch)
    }

    pub fn ends(&self) -> Ends {
        Ends::of(&self.values)
    }

    /// Replication by replication, this less `other`, both in EUR. What subtraction of binary fractions adds below a
    /// millionth goes: the mean of two replications often ends in half a cent, which is to be rounded as it stands.
    pub fn minus(&self, other: &SeriesColumn) -> SeriesColumn {
        let less = |left: &[f64], right: &[f64]| -> Vec<f64> {
            let pairs = left.iter().zip(right);
            pairs
                .map(|(value, other)| libm::round((value - other) * 1e6) / 1e6)
                .collect()
        };
        let is_sampled = self.sampled.is_some() || other.sampled.is_some();
        SeriesColumn {
            year: self.year.clone(),
            values: less(&self.values, &other.values),
            sampled: is_sampled.then(|| less(self.with_error(), other.with_error())),
            batch: self.batch,
        }
    }

    fn with_error(&self) -> &[f64] {
        self.sampled.as_ref().unwrap_or(&self.values)
    }
}

/// What all payers laid out, by year.
pub(super) fn totals(result: &ArmResult) -> Vec<Cents> {
    let years = result.paid.first().map_or(0, Vec::len);
    (0..years)
        .map(|year| result.paid.iter().map(|payer| payer[year]).sum())
        .collect()
}

/// Summary of values over the replications of a system.
pub(super) fn spread(system: &System, values: &[f64]) -> Spread {
    summary(values, values, system.batch)
}

/// Of values whose mean has the error of others, of which so many in turn depend on each other.
fn summary(values: &[f64], with_error: &[f64], batch: usize) -> Spread {
    // A run has at least one replication.
    let found = Summary::of(values).unwrap_or(Summary {
        mean: 0.0,
        mc_error: None,
        sd: None,
        q025: None,
        q250: None,
        q500: None,
        q750: None,
        q975: None,
    });
    Summary {
        mc_error: statistics::error_of_mean(with_error, batch),
        ..found
    }
}

/// What every payer of an arm lays out, with its columns, then `all`.
pub(super) fn payers(system: &System, run: &Run, arm: usize) -> Vec<(String, Vec<SeriesColumn>)> {
    let mut found = payers_of(system, run, arm, &|result| &result.paid);
    if is_sampled(run, arm) {
        let sampled = payers_of(system, run, arm, &ArmResult::paid_by_error).into_iter();
        let columns = found.iter_mut().flat_map(|(_, columns)| columns);
        for (column, sampled) in columns.zip(sampled.flat_map(|(_, columns)| columns)) {
            column.sampled = Some(sampled.values);
        }
    }
    found
}

/// Whether means of an arm have the error of a sample.
pub(super) fn is_sampled(run: &Run, arm: usize) -> bool {
    let mut results = run.replications.iter().map(|one| &one.arms[arm]);
    results.any(|result| result.sampled.is_some())
}

/// The same, had the arm paid for the comparator's care.
pub(super) fn repriced(system: &System, run: &Run, arm: usize) -> Vec<(String, Vec<SeriesColumn>)> {
    payers_of(system, run, arm, &|result| {
        result.repriced.as_ref().unwrap_or(&result.paid)
    })
}

/// Columns of other `amounts`, `[payer][year]`.
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
                name.unwrap_or_else(|| ALL.into()),
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
    let mut found = outcome_in(system, &draws, index, total);
    if is_sampled(run, arm) {
        let sampled = draws.iter().filter_map(|result| result.sampled.as_ref());
        let sampled: Vec<&Vec<Vec<f64>>> = sampled.map(|sampled| &sampled.outcomes).collect();
        let sampled = outcomes_in(system, &sampled, index, total);
        for (column, sampled) in found.iter_mut().zip(sampled) {
            column.sampled = Some(sampled.values);
        }
    }
    found
}

/// The outcome in other draws.
pub(super) fn outcome_in(
    system: &System,
    draws: &[&ArmResult],
    index: usize,
    total: Total,
) -> Vec<SeriesColumn> {
    let outcomes: Vec<&Vec<Vec<f64>>> = draws.iter().map(|result| &result.outcomes).collect();
    outcomes_in(system, &outcomes, index, total)
}

fn outcomes_in(
    system: &System,
    draws: &[&Vec<Vec<f64>>],
    index: usize,
    total: Total,
) -> Vec<SeriesColumn> {
    let by_year = |year: usize| -> Vec<f64> {
        let values = draws.iter().map(|outcomes| outcomes[year][index]);
        values.collect()
    };
    columns(system, (0..system.time.years).map(by_year).collect(), total)
}

/// Columns per year, in total, and discounted where the outcome is.
pub(super) fn columns(system: &System, years: Vec<Vec<f64>>, total: Total) -> Vec<SeriesColumn> {
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
        Total::Sum | Total::Effects | Total::Costs => weighted(&|_| 1.0),
    };
    let discounted = match total {
        Total::Costs => Some(weighted(&|year| time.discount(time.discount_costs, year))),
        Total::Effects => Some(weighted(&|year| time.discount(time.discount_effects, year))),
        Total::Sum | Total::Mean => None,
    };
    let by_year = years.iter().enumerate();
    let by_year = by_year.map(|(year, values)| {
        SeriesColumn::new(system, time.calendar(year).to_string(), values.clone())
    });
    let mut columns: Vec<SeriesColumn> = by_year.collect();
    columns.push(SeriesColumn::new(system, TOTAL.into(), in_total));
    columns.extend(discounted.map(|values| SeriesColumn::new(system, DISCOUNTED.into(), values)));
    columns
}
