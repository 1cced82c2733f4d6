//! Arrangements between payers: which keys a rule takes and needs, and what they refer to.

use super::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::component::written::WrittenKind;
use crate::scenario::claims;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::reimbursed::borne_on_average;
use crate::scenario::schema::{Arm, Arrangement, Component, Scenario, SharingRule};
use crate::sharing::{Looks, RuleKey, known_rule};

/// Coalitions double with every payer.
pub const MOST_SHAPLEY_PAYERS: usize = 5;

/// More arrangements than anybody compares.
const MOST_ARRANGEMENTS: usize = 64;

/// The rules on `arrangement`, in the scenario or in a file of its own.
pub fn check(review: &mut Review<'_>, arrangements: &[Arrangement]) {
    let top = KeyPath::top("arrangement");
    if arrangements.len() > MOST_ARRANGEMENTS {
        let message = format!("there are {} entries of `arrangement`", arrangements.len());
        return review.fault(
            FaultKind::TooLarge,
            &top,
            message,
            format!("{MOST_ARRANGEMENTS} is the most"),
        );
    }
    for (index, each) in arrangements.iter().enumerate() {
        let at = top.entry(index, &each.name);
        review.name(&at, &each.name);
        keys(review, &at, each);
        if arms(review, &at, each) {
            investment(review, &at, each);
            investors(review, &at, each);
        }
        parties(review, &at, each);
        shares(review, &at, each);
        guarantee(review, &at, each);
        budget_limit(review, &at, each);
    }
}

/// The components an arm has in the end.
fn components<'s>(scenario: &'s Scenario, arm: &'s Arm) -> Vec<&'s Component> {
    let owned = claims::components(scenario, arm).into_iter();
    owned.map(|(_, component)| component).collect()
}

/// Whether a rule asks for the worth of coalitions, which double with every payer.
fn plays_game(each: &Arrangement) -> bool {
    known_rule(each.rule).looks == Looks::Coalitions
}

fn keys(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    let rule = known_rule(each.rule);
    for key in RuleKey::ALL {
        let (name, word) = (key.word(), rule.word);
        let is_written = key.is_written(each);
        if is_written && !rule.takes.contains(key) {
            let rules = SharingRule::ALL.iter().map(|rule| known_rule(*rule));
            let takers: Vec<&str> = rules
                .filter(|rule| rule.takes.contains(key))
                .map(|rule| rule.word)
                .collect();
            review.key_fault(
                FaultKind::DependentKey,
                &at.to(name),
                format!("`{name}` does not apply to rule `{word}`"),
                format!("it is for {}", takers.join(", ")),
            );
        }
        if !is_written && rule.needs.contains(key) {
            let message = format!("rule `{word}` needs `{name}`");
            review.fault(FaultKind::DependentKey, at, message, key.example());
        }
    }
}

