use crate::scenario::schema::ComponentKind;
use crate::system::System;
use crate::system::funding::Arm;

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
    has_patient_share: bool,
    coordinated: u64,
    /// Per channel and year: what a person's unit counts for under a deductible, and whether it is paid per unit.
    units: Vec<Vec<(f64, bool)>>,
}

fn trace(system: &System, index: usize) -> Trace {
    let arm = &system.arms[index];
    let shapes_care = arm
        .components
        .iter()
        .any(|component| !component.earmark.is_empty() || component.admin_hours > 0.0);
    Trace {
        alone: shapes_care.then_some(index),
        has_patient_share: arm.has_patient_share,
        coordinated: arm.coordinated,
        units: (0..system.time.years).map(|year| units(system, arm, year)).collect(),
    }
}

fn units(system: &System, arm: &Arm, year: usize) -> Vec<(f64, bool)> {
    let channels = system.care.channels.iter().enumerate();
    channels
        .map(|(place, channel)| {
            let service = &system.care.services[channel.service];
            let own_part = service.deductible || service.copayments != [0.0; 2] || service.subscription.is_some();
            let component = arm.pays_units[place].map(|component| &arm.components[component]);
            let paid = component.filter(|component| {
                own_part
                    && component.part_in(year) > 0.0
                    && matches!(component.kind, ComponentKind::FeeForService | ComponentKind::ServiceFee)
            });
            match paid {
                Some(component) if service.deductible => (component.tariffs[place], true),
                Some(_) => (0.0, true),
                None => (0.0, false),
            }
        })
        .collect()
}
