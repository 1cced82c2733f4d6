//! Arms: what they start from, and whether they cost the same.

use super::room::{At, Named, Room};
use super::{arm_effect, collaboration, component};
use crate::scenario::claims::{components, effects};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{Arm, BudgetNeutral, Scenario};

/// The rules on `arm`.
pub fn check(room: &mut Room<'_>) {
    for (index, arm) in room.scenario.arm.iter().enumerate() {
        let at = At::top("arm").entry(index, &arm.name);
        room.name(&at, &arm.name);
        like(room, &at, index, arm);
        without(room, &at, arm);
        for (index, each) in arm.component.iter().enumerate() {
            component::check(room, &at.to("component").entry(index, &each.name), each);
        }
        for (index, each) in arm.effect.iter().enumerate() {
            arm_effect::check(room, &at.to("effect").entry(index, &each.name), each);
        }
        collaboration::of_arm(room, &at, arm, &components(room.scenario, arm));
        if let Some(neutral) = &arm.budget_neutral {
            budget_neutral(room, &at.to("budget_neutral"), arm, neutral);
        }
    }
}

fn like(room: &mut Room<'_>, at: &At, index: usize, arm: &Arm) {
    let Some(name) = &arm.like else { return };
    let at = at.to("like");
    if !room.refer(&at, Named::Arm, name) {
        return;
    }
    let chain = ancestry(room.scenario, index);
    // Each circle is reported once, at its first arm.
    if chain.last() == Some(&index) && chain.iter().all(|other| *other >= index) {
        let names = [index]
            .into_iter()
            .chain(chain)
            .map(|at| room.scenario.arm[at].name.as_str());
        let circle = names.collect::<Vec<_>>().join(" → ");
        room.fault(
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

fn without(room: &mut Room<'_>, at: &At, arm: &Arm) {
    let at = at.to("without");
    let scenario = room.scenario;
    let parent = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name));
    if arm.without.is_empty() || (arm.like.is_some() && parent.is_none()) {
        return;
    }
    let Some(parent) = parent else {
        return room.key_fault(
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
            room.fault(&at.nth(index), message, suggest(name, &known));
        }
    }
    room.once(&at, &arm.without);
}

fn budget_neutral(room: &mut Room<'_>, at: &At, arm: &Arm, neutral: &BudgetNeutral) {
    if room.comparator() == Some(arm.name.as_str()) {
        let message = "the comparator cannot be budget-neutral to itself";
        room.key_fault(at, message, "scale the other arms to it");
    }
    let scenario = room.scenario;
    for (index, recipient) in neutral.recipients.iter().enumerate() {
        if recipient != "network" {
            room.refer(
                &at.to("recipients").nth(index),
                Named::Discipline,
                recipient,
            );
        }
    }
    room.once(&at.to("recipients"), &neutral.recipients);
    let known: Vec<&str> = components(scenario, arm)
        .iter()
        .map(|(_, one)| one.name.as_str())
        .collect();
    for (index, name) in neutral.components.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!("this arm has no component {}", quoted(name));
            room.fault(
                &at.to("components").nth(index),
                message,
                suggest(name, &known),
            );
        }
    }
    room.once(&at.to("components"), &neutral.components);
}
