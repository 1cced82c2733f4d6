//! Capabilities, what they do, and how far care is integrated at the start.

use crate::scenario::schema::{self, Scenario};

use super::draw::Draw;
use super::health::Health;
use super::names::position;

/// What spending builds.
#[derive(Debug, Clone, PartialEq)]
pub struct Capability {
    /// Name.
    pub name: String,
    /// EUR per resident-year that buys half the possible effect, in prices of the price year.
    pub half: f64,
    /// Years of growth.
    pub build: f64,
    /// Years of fading.
    pub fade: f64,
    /// Works in proportion to integration.
    pub needs_integration: bool,
    /// Hours of a discipline per EUR of this capability's money.
    pub buys: Vec<(usize, f64)>,
}

/// What a capability does: the multiplier on the target is 1 + size · stock, never below 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The capability.
    pub capability: usize,
    /// Relative change at full strength.
    pub size: f64,
    /// What the capability acts on.
    pub target: Target,
    /// Whether it is meant to lower its target: written as a reduction or a ratio, or as what replaces it.
    pub is_reduction: bool,
}

/// What an effect acts on, by index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The utility of a state.
    Utility(usize),
    /// The cost of a state.
    StateCost(usize),
    /// A move of health, as (state left, position in the multipliers of [`Health::step_with`]).
    Transition(usize, usize),
    /// The rate of a need.
    Need(usize),
    /// The escalation of a need.
    Escalation(usize),
    /// Units of a service.
    Units(usize),
    /// Hours per unit of a service.
    Hours(usize),
    /// Loss of the carer.
    CarerLoss,
    /// Hours of a discipline that there are.
    Capacity(usize),
    /// The share of a need that reaches the first line.
    Presented(usize),
    /// Units of one service replaced by units of another: from, to, units of `to` per unit of `from`.
    Substitute(usize, usize, f64),
}

impl Target {
    /// Whether it changes who is in which state or what is delivered; what a state is worth or costs changes neither.
    pub fn is_of_care(self) -> bool {
        !matches!(self, Target::Utility(_) | Target::StateCost(_))
    }
}

