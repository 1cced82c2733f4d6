//! Arrangements between payers: which keys a rule takes and needs, and what they refer to.

use super::room::{At, Limits, Named, Room};
use crate::scenario::claims;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{Arm, Arrangement, Component, Scenario, SharingRule};
use SharingRule::{Corridor, FixedShares, Guarantee, Nash, Shapley};

/// Coalitions double with every payer.
pub const MOST_SHAPLEY_PAYERS: usize = 5;

/// More arrangements than anybody compares.
const MOST_ARRANGEMENTS: usize = 64;

/// The rules on `arrangement`, in the scenario or in a file of its own.
pub fn check(room: &mut Room<'_>, arrangements: &[Arrangement]) {
    let top = At::top("arrangement");
    if arrangements.len() > MOST_ARRANGEMENTS {
        let message = format!("there are {} entries of `arrangement`", arrangements.len());
        return room.fault(&top, message, format!("{MOST_ARRANGEMENTS} is the most"));
    }
    for (index, each) in arrangements.iter().enumerate() {
        let at = top.entry(index, &each.name);
        room.name(&at, &each.name);
        keys(room, &at, each);
        if arms(room, &at, each) {
            investment(room, &at, each);
            investors(room, &at, each);
        }
        parties(room, &at, each);
        shares(room, &at, each);
        guarantee(room, &at, each);
        budget_limit(room, &at, each);
    }
}

/// The components an arm has in the end.
fn components<'s>(scenario: &'s Scenario, arm: &'s Arm) -> Vec<&'s Component> {
    let owned = claims::components(scenario, arm).into_iter();
    owned.map(|(_, component)| component).collect()
}

/// The rule as files write it.
fn word(rule: SharingRule) -> &'static str {
    match rule {
        SharingRule::Statutory => "statutory",
        FixedShares => "fixed_shares",
        SharingRule::EqualGains => "equal_gains",
        SharingRule::ByBaselineSpending => "by_baseline_spending",
        SharingRule::ByGrossBenefit => "by_gross_benefit",
        Guarantee => "guarantee",
        Corridor => "corridor",
        Nash => "nash",
        Shapley => "shapley",
    }
}

/// Key, whether it is written, the rules that take it, the rules that need it, an example.
type Rule = (
    &'static str,
    bool,
    &'static [SharingRule],
    &'static [SharingRule],
    &'static str,
);

fn rules(each: &Arrangement) -> [Rule; 5] {
    [
        (
            "shares",
            !each.shares.is_empty(),
            &[FixedShares, Corridor, Nash],
            &[FixedShares],
            "who bears how much of the investment, e.g. shares = { insurer = 0.6, municipality = 0.4 }",
        ),
        (
            "guarantor",
            each.guarantor.is_some(),
            &[Guarantee],
            &[Guarantee],
            "the payer that covers the loss, e.g. guarantor = \"insurer\"",
        ),
        (
            "beneficiary",
            each.beneficiary.is_some(),
            &[Guarantee],
            &[Guarantee],
            "the payer whose loss is covered, e.g. beneficiary = \"municipality\"",
        ),
        (
            "cap",
            each.cap.is_some(),
            &[Guarantee],
            &[Guarantee],
            "the most that is covered, EUR over the whole run",
        ),
        (
            "width",
            each.width.is_some(),
            &[Corridor],
            &[Corridor],
            "EUR per settlement that a payer may gain or lose on its own",
        ),
    ]
}

fn keys(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    let rule = word(each.rule);
    for (key, is_written, takers, needers, example) in rules(each) {
        if is_written && !takers.contains(&each.rule) {
            let takers: Vec<&str> = takers.iter().map(|rule| word(*rule)).collect();
            room.key_fault(
                &at.to(key),
                format!("`{key}` does not apply to rule `{rule}`"),
                format!("it is for {}", takers.join(", ")),
            );
        }
        if !is_written && needers.contains(&each.rule) {
            room.fault(at, format!("rule `{rule}` needs `{key}`"), example);
        }
    }
}

/// Whether there are arms to share.
fn arms(room: &mut Room<'_>, at: &At, each: &Arrangement) -> bool {
    if room.scenario.arm.len() < 2 {
        room.fault(
            at,
            "there is no arm beside the comparator, and so nothing to share",
            "payers share the difference between an arm and the comparator",
        );
        return false;
    }
    let at = at.to("arms");
    room.refer_all(&at, Named::Arm, &each.arms);
    let comparator = room.comparator();
    for (index, name) in each.arms.iter().enumerate() {
        if Some(name.as_str()) == comparator {
            room.fault(
                &at.nth(index),
                format!(
                    "{} is the comparator, and differs from itself in nothing",
                    quoted(name)
                ),
                "name the arms that are compared with it",
            );
        }
    }
    true
}

/// The arms that an arrangement is applied to.
fn concerned<'s>(room: &Room<'s>, each: &Arrangement) -> Vec<&'s Arm> {
    let comparator = room.comparator();
    let is_meant = |arm: &&Arm| {
        Some(arm.name.as_str()) != comparator
            && (each.arms.is_empty() || each.arms.contains(&arm.name))
    };
    room.scenario.arm.iter().filter(is_meant).collect()
}