/// Whether there are arms to share.
fn arms(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) -> bool {
    if review.scenario.arm.len() < 2 {
        review.fault(
            FaultKind::Arrangement,
            at,
            "there is no arm beside the comparator, and so nothing to share",
            "payers share the difference between an arm and the comparator",
        );
        return false;
    }
    let at = at.to("arms");
    review.refer_all(&at, Named::Arm, &each.arms);
    let comparator = review.comparator();
    for (index, name) in each.arms.iter().enumerate() {
        if Some(name.as_str()) == comparator {
            review.fault(
                FaultKind::Arrangement,
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
fn concerned<'s>(review: &Review<'s>, each: &Arrangement) -> Vec<&'s Arm> {
    let comparator = review.comparator();
    let is_meant = |arm: &&Arm| {
        Some(arm.name.as_str()) != comparator
            && (each.arms.is_empty() || each.arms.contains(&arm.name))
    };
    review.scenario.arm.iter().filter(is_meant).collect()
}

fn investment(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    let at = at.to("investment");
    review.once(&at, &each.investment);
    let arms = concerned(review, each);
    let all: Vec<&Component> = arms
        .iter()
        .flat_map(|arm| components(review.scenario, arm))
        .collect();
    let mut known: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    for (index, name) in each.investment.iter().enumerate() {
        let at = at.nth(index);
        let named: Vec<&&Component> = all.iter().filter(|one| one.name == *name).collect();
        if named.is_empty() && !arms.is_empty() {
            let message = format!("no arm concerned has a component {}", quoted(name));
            review.fault(FaultKind::UnknownName, &at, message, suggest(name, &known));
        } else if named
            .iter()
            .any(|one| !WrittenKind::of(one.kind).is_laid_out_beforehand)
        {
            let message = format!(
                "{} is not laid out beforehand, and no investment",
                quoted(name)
            );
            review.fault(
                FaultKind::Arrangement,
                &at,
                message,
                "name what is laid out beforehand: a budget, or a fee per resident",
            );
        } else if named.iter().any(|one| is_of_comparator(review, one)) {
            let message = format!(
                "the comparator has {} too: the arm adds nothing",
                quoted(name)
            );
            review.fault(
                FaultKind::Arrangement,
                &at,
                message,
                "name a component that the comparator does not have",
            );
        }
    }
}

fn is_of_comparator(review: &Review<'_>, one: &Component) -> bool {
    let arm = review
        .scenario
        .arm
        .iter()
        .find(|arm| Some(arm.name.as_str()) == review.comparator());
    arm.is_some_and(|arm| components(review.scenario, arm).contains(&one))
}

/// Whoever pays for the investment must be able to stay out of it.
fn investors(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    if !plays_game(each) || each.payers.is_empty() {
        return;
    }
    let arms = concerned(review, each);
    let mut outside: Vec<&str> = arms
        .iter()
        .flat_map(|arm| components(review.scenario, arm))
        .filter(|one| each.investment.contains(&one.name))
        .flat_map(|one| {
            let borne = borne_on_average(review.scenario, one);
            let payers = review.scenario.payer.iter().zip(borne);
            payers.filter(|(_, share)| *share > 0.0)
        })
        .map(|(payer, _)| payer.name.as_str())
        .filter(|payer| !each.payers.iter().any(|party| party == payer))
        .collect();
    outside.dedup();
    for payer in outside {
        let message = format!(
            "{} pays for the investment, but is not at the table",
            quoted(payer)
        );
        review.fault(
            FaultKind::Arrangement,
            &at.to("payers"),
            message,
            "rule `shapley` asks what each payer of the investment adds by joining",
        );
    }
}

fn parties(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    let at = at.to("payers");
    review.refer_all(&at, Named::Payer, &each.payers);
    if each.payers.len() == 1 {
        review.fault(
            FaultKind::Arrangement,
            &at,
            "one payer alone has nobody to share with",
            "name two or more, or leave `payers` out",
        );
    }
    let others = |name: &str| name != "resident";
    let count = match each.payers.len() {
        0 => review
            .scenario
            .payer
            .iter()
            .filter(|payer| others(&payer.name))
            .count(),
        named => named,
    };
    if plays_game(each) && count > MOST_SHAPLEY_PAYERS {
        let message = format!("{count} payers form {} coalitions", 1_u64 << count.min(40));
        review.fault(
            FaultKind::Arrangement,
            &at,
            message,
            format!(
                "rule `shapley` takes {MOST_SHAPLEY_PAYERS} payers at most: name them in `payers`"
            ),
        );
    }
}

/// A payer that must exist and be at the table.
fn party(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement, name: &str, is_key: bool) {
    let known = Named::Payer.known(review.scenario);
    let (kind, message, hint) = if !known.contains(&name) {
        (
            FaultKind::UnknownName,
            format!("there is no payer {}", quoted(name)),
            suggest(name, &known),
        )
    } else if !each.payers.is_empty() && !each.payers.iter().any(|party| party == name) {
        let parties: Vec<&str> = each.payers.iter().map(String::as_str).collect();
        (
            FaultKind::Arrangement,
            format!("{} is not at the table", quoted(name)),
            format!("`payers` names {}", parties.join(", ")),
        )
    } else if each.payers.is_empty() && name == "resident" {
        (
            FaultKind::Arrangement,
            "`resident` is not at the table".to_string(),
            "name it in `payers` to put it there".to_string(),
        )
    } else {
        return;
    };
    if is_key {
        review.key_fault(kind, at, message, hint);
    } else {
        review.fault(kind, at, message, hint);
    }
}

fn shares(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    let at = at.to("shares");
    for (name, share) in &each.shares {
        party(review, &at.to(name), each, name, true);
        review.plain(&at.to(name), *share, Limits::Share);
    }
    if !each.shares.is_empty() {
        let shares: Vec<f64> = each.shares.values().copied().collect();
        review.add_up_to_one(&at, &shares);
    }
}

fn guarantee(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    for (key, name) in [
        ("guarantor", &each.guarantor),
        ("beneficiary", &each.beneficiary),
    ] {
        if let Some(name) = name {
            party(review, &at.to(key), each, name, false);
        }
    }
    if each.guarantor.is_some() && each.guarantor == each.beneficiary {
        review.fault(
            FaultKind::Arrangement,
            &at.to("beneficiary"),
            "`guarantor` and `beneficiary` are the same payer",
            "a guarantee is given to another",
        );
    }
}

fn budget_limit(review: &mut Review<'_>, at: &KeyPath, each: &Arrangement) {
    let at = at.to("budget_limit");
    for (name, limit) in &each.budget_limit {
        party(review, &at.to(name), each, name, true);
        review.plain(&at.to(name), *limit, Limits::Budget);
    }
}
