//! What an arm has in the end, and which of its components pay for which units. The checker and the system both ask
//! here, so that what is refused and what is run are the same.

use super::schema::{AppliesTo, Arm, ArmEffect, Component, Scenario};

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

/// The components of an arm, each with the name of the arm that wrote it: the components of the arm that it is `like`,
/// but those that it takes out or writes again, and its own. Arms that start from each other in a circle are cut where
/// it closes.
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
            Some(entry) => *entry = (&arm.name, component),
            None => components.push((&arm.name, component)),
        }
    }
    components
}

/// What an arm changes by itself in the end: the effects of `like` without the ones taken out or replaced, then its
/// own. Circles are cut as with components.
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

/// The arm with all components and effects of the arms it is like written out, so that it no longer depends on them.
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

/// The years a component is paid in, first and last, within a run from `first` to `last`.
pub fn years(component: &Component, first: i32, last: i32) -> (i32, i32) {
    (
        component.from_year.unwrap_or(first),
        component.until_year.unwrap_or(last),
    )
}
