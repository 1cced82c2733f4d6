//! Budgets of payers.

use super::review::{FaultKind, KeyPath, Named, Review, means};
use crate::scenario::nearest::quoted;
use crate::scenario::schema::{ByName, Payer, PayerBudget, Rationed};

/// The rules on `budget` of each `payer`.
pub fn check(review: &mut Review<'_>) {
    for (index, payer) in review.scenario.payer.iter().enumerate() {
        if let Some(budget) = &payer.budget {
            let at = KeyPath::top("payer").entry(index, &payer.name);
            of_payer(review, &at.to("budget"), (payer, budget));
        }
    }
}

fn of_payer(review: &mut Review<'_>, at: &KeyPath, (payer, budget): (&Payer, &PayerBudget)) {
    if payer.name == "resident" {
        let message = "residents have no budget that is granted from";
        let hint = "give the budget to a payer that grants care, e.g. the municipality";
        return review.key_fault(FaultKind::Rationing, at, message, hint);
    }
    let at = at.to("rationed");
    if budget.rationed.is_empty() {
        let message = "this budget rations nothing";
        let hint =
            "name a service that the payer pays, e.g. rationed = { household_help_hour = {} }";
        return review.key_fault(FaultKind::Rationing, &at, message, hint);
    }
    review.refer_keys(&at, Named::Service, &budget.rationed);
    is_paid(review, &at, (payer, &budget.rationed));
    for (name, rationed) in &budget.rationed {
        let at = at.to(name).to("instead");
        review.refer_keys(&at, Named::Service, &rationed.instead);
        if rationed.instead.contains_key(name) {
            let message = format!("{} cannot come instead of itself", quoted(name));
            let hint = "name other services, which are asked for more or less when this one is cut";
            review.key_fault(FaultKind::Rationing, &at.to(name), message, hint);
        }
    }
}

/// What a payer does not pay saves it nothing.
fn is_paid(review: &mut Review<'_>, at: &KeyPath, (payer, rationed): (&Payer, &ByName<Rationed>)) {
    for name in rationed.keys() {
        let mut services = review.scenario.service.iter();
        let Some(service) = services.find(|service| service.name == *name) else {
            continue;
        };
        let share = means(service.payers.get(&payer.name));
        if share.iter().all(|share| *share <= 0.0) {
            let message = format!(
                "{} pays no part of {}, so that cutting it saves nothing",
                quoted(&payer.name),
                quoted(name)
            );
            let hint = "ration services whose `payers` name this payer";
            review.key_fault(FaultKind::Rationing, &at.to(name), message, hint);
        }
    }
}
