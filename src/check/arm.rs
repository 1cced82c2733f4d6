//! Arms: what they start from, and whether they cost the same.

use super::review::{FaultKind, KeyPath, Named, Review};
use super::{arm_effect, collaboration, component};
use crate::component::claims::pays;
use crate::scenario::claims::{components, effects};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{Arm, BudgetNeutral, Component, NeutralPer, Scenario};

/// The rules on `arm`.
pub fn check(review: &mut Review<'_>) {
    for (index, arm) in review.scenario.arm.iter().enumerate() {
        let at = KeyPath::top("arm").entry(index, &arm.name);
        review.name(&at, &arm.name);
        like(review, &at, index, arm);
        without(review, &at, arm);
        for (index, each) in arm.component.iter().enumerate() {
            component::check(review, &at.to("component").entry(index, &each.name), each);
        }
        for (index, each) in arm.effect.iter().enumerate() {
            arm_effect::check(review, &at.to("effect").entry(index, &each.name), each);
        }
        collaboration::of_arm(review, &at, arm, &components(review.scenario, arm));
        if let Some(neutral) = &arm.budget_neutral {
            budget_neutral(review, &at.to("budget_neutral"), arm, neutral);
        }
    }
}

fn like(review: &mut Review<'_>, at: &KeyPath, index: usize, arm: &Arm) {
    let Some(name) = &arm.like else { return };
    let at = at.to("like");
    if !review.refer(&at, Named::Arm, name) {
        return;
    }
    let chain = ancestry(review.scenario, index);
    // Each circle is reported once, at its first arm.
    if chain.last() == Some(&index) && chain.iter().all(|other| *other >= index) {
        let names = [index]
            .into_iter()
            .chain(chain)
            .map(|at| review.scenario.arm[at].name.as_str());
        let circle = names.collect::<Vec<_>>().join(" → ");
        review.fault(
            FaultKind::Arm,
            &at,
            format!("these arms start from each other in a circle: {circle}"),
            "one of them must stand alone",
        );
    }
}

/// The arms that an arm starts from, nearest first, up to the first that comes again or is unknown.
fn ancestry(scenario: &Scenario, start: usize) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut current = start;
    while let Some(name) = &scenario.arm[current].like {
        let Some(next) = scenario.arm.iter().position(|arm| arm.name == *name) else {
            break;
        };
        let again = next == start || chain.contains(&next);
        chain.push(next);
        if again {
            break;
        }
        current = next;
    }
    chain
}

fn without(review: &mut Review<'_>, at: &KeyPath, arm: &Arm) {
    let at = at.to("without");
    let scenario = review.scenario;
    let parent = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name));
    if arm.without.is_empty() || (arm.like.is_some() && parent.is_none()) {
        return;
    }
    let Some(parent) = parent else {
        return review.key_fault(
            FaultKind::DependentKey,
            &at,
            "`without` needs `like`",
            "it names components and effects of `like` that this arm does not have",
        );
    };
    let mut known: Vec<&str> = components(scenario, parent)
        .iter()
        .map(|(_, one)| one.name.as_str())
        .collect();
    let effects = effects(scenario, parent).into_iter();
    known.extend(effects.map(|one| one.name.as_str()));
    for (index, name) in arm.without.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!(
                "the arm `{}` has no component or effect {}",
                parent.name,
                quoted(name)
            );
            review.fault(
                FaultKind::UnknownName,
                &at.nth(index),
                message,
                suggest(name, &known),
            );
        }
    }
    review.once(&at, &arm.without);
}

fn budget_neutral(review: &mut Review<'_>, at: &KeyPath, arm: &Arm, neutral: &BudgetNeutral) {
    if review.comparator() == Some(arm.name.as_str()) {
        let message = "the comparator cannot be budget-neutral to itself";
        review.key_fault(FaultKind::Arm, at, message, "scale the other arms to it");
    }
    let scenario = review.scenario;
    for (index, recipient) in neutral.recipients.iter().enumerate() {
        if recipient != "network" {
            review.refer(
                &at.to("recipients").nth(index),
                Named::Discipline,
                recipient,
            );
        }
    }
    review.once(&at.to("recipients"), &neutral.recipients);
    let known: Vec<&str> = components(scenario, arm)
        .iter()
        .map(|(_, one)| one.name.as_str())
        .collect();
    for (index, name) in neutral.components.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!("this arm has no component {}", quoted(name));
            review.fault(
                FaultKind::UnknownName,
                &at.to("components").nth(index),
                message,
                suggest(name, &known),
            );
        }
    }
    review.once(&at.to("components"), &neutral.components);
    if neutral.per == NeutralPer::Discipline {
        per_discipline(review, at, arm, neutral);
    }
}

/// Each discipline has a factor on what is scaled, so that something scaled pays it, and everything scaled pays one of them.
fn per_discipline(review: &mut Review<'_>, at: &KeyPath, arm: &Arm, neutral: &BudgetNeutral) {
    let scenario = review.scenario;
    let all = components(scenario, arm);
    let is_scaled = |one: &&Component| neutral.components.contains(&one.name);
    let scaled: Vec<&Component> = all
        .into_iter()
        .map(|(_, one)| one)
        .filter(is_scaled)
        .collect();
    for (index, recipient) in neutral.recipients.iter().enumerate() {
        let at = at.to("recipients").nth(index);
        if recipient == "network" && !is_paid_now(review, recipient) {
            let message = "the comparator pays the network nothing, so that each component that pays it would be scaled to nothing";
            let hint = "leave `network` out of `recipients`, and what pays it out of `components`: it then comes on top";
            review.fault(FaultKind::Arm, &at, message, hint);
        } else if !scaled.iter().any(|one| pays(scenario, one, recipient)) {
            let message = format!(
                "{} cannot be made neutral: no component that is scaled pays it",
                quoted(recipient)
            );
            let hint =
                "leave it out of `recipients`, or scale a component that pays it (`components`)";
            review.fault(FaultKind::Arm, &at, message, hint);
        }
    }
    let pays_some = |one: &Component| {
        let mut recipients = neutral.recipients.iter();
        recipients.any(|recipient| pays(scenario, one, recipient))
    };
    for (index, name) in neutral.components.iter().enumerate() {
        let idle = scaled.iter().find(|one| one.name == *name);
        if idle.is_some_and(|one| !pays_some(one)) {
            let message = format!(
                "{} pays none of the `recipients`, so that nothing says what it is scaled by",
                quoted(name)
            );
            let hint = "leave it out of `components`, or name whom it pays in `recipients`";
            review.fault(
                FaultKind::Arm,
                &at.to("components").nth(index),
                message,
                hint,
            );
        }
    }
}

/// Whether a component of the comparator pays this recipient.
fn is_paid_now(review: &Review<'_>, recipient: &str) -> bool {
    let (scenario, name) = (review.scenario, review.comparator());
    let mut arms = scenario.arm.iter();
    let comparator = arms.find(|arm| Some(arm.name.as_str()) == name);
    let all = comparator.map_or_else(Vec::new, |arm| components(scenario, arm));
    all.iter().any(|(_, one)| pays(scenario, one, recipient))
}
