//! What a contract on shared savings comes to, on what was spent and what was to be expected.
//!
//! Comes in: drawn terms, person-years, spending. Goes out: EUR. Deliberately absent: where spending is counted (counts/panel.rs,
//! town_year.rs), and who pays and receives.

use crate::component::component_terms::ComponentTerms;
use crate::component::town_year::{TownAccount, TownYear};
use crate::counts::PanelYear;
use crate::scenario::schema::{Benchmark, SavingsUnit};

/// The terms of a shared-savings contract, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Savings {
    /// Share of savings paid, and of losses paid back.
    pub rates: [f64; 2],
    /// Share of the benchmark below which savings and losses count as none.
    pub minimum_rate: f64,
    /// Minimum rates for panels below a size: (persons, rate).
    pub minimum_by_size: Vec<(f64, f64)>,
    /// Largest payment, as a share of the benchmark; infinite where there is no limit.
    pub cap: f64,
    /// Quality score below which nothing is paid.
    pub quality_gate: f64,
    /// What spending is compared with.
    pub benchmark: Benchmark,
    /// Growth per year of a trend benchmark.
    pub trend: f64,
    /// Who has the contract.
    pub unit: SavingsUnit,
    /// Index of what counts as spending, in [`Tables::accounts`](crate::tables::Tables::accounts).
    pub account: usize,
}

impl Savings {
    /// The minimum savings rate of a panel of so many persons.
    pub fn minimum(&self, persons: f64) -> f64 {
        let row = self
            .minimum_by_size
            .iter()
            .find(|(below, _)| persons < *below);
        row.map_or(self.minimum_rate, |(_, rate)| *rate)
    }
}

/// What a contract over the whole town measures it against.
pub struct TownBenchmark<'a> {
    /// What it looks at.
    pub account: &'a TownAccount,
    /// The town's years so far.
    pub earlier: &'a [TownYear],
    /// The town under the comparator in the same year.
    pub beside: Option<&'a TownYear>,
}

impl TownBenchmark<'_> {
    /// EUR per person-year; `None` where there is nothing to measure against.
    pub fn of(&self, contract: &Savings, component: &ComponentTerms, year: usize) -> Option<f64> {
        match contract.benchmark {
            Benchmark::Trend => {
                let base = component.years.start.checked_sub(1)?;
                let before = self.earlier.get(base)?.per_person(self.account)?;
                Some(grown(before, contract, base, year))
            }
            Benchmark::Comparator => self.beside?.per_person(self.account),
        }
    }
}

/// EUR that a contract over the whole town pays for a year of it, negative where it is paid back; nothing without a benchmark.
pub fn town_settlement(
    contract: &Savings,
    account: &TownAccount,
    (today, benchmark): (&TownYear, Option<f64>),
    score: f64,
) -> f64 {
    let found = benchmark.zip(today.per_person(account));
    found.map_or(0.0, |(benchmark, spent)| {
        let persons = today.persons;
        settlement(
            contract,
            ContractTerms {
                persons,
                benchmark,
                spent,
                score,
            },
        )
    })
}

/// What a contract is settled on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContractTerms {
    /// Person-years.
    pub persons: f64,
    /// EUR per person-year that was to be expected.
    pub benchmark: f64,
    /// EUR per person-year that was spent.
    pub spent: f64,
    /// Quality score, from 0 to 1.
    pub score: f64,
}

/// EUR that a contract pays, negative where it is paid back. Savings or losses below the minimum rate count as none;
/// above it they are shared from the first euro, up to the cap; savings only at the quality gate or above. Where nothing was expected,
/// all that was spent is a loss.
pub fn settlement(contract: &Savings, terms: ContractTerms) -> f64 {
    let whole = terms.benchmark * terms.persons;
    let saved = whole - terms.spent * terms.persons;
    if saved.abs() < contract.minimum(terms.persons) * whole || saved == 0.0 {
        return 0.0;
    }
    let limit = match contract.cap.is_finite() {
        true => contract.cap * whole,
        false => f64::INFINITY,
    };
    if saved > 0.0 {
        let passes = terms.score >= contract.quality_gate;
        if passes {
            (contract.rates[0] * saved).min(limit)
        } else {
            0.0
        }
    } else {
        (contract.rates[1] * saved).max(-limit)
    }
}

/// EUR per person-year of a trend benchmark in the year with index `year`: what these practices cost in the year before
/// the contract, grown by the trend. `None` where there is no such year, or nobody lived in it.
pub fn trend(
    component: &ComponentTerms,
    contract: &Savings,
    panels: &[PanelYear],
    year: usize,
    practices: &[usize],
) -> Option<f64> {
    let base = component.years.start.checked_sub(1)?;
    let before = panels.get(base)?.per_person(contract.account, practices)?;
    Some(grown(before, contract, base, year))
}

/// What was spent per person-year in a base year, grown by the trend.
fn grown(before: f64, contract: &Savings, base: usize, year: usize) -> f64 {
    let years = year as f64 - base as f64;
    before * libm::pow(1.0 + contract.trend, years)
}
