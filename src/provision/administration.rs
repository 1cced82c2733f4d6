//! Hours that components cost providers in administration.

use crate::scenario::schema::ComponentKind;
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;

use super::counts::{Count, Counts};

/// Administrative hours per discipline for what `counts` holds, in simulated residents.
pub fn hours(system: &System, arm: &Arm, counts: &Counts, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; system.disciplines.len()];
    let with_hours =
        |component: &&Component| component.admin_hours > 0.0 && component.part_in(year) > 0.0;
    if !arm
        .components
        .iter()
        .any(|component| with_hours(&component))
    {
        return hours;
    }
    for side in 0..system.sides() {
        for (channel, found) in system.care.channels.iter().enumerate() {
            let discipline = system.care.services[found.service].discipline;
            for (place, part) in arm.parts(side, channel, year) {
                let component = &arm.components[place];
                if component.kind != ComponentKind::EpisodeFee
                    && component.kind != ComponentKind::Capitation
                {
                    let units = of_side(counts, side, |group| Count::Delivered { group, channel });
                    hours[discipline] += units * part.ceil() * component.admin_hours;
                }
            }
        }
    }
    for component in arm.components.iter().filter(with_hours) {
        // Hours of the network's own staff are no discipline's.
        if let Some(hours) = hours.get_mut(component.recipient) {
            *hours += counted(system, component, counts) * component.admin_hours;
        }
    }
    hours
}

/// What a component that does not pay per unit counts: resident-years, episodes, years active; 0 for budgets.
fn counted(system: &System, component: &Component, counts: &Counts) -> f64 {
    let sides = (0..system.sides()).filter(|&side| component.is_for(side));
    match component.kind {
        ComponentKind::EpisodeFee => sides
            .map(|side| episodes(system, component, counts, side))
            .sum(),
        ComponentKind::StateFee => sides
            .flat_map(|side| counts.groups_of(side))
            .map(|group| state_years(system, component, counts, group))
            .sum(),
        ComponentKind::NetworkFee
        | ComponentKind::InnovationFee
        | ComponentKind::PracticeFee
        | ComponentKind::QualityBonus
        | ComponentKind::Capitation => sides
            .map(|side| resident_years_of(system, counts, counts.groups_of(side)))
            .sum(),
        _ => 0.0,
    }
}

fn episodes(system: &System, component: &Component, counts: &Counts, side: usize) -> f64 {
    let of_need = |&need: &usize| {
        let events: f64 = (0..3)
            .map(|triage| {
                of_side(counts, side, |group| Count::Triaged {
                    group,
                    need,
                    triage,
                })
            })
            .sum();
        events * system.per_count(need)
    };
    component.needs.iter().map(of_need).sum()
}

/// Years that residents of a group lived in the states of a component.
fn state_years(system: &System, component: &Component, counts: &Counts, group: usize) -> f64 {
    let states = component.states.iter();
    let half_cycles: i64 = states
        .map(|&state| counts.get(Count::Lived { group, state }))
        .sum();
    half_cycles as f64 * system.time.length / 2.0
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
