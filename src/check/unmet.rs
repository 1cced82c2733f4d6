//! What care that is not delivered does.

use super::review::{FaultKind, KeyPath, Named, Review};
use crate::scenario::nearest::quoted;
use crate::scenario::schema::{Line, Need, NeedClass, TakenOver, UnmetEffect};

/// The rules on `unmet_care`.
pub fn check(review: &mut Review<'_>) {
    let Some(unmet) = &review.scenario.unmet_care else {
        return;
    };
    let at = KeyPath::top("unmet_care");
    for (index, each) in unmet.effect.iter().enumerate() {
        let at = at.to("effect").entry(index, &each.name);
        review.name(&at, &each.name);
        effect(review, &at, each);
    }
    if let Some(informal) = &unmet.informal {
        taken_over(review, &at.to("informal"), informal);
    }
}

fn effect(review: &mut Review<'_>, at: &KeyPath, effect: &UnmetEffect) {
    review.refer_all(
        &at.to("disciplines"),
        Named::Discipline,
        &effect.disciplines,
    );
    for (key, states) in [("to", &effect.to), ("from", &effect.from)] {
        review.refer_all(&at.to(key), Named::State, states);
    }
    for (key, needs) in [("needs", &effect.needs), ("hidden", &effect.hidden)] {
        review.once(&at.to(key), needs);
        for (index, name) in needs.iter().enumerate() {
            let at = at.to(key).nth(index);
            let need = permanent(review, &at, name);
            if key == "hidden" && need.is_some_and(|need| need.presented.is_none()) {
                let message = format!("{} is always brought forward", quoted(name));
                review.fault(
                    FaultKind::EffectWithoutObject,
                    &at,
                    message,
                    "name needs with a `presented` share",
                );
            }
        }
    }
    one_cause(review, at, effect);
    one_target(review, at, effect);
    moves(review, at, effect);
    if let Some(service) = &effect.escalation {
        escalates(review, &at.to("escalation"), service);
    }
}

fn one_cause(review: &mut Review<'_>, at: &KeyPath, effect: &UnmetEffect) {
    let hint = "give `disciplines`, whose hours are not delivered, or `hidden`, needs that nobody brings forward";
    match (effect.disciplines.is_empty(), effect.hidden.is_empty()) {
        (true, true) => review.fault(
            FaultKind::MissingKey,
            at,
            "this effect has no care that is not delivered",
            hint,
        ),
        (false, false) => {
            let message = "this effect has care that is not delivered of two kinds";
            review.key_fault(FaultKind::ExclusiveKeys, &at.to("hidden"), message, hint);
        }
        (true, false) if !effect.needs.is_empty() => {
            let message = "those who need the care are those with the hidden needs";
            review.key_fault(
                FaultKind::ExclusiveKeys,
                &at.to("needs"),
                message,
                "leave `needs` out",
            );
        }
        (true, false) | (false, true) => {}
    }
}

fn one_target(review: &mut Review<'_>, at: &KeyPath, effect: &UnmetEffect) {
    let hint = "give `to`, the states that are entered more often, or `escalation`, the service";
    match (effect.to.is_empty(), &effect.escalation) {
        (true, None) => review.fault(
            FaultKind::EffectTarget,
            at,
            "this effect has no target",
            hint,
        ),
        (false, Some(_)) => {
            review.key_fault(
                FaultKind::EffectTarget,
                &at.to("escalation"),
                "this effect has two targets",
                hint,
            );
        }
        (true, Some(_)) if !effect.from.is_empty() => {
            review.key_fault(
                FaultKind::DependentKey,
                &at.to("from"),
                "there is no `to` to come from here",
                hint,
            );
        }
        (true, Some(_)) | (false, None) => {}
    }
}

/// Some move must be there to become more frequent.
fn moves(review: &mut Review<'_>, at: &KeyPath, effect: &UnmetEffect) {
    let (to, from) = (&effect.to, &effect.from);
    let mut rows = review.scenario.transition.iter();
    let is_there = rows.any(|row| {
        to.contains(&row.to)
            && !to.contains(&row.from)
            && (from.is_empty() || from.contains(&row.from))
    });
    if !to.is_empty() && !is_there {
        let message = "no transition moves into these states from where the effect acts";
        review.fault(
            FaultKind::EffectWithoutObject,
            &at.to("to"),
            message,
            "moves from one of them to another are left out",
        );
    }
}

fn escalates(review: &mut Review<'_>, at: &KeyPath, service: &str) {
    let known = review.refer(at, Named::Service, service);
    let mut links = review
        .scenario
        .need
        .iter()
        .flat_map(|need| &need.escalation);
    if known && !links.any(|link| link.service == service) {
        let message = format!("no need escalates to {}", quoted(service));
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            message,
            "name a service of an `escalation`",
        );
    }
}

fn permanent<'a>(review: &mut Review<'a>, at: &KeyPath, name: &str) -> Option<&'a Need> {
    review.refer(at, Named::Need, name);
    let need = review.scenario.need.iter().find(|need| need.name == name)?;
    if need.class != NeedClass::Permanent {
        let message = format!("{} comes and goes", quoted(name));
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            message,
            "name permanent needs: of others no share has them",
        );
        return None;
    }
    Some(need)
}

/// Carers take over formal hours of a need by giving more of the informal hours that it asks for already.
fn taken_over(review: &mut Review<'_>, at: &KeyPath, of: &TakenOver) {
    review.once(&at.to("needs"), &of.needs);
    for (index, name) in of.needs.iter().enumerate() {
        let at = at.to("needs").nth(index);
        let Some(need) = permanent(review, &at, name) else {
            continue;
        };
        let is_informal = |name: &str| {
            let mut services = review.scenario.service.iter();
            services.any(|service| service.name == name && service.line == Line::Informal)
        };
        let (informal, formal): (Vec<bool>, Vec<bool>) = need
            .services
            .iter()
            .map(|link| is_informal(&link.service))
            .partition(|is_informal| *is_informal);
        if informal.is_empty() || formal.is_empty() {
            let message = format!(
                "{} is not met by formal and informal care both",
                quoted(name)
            );
            review.fault(
                FaultKind::EffectWithoutObject,
                &at,
                message,
                "carers take over hours of needs that they help with already",
            );
        }
    }
    if review.scenario.carers.is_none() {
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            "nobody has a carer",
            "add [carers], or leave this out",
        );
    }
}
