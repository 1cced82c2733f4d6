//! Disciplines, integration, capabilities and what they do.

use super::practices;
use super::review::{FaultKind, KeyPath, Named, Review, means};
use crate::scenario::schema::{
    Capability, Discipline, Effect, Line, NeedClass, Queue, Scenario, SurveyRow, Target,
};

/// The rules on `discipline`, `integration`, `capability` and `effect`.
pub fn check(review: &mut Review<'_>) {
    for (index, each) in review.scenario.discipline.iter().enumerate() {
        discipline(
            review,
            &KeyPath::top("discipline").entry(index, &each.name),
            each,
        );
    }
    one_panel(review);
    survey(review);
    for (index, each) in review.scenario.capability.iter().enumerate() {
        capability(
            review,
            &KeyPath::top("capability").entry(index, &each.name),
            each,
        );
    }
    for (index, each) in review.scenario.effect.iter().enumerate() {
        let name = each.name.as_deref().unwrap_or("");
        effect(review, &KeyPath::top("effect").entry(index, name), each);
    }
}

fn discipline(review: &mut Review<'_>, at: &KeyPath, each: &Discipline) {
    review.name(at, &each.name);
    if each.name == "network" {
        let hint = "the network receives what is paid to the neighbourhood; choose another name";
        review.fault(
            FaultKind::UnusableName,
            &at.to("name"),
            "no discipline can be named `network`",
            hint,
        );
    }
    one_capacity(review, at, each);
    of_cost(review, at, each);
    of_queue(review, at, each);
    practices::closing(review, at, each);
    if each.fte.is_some() && each.hours_per_fte.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &at.to("fte"),
            "`fte` needs `hours_per_fte`",
            "capacity is fte × hours_per_fte, e.g. 1700",
        );
    }
}

/// `fte` or `capacity`, not both; `slack` only where there is something that it is added to.
fn one_capacity(review: &mut Review<'_>, at: &KeyPath, each: &Discipline) {
    if each.fte.is_some() && each.capacity.is_some() {
        review.fault(FaultKind::ExclusiveKeys,
            &at.to("capacity"),
            "`fte` and `capacity` both say what the capacity is",
            "write `fte` where the staff is known, `capacity = \"observed\"` where the first year was served",
        );
    }
    if each.slack.is_some() && each.capacity.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &at.to("slack"),
            "`slack` needs `capacity = \"observed\"`",
            "it is added to the hours that the observed year asks for",
        );
    }
}

/// A queue: for hours that end, of needs that can wait, as long as one figure says.
fn of_queue(review: &mut Review<'_>, at: &KeyPath, each: &Discipline) {
    let Some(queue) = &each.queue else {
        return;
    };
    let at = at.to("queue");
    if means(each.slack.iter()).iter().any(|slack| *slack != 0.0) {
        review.fault(
            FaultKind::ExclusiveKeys,
            &at,
            "`queue` and `slack` both say how far the observed year was served",
            "the queue says how many hours that year had: take out `slack`, or write `slack = 0`",
        );
    }
    length_of_queue(review, &at, queue);
    if queue.months_at_most.is_some() && queue.late_ratio.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &at.to("months_at_most"),
            "`months_at_most` needs `late_ratio`",
            "it says how many months of waiting count for `late_ratio`, e.g. 1.1",
        );
    }
    for (index, need) in queue.urgent.iter().enumerate() {
        review.refer(&at.to("urgent").nth(index), Named::Need, need);
    }
    let waits = |class: NeedClass| waits_for(review.scenario, (&each.name, queue), class);
    let [temporary, permanent] = [NeedClass::Temporary, NeedClass::Permanent].map(waits);
    if !temporary && !permanent {
        let hint = "acute needs are answered or refused at once; write `slack`, e.g. -0.01, where some were refused";
        let message = format!("no temporary or permanent need asks for `{}`", each.name);
        review.fault(FaultKind::EffectWithoutObject, &at, message, hint);
    } else if queue.share.is_some() && !permanent {
        let hint = "the share is of permanent needs; write `weeks`";
        let message = format!("no permanent need asks for `{}`", each.name);
        review.fault(
            FaultKind::EffectWithoutObject,
            &at.to("share"),
            message,
            hint,
        );
    }
}

/// The longest queue that is one: hours of permanent needs that wait, as a share.
const LONGEST_SHARE: f64 = 0.95;

/// The same in weeks of waiting.
const LONGEST_WEEKS: f64 = 2_000.0;

