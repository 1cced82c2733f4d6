//! One component of an arm: the names it refers to, and its numbers.

use super::care::age_ratios;
use super::health::lived_in;
use super::room::{At, Limits, Named, Room, means};
use super::run::years;
use crate::component::written::Key;
use crate::scenario::schema::{Component, ComponentKind};
use ComponentKind::{PooledBudget, ProjectGrant};

/// Names that mean something else in ledger.csv.
const RESERVED: [(&str, &str); 3] = [
    ("background_care", "the care which the needs do not explain"),
    ("state_cost", "the cost of health states"),
    ("not_cashed", "what is still paid for avoided care"),
];

/// The rules on a component.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component) {
    let reserved = RESERVED.iter().find(|(name, _)| one.name == *name);
    if let Some((name, meaning)) = reserved {
        let message = format!("no component can be named `{name}`");
        room.fault(
            &at.to("name"),
            message,
            format!("in results, that is {meaning}"),
        );
    }
    room.name(at, &one.name);
    keys(room, at, one);
    references(room, at, one);
    numbers(room, at, one);
    years(room, at, one.from_year, one.until_year);
    (one.kind.written().check)(room, at, one);
}

fn references(room: &mut Room<'_>, at: &At, one: &Component) {
    room.refer_all(&at.to("services"), Named::Service, &one.services);
    disciplines(room, &at.to("disciplines"), one);
    room.refer_all(&at.to("needs"), Named::Need, &one.needs);
    room.once(&at.to("states"), &one.states);
    for (index, name) in one.states.iter().enumerate() {
        lived_in(room, &at.to("states").nth(index), name);
    }
    if let Some(recipient) = &one.recipient
        && (one.kind != ProjectGrant || recipient != "network")
    {
        room.refer(&at.to("recipient"), Named::Discipline, recipient);
    }
    room.payers(&at.to("payers"), &one.payers);
    room.by_name(
        &at.to("earmark"),
        Named::Capability,
        &one.earmark,
        Limits::Share,
    );
    room.add_up_to_at_most_one(&at.to("earmark"), &means(one.earmark.values()));
    room.by_name(
        &at.to("tariffs"),
        Named::Service,
        &one.tariffs,
        Limits::Price,
    );
}

/// A pooled budget may also cover what goes to the network.
fn disciplines(room: &mut Room<'_>, at: &At, one: &Component) {
    for (index, name) in one.disciplines.iter().enumerate() {
        if one.kind != PooledBudget || name != "network" {
            room.refer(&at.nth(index), Named::Discipline, name);
        }
    }
    room.once(at, &one.disciplines);
}

fn numbers(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(at, "factor", one.factor.as_ref(), Limits::NotNegative);
    let amount = if one.kind.written().is_budget {
        Limits::Budget
    } else {
        Limits::Price
    };
    room.optional(at, "amount", one.amount.as_ref(), amount);
    room.optional(
        at,
        "admin_hours",
        one.admin_hours.as_ref(),
        Limits::NotNegative,
    );
    room.optional(
        at,
        "growth_target",
        one.growth_target.as_ref(),
        Limits::AboveMinusOne,
    );
    room.optional(
        at,
        "structural_share",
        one.structural_share.as_ref(),
        Limits::Share,
    );
    room.optional(at, "claw_back", one.claw_back.as_ref(), Limits::Share);
    room.optional(at, "share", one.share.as_ref(), Limits::Share);
    age_ratios(room, &at.to("age_ratios"), &one.age_ratios);
    room.deprivation_ratios(at, &one.deprivation_ratios);
    list_ratios(room, at, one);
    for (index, weight) in one.triage_weights.iter().flatten().enumerate() {
        room.plain(
            &at.to("triage_weights").nth(index),
            *weight,
            Limits::NotNegative,
        );
    }
}

fn list_ratios(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(
        at,
        "lower_class_ratio",
        one.lower_class_ratio.as_ref(),
        Limits::NotNegative,
    );
    room.by_name(
        &at.to("state_ratios"),
        Named::State,
        &one.state_ratios,
        Limits::NotNegative,
    );
    if !one.state_ratios.is_empty()
        && (!one.age_ratios.is_empty() || one.lower_class_ratio.is_some())
    {
        room.key_fault(
            &at.to("state_ratios"),
            "ratios by state do not go together with ratios by age or lower class",
            "adjust for health, or for age and class",
        );
    }
}

/// The rules on the keys of a component.
fn keys(room: &mut Room<'_>, at: &At, one: &Component) {
    let written = one.kind.written();
    let kind = written.word;
    for key in Key::ALL {
        let (word, is_written) = (key.word(), key.is_written(one));
        if is_written && !written.takes.contains(key) {
            room.key_fault(
                &at.to(word),
                format!("`{word}` does not apply to kind `{kind}`"),
                format!("it is for {}", takers(*key)),
            );
        }
        let needed = written.needs.iter().find(|(needed, _)| needed == key);
        if let Some((_, example)) = needed.filter(|_| !is_written) {
            room.fault(at, format!("kind `{kind}` needs `{word}`"), *example);
        }
    }
}

/// The kinds that take a key.
fn takers(key: Key) -> String {
    let kinds = ComponentKind::ALL.iter().map(|kind| kind.written());
    let takers = kinds.filter(|written| written.takes.contains(&key));
    let words: Vec<&str> = takers.map(|written| written.word).collect();
    words.join(", ")
}
