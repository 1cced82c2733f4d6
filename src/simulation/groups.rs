use crate::provision::PersonPrices;
use crate::system::System;
use crate::system::arm_effect::ArmEffect;

/// Arms under which exactly the same care is delivered: they are simulated once and paid for each in its own way. The
/// group of the comparator comes first.
pub(super) fn groups(system: &System) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Trace, Vec<usize>)> = Vec::new();
    let arms = (0..system.arms.len()).filter(|&arm| arm != system.comparator);
    for arm in std::iter::once(system.comparator).chain(arms) {
        let trace = trace(system, arm);
        match groups.iter_mut().find(|(other, _)| *other == trace) {
            Some((_, members)) => members.push(arm),
            None => groups.push((trace, vec![arm])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// All of an arm that can change what is delivered, or what a single person pays for it.
#[derive(Debug, Clone, PartialEq)]
struct Trace {
    /// An arm that builds something or costs hours is like no other.
    alone: Option<usize>,
    coordinated: u64,
    /// What it changes by itself.
    effects: Vec<ArmEffect>,
    /// By year.
    prices: Vec<PersonPrices>,
}

fn trace(system: &System, index: usize) -> Trace {
    let arm = &system.arms[index];
    let shapes_care = arm
        .components
        .iter()
        .any(|component| !component.earmark.is_empty() || component.admin_hours > 0.0);
    let of_care = arm
        .effects
        .iter()
        .filter(|effect| effect.target.is_of_care());
    Trace {
        alone: shapes_care.then_some(index),
        coordinated: arm.coordinated,
        effects: of_care.cloned().collect(),
        prices: (0..system.time.years)
            .map(|year| PersonPrices::new(system, index, year, false))
            .collect(),
    }
}
