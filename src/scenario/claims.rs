//! What an arm has in the end, and which of its components pay for which units. The checker and the system both ask
//! here, so that what is refused and what is run are the same.

use super::kinds::Services;
use super::schema::{AppliesTo, Arm, ArmEffect, Component, Need, Scenario, Service};

/// Whether a resident is enrolled with a practice that takes part in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Not enrolled.
    Outside,
    /// Enrolled.
    Inside,
}

impl Side {
    /// Both, in the order of their indices.
    pub const BOTH: [Side; 2] = [Side::Outside, Side::Inside];
}

impl AppliesTo {
    /// Whether a component pays for the care of residents on this side.
    pub fn holds(self, side: Side) -> bool {
        match self {
            AppliesTo::All => true,
            AppliesTo::Participants => side == Side::Inside,
            AppliesTo::Others => side == Side::Outside,
        }
    }
}

/// The components an arm has, each with the name of the arm that wrote it: those of `like` without the ones taken out,
/// replaced by its own of the same name. Arms that start from each other in a circle are cut where it closes.
pub fn components<'a>(scenario: &'a Scenario, arm: &'a Arm) -> Vec<(&'a str, &'a Component)> {
    within(scenario, arm, &mut Vec::new())
}

fn within<'a>(
    scenario: &'a Scenario,
    arm: &'a Arm,
    seen: &mut Vec<&'a str>,
) -> Vec<(&'a str, &'a Component)> {
    if seen.contains(&arm.name.as_str()) {
        return Vec::new();
    }
    seen.push(&arm.name);
    let mut components: Vec<(&str, &Component)> = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name))
        .map_or_else(Vec::new, |other| within(scenario, other, seen));
    components.retain(|(_, component)| !arm.without.contains(&component.name));
    for component in &arm.component {
        match components
            .iter_mut()
            .find(|(_, other)| other.name == component.name)
        {
            Some(place) => *place = (&arm.name, component),
            None => components.push((&arm.name, component)),
        }
    }
    components
}

/// What an arm changes by itself in the end: the effects of `like` without the ones taken out or replaced, then its own.
/// Circles are cut as with components.
pub fn effects<'a>(scenario: &'a Scenario, arm: &'a Arm) -> Vec<&'a ArmEffect> {
    effects_within(scenario, arm, &mut Vec::new())
}

fn effects_within<'a>(
    scenario: &'a Scenario,
    arm: &'a Arm,
    seen: &mut Vec<&'a str>,
) -> Vec<&'a ArmEffect> {
    if seen.contains(&arm.name.as_str()) {
        return Vec::new();
    }
    seen.push(&arm.name);
    let mut effects: Vec<&ArmEffect> = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name))
        .map_or_else(Vec::new, |other| effects_within(scenario, other, seen));
    let is_own = |name: &String| arm.effect.iter().any(|own| own.name == *name);
    effects.retain(|effect| !arm.without.contains(&effect.name) && !is_own(&effect.name));
    effects.extend(&arm.effect);
    effects
}

/// One way units come about.
#[derive(Debug, Clone, Copy)]
pub struct Units<'a> {
    /// The need that asks or escalates.
    pub need: &'a Need,
    /// The service.
    pub service: &'a Service,
    /// Whether nobody asked for them.
    pub is_escalation: bool,
}

/// The arm with the components and effects of the arms it is like, so that it stays what it is without them.
pub fn whole(scenario: &Scenario, arm: &Arm) -> Arm {
    let written = components(scenario, arm).into_iter();
    let effects = effects(scenario, arm).into_iter();
    Arm {
        component: written.map(|(_, component)| component.clone()).collect(),
        effect: effects.cloned().collect(),
        like: None,
        without: Vec::new(),
        ..arm.clone()
    }
}

/// Places of the components that could pay for `units` of residents on a side, each with its rank: the highest pays
/// first, and what it leaves (phase-in, the share of a capitation) falls to the next. Capitation comes before an episode
/// fee, that before a service fee, that before fee-for-service; and one for a side before one for all.
pub fn claims(components: &[(&str, &Component)], units: Units, side: Side) -> Vec<(u8, usize)> {
    let claim = |component: &Component| -> Option<u8> {
        let rank = rank(component, units)?;
        let is_for_one_side = component.applies_to != AppliesTo::All;
        component
            .applies_to
            .holds(side)
            .then_some(rank + if is_for_one_side { ONE_SIDE } else { 0 })
    };
    let all = components.iter().enumerate();
    let mut claims: Vec<(u8, usize)> = all
        .filter_map(|(place, (_, component))| Some((claim(component)?, place)))
        .collect();
    claims.sort_by_key(|(rank, place)| (std::cmp::Reverse(*rank), *place));
    claims
}

/// What a component for one side has over one for all.
const ONE_SIDE: u8 = 10;

fn rank(component: &Component, units: Units) -> Option<u8> {
    let rank = (component.kind.written().rank)(component, units);
    rank.filter(|_| lists(component, units.service))
}

/// Whether a component that pays for units, or replaces them, names this service.
pub fn lists(component: &Component, service: &Service) -> bool {
    if !component.services.is_empty() || !component.disciplines.is_empty() {
        return component.services.contains(&service.name)
            || component.disciplines.contains(&service.discipline);
    }
    match component.kind.written().by_default {
        Services::All => true,
        Services::OfRecipient => component.recipient.as_ref() == Some(&service.discipline),
    }
}

/// The years a component is paid in, first and last, within a run from `first` to `last`.
pub fn years(component: &Component, first: i32, last: i32) -> (i32, i32) {
    (
        component.from_year.unwrap_or(first),
        component.until_year.unwrap_or(last),
    )
}
