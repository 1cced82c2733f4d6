//! What an arm changes by itself, at full strength.
//!
//! Comes in: `[[arm.effect]]` and the tables it acts on. Goes out: [`ArmEffect`]s, by index. Deliberately absent:
//! what money builds, which is a capability's.

use std::ops::Range;

use crate::scenario::schema::{self, Scenario};

use super::capability::{Change, Target, target};
use super::draw::Draw;
use super::health::Health;
use super::time::Timeline;

/// A change that an arm makes by itself: the multiplier on the target is 1 + size, never below 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmEffect {
    /// What it acts on.
    pub target: Target,
    /// Relative change.
    pub size: f64,
    /// Years (index) in which it holds, from and up to but not including.
    pub years: Range<usize>,
}

/// The effects an arm has, each with the name of the arm that wrote it: those of `like` without the ones taken out or
/// replaced, then its own.
pub fn written<'a>(
    scenario: &'a Scenario,
    arm: &'a schema::Arm,
) -> Vec<(&'a str, &'a schema::ArmEffect)> {
    let mut effects: Vec<(&str, &schema::ArmEffect)> = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name))
        .map_or_else(Vec::new, |other| written(scenario, other));
    let is_own = |name: &String| arm.effect.iter().any(|own| own.name == *name);
    effects.retain(|(_, effect)| !arm.without.contains(&effect.name) && !is_own(&effect.name));
    effects.extend(arm.effect.iter().map(|effect| (arm.name.as_str(), effect)));
    effects
}

/// The effects of an arm, one a target.
pub fn effects(
    scenario: &Scenario,
    arm: &schema::Arm,
    health: &Health,
    time: &Timeline,
    draw: &Draw,
) -> Vec<ArmEffect> {
    let of = |(owner, effect): (&str, &schema::ArmEffect)| {
        let change = Change::drawn(
            [&effect.reduction, &effect.increase, &effect.ratio],
            &format!("arm.{owner}.effect.{}", effect.name),
            draw,
        );
        let years = time.years_within(effect.from_year, effect.until_year);
        let acts = effect.targets.iter().filter_map(|each| {
            Some(ArmEffect {
                target: target(scenario, health, each)?,
                size: change.of(each),
                years: years.clone(),
            })
        });
        acts.collect::<Vec<_>>()
    };
    written(scenario, arm).into_iter().flat_map(of).collect()
}
