//! Which figures are linear in what happens to single residents, so that their expected value is exactly the twin's.
//!
//! Left aside is one bound that seldom binds: residents' own part of a posting is at most what its care costs, so that a
//! service with a subscription dearer than its units bends figures that are told to be linear here.

use crate::component::arm::Arm;
use crate::component::{ComponentTerms, Linearity};
use crate::ledger::{Flow, Reason};
use crate::outcome::{Exactness, exactness};
use crate::scenario::schema::{Layers, Scenario};
use crate::system::System;

/// The same scenario without feedback: no limits of capacity, money that builds nothing, everyone enrolled where there is
/// a network. Access is then 1 and no capability grows, so that nothing that happens to one
/// resident touches another.
pub fn without_feedback(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.layers = Layers {
        incentives: scenario.layers.incentives,
        capabilities: false,
        access: false,
        participation: false,
        contracts: scenario.layers.contracts,
        deprivation: scenario.layers.deprivation,
        unmet_care: false,
        queues: false,
        places: false,
        budgets: false,
    };
    for discipline in &mut scenario.discipline {
        discipline.fte = None;
        discipline.capacity = None;
        discipline.slack = None;
        discipline.queue = None;
    }
    scenario
        .state
        .iter_mut()
        .for_each(|state| state.places = None);
    (scenario.payer.iter_mut()).for_each(|payer| payer.budget = None);
    let arms = scenario.arm.iter_mut();
    for component in arms.flat_map(|arm| &mut arm.component) {
        component.earmark.clear();
    }
    scenario
}

/// Whether what flows through a component of an arm is linear in counts of care and residents: all but a quality bonus
/// (a score is a share between bounds), shared savings, pools and levies (bounds and choices), a claw-back (growth against a
/// target), statutory shares of an episode fee (by what its units were worth), what contracts hold where the price of a unit
/// is a quotient, and components scaled by budget neutrality (one quotient of two sums).
pub fn is_linear_component(system: &System, arm: usize, component: usize) -> bool {
    let arm = &system.arms[arm];
    let found = &arm.components[component];
    let is_linear = match found.nature.linearity {
        Linearity::Linear => true,
        Linearity::ByWorth => found.payers.is_some() || !mixes_payers(system, arm, component),
        Linearity::ByPrice => has_one_price(system, arm),
        Linearity::Bent => false,
    };
    is_linear && !arm.scales(component)
}

/// Whether what hangs on a sum of counts bends what flows through a component: linear ones do not, and neither do those whose
/// prices are quotients of many counts.
pub fn is_bent_component(system: &System, arm: usize, component: usize) -> bool {
    let linearity = system.arms[arm].components[component].nature.linearity;
    linearity != Linearity::ByPrice && !is_linear_component(system, arm, component)
}

/// Whether all units of a channel are paid the same, whatever happens: residents pay no part of them, nobody is an insider,
/// and no fee is scaled.
fn has_one_price(system: &System, arm: &Arm) -> bool {
    let comparator = &system.arms[system.comparator];
    let mut components = arm.components.iter().enumerate();
    let is_fixed = |(index, component): (usize, &ComponentTerms)| {
        !component.basis.is_of_units() || !arm.scales(index)
    };
    !arm.has_patient_share
        && !arm.has_network
        && !comparator.has_network
        && components.all(is_fixed)
}

/// Whether an episode fee takes the place of units with different payers.
fn mixes_payers(system: &System, arm: &Arm, component: usize) -> bool {
    let care = &system.care;
    let claims = arm
        .claims
        .iter()
        .flat_map(|side| care.channels.iter().zip(side));
    let replaced = claims.filter(|(_, claims)| claims.contains(&component));
    let mut services = replaced.map(|(channel, _)| &care.services[channel.service].payers);
    let first = services.next();
    services.any(|payers| Some(payers) != first)
}

/// Whether a flow is linear. Own payments and what they leave to payers are only without a deductible.
pub fn is_linear_flow(system: &System, arm: usize, flow: &Flow) -> bool {
    match flow.reason {
        Reason::Component(component) => {
            has_no_deductible(system, arm) && is_linear_component(system, arm, component)
        }
        Reason::StateCost => true,
        Reason::PatientShare | Reason::Background => has_no_deductible(system, arm),
    }
}

/// Whether what a payer lays out in total is linear.
pub fn is_linear_payer(system: &System, arm: usize) -> bool {
    let components = 0..system.arms[arm].components.len();
    has_no_deductible(system, arm)
        && components
            .into_iter()
            .all(|component| is_linear_component(system, arm, component))
}

/// Whether an outcome is linear. Spending by category is where all that is paid is.
pub fn is_linear_outcome(system: &System, arm: usize, outcome: &str, group: &str) -> bool {
    let has_no_quotient = (0..system.arms[arm].components.len())
        .filter(|&component| {
            system.arms[arm].components[component].nature.linearity != Linearity::ByWorth
        })
        .all(|component| is_linear_component(system, arm, component));
    match exactness(outcome, group) {
        Exactness::Always => true,
        Exactness::Never => false,
        Exactness::WithoutLimits => !is_limited(system),
        Exactness::WithoutDeductible => has_no_deductible(system, arm),
        Exactness::WithLinearPayments => has_no_quotient && !scales_any(system, arm),
    }
}

fn is_limited(system: &System) -> bool {
    let mut disciplines = system.disciplines.iter();
    disciplines.any(|discipline| discipline.capacity.is_some())
}

fn scales_any(system: &System, arm: usize) -> bool {
    (0..system.arms[arm].components.len()).any(|component| system.arms[arm].scales(component))
}

fn has_no_deductible(system: &System, arm: usize) -> bool {
    system.patient.deductible.iter().all(|&cents| cents == 0) || !system.arms[arm].has_patient_share
}
