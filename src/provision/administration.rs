//! Hours that components cost providers in administration.
//!
//! Comes in: an arm, and what it is counted by: counts of what happened, or what is expected. Goes out: hours per
//! discipline. Deliberately absent: hours of the network's own staff, which are no discipline's.

use crate::scenario::schema::ComponentKind;
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;

use super::counts::{Count, Counts};

/// What administration is counted by, in simulated residents.
pub trait Volumes {
    /// New needs of residents on a side that reach the first line, or residents with a permanent one in a cycle.
    fn presented(&self, side: usize, need: usize) -> f64;
    /// Years that residents on a side lived in a state.
    fn state_years(&self, side: usize, state: usize) -> f64;
    /// Years that residents on a side lived here.
    fn resident_years(&self, side: usize) -> f64;
}

/// Administrative hours per discipline for what `counts` holds, in simulated residents.
pub fn hours(system: &System, arm: &Arm, counts: &Counts, year: usize) -> Vec<f64> {
    let mut hours = standing(system, arm, &Counted { system, counts }, year);
    for (side, per_unit) in per_unit(system, arm, year).iter().enumerate() {
        for (channel, per_unit) in per_unit.iter().enumerate() {
            let service = system.care.channels[channel].service;
            let units = of_side(counts, side, |group| Count::Delivered { group, channel });
            hours[system.care.services[service].discipline] += units * per_unit;
        }
    }
    hours
}

/// Administrative hours of the service's discipline for a delivered unit: `[side][channel]`, empty where there are none.
pub fn per_unit(system: &System, arm: &Arm, year: usize) -> Vec<Vec<f64>> {
    if !arm.components.iter().any(|each| costs_hours(each, year)) {
        return Vec::new();
    }
    let of_channel = |side: usize, channel: usize| -> f64 {
        let parts = arm.parts(side, channel, year).into_iter();
        let hours = parts.map(|(place, part)| {
            let component = &arm.components[place];
            match component.kind {
                // Counted by persons, not by the units that they replace.
                ComponentKind::EpisodeFee | ComponentKind::Capitation => 0.0,
                _ => part.ceil() * component.admin_hours,
            }
        });
        hours.sum()
    };
    let channels = 0..system.care.channels.len();
    let sides = (0..system.sides()).map(|side| {
        let channels = channels.clone();
        channels.map(|channel| of_channel(side, channel)).collect()
    });
    sides.collect()
}

/// Administrative hours per discipline for all that is not counted by units.
pub fn standing(system: &System, arm: &Arm, volumes: &impl Volumes, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; system.disciplines.len()];
    let found = arm.components.iter();
    for component in found.filter(|component| costs_hours(component, year)) {
        // Hours of the network's own staff are no discipline's.
        if let Some(hours) = hours.get_mut(component.recipient) {
            *hours += counted(system, component, volumes) * component.admin_hours;
        }
    }
    hours
}

fn costs_hours(component: &Component, year: usize) -> bool {
    component.admin_hours > 0.0 && component.part_in(year) > 0.0
}

/// What a component that does not pay per unit counts: resident-years, episodes, years active; 0 for budgets.
fn counted(system: &System, component: &Component, volumes: &impl Volumes) -> f64 {
    let sides = (0..system.sides()).filter(|&side| component.is_for(side));
    match component.kind {
        ComponentKind::EpisodeFee => sides
            .flat_map(|side| component.needs.iter().map(move |&need| (side, need)))
            .map(|(side, need)| volumes.presented(side, need) * system.per_count(need))
            .sum(),
        ComponentKind::StateFee => sides
            .flat_map(|side| component.states.iter().map(move |&state| (side, state)))
            .map(|(side, state)| volumes.state_years(side, state))
            .sum(),
        ComponentKind::NetworkFee
        | ComponentKind::InnovationFee
        | ComponentKind::PracticeFee
        | ComponentKind::QualityBonus
        | ComponentKind::Capitation => sides.map(|side| volumes.resident_years(side)).sum(),
        _ => 0.0,
    }
}

/// What has happened.
struct Counted<'a> {
    system: &'a System,
    counts: &'a Counts,
}

impl Volumes for Counted<'_> {
    fn presented(&self, side: usize, need: usize) -> f64 {
        let of_triage = |triage: usize| {
            of_side(self.counts, side, |group| Count::Triaged {
                group,
                need,
                triage,
            })
        };
        (0..3).map(of_triage).sum()
    }

    fn state_years(&self, side: usize, state: usize) -> f64 {
        let half_cycles = of_side(self.counts, side, |group| Count::Lived { group, state });
        half_cycles * self.system.time.length / 2.0
    }

    fn resident_years(&self, side: usize) -> f64 {
        resident_years_of(self.system, self.counts, self.counts.groups_of(side))
    }
}

fn of_side(counts: &Counts, side: usize, of_group: impl Fn(usize) -> Count) -> f64 {
    let groups = counts.groups_of(side);
    groups.map(|group| counts.get(of_group(group))).sum::<i64>() as f64
}

/// Years lived here, in simulated residents.
pub fn resident_years(system: &System, counts: &Counts) -> f64 {
    resident_years_of(system, counts, 0..counts.groups())
}

/// Years that residents of some groups lived here, in simulated residents.
pub fn resident_years_of(system: &System, counts: &Counts, groups: std::ops::Range<usize>) -> f64 {
    let alive = |state: &usize| system.health.states[*state].is_alive();
    let half_cycles: i64 = (0..system.health.states.len())
        .filter(alive)
        .flat_map(|state| {
            groups
                .clone()
                .map(move |group| Count::Lived { group, state })
        })
        .map(|count| counts.get(count))
        .sum();
    half_cycles as f64 * system.time.length / 2.0
}
