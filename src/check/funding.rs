//! What residents pay themselves.

use super::review::{FaultKind, KeyPath, Limits, Review};
use crate::scenario::schema::{MOST_SUBSCRIPTIONS_IN_CUT_MONTHS, Subscription};

/// The rules on `patient`.
pub fn check(review: &mut Review<'_>) {
    let (at, patient) = (KeyPath::top("patient"), &review.scenario.patient);
    if let Some(deductible) = &patient.deductible {
        let at = at.to("deductible");
        review.number(&at.to("amount"), &deductible.amount, Limits::Price);
        review.optional(&at, "growth", deductible.growth.as_ref(), Limits::Growth);
        review.plain(&at.to("from_age"), deductible.from_age, Limits::NotNegative);
    }
    let growth = patient.copayment_growth.as_ref();
    review.optional(&at, "copayment_growth", growth, Limits::Growth);
    for (index, each) in patient.subscription.iter().enumerate() {
        subscription(
            review,
            &at.to("subscription").entry(index, &each.name),
            each,
        );
    }
    months(review, &at.to("subscription"));
    lower_class(review, &at.to("lower_class"));
}

/// Whether the months that go on from one cycle to the next can be kept.
fn months(review: &mut Review<'_>, at: &KeyPath) {
    let cycles = review.scenario.run.cycles_per_year;
    let many = review.scenario.patient.subscription.len();
    let is_cut = cycles > 0 && !12_u32.is_multiple_of(cycles);
    if is_cut && many > MOST_SUBSCRIPTIONS_IN_CUT_MONTHS {
        let message = format!(
            "there are {many} subscriptions, and with {cycles} cycles a year cycles end within months; then at most \
             {MOST_SUBSCRIPTIONS_IN_CUT_MONTHS} can be kept"
        );
        review.fault(
            FaultKind::Subscriptions,
            at,
            message,
            "fewer subscriptions, or 1, 2, 3, 4, 6 or 12 cycles a year",
        );
    }
}

fn subscription(review: &mut Review<'_>, at: &KeyPath, each: &Subscription) {
    review.name(at, &each.name);
    review.number(&at.to("per_month"), &each.per_month, Limits::Price);
    review.optional(
        at,
        "exempt_share",
        each.exempt_share.as_ref(),
        Limits::Share,
    );
    let at = at.to("later");
    for (index, later) in each.later.iter().enumerate() {
        review.number(
            &at.nth(index).to("per_month"),
            &later.per_month,
            Limits::NotNegative,
        );
        if index > 0 && each.later[index - 1].from_year >= later.from_year {
            review.fault(
                FaultKind::Order,
                &at.nth(index).to("from_year"),
                "the years of later amounts must ascend",
                "sort them by year",
            );
        }
    }
}

fn lower_class(review: &mut Review<'_>, at: &KeyPath) {
    let shares = &review.scenario.patient.lower_class;
    let classes = review.scenario.population.deprivation.len().max(1);
    if shares.len() > 1 && shares.len() != classes {
        let message = format!(
            "{} shares are given, but the number of deprivation classes is {classes}",
            shares.len()
        );
        review.fault(
            FaultKind::CountOfEntries,
            at,
            message,
            "one share for all, or one a class of `population.deprivation`",
        );
    }
    for (index, share) in shares.iter().enumerate() {
        review.number(&at.nth(index), share, Limits::Share);
    }
}
