//! What an arm changes by itself.

use super::health::{beyond_certainty, lived_in};
use super::provider::{one_size, one_target, ratio_of_substitution, target};
use super::review::{FaultKind, KeyPath, Limits, Review, TOLERANCE, legible, means};
use super::run::years;
use crate::scenario::schema::{ArmEffect, Number, Target, Transition};

/// The rules on one effect of an arm.
pub fn check(review: &mut Review<'_>, at: &KeyPath, effect: &ArmEffect) {
    review.name(at, &effect.name);
    let sizes = [
        effect.reduction.is_some(),
        effect.increase.is_some(),
        effect.ratio.is_some(),
    ];
    one_size(review, at, sizes);
    years(review, at, effect.from_year, effect.until_year);
    for (index, each) in effect.targets.iter().enumerate() {
        let at = at.to("targets").nth(index);
        one_target(review, &at, each);
        target(review, &at, each);
        ratio_of_substitution(review, &at, each, effect.ratio.is_some());
        of_a_state(review, &at, each);
        utility(review, &at, effect, each);
        if effect.targets[..index].contains(each) {
            let hint = "one size changes a target once";
            review.fault(
                FaultKind::ListedTwice,
                &at,
                "this target is listed twice",
                hint,
            );
        }
    }
    probabilities(review, at, effect);
}

fn of_a_state(review: &mut Review<'_>, at: &KeyPath, target: &Target) {
    if let Some(state) = &target.utility {
        lived_in(review, &at.to("utility"), state);
    }
    let Some(name) = &target.state_cost else {
        return;
    };
    let at = at.to("state_cost");
    let state = review
        .scenario
        .state
        .iter()
        .find(|state| state.name == *name);
    let is_free = state.is_some_and(|state| state.cost.is_none());
    if lived_in(review, &at, name) && is_free {
        let hint =
            "give the state a `cost`, or pay its person-years by a component of kind state_fee";
        review.fault(
            FaultKind::EffectWithoutObject,
            &at,
            format!("`{name}` has no cost to change"),
            hint,
        );
    }
}

/// No year is worth more than one in full health.
fn utility(review: &mut Review<'_>, at: &KeyPath, effect: &ArmEffect, target: &Target) {
    let Some(state) = target.utility.as_ref().and_then(|name| {
        review
            .scenario
            .state
            .iter()
            .find(|state| state.name == *name)
    }) else {
        return;
    };
    let before = state.utility.as_deref().map_or(1.0, mean);
    let after = before * multiplier(effect);
    if Limits::Utility.allows(before) && after > 1.0 + TOLERANCE {
        let message = format!("the utility of `{}` becomes {}", state.name, legible(after));
        review.fault(
            FaultKind::Utility,
            &at.to("utility"),
            message,
            Limits::Utility.hint(),
        );
    }
}

/// A relative risk cannot make the probabilities of leaving a state more than 1 together.
fn probabilities(review: &mut Review<'_>, at: &KeyPath, effect: &ArmEffect) {
    let ratio = |row: &Transition| {
        let is_row = |[from, to]: &[String; 2]| *from == row.from && *to == row.to;
        let mut moves = effect
            .targets
            .iter()
            .filter_map(|each| each.transition.as_ref());
        if moves.any(is_row) {
            multiplier(effect)
        } else {
            1.0
        }
    };
    if multiplier(effect) <= 1.0 {
        return;
    }
    let before = beyond_certainty(review.scenario, &|_| 1.0);
    for (state, age, sum) in beyond_certainty(review.scenario, &ratio) {
        if before.iter().any(|(other, ..)| *other == state) {
            continue;
        }
        let message = format!(
            "the probabilities of leaving `{state}` become {} together at age {age}",
            legible(sum)
        );
        review.fault(
            FaultKind::ProbabilitiesOfLeaving,
            at,
            message,
            "together they may be 1 at most",
        );
    }
}

/// What the effect multiplies by, at the means.
fn multiplier(effect: &ArmEffect) -> f64 {
    let of = |number: Option<&Number>, otherwise: f64| number.map_or(otherwise, mean);
    of(effect.ratio.as_deref(), 1.0) + of(effect.increase.as_deref(), 0.0)
        - of(effect.reduction.as_deref(), 0.0)
}

fn mean(number: &Number) -> f64 {
    means([number])[0]
}
