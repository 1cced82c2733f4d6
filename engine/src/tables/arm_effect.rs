//! What an arm changes by itself, at full strength.
//!
//! Comes in: `[[arm.effect]]` and the tables it acts on. Goes out: [`ArmEffect`]s, by index. Deliberately absent:
//! what money builds, which is a capability's.

use std::ops::Range;

use crate::scenario::claims;
use crate::scenario::schema::{self, Scenario};

use super::capability::{Change, Target, target};
use super::draw::Draw;
use super::health::Health;
use super::time::Timeline;

/// A change that an arm makes by itself: the multiplier on the target is 1 + size, never below 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmEffect {
    /// What the effect acts on.
    pub target: Target,
    /// Relative change.
    pub size: f64,
    /// Years (index) in which it holds, from and up to but not including.
    pub years: Range<usize>,
}

/// The effects of an arm, one a target. Draws are keyed by the name of the effect, whatever the arm, as components'
/// draws are.
pub fn effects(
    scenario: &Scenario,
    arm: &schema::Arm,
    health: &Health,
    time: &Timeline,
    draw: &Draw,
) -> Vec<ArmEffect> {
    let of = |effect: &schema::ArmEffect| {
        let change = Change::drawn(
            [
                effect.reduction.as_deref(),
                effect.increase.as_deref(),
                effect.ratio.as_deref(),
            ],
            &format!("arm.effect.{}", effect.name),
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
    claims::effects(scenario, arm)
        .into_iter()
        .flat_map(of)
        .collect()
}
