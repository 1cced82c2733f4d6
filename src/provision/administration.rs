//! Hours that components cost providers in administration.

use crate::scenario::schema::{ComponentKind, NeedClass};
use crate::system::System;
use crate::system::funding::{Arm, Component};

use super::counts::{Count, Counts};

/// Administrative hours per discipline for what `counts` holds, in simulated residents.
pub fn hours(system: &System, arm: &Arm, counts: &Counts, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; system.disciplines.len()];
    for (place, component) in arm.components.iter().enumerate() {
        if component.admin_hours <= 0.0 || component.part_in(year) <= 0.0 {
            continue;
        }
        match component.kind {
            ComponentKind::FeeForService | ComponentKind::ServiceFee => {
                for (channel, _) in arm
                    .pays_units
                    .iter()
                    .enumerate()
                    .filter(|(_, paid)| **paid == Some(place))
                {
                    let discipline =
                        system.care.services[system.care.channels[channel].service].discipline;
                    let units = counts.delivered(channel);
                    hours[discipline] += units as f64 * component.admin_hours;
                }
            }
            _ => {
                // Hours of the network's own staff are no discipline's.
                if let Some(hours) = hours.get_mut(component.recipient) {
                    *hours += counted(system, component, counts) * component.admin_hours;
                }
            }
        }
    }
    hours
}

/// What a component that does not pay per unit counts: resident-years, episodes, years active; 0 for budgets.
fn counted(system: &System, component: &Component, counts: &Counts) -> f64 {
    match component.kind {
        ComponentKind::EpisodeFee => component
            .needs
            .iter()
            .map(|&need| {
                let events = (0..3)
                    .map(|triage| counts.get(Count::Triaged { need, triage }))
                    .sum::<i64>() as f64;
                let is_permanent = system.care.needs[need].class == NeedClass::Permanent;
                events
                    * if is_permanent {
                        system.time.length
                    } else {
                        1.0
                    }
            })
            .sum(),
        ComponentKind::StateFee => {
            let states = component.states.iter();
            states
                .map(|&state| state_years(system, counts, state))
                .sum()
        }
        ComponentKind::TransitionBudget | ComponentKind::PatientShare => 0.0,
        _ => resident_years(system, counts),
    }
}

/// Years lived in a state, in simulated residents.
pub fn state_years(system: &System, counts: &Counts, state: usize) -> f64 {
    counts.sum(|class| Count::Lived { class, state }) as f64 * system.time.length / 2.0
}

/// Years lived here, in simulated residents.
pub fn resident_years(system: &System, counts: &Counts) -> f64 {
    let half_cycles: i64 = (0..system.health.states.len())
        .filter(|&state| system.health.states[state].is_alive())
        .map(|state| counts.sum(|class| Count::Lived { class, state }))
        .sum();
    half_cycles as f64 * system.time.length / 2.0
}
