//! What a shared-savings contract pays by luck: its payment when nothing changes, by the size of the panel; of a contract over the
//! whole town, of the town.
//!
//! Under the comparator nothing changes, and its practices are panels with a real year behind them. Put together by ones,
//! twos, fours and so on they are panels of many sizes, and the contract as it is written is settled on each. A sampled
//! list is a panel as large as its sampled residents, so that the size is always the true one.

use crate::base::statistics::{self, Summary};
use crate::component::ComponentTerms;
use crate::component::shared_savings::{ContractTerms, Savings, SharedSavings, settlement, trend};
use crate::counts::PanelYear;
use crate::ledger::Reason;
use crate::scenario::schema::{Benchmark, SavingsUnit};
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::SavingsRow;
use super::town_luck::TownContract;

/// Rows of savings.csv: every contract with a trend, every size of panel.
pub(super) fn rows(system: &System, run: &Run) -> Vec<SavingsRow> {
    let contracts = system.arms.iter().flat_map(|arm| {
        let components = arm.components();
        components
            .filter_map(|component| Some((arm.name.as_str(), component, component.savings()?)))
    });
    contracts
        .filter(|(_, _, savings)| savings.contract.benchmark == Benchmark::Trend)
        .flat_map(|(arm, component, savings)| {
            if let Some(town) = over_town(component.terms, savings) {
                return town.row(system, run, arm).into_iter().collect();
            }
            let contract = (arm, component.terms, &savings.contract);
            let rows = sizes(system).into_iter();
            rows.filter_map(|together| row(system, run, contract, together))
                .collect::<Vec<SavingsRow>>()
        })
        .collect()
}

/// The contract, where it is over the whole town.
fn over_town<'a>(
    component: &'a ComponentTerms,
    savings: &'a SharedSavings,
) -> Option<TownContract<'a>> {
    Some(TownContract {
        component,
        contract: &savings.contract,
        account: savings.town.as_ref()?,
    })
}

/// Luck share of each contract with a trend: (paid − what the true counterfactual would have paid) / mean paid, over all
/// years; by component, one value a replication. Quality gates are taken as passed. Contracts that pay nothing have none.
pub(super) fn shares(system: &System, run: &Run, arm: usize) -> Vec<(String, Vec<f64>)> {
    let components = system.arms[arm].components().enumerate();
    components
        .filter_map(|(index, component)| {
            let savings = component.savings()?;
            let is_trend = savings.contract.benchmark == Benchmark::Trend;
            let (paid, deserved): (Vec<f64>, Vec<f64>) = run
                .replications
                .iter()
                .filter(|_| is_trend)
                .map(|replication| {
                    let of = |arm: usize| replication.arms[arm].panels.as_slice();
                    let pair = (of(arm), of(system.comparator));
                    let deserved = match over_town(component.terms, savings) {
                        Some(town) => town.deserved(system, arm, &replication.arms),
                        None => deserved(system, component.terms, &savings.contract, pair),
                    };
                    (paid(&replication.arms[arm], index), deserved)
                })
                .unzip();
            let mean = statistics::mean(&paid).filter(|mean| *mean > 0.0)?;
            let pairs = paid.iter().zip(&deserved);
            let shares = pairs.map(|(paid, deserved)| (paid - deserved) / mean);
            Some((component.name.clone(), shares.collect()))
        })
        .collect()
}

/// EUR that a component paid over all years.
fn paid(result: &ArmResult, index: usize) -> f64 {
    let flows = result.flows.iter();
    let own = flows.filter(|flow| flow.reason == Reason::Component(index));
    own.map(|flow| flow.amount.to_eur()).sum()
}