fn investment(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    let at = at.to("investment");
    room.once(&at, &each.investment);
    let arms = concerned(room, each);
    let all: Vec<&Component> = arms
        .iter()
        .flat_map(|arm| components(room.scenario, arm))
        .collect();
    let mut known: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    for (index, name) in each.investment.iter().enumerate() {
        let at = at.nth(index);
        let named: Vec<&&Component> = all.iter().filter(|one| one.name == *name).collect();
        if named.is_empty() && !arms.is_empty() {
            let message = format!("no arm concerned has a component {}", quoted(name));
            room.fault(&at, message, suggest(name, &known));
        } else if named.iter().any(|one| !one.kind.is_laid_out_beforehand()) {
            let message = format!(
                "{} is not laid out beforehand, and no investment",
                quoted(name)
            );
            room.fault(
                &at,
                message,
                "name what is laid out beforehand: a budget, or a fee per resident",
            );
        } else if named.iter().any(|one| is_of_comparator(room, one)) {
            let message = format!(
                "the comparator has {} too: the arm adds nothing",
                quoted(name)
            );
            room.fault(
                &at,
                message,
                "name a component that the comparator does not have",
            );
        }
    }
}

fn is_of_comparator(room: &Room<'_>, one: &Component) -> bool {
    let arm = room
        .scenario
        .arm
        .iter()
        .find(|arm| Some(arm.name.as_str()) == room.comparator());
    arm.is_some_and(|arm| components(room.scenario, arm).contains(&one))
}

/// Whoever pays for the investment must be able to stay out of it.
fn investors(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    if each.rule != Shapley || each.payers.is_empty() {
        return;
    }
    let arms = concerned(room, each);
    let mut outside: Vec<&str> = arms
        .iter()
        .flat_map(|arm| components(room.scenario, arm))
        .filter(|one| each.investment.contains(&one.name))
        .flat_map(|one| one.payers.keys())
        .map(String::as_str)
        .filter(|payer| !each.payers.iter().any(|party| party == payer))
        .collect();
    outside.dedup();
    for payer in outside {
        let message = format!(
            "{} pays for the investment, but is not at the table",
            quoted(payer)
        );
        room.fault(
            &at.to("payers"),
            message,
            "rule `shapley` asks what each payer of the investment adds by joining",
        );
    }
}

fn parties(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    let at = at.to("payers");
    room.refer_all(&at, Named::Payer, &each.payers);
    if each.payers.len() == 1 {
        room.fault(
            &at,
            "one payer alone has nobody to share with",
            "name two or more, or leave `payers` out",
        );
    }
    let others = |name: &str| name != "resident";
    let count = match each.payers.len() {
        0 => room
            .scenario
            .payer
            .iter()
            .filter(|payer| others(&payer.name))
            .count(),
        named => named,
    };
    if each.rule == Shapley && count > MOST_SHAPLEY_PAYERS {
        let message = format!("{count} payers form {} coalitions", 1_u64 << count.min(40));
        room.fault(
            &at,
            message,
            format!(
                "rule `shapley` takes {MOST_SHAPLEY_PAYERS} payers at most: name them in `payers`"
            ),
        );
    }
}

/// A payer that must exist and be at the table.
fn party(room: &mut Room<'_>, at: &At, each: &Arrangement, name: &str, is_key: bool) {
    let known = Named::Payer.known(room.scenario);
    let (message, hint) = if !known.contains(&name) {
        (
            format!("there is no payer {}", quoted(name)),
            suggest(name, &known),
        )
    } else if !each.payers.is_empty() && !each.payers.iter().any(|party| party == name) {
        let parties: Vec<&str> = each.payers.iter().map(String::as_str).collect();
        (
            format!("{} is not at the table", quoted(name)),
            format!("`payers` names {}", parties.join(", ")),
        )
    } else if each.payers.is_empty() && name == "resident" {
        (
            "`resident` is not at the table".to_string(),
            "name it in `payers` to put it there".to_string(),
        )
    } else {
        return;
    };
    if is_key {
        room.key_fault(at, message, hint);
    } else {
        room.fault(at, message, hint);
    }
}

fn shares(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    let at = at.to("shares");
    for (name, share) in &each.shares {
        party(room, &at.to(name), each, name, true);
        room.plain(&at.to(name), *share, Limits::Share);
    }
    if !each.shares.is_empty() {
        let shares: Vec<f64> = each.shares.values().copied().collect();
        room.add_up_to_one(&at, &shares);
    }
}

fn guarantee(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    for (key, name) in [
        ("guarantor", &each.guarantor),
        ("beneficiary", &each.beneficiary),
    ] {
        if let Some(name) = name {
            party(room, &at.to(key), each, name, false);
        }
    }
    if each.guarantor.is_some() && each.guarantor == each.beneficiary {
        room.fault(
            &at.to("beneficiary"),
            "`guarantor` and `beneficiary` are the same payer",
            "a guarantee is given to another",
        );
    }
}

fn budget_limit(room: &mut Room<'_>, at: &At, each: &Arrangement) {
    let at = at.to("budget_limit");
    for (name, limit) in &each.budget_limit {
        party(room, &at.to(name), each, name, true);
        room.plain(&at.to(name), *limit, Limits::Budget);
    }
}
