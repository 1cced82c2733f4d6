//! How much the answer owes to each mechanism: every arm beside the comparator as the scenario has it, with one mechanism
//! switched off, and with contracts that release money in the other way.
//!
//! Comes in: a plan. Goes out: rows, of what the cohort twin expects at the means of the parameters. Deliberately absent:
//! chance, and what the twin leaves out (see [`crate::cohort`]): it has everybody in a network, so that who takes part
//! makes no difference here.

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::base::written::eur;
use crate::cohort;
use crate::scenario::schema::{Release, Scenario};
use crate::system::System;
use crate::system::plan::Plan;

use super::rows::ALL;

/// The scenario as it is.
pub const AS_IT_IS: &str = "as it is";
/// Without the mechanism.
pub const OFF: &str = "off";

/// One payer, or all, in one arm under one structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StructureRow {
    /// The mechanism that is otherwise; empty for the scenario as it is.
    pub mechanism: String,
    /// How it is otherwise: `as it is`, `off`, or the variant that is on.
    pub variant: String,
    /// The arm.
    pub arm: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR over the whole run, nominal.
    #[serde(serialize_with = "eur")]
    pub total: f64,
    /// Less what the comparator costs under the same structure; 0 for the comparator itself.
    #[serde(serialize_with = "eur")]
    pub difference: f64,
    /// By how much that is otherwise than in the scenario as it is.
    #[serde(serialize_with = "eur")]
    pub change: f64,
}

/// The scenario as it is first, then every mechanism that is on, by itself off, then the other variant.
pub fn rows(plan: &Plan) -> Vec<StructureRow> {
    let as_it_is = positions(plan.means());
    let mut rows = told(plan.means(), ["", AS_IT_IS], &as_it_is, &as_it_is);
    for (words, scenario) in structures(&plan.scenario) {
        let other = plan.of(&scenario);
        let found = positions(other.means());
        rows.extend(told(other.means(), words, &found, &as_it_is));
    }
    rows
}

/// Every other structure of a scenario: the mechanism and how it is otherwise, and the scenario that has it.
fn structures(scenario: &Scenario) -> Vec<([&'static str; 2], Scenario)> {
    let mut layers = scenario.layers;
    let contracts = layers.contracts;
    let has_queues = || scenario.discipline.iter().any(|each| each.queue.is_some());
    let is_there = |mechanism: &str| match mechanism {
        "unmet_care" => scenario.unmet_care.is_some(),
        "queues" => has_queues(),
        "places" => scenario.state.iter().any(|each| each.places.is_some()),
        "budgets" => scenario.payer.iter().any(|each| each.budget.is_some()),
        _ => true,
    };
    let switches = layers.switches().into_iter().enumerate();
    let on = switches.filter(|(_, (mechanism, is_on))| **is_on && is_there(mechanism));
    let off = on.map(|(place, (mechanism, _))| {
        let mut other = scenario.clone();
        *other.layers.switches()[place].1 = false;
        ([mechanism, OFF], other)
    });
    let variant = released_otherwise(scenario).filter(|_| contracts);
    off.chain(variant.map(|(variant, other)| (["contracts", variant], other)))
        .collect()
}

/// All contracts with the other release than the first of them has, as far as they say what it needs.
fn released_otherwise(scenario: &Scenario) -> Option<(&'static str, Scenario)> {
    let (release, words) = match scenario.contract.first()?.release {
        Release::Renegotiation => (Release::GrowthAbsorbs, "growth_absorbs"),
        Release::GrowthAbsorbs => (Release::Renegotiation, "renegotiation"),
    };
    let mut other = scenario.clone();
    for contract in &mut other.contract {
        if release == Release::GrowthAbsorbs || contract.renegotiated_share.is_some() {
            contract.release = release;
        }
    }
    (other.contract != scenario.contract).then_some((words, other))
}

/// What each payer lays out over the whole run, then all of them: `[arm][payer]`.
fn positions(system: &System) -> Vec<Vec<Cents>> {
    let arms = cohort::expected(system).arms.into_iter();
    arms.map(|arm| {
        let paid = arm.result.paid.iter();
        let payers: Vec<Cents> = paid.map(|years| years.iter().sum()).collect();
        let all = payers.iter().sum();
        payers.into_iter().chain([all]).collect()
    })
    .collect()
}

fn told(
    system: &System,
    [mechanism, variant]: [&str; 2],
    found: &[Vec<Cents>],
    as_it_is: &[Vec<Cents>],
) -> Vec<StructureRow> {
    let names = system.payers.iter().map(String::as_str).chain([ALL]);
    let names: Vec<&str> = names.collect();
    let difference =
        |of: &[Vec<Cents>], arm: usize, payer: usize| of[arm][payer] - of[system.comparator][payer];
    let mut rows = Vec::new();
    for (arm, of_arm) in system.arms.iter().enumerate() {
        for (payer, name) in names.iter().enumerate() {
            let here = difference(found, arm, payer);
            rows.push(StructureRow {
                mechanism: mechanism.into(),
                variant: variant.into(),
                arm: of_arm.name.clone(),
                payer: (*name).into(),
                total: found[arm][payer].to_eur(),
                difference: here.to_eur(),
                change: (here - difference(as_it_is, arm, payer)).to_eur(),
            });
        }
    }
    rows
}
