//! What payers lay out beforehand in an arm, on top of the comparator: the investment that arrangements share.

use std::collections::BTreeMap;

use crate::base::money::Cents;
use crate::component::written::WrittenKind;
use crate::ledger::Reason;
use crate::scenario::claims::components;
use crate::scenario::schema::{Component, Scenario};
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::InvestmentRow;

/// Amounts over replications by component (index in the arm), payer and year (index).
type InvestedAmounts = BTreeMap<(usize, usize, usize), Vec<Cents>>;

/// Rows of investments.csv of an arm that is not the comparator: each component that is not paid by care delivered and that
/// the comparator does not have in the same form; what the arm lays out on it less what the comparator does.
pub(super) fn of_arm(
    scenario: &Scenario,
    system: &System,
    run: &Run,
    arm: usize,
) -> Vec<InvestmentRow> {
    let mut amounts = InvestedAmounts::new();
    for component in candidates(scenario, system.comparator, arm) {
        let name = &system.arms[arm].components[component].name;
        let indices = &system.arms[system.comparator].components;
        let same_name = indices.iter().position(|other| other.name == *name);
        for (number, replication) in run.replications.iter().enumerate() {
            let mut add = |result: &ArmResult, index: usize, sign: i64| {
                let of_component =
                    |flow: &&crate::ledger::Flow| flow.reason == Reason::Component(index);
                for flow in result.flows.iter().filter(of_component) {
                    let values = amounts
                        .entry((component, flow.payer, flow.year))
                        .or_insert_with(|| vec![Cents::ZERO; run.replications.len()]);
                    values[number] += Cents(sign * flow.amount.0);
                }
            };
            add(&replication.arms[arm], component, 1);
            if let Some(index) = same_name {
                add(&replication.arms[system.comparator], index, -1);
            }
        }
    }
    rows(system, arm, amounts)
}

/// Components of an arm, by index, that can be an investment.
fn candidates(scenario: &Scenario, comparator: usize, arm: usize) -> Vec<usize> {
    let of_comparator = components(scenario, &scenario.arm[comparator]);
    let has_it =
        |component: &Component| of_comparator.iter().any(|(_, other)| **other == *component);
    let own = components(scenario, &scenario.arm[arm])
        .into_iter()
        .enumerate();
    own.filter(|(_, (_, component))| {
        WrittenKind::of(component.kind).is_laid_out_beforehand && !has_it(component)
    })
    .map(|(index, _)| index)
    .collect()
}

fn rows(system: &System, arm: usize, amounts: InvestedAmounts) -> Vec<InvestmentRow> {
    let arm = &system.arms[arm];
    let row = |key: (usize, usize, usize), replication: usize, amount: Cents| InvestmentRow {
        arm: arm.name.clone(),
        component: arm.components[key.0].name.clone(),
        payer: system.payers[key.1].clone(),
        year: system.time.calendar(key.2),
        replication: replication as u32,
        value: amount.to_eur(),
    };
    amounts
        .into_iter()
        .flat_map(|(key, values)| {
            values
                .into_iter()
                .enumerate()
                .map(move |(replication, amount)| (key, replication, amount))
        })
        .map(|(key, replication, amount)| row(key, replication, amount))
        .collect()
}
