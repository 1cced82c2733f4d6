use crate::scenario::claims::Side;
use crate::scenario::schema::{AppliesTo, ComponentKind};
use crate::system::System;
use crate::system::funding::{Arm, Component};

use super::administration;
use super::conditions::Conditions;
use super::counts::Counts;

/// What one cycle leaves to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Access per discipline, A.
    pub access: Vec<f64>,
    /// Stock of each capability, S.
    pub stocks: Vec<f64>,
    /// Hours per discipline that residents want in a cycle, D; `None` before the first.
    demand: Option<Vec<f64>>,
}

impl Carried {
    /// At the start: full access, nothing built.
    pub fn new(system: &System) -> Carried {
        Carried {
            access: vec![1.0; system.disciplines.len()],
            stocks: vec![0.0; system.capabilities.len()],
            demand: None,
        }
    }
}

/// Access and capabilities for the next cycle, from what this one wanted and what `arm` spent.
///
/// A = min(1, K/D) with K the hours that capacity and bought hours give, D the hours of all wanted units and of
/// administration. S moves towards G = x/(x + half)·I by Δ/build or Δ/fade.
///
/// `factor` is the arm's budget-neutral factor, `score` its last quality score.
pub fn carry_over(
    system: &System,
    arm: &Arm,
    conditions: &Conditions,
    counts: &Counts,
    year: usize,
    (factor, score): (f64, f64),
    carried: &mut Carried,
) {
    let residents =
        administration::resident_years(system, counts) / system.time.length * system.people.weight;
    let spending = if system.layers.capabilities {
        spending(system, arm, counts, year, (factor, score))
    } else {
        vec![0.0; system.capabilities.len()]
    };
    let bought = bought_hours(system, &spending, residents);
    let demand = smoothed(
        system,
        carried.demand.take(),
        demand(system, arm, conditions, counts, year),
    );
    for (place, discipline) in system.disciplines.iter().enumerate() {
        carried.access[place] = match discipline.capacity_in(year) {
            Some(capacity) if demand[place] > 0.0 && system.layers.access => {
                ((capacity + bought[place]) / demand[place]).min(1.0)
            }
            _ => 1.0,
        };
    }
    carried.demand = Some(demand);
    for ((stock, capability), spent) in carried
        .stocks
        .iter_mut()
        .zip(&system.capabilities)
        .zip(spending)
    {
        let integration = if capability.needs_integration {
            system.integration
        } else {
            1.0
        };
        let supported = spent / (spent + capability.half) * integration;
        let years = if supported > *stock {
            capability.build
        } else {
            capability.fade
        };
        *stock += (system.time.length / years).min(1.0) * (supported - *stock);
    }
}

/// Demand in which chance is that of the whole population. A sample of one in w residents makes demand vary w times as
/// much as it does in the town, and access, which is never above 1, would suffer from it. The exponential mean with
/// weight α = 2/(w + 1) on the newest value has 1/w of the variance; without sampling it is the newest value itself.
fn smoothed(system: &System, before: Option<Vec<f64>>, now: Vec<f64>) -> Vec<f64> {
    let newest = 2.0 / (system.people.weight.max(1.0) + 1.0);
    match before {
        Some(before) => before
            .iter()
            .zip(now)
            .map(|(before, now)| before + newest * (now - before))
            .collect(),
        None => now,
    }
}

/// Earmarked spending per capability, EUR of the price year per resident-year.
fn spending(
    system: &System,
    arm: &Arm,
    counts: &Counts,
    year: usize,
    (factor, score): (f64, f64),
) -> Vec<f64> {
    let all = administration::resident_years(system, counts);
    let residents = all / system.time.length * system.people.weight;
    let mut spending = vec![0.0; system.capabilities.len()];
    for (place, component) in arm
        .components
        .iter()
        .enumerate()
        .filter(|(_, component)| !component.earmark.is_empty())
    {
        let scaled = arm.scales(place);
        let deflated = if component.is_indexed {
            1.0
        } else {
            1.0 / system.growth.prices(year)
        };
        let per_resident = component.amount
            * component.part_in(year)
            * deflated
            * if scaled { factor } else { 1.0 }
            * match component.kind {
                ComponentKind::TransitionBudget if residents > 0.0 => 1.0 / residents,
                ComponentKind::NetworkFee | ComponentKind::InnovationFee => {
                    covered(system, counts, component, all)
                }
                ComponentKind::QualityBonus => score * covered(system, counts, component, all),
                _ => 0.0,
            };
        for &(capability, share) in &component.earmark {
            spending[capability] += per_resident * share;
        }
    }
    spending
}

/// Share of the residents that a component counts.
fn covered(system: &System, counts: &Counts, component: &Component, all: f64) -> f64 {
    let sides = (0..system.sides()).filter(|&side| component.applies_to.holds(Side::BOTH[side]));
    if component.applies_to == AppliesTo::All || all <= 0.0 {
        return 1.0;
    }
    let years =
        sides.map(|side| administration::resident_years_of(system, counts, counts.groups_of(side)));
    years.sum::<f64>() / all
}

/// Hours per discipline that this cycle's money buys for the next, for the whole population.
fn bought_hours(system: &System, spending: &[f64], residents: f64) -> Vec<f64> {
    let mut hours = vec![0.0; system.disciplines.len()];
    for (capability, spent) in system.capabilities.iter().zip(spending) {
        for &(discipline, per_eur) in &capability.buys {
            hours[discipline] += spent * residents * system.time.length * per_eur;
        }
    }
    hours
}

/// Hours per discipline that residents wanted in the cycle, for the whole population.
fn demand(
    system: &System,
    arm: &Arm,
    conditions: &Conditions,
    counts: &Counts,
    year: usize,
) -> Vec<f64> {
    let mut hours = administration::hours(system, arm, counts, year);
    for (place, channel) in system.care.channels.iter().enumerate() {
        let service = &system.care.services[channel.service];
        let units = counts.wanted(place) as f64;
        hours[service.discipline] += units
            * service.hours
            * conditions.hours[channel.service]
            * system.growth.volume(service.line, year);
    }
    for hours in &mut hours {
        *hours *= system.people.weight;
    }
    hours
}
