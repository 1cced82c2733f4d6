//! What payers with a budget grant of the care that is asked for.
//!
//! Comes in: budgets, and what a payer and its town would come to in a year without them, all expected. Goes out: [`Rationing`] of an
//! arm: numbers by year, which the simulation and the twin both live by. Deliberately absent: who works out what is expected
//! (cohort/budgets.rs), and what is not granted does to health (unmet.rs).
//!
//! What is granted of a service is a share of what would have been delivered of it: units asked for and hours that there are for them
//! shrink alike (feedback.rs), so that access and queues stay what they are without a budget.

use std::sync::Arc;

use crate::system::System;

/// What a budget grants at least and at most, as a share of what is asked for.
const LEAST: f64 = 0.5;
const MOST: f64 = 1.5;

/// What budgets make of an arm, year by year; nothing where no payer has one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rationing {
    years: Vec<Arc<YearRationing>>,
}

/// What budgets make of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearRationing {
    /// In the order of the system's.
    pub budgets: Vec<BudgetYear>,
    /// Share of the units of each service that is granted.
    granted: Vec<f64>,
    /// What becomes of the units that are asked for, by service: `granted`, and what comes in place of others.
    units: Vec<f64>,
}

/// A budget in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetYear {
    /// What there is to spend, EUR.
    pub budget: f64,
    /// What would be spent without it, EUR.
    pub before: f64,
    /// Share of each rationed service that is granted.
    pub granted: f64,
}

impl Rationing {
    /// From its years.
    pub fn new(years: impl Iterator<Item = YearRationing>) -> Rationing {
        Rationing {
            years: years.map(Arc::new).collect(),
        }
    }

    /// The year with this index; `None` where no payer has a budget.
    pub fn year(&self, year: usize) -> Option<&Arc<YearRationing>> {
        self.years.get(year)
    }
}

impl YearRationing {
    /// The year with index `year`, from EUR by budget in the observed year (`base`) and in this one without budgets, in which so many
    /// `units` of each service are delivered.
    pub fn new(
        system: &System,
        year: usize,
        (base, before): (&[f64], &[f64]),
        units: &[f64],
    ) -> YearRationing {
        let pairs = system.rationing().iter().zip(base).zip(before);
        let budgets: Vec<BudgetYear> = pairs
            .map(|((budget, base), &before)| {
                let there = base * libm::pow(1.0 + budget.growth, year as f64);
                BudgetYear {
                    budget: there,
                    before,
                    granted: granted(there, before, budget.elasticity),
                }
            })
            .collect();
        let mut granted = vec![1.0; units.len()];
        let mut more = vec![0.0; units.len()];
        for (budget, found) in system.rationing().iter().zip(&budgets) {
            for of in &budget.rationed {
                granted[of.service] *= found.granted;
                for &(other, each) in &of.instead {
                    more[other] += each * (1.0 - found.granted) * units[of.service];
                }
            }
        }
        let asked = units.iter().zip(&granted).zip(&more);
        let asked = asked.map(|((&units, granted), more)| match units > 0.0 {
            true => granted * (1.0 + more / units).max(0.0),
            false => *granted,
        });
        YearRationing {
            units: asked.collect(),
            budgets,
            granted,
        }
    }

    /// Share of the units of a service that is granted.
    pub fn granted(&self, service: usize) -> f64 {
        self.granted[service]
    }

    /// What becomes of the units of a service that are asked for.
    pub(super) fn units(&self, service: usize) -> f64 {
        self.units[service]
    }
}

/// (B/S)^η within bounds; all where nothing would be spent.
fn granted(budget: f64, before: f64, elasticity: f64) -> f64 {
    if before > 0.0 {
        libm::pow((budget / before).max(0.0), elasticity).clamp(LEAST, MOST)
    } else {
        1.0
    }
}
