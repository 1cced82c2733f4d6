//! What a contract on savings over the whole town pays by luck: its payment when nothing changes, and what of its payment the
//! arm did not save.
//!
//! Comes in: replications at the size that is told, and the contract. Goes out: a row of savings.csv, and luck by replication.
//! Deliberately absent: contracts over lists of practices (luck.rs). Quality gates are taken as passed.

use crate::base::statistics::{self, Summary};
use crate::component::ComponentTerms;
use crate::component::shared_savings::{Savings, TownBenchmark, town_settlement};
use crate::component::town_year::{TownAccount, TownYear};
use crate::outcome::LIFE_YEARS;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::SavingsRow;

/// A contract over the whole town.
#[derive(Clone, Copy)]
pub(super) struct TownContract<'a> {
    pub component: &'a ComponentTerms,
    pub contract: &'a Savings,
    pub account: &'a TownAccount,
}

impl TownContract<'_> {
    /// What it pays in a town in which nothing changes; `None` where it pays in no year.
    pub fn row(&self, system: &System, run: &Run, arm: &str) -> Option<SavingsRow> {
        let years = self.years(system);
        let replications = run.replications.iter().map(|replication| {
            let lived = town_years(
                system,
                system.comparator,
                &replication.arms[system.comparator],
            );
            let paid = years.iter().map(|&year| {
                let known = TownBenchmark {
                    account: self.account,
                    earlier: &lived,
                    beside: None,
                };
                let benchmark = known.of(self.contract, self.component, year);
                let paid =
                    town_settlement(self.contract, self.account, (&lived[year], benchmark), 1.0);
                (lived[year].persons, paid)
            });
            paid.collect::<Vec<(f64, f64)>>()
        });
        let replications: Vec<Vec<(f64, f64)>> = replications.collect();
        let mean_of = |of: &dyn Fn(&(f64, f64)) -> f64| -> Vec<f64> {
            let means = replications.iter().map(|settled| {
                let values: Vec<f64> = settled.iter().map(of).collect();
                statistics::mean(&values).unwrap_or(0.0)
            });
            means.collect()
        };
        let p_paid = Summary::of(&mean_of(&|(_, paid)| f64::from(u8::from(*paid > 0.0))))?;
        let per_person = Summary::of(&mean_of(&|(persons, paid)| paid / persons))?;
        (!years.is_empty()).then(|| SavingsRow {
            arm: arm.into(),
            component: self.component.name.clone(),
            persons: statistics::mean(&mean_of(&|(persons, _)| *persons)).unwrap_or(0.0),
            settlements: years.len() * replications.len(),
            p_paid_without_effect: p_paid.mean,
            p_mc_error: p_paid.mc_error,
            paid_per_person_without_effect: per_person.mean,
            paid_mc_error: per_person.mc_error,
        })
    }

    /// EUR that it would have paid an arm, had it been measured against the same year under the comparator.
    pub fn deserved(&self, system: &System, arm: usize, results: &[ArmResult]) -> f64 {
        let here = town_years(system, arm, &results[arm]);
        let there = town_years(system, system.comparator, &results[system.comparator]);
        let years = self.years(system).into_iter().map(|year| {
            let benchmark = there[year].per_person(self.account);
            let whole = town_settlement(self.contract, self.account, (&here[year], benchmark), 1.0);
            whole * self.component.part_in(year)
        });
        years.sum()
    }

    /// Years in which it is paid.
    fn years(&self, system: &System) -> Vec<usize> {
        let years = self.component.years.start..system.time.years;
        years
            .filter(|&year| self.component.part_in(year) > 0.0)
            .collect()
    }
}

/// What care cost in every year of an arm, by what payers laid out.
fn town_years(system: &System, arm: usize, result: &ArmResult) -> Vec<TownYear> {
    let mut labels = result.labels.iter();
    let lived = labels.position(|label| label.outcome == LIFE_YEARS.name);
    let persons = |year: usize| lived.map_or(0.0, |lived| result.outcomes[year][lived]);
    let spent = vec![vec![0.0; system.disciplines.len() + 1]; system.payers.len()];
    let mut years: Vec<TownYear> = (0..system.time.years)
        .map(|year| TownYear {
            persons: persons(year),
            spent: spent.clone(),
        })
        .collect();
    let terms = &system.arms[arm].terms;
    let flows = result.flows.iter();
    for flow in flows.filter(|flow| terms.is_for_care(flow.reason)) {
        years[flow.year].spent[flow.payer][flow.recipient] += flow.amount.to_eur();
    }
    years
}