/// `share` or `weeks`.
fn length_of_queue(review: &mut Review<'_>, at: &KeyPath, queue: &Queue) {
    let hint = "write `share` of permanent needs that wait, or `weeks` of waiting";
    match (&queue.share, &queue.weeks) {
        (Some(_), Some(_)) => review.fault(
            FaultKind::ExclusiveKeys,
            &at.to("weeks"),
            "`share` and `weeks` both say how long the queue is",
            hint,
        ),
        (None, None) => review.fault(
            FaultKind::MissingKey,
            at,
            "this queue does not say how long it is",
            hint,
        ),
        (Some(share), None) if (LONGEST_SHARE..=1.0).contains(&means([share])[0]) => {
            review.fault(
                FaultKind::OutOfRange,
                &at.to("share"),
                "nearly everybody waits",
                "0.95 is the most: who never gets care is no queue",
            );
        }
        (None, Some(weeks)) if means([weeks])[0] > LONGEST_WEEKS => {
            review.fault(
                FaultKind::OutOfRange,
                &at.to("weeks"),
                "this queue is longer than a working life",
                "2,000 weeks are the most",
            );
        }
        (Some(_), None) | (None, Some(_)) => {}
    }
}

/// Whether a need of a class waits for a discipline: it asks for it, other than for care by informal carers, and is not urgent.
fn waits_for(scenario: &Scenario, (discipline, queue): (&str, &Queue), class: NeedClass) -> bool {
    let is_its = |name: &String| {
        let mut services = scenario.service.iter();
        services.any(|service| {
            service.name == *name
                && service.discipline == discipline
                && service.line != Line::Informal
        })
    };
    let needs = scenario.need.iter().filter(|need| need.class == class);
    let mut waiting = needs.filter(|need| !queue.urgent.contains(&need.name));
    waiting.any(|need| need.services.iter().any(|link| is_its(&link.service)))
}

/// A cost that is shown only where the cost of an hour is known.
fn of_cost(review: &mut Review<'_>, at: &KeyPath, each: &Discipline) {
    if each.fixed_cost.is_some() && each.hourly_cost.is_none() {
        review.fault(FaultKind::DependentKey,
            &at.to("fixed_cost"),
            "`fixed_cost` needs `hourly_cost`",
            "costs of a discipline are shown where those of its hours are known; `hourly_cost = 0` where they cost nothing",
        );
    }
}

fn one_panel(review: &mut Review<'_>) {
    let has_panels = |each: &&Discipline| {
        each.practices
            .as_ref()
            .is_some_and(|practices| practices.panels)
    };
    let mut with_panels = review.scenario.discipline.iter().filter(has_panels);
    let Some(first) = with_panels.next() else {
        return;
    };
    for second in with_panels {
        let at = KeyPath::top("discipline")
            .to(&second.name)
            .to("practices")
            .to("panels");
        let message = format!("`{}` already has panels", first.name);
        review.fault(
            FaultKind::Panels,
            &at,
            message,
            "residents are on the list of a practice of one discipline",
        );
    }
}

fn survey(review: &mut Review<'_>) {
    let Some(integration) = &review.scenario.integration else {
        return;
    };
    let at = KeyPath::top("integration").to("survey");
    let count = |row: &SurveyRow| {
        row.referral + row.information_sharing + row.coordination + row.joint_activities
    };
    let weight = |row: &SurveyRow| row.weight.unwrap_or(1.0);
    for (index, row) in integration.survey.iter().enumerate() {
        if count(row) <= 0.0 && weight(row) > 0.0 {
            review.fault(
                FaultKind::Survey,
                &at.nth(index),
                "this row counts no collaborations",
                "take it out, or give it weight 0",
            );
        }
    }
    if integration.survey.iter().map(weight).sum::<f64>() <= 0.0 {
        review.fault(
            FaultKind::Survey,
            &at,
            "the weights of the survey add up to 0",
            "at least one row must count",
        );
    }
}

fn capability(review: &mut Review<'_>, at: &KeyPath, each: &Capability) {
    review.name(at, &each.name);
    let at = at.to("buys_hours");
    for (index, bought) in each.buys_hours.iter().enumerate() {
        let at = at.nth(index);
        review.refer(&at.to("discipline"), Named::Discipline, &bought.discipline);
    }
    let shares = means(
        each.buys_hours
            .iter()
            .filter_map(|bought| bought.share.as_ref()),
    );
    review.add_up_to_at_most_one(&at, &shares);
}

fn effect(review: &mut Review<'_>, at: &KeyPath, effect: &Effect) {
    if let Some(name) = &effect.name {
        review.name(at, name);
    }
    review.refer(&at.to("capability"), Named::Capability, &effect.capability);
    let sizes = [
        effect.reduction.is_some(),
        effect.increase.is_some(),
        effect.ratio.is_some(),
    ];
    one_size(review, at, sizes);
    let at = at.to("target");
    one_target(review, &at, &effect.target);
    target(review, &at, &effect.target);
    ratio_of_substitution(review, &at, &effect.target, effect.ratio.is_some());
    for (key, state) in [
        ("utility", &effect.target.utility),
        ("state_cost", &effect.target.state_cost),
    ] {
        if state.is_some() {
            let message = format!("a capability does not change `{key}`");
            let hint =
                "it changes who is in which state; [[arm.effect]] changes what a state is worth";
            review.key_fault(FaultKind::EffectWithoutObject, &at.to(key), message, hint);
        }
    }
}

