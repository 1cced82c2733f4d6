//! One component of an arm: the names it refers to, and its numbers.

use super::care::age_ratios;
use super::health::lived_in;
use super::review::{FaultKind, KeyPath, Limits, Named, Review, means};
use super::run::years;
use crate::component::written::{Key, WrittenKind};
use crate::scenario::schema::{Component, ComponentKind, SavingsUnit};
use ComponentKind::{PooledBudget, ProjectGrant, SharedSavings};

/// Names that mean something else in ledger.csv.
const RESERVED: [(&str, &str); 3] = [
    ("background_care", "the care which the needs do not explain"),
    ("state_cost", "the cost of health states"),
    ("contracts", "what contracts still pay when volume changes"),
];

/// The rules on a component.
pub fn check(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    let reserved = RESERVED.iter().find(|(name, _)| one.name == *name);
    if let Some((name, meaning)) = reserved {
        let message = format!("no component can be named `{name}`");
        review.fault(
            FaultKind::UnusableName,
            &at.to("name"),
            message,
            format!("in results, that is {meaning}"),
        );
    }
    review.name(at, &one.name);
    keys(review, at, one);
    references(review, at, one);
    numbers(review, at, one);
    years(review, at, one.from_year, one.until_year);
    (WrittenKind::of(one.kind).check)(review, at, one);
}

fn references(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    review.refer_all(&at.to("services"), Named::Service, &one.services);
    disciplines(review, &at.to("disciplines"), one);
    review.refer_all(&at.to("needs"), Named::Need, &one.needs);
    review.once(&at.to("states"), &one.states);
    for (index, name) in one.states.iter().enumerate() {
        lived_in(review, &at.to("states").nth(index), name);
    }
    if let Some(name) = &one.recipient {
        recipient(review, &at.to("recipient"), one, name);
    }
    review.payers(&at.to("payers"), &one.payers);
    reimbursements(review, &at.to("reimbursed_by"), one);
    review.by_name(
        &at.to("earmark"),
        Named::Capability,
        &one.earmark,
        Limits::Share,
    );
    review.add_up_to_at_most_one(&at.to("earmark"), &means(one.earmark.values()));
    review.by_name(
        &at.to("tariffs"),
        Named::Service,
        &one.tariffs,
        Limits::Price,
    );
}

/// A discipline; the network for a grant; a payer for a contract on savings over the whole town.
fn recipient(review: &mut Review<'_>, at: &KeyPath, one: &Component, name: &str) {
    let is_known = |named: Named| named.known(review.scenario).contains(&name);
    let savings = one.savings.as_ref();
    let is_over_town = savings.is_some_and(|contract| contract.unit == SavingsUnit::Town);
    let (is_payer, is_discipline) = (is_known(Named::Payer), is_known(Named::Discipline));
    if (one.kind == ProjectGrant && name == "network") || (is_over_town && is_payer) {
        return;
    }
    if !is_payer || is_discipline {
        review.refer(at, Named::Discipline, name);
        return;
    }
    let hint = match one.kind {
        SharedSavings => "write unit = \"town\" in `savings`, or name a discipline",
        _ => {
            "name a discipline, or pay the payer by a component of kind shared_savings with savings.unit = \"town\""
        }
    };
    let message = format!(
        "`{name}` is a payer, and a payer receives only from a contract on savings over the whole town"
    );
    review.fault(FaultKind::DependentKey, at, message, hint);
}

/// Others give back to payers that the component names, and not more than these pay.
fn reimbursements(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    for (payer, givers) in &one.reimbursed_by {
        let at = at.to(payer);
        if !one.payers.contains_key(payer) {
            review.key_fault(
                FaultKind::DependentKey,
                &at,
                format!("`{payer}` is reimbursed for what it does not pay"),
                "`reimbursed_by` is for those named in `payers`, e.g. payers = { municipality = 1 }",
            );
        }
        review.by_name(&at, Named::Payer, givers, Limits::Share);
        if givers.contains_key(payer) {
            review.key_fault(
                FaultKind::ExclusiveKeys,
                &at.to(payer),
                format!("`{payer}` cannot reimburse itself"),
                "what nobody gives back is its own, and is not listed",
            );
        }
        review.add_up_to_at_most_one(&at, &means(givers.values()));
    }
}