/// Capabilities in scenario order.
pub fn capabilities(scenario: &Scenario, draw: &Draw) -> Vec<Capability> {
    scenario
        .capability
        .iter()
        .map(|capability| {
            let path = format!("capability.{}", capability.name);
            let positive = |number: &schema::Number, key: &str| {
                draw.value(number, || format!("{path}.{key}")).max(1e-6)
            };
            Capability {
                name: capability.name.clone(),
                half: positive(&capability.half, "half"),
                build: positive(&capability.build, "build"),
                fade: positive(&capability.fade, "fade"),
                needs_integration: capability.needs_integration,
                buys: capability
                    .buys_hours
                    .iter()
                    .map(|bought| {
                        let path = format!("{path}.buys_hours.{}", bought.discipline);
                        let share = draw.or(bought.share.as_ref(), 1.0, || format!("{path}.share"));
                        let price =
                            draw.value(&bought.price_per_hour, || format!("{path}.price_per_hour"));
                        let discipline =
                            position(&scenario.discipline, &bought.discipline, |d| &d.name);
                        (discipline, share.clamp(0.0, 1.0) / price.max(0.01))
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Effects in scenario order.
pub fn effects(scenario: &Scenario, health: &Health, draw: &Draw) -> Vec<Effect> {
    scenario
        .effect
        .iter()
        .enumerate()
        .filter_map(|(number, effect)| {
            let path = effect.name.clone().unwrap_or_else(|| number.to_string());
            let change = Change::drawn(
                [
                    effect.reduction.as_deref(),
                    effect.increase.as_deref(),
                    effect.ratio.as_deref(),
                ],
                &format!("effect.{path}"),
                draw,
            );
            Some(Effect {
                capability: position(&scenario.capability, &effect.capability, |c| &c.name),
                size: change.of(&effect.target),
                target: target(scenario, health, &effect.target)?,
                is_reduction: effect.increase.is_none() || effect.target.substitute.is_some(),
            })
        })
        .collect()
}

/// The size of an effect as written, drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    reduction: f64,
    increase: f64,
}

impl Change {
    /// From `reduction`, `increase` or `ratio`: exactly one is given.
    pub fn drawn(
        [reduction, increase, ratio]: [Option<&schema::Number>; 3],
        path: &str,
        draw: &Draw,
    ) -> Change {
        let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
            draw.or(number, otherwise, || format!("{path}.{key}"))
        };
        Change {
            reduction: value(reduction, 0.0, "reduction"),
            increase: value(increase, 0.0, "increase") + (value(ratio, 1.0, "ratio") - 1.0),
        }
    }

    /// The relative change of a target at full strength. Of a substitution, either key states the share moved.
    pub fn of(self, target: &schema::Target) -> f64 {
        if target.substitute.is_some() {
            self.reduction + self.increase
        } else {
            self.increase - self.reduction
        }
    }
}

/// A target by index; `None` where the scenario has no such move.
pub(super) fn target(
    scenario: &Scenario,
    health: &Health,
    target: &schema::Target,
) -> Option<Target> {
    let state = |name: &String| position(&scenario.state, name, |state| &state.name);
    let need = |name: &String| position(&scenario.need, name, |need| &need.name);
    let service = |name: &String| position(&scenario.service, name, |service| &service.name);
    if let Some([from, to]) = &target.transition {
        let from = state(from);
        return health
            .move_index(from, state(to))
            .map(|index| Target::Transition(from, index));
    }
    if let Some(name) = &target.utility {
        return Some(Target::Utility(state(name)));
    }
    if let Some(name) = &target.state_cost {
        return Some(Target::StateCost(state(name)));
    }
    if let Some(substitute) = &target.substitute {
        return Some(Target::Substitute(
            service(&substitute.from),
            service(&substitute.to),
            substitute.ratio,
        ));
    }
    let discipline = |name: &String| position(&scenario.discipline, name, |each| &each.name);
    None.or(target.need.as_ref().map(|name| Target::Need(need(name))))
        .or(target
            .escalation
            .as_ref()
            .map(|name| Target::Escalation(need(name))))
        .or(target
            .presented
            .as_ref()
            .map(|name| Target::Presented(need(name))))
        .or(target
            .units
            .as_ref()
            .map(|name| Target::Units(service(name))))
        .or(target
            .hours
            .as_ref()
            .map(|name| Target::Hours(service(name))))
        .or(target
            .capacity
            .as_ref()
            .map(|name| Target::Capacity(discipline(name))))
        .or(target
            .carer_loss
            .and_then(|is_target| is_target.then_some(Target::CarerLoss)))
}

/// Integration at the start from the survey of the place: finalities weigh 0, 1/3, 2/3 and 1; rows of one respondent
/// are averaged by their weights, respondents by their number of collaborations. 0 without a survey.
pub fn integration(scenario: &Scenario) -> f64 {
    let Some(integration) = &scenario.integration else {
        return 0.0;
    };
    let mut respondents: Vec<(&str, f64, f64, f64)> = Vec::new();
    for row in &integration.survey {
        let count =
            row.referral + row.information_sharing + row.coordination + row.joint_activities;
        if count <= 0.0 {
            continue;
        }
        let index =
            (row.information_sharing / 3.0 + row.coordination * 2.0 / 3.0 + row.joint_activities)
                / count;
        let weight = row.weight.unwrap_or(1.0);
        match respondents
            .iter_mut()
            .find(|(name, ..)| *name == row.respondent)
        {
            Some((_, sum, weights, counts)) => {
                *sum += index * weight;
                *weights += weight;
                *counts += count;
            }
            None => respondents.push((&row.respondent, index * weight, weight, count)),
        }
    }
    let (sum, counts) = respondents
        .iter()
        .filter(|(_, _, weights, _)| *weights > 0.0)
        .fold((0.0, 0.0), |(sum, counts), (_, index, weights, count)| {
            (sum + index / weights * count, counts + count)
        });
    if counts > 0.0 { sum / counts } else { 0.0 }
}
