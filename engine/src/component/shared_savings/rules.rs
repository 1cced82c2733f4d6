//! What a file may say of a contract on shared savings.
//!
//! Comes in: a component as written. Goes out: faults. Deliberately absent: what the contract comes to (contract.rs).

use crate::component::score;
use crate::scenario::nearest::quoted;
use crate::scenario::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::scenario::schema::Component as Keys;
use crate::scenario::schema::{self, AppliesTo, Benchmark, SavingsUnit};

/// Its shares, what it is measured against, and whom.
pub(super) fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    score::check(review, at, one);
    if let Some(contract) = &one.savings {
        rules(review, at, one, contract);
    }
}

fn rules(review: &mut Review<'_>, at: &KeyPath, one: &Keys, contract: &schema::SavingsContract) {
    let run = &review.scenario.run;
    let first = run.first_year;
    let inner = at.to("savings");
    review.number(&inner.to("rate"), &contract.rate, Limits::Share);
    let shares = [
        ("loss_rate", &contract.loss_rate),
        ("minimum_rate", &contract.minimum_rate),
        ("cap", &contract.cap),
        ("quality_gate", &contract.quality_gate),
    ];
    for (key, number) in shares {
        review.optional(&inner, key, number.as_ref(), Limits::Share);
    }
    review.optional(
        &inner,
        "truncate_at",
        contract.truncate_at.as_ref(),
        Limits::Budget,
    );
    review.optional(&inner, "trend", contract.trend.as_ref(), Limits::Growth);
    review.refer_all(&inner.to("savings_of"), Named::Payer, &contract.savings_of);
    let needs_base = contract.benchmark == Benchmark::Trend;
    if needs_base && one.from_year.is_none_or(|from| from <= first) {
        review.fault(
            FaultKind::SharedSavings,
            &inner.to("benchmark"),
            "a trend needs a year before the contract to start from",
            format!(
                "let the contract begin later, e.g. from_year = {}",
                first + 1
            ),
        );
    }
    if needs_base && contract.trend.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &inner.to("benchmark"),
            "the benchmark `trend` needs `trend`",
            "growth per year of spending per person, e.g. trend = 0.035",
        );
    }
    if contract.quality_gate.is_some() && one.indicators.is_empty() {
        review.fault(
            FaultKind::SharedSavings,
            &inner.to("quality_gate"),
            "a quality gate needs a score",
            "give the component `indicators`",
        );
    }
    match contract.unit {
        SavingsUnit::Town => over_town(review, at, one, contract),
        SavingsUnit::Network | SavingsUnit::Practice => over_lists(review, at, one),
    }
    let rows = &contract.minimum_by_size;
    for (index, pair) in rows.windows(2).enumerate() {
        if pair[0].persons_below >= pair[1].persons_below {
            review.fault(
                FaultKind::Order,
                &inner
                    .to("minimum_by_size")
                    .nth(index + 1)
                    .to("persons_below"),
                "the sizes must ascend",
                "smallest panels first",
            );
        }
    }
}

/// What a contract over the whole town cannot look at, and who cannot receive it.
fn over_town(
    review: &mut Review<'_>,
    at: &KeyPath,
    one: &Keys,
    contract: &schema::SavingsContract,
) {
    let inner = at.to("savings");
    let of_single = [
        ("truncate_at", contract.truncate_at.is_some()),
        ("minimum_by_size", !contract.minimum_by_size.is_empty()),
    ];
    for (key, _) in of_single.into_iter().filter(|(_, is_there)| *is_there) {
        review.key_fault(
            FaultKind::SharedSavings,
            &inner.to(key),
            "a contract over the whole town does not look at single persons or lists",
            "leave it out, or let the contract be of a `network` or `practice`",
        );
    }
    if one.applies_to != AppliesTo::All {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("applies_to"),
            "a contract over the whole town is over all residents",
            "leave it out, or let the contract be of a `network` or `practice`",
        );
    }
    let Some(recipient) = &one.recipient else {
        return;
    };
    if one.payers.contains_key(recipient) {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("recipient"),
            format!("{} would pay itself", quoted(recipient)),
            "name who pays in `payers`, and another payer as the recipient",
        );
    }
    if recipient == "resident" {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("recipient"),
            "residents have no contract on savings",
            "name another payer, a discipline, or nobody for the network",
        );
    }
}

/// What only a contract over the whole town looks at.
fn over_lists(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    if !one.disciplines.is_empty() {
        review.key_fault(
            FaultKind::SharedSavings,
            &at.to("disciplines"),
            "on lists of practices all care counts",
            "leave it out, or let the contract be over the town: savings = { unit = \"town\", … }",
        );
    }
}