/// A pooled budget may also cover what goes to the network.
fn disciplines(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    for (index, name) in one.disciplines.iter().enumerate() {
        if one.kind != PooledBudget || name != "network" {
            review.refer(&at.nth(index), Named::Discipline, name);
        }
    }
    review.once(at, &one.disciplines);
}

fn numbers(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    review.optional(at, "factor", one.factor.as_ref(), Limits::NotNegative);
    let amount = if WrittenKind::of(one.kind).is_budget {
        Limits::Budget
    } else {
        Limits::Price
    };
    review.optional(at, "amount", one.amount.as_ref(), amount);
    review.optional(
        at,
        "admin_hours",
        one.admin_hours.as_ref(),
        Limits::NotNegative,
    );
    review.optional(
        at,
        "growth_target",
        one.growth_target.as_ref(),
        Limits::AboveMinusOne,
    );
    review.optional(
        at,
        "structural_share",
        one.structural_share.as_ref(),
        Limits::Share,
    );
    review.optional(at, "claw_back", one.claw_back.as_ref(), Limits::Share);
    review.optional(at, "share", one.share.as_ref(), Limits::Share);
    let left = one.copayment_share.as_ref();
    review.optional(at, "copayment_share", left, Limits::Share);
    if left.is_some() && one.waives_copayments {
        review.key_fault(
            FaultKind::ExclusiveKeys,
            &at.to("copayment_share"),
            "copayments are waived, so that no part of them is left",
            "take `waives_copayments` out, or write copayment_share = 0",
        );
    }
    age_ratios(review, &at.to("age_ratios"), &one.age_ratios);
    review.deprivation_ratios(at, &one.deprivation_ratios);
    list_ratios(review, at, one);
    for (index, weight) in one.triage_weights.iter().flatten().enumerate() {
        review.plain(
            &at.to("triage_weights").nth(index),
            *weight,
            Limits::NotNegative,
        );
    }
}

fn list_ratios(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    review.optional(
        at,
        "lower_class_ratio",
        one.lower_class_ratio.as_ref(),
        Limits::NotNegative,
    );
    review.by_name(
        &at.to("state_ratios"),
        Named::State,
        &one.state_ratios,
        Limits::NotNegative,
    );
    if !one.state_ratios.is_empty()
        && (!one.age_ratios.is_empty() || one.lower_class_ratio.is_some())
    {
        review.key_fault(
            FaultKind::ExclusiveKeys,
            &at.to("state_ratios"),
            "ratios by state do not go together with ratios by age or lower class",
            "adjust for health, or for age and class",
        );
    }
}

/// The rules on the keys of a component.
fn keys(review: &mut Review<'_>, at: &KeyPath, one: &Component) {
    let written = WrittenKind::of(one.kind);
    let kind = written.word;
    for key in Key::ALL {
        let (word, is_written) = (key.word(), key.is_written(one));
        if is_written && !written.takes.contains(key) {
            review.key_fault(
                FaultKind::DependentKey,
                &at.to(word),
                format!("`{word}` does not apply to kind `{kind}`"),
                format!("it is for {}", takers(*key)),
            );
        }
        let needed = written.needs.iter().find(|(needed, _)| needed == key);
        if let Some((_, example)) = needed.filter(|_| !is_written) {
            review.fault(
                FaultKind::DependentKey,
                at,
                format!("kind `{kind}` needs `{word}`"),
                *example,
            );
        }
    }
}

/// The kinds that take a key.
fn takers(key: Key) -> String {
    let kinds = ComponentKind::ALL.iter().map(|kind| WrittenKind::of(*kind));
    let takers = kinds.filter(|written| written.takes.contains(&key));
    let words: Vec<&str> = takers.map(|written| written.word).collect();
    words.join(", ")
}
