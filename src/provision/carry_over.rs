use crate::component::Known;
use crate::component::neighbourhood::Neighbourhood;
use crate::component::spending::Spending;
use crate::counts::{Counts, resident_years};
use crate::system::System;
use crate::system::funding::Arm;
use crate::system::platform::Adoption;

use super::administration;
use super::conditions::Conditions;
use super::integration::{self, Measured};

/// What one cycle leaves to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Access per discipline, A.
    pub access: Vec<f64>,
    /// Stock of each capability, S.
    pub stocks: Vec<f64>,
    /// Integration of care, I.
    pub integration: f64,
    /// Share of practices that take part in the network.
    pub participation: f64,
    /// Share of last year's income that was paid per unit; `None` in the first year.
    pub competition: Option<f64>,
    /// Who takes part in the shared platform this year.
    pub platform: Adoption,
    /// Hours per discipline that residents want in a cycle, D; `None` before the first.
    demand: Option<Vec<f64>>,
}

impl Carried {
    /// At the start: full access, nothing built.
    pub fn new(system: &System) -> Carried {
        Carried {
            access: vec![1.0; system.disciplines.len()],
            stocks: vec![0.0; system.capabilities.len()],
            integration: system.integration,
            participation: 0.0,
            competition: None,
            platform: Adoption::default(),
            demand: None,
        }
    }
}

impl Carried {
    /// The shared platform stands as `adoption` says; of one that too few take part in, nothing is left.
    pub fn adopt(&mut self, system: &System, adoption: Adoption) {
        self.platform = adoption;
        let platform = system.collaboration.platform.as_ref();
        let built = platform.and_then(|platform| platform.capability);
        if let Some(capability) = built.filter(|_| adoption.has_collapsed) {
            self.stocks[capability] = 0.0;
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
    let residents = resident_years(system, counts) / system.time.length * system.people.weight;
    let money = Spending {
        of: Neighbourhood::in_cycle(system, arm, counts, year),
        factor,
        known: Known {
            score: &|_| score,
            has_platform: carried.platform.share > 0.0,
        },
    };
    let spending = if system.layers.capabilities {
        money.per_capability()
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
    let measured = Measured {
        coordination: money.on_coordination(&spending),
        participation: carried.participation,
        workload: workload(system, &demand, &bought, year),
        administrative_hours: administrative_hours(system, arm, counts, year),
        competition: carried.competition,
        adoption: carried.platform.share,
    };
    carried.demand = Some(demand);
    for ((stock, capability), spent) in carried
        .stocks
        .iter_mut()
        .zip(&system.capabilities)
        .zip(spending)
    {
        let integration = if capability.needs_integration {
            carried.integration
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
    carried.adopt(system, carried.platform);
    carried.integration = integration::next(system, arm, carried.integration, &measured);
}

/// Hours wanted above capacity, as a share of the capacity of the disciplines that have a limit.
fn workload(system: &System, demand: &[f64], bought: &[f64], year: usize) -> f64 {
    let limited = system.disciplines.iter().enumerate();
    let (excess, capacity) = limited.fold((0.0, 0.0), |(excess, all), (place, discipline)| {
        discipline.capacity_in(year).map_or((excess, all), |own| {
            let capacity = own + bought[place];
            (excess + (demand[place] - capacity).max(0.0), all + capacity)
        })
    });
    if capacity > 0.0 {
        excess / capacity
    } else {
        0.0
    }
}

/// Administrative hours that components cost, per resident-year.
fn administrative_hours(system: &System, arm: &Arm, counts: &Counts, year: usize) -> f64 {
    let hours: f64 = administration::hours(system, arm, counts, year)
        .iter()
        .sum();
    hours / resident_years(system, counts).max(1e-9)
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
    // The network's own staff works outside the capacity of disciplines.
    hours.truncate(system.disciplines.len());
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