/// The size of an effect: exactly one of `reduction`, `increase` and `ratio` is given.
pub fn one_size(review: &mut Review<'_>, at: &KeyPath, [reduction, increase, ratio]: [bool; 3]) {
    let hint = "give `reduction`, `increase` or `ratio`";
    let given = [
        ("reduction", reduction),
        ("increase", increase),
        ("ratio", ratio),
    ];
    let mut given = given.iter().filter(|(_, is_given)| *is_given);
    match (given.next(), given.next()) {
        (None, _) => review.fault(FaultKind::EffectSize, at, "this effect has no size", hint),
        (Some(_), Some((key, _))) => {
            review.key_fault(
                FaultKind::EffectSize,
                &at.to(key),
                "this effect has two sizes",
                hint,
            );
        }
        _ => {}
    }
}

/// A share of units moves; there is nothing to multiply by a ratio.
pub fn ratio_of_substitution(
    review: &mut Review<'_>,
    at: &KeyPath,
    target: &Target,
    has_ratio: bool,
) {
    if has_ratio && target.substitute.is_some() {
        let hint = "give `reduction`: the share of units moved";
        review.fault(
            FaultKind::EffectSize,
            &at.to("substitute"),
            "a substitution has no ratio",
            hint,
        );
    }
}

pub fn one_target(review: &mut Review<'_>, at: &KeyPath, target: &Target) {
    let given = [
        target.transition.is_some(),
        target.need.is_some(),
        target.escalation.is_some(),
        target.units.is_some(),
        target.hours.is_some(),
        target.carer_loss == Some(true),
        target.capacity.is_some(),
        target.presented.is_some(),
        target.substitute.is_some(),
        target.utility.is_some(),
        target.state_cost.is_some(),
    ];
    let count = given.iter().filter(|is_given| **is_given).count();
    if count != 1 {
        let message = format!(
            "this effect has {} targets",
            if count == 0 {
                "no".into()
            } else {
                count.to_string()
            }
        );
        let hint = "one of: transition, need, escalation, units, hours, carer_loss = true, capacity, presented, substitute; \
                    of an arm also utility, state_cost";
        review.fault(
            FaultKind::EffectTarget,
            at,
            message.replace("no targets", "no target"),
            hint,
        );
    }
}

pub fn target(review: &mut Review<'_>, at: &KeyPath, target: &Target) {
    if let Some([from, to]) = &target.transition {
        moves(review, &at.to("transition"), from, to);
    }
    for (key, service) in [("units", &target.units), ("hours", &target.hours)] {
        if let Some(service) = service {
            review.refer(&at.to(key), Named::Service, service);
        }
    }
    if let Some(need) = &target.need {
        arising(review, &at.to("need"), need);
    }
    if let Some(need) = &target.escalation {
        escalating(review, &at.to("escalation"), need);
    }
    if let Some(discipline) = &target.capacity {
        review.refer(&at.to("capacity"), Named::Discipline, discipline);
    }
    if let Some(need) = &target.presented {
        review.refer(&at.to("presented"), Named::Need, need);
    }
    if let Some(swap) = &target.substitute {
        let at = at.to("substitute");
        review.refer(&at.to("from"), Named::Service, &swap.from);
        review.refer(&at.to("to"), Named::Service, &swap.to);
        if swap.from == swap.to {
            review.fault(
                FaultKind::EffectTarget,
                &at.to("to"),
                "a service cannot replace itself",
                "name another service",
            );
        }
    }
}

fn moves(review: &mut Review<'_>, at: &KeyPath, from: &str, to: &str) {
    let known =
        review.refer(&at.nth(0), Named::State, from) & review.refer(&at.nth(1), Named::State, to);
    let exists = review
        .scenario
        .transition
        .iter()
        .any(|row| row.from == from && row.to == to);
    if known && !exists {
        let message = format!("no transition moves from `{from}` to `{to}`");
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            message,
            "an effect changes a hazard that is there",
        );
    }
}

fn arising(review: &mut Review<'_>, at: &KeyPath, name: &str) {
    review.refer(at, Named::Need, name);
    let need = review.scenario.need.iter().find(|need| need.name == name);
    if need.is_some_and(|need| need.class == NeedClass::Permanent) {
        let hint = "target its `presented`, its `escalation`, or the `transition` into the state that has it";
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            format!("`{name}` is permanent and has no rate to change"),
            hint,
        );
    }
}

fn escalating(review: &mut Review<'_>, at: &KeyPath, name: &str) {
    review.refer(at, Named::Need, name);
    let need = review.scenario.need.iter().find(|need| need.name == name);
    if need.is_some_and(|need| need.escalation.is_empty()) {
        review.fault(
            FaultKind::EffectWithoutObject,
            at,
            format!("`{name}` does not escalate"),
            "give the need an `escalation`, or take this effect out",
        );
    }
}