/// EUR that the contract would have paid on what the same practices cost under the comparator.
fn deserved(
    system: &System,
    component: &ComponentTerms,
    contract: &Savings,
    (here, compared): (&[PanelYear], &[PanelYear]),
) -> f64 {
    let all: Vec<usize> = (0..system.panels.as_ref().map_or(0, |panels| panels.count())).collect();
    let units = match contract.unit {
        SavingsUnit::Network => vec![all],
        SavingsUnit::Practice => all.chunks(1).map(<[usize]>::to_vec).collect(),
        SavingsUnit::Town => Vec::new(),
    };
    let years = here.iter().zip(compared).enumerate();
    years
        .filter(|(year, _)| component.part_in(*year) > 0.0)
        .map(|(year, (here, compared))| {
            let settle = |practices: &Vec<usize>| -> Option<f64> {
                let holds = |side: usize| component.is_for(side);
                let (persons, spent) = here.enrolled(contract.account, practices, holds)?;
                let terms = ContractTerms {
                    persons: persons * system.people.weight,
                    benchmark: compared.per_person(contract.account, practices)?,
                    spent: spent / persons,
                    score: 1.0,
                };
                Some(settlement(contract, terms))
            };
            let all: f64 = units.iter().filter_map(settle).sum();
            all * component.part_in(year)
        })
        .sum()
}

/// Practices per panel: 1, 2, 4 … and all of them.
fn sizes(system: &System) -> Vec<usize> {
    let count = system.panels.as_ref().map_or(0, |panels| panels.count());
    let doubles = std::iter::successors(Some(1), |size| Some(size * 2));
    let mut sizes: Vec<usize> = doubles.take_while(|size| *size < count).collect();
    sizes.extend((count > 0).then_some(count));
    sizes
}

/// One settlement where nothing changed.
struct NullSettlement {
    persons: f64,
    paid: f64,
}

fn row(
    system: &System,
    run: &Run,
    (arm, component, contract): (&str, &ComponentTerms, &Savings),
    together: usize,
) -> Option<SavingsRow> {
    let panels = panels(system, together);
    let of_replication = |years: &[PanelYear]| -> Vec<NullSettlement> {
        let open = component
            .years
            .clone()
            .filter(|&year| component.part_in(year) > 0.0);
        open.flat_map(|year| {
            panels
                .iter()
                .filter_map(move |panel| settled(component, contract, years, year, panel))
        })
        .collect()
    };
    let replications: Vec<Vec<NullSettlement>> = run
        .replications
        .iter()
        .map(|replication| of_replication(&replication.arms[system.comparator].panels))
        .collect();
    let mean_of = |of: &dyn Fn(&NullSettlement) -> f64| -> Vec<f64> {
        let means = replications.iter().map(|settled| {
            let values: Vec<f64> = settled.iter().map(of).collect();
            statistics::mean(&values).unwrap_or(0.0)
        });
        means.collect()
    };
    let all = || replications.iter().flatten();
    let persons: Vec<f64> = all().map(|settled| settled.persons).collect();
    let p_paid = Summary::of(&mean_of(&|settled| f64::from(u8::from(settled.paid > 0.0))))?;
    let per_person = Summary::of(&mean_of(&|settled| settled.paid / settled.persons))?;
    Some(SavingsRow {
        arm: arm.into(),
        component: component.name.clone(),
        persons: statistics::mean(&persons)?,
        settlements: persons.len(),
        p_paid_without_effect: p_paid.mean,
        p_mc_error: p_paid.mc_error,
        paid_per_person_without_effect: per_person.mean,
        paid_mc_error: per_person.mc_error,
    })
}

/// The practices in panels of so many; what is left over is no panel of that size.
fn panels(system: &System, together: usize) -> Vec<Vec<usize>> {
    let panels = system.panels.as_ref();
    let order = panels.map_or_else(Vec::new, |panels| panels.scattered());
    order
        .chunks_exact(together)
        .map(<[usize]>::to_vec)
        .collect()
}

fn settled(
    component: &ComponentTerms,
    contract: &Savings,
    years: &[PanelYear],
    year: usize,
    panel: &[usize],
) -> Option<NullSettlement> {
    let everyone = |_| true;
    let (persons, spent) = years
        .get(year)?
        .enrolled(contract.account, panel, everyone)?;
    let terms = ContractTerms {
        persons,
        benchmark: trend(component, contract, years, year, panel)?,
        spent: spent / persons,
        score: 1.0,
    };
    Some(NullSettlement {
        persons,
        paid: settlement(contract, terms),
    })
}
