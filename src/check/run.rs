//! Time, replications, comparison.

use super::review::{FaultKind, KeyPath, Named, Review, legible};
use crate::base::currency::Currency;
use crate::scenario::nearest::quoted;
use crate::scenario::schema::Convention;

/// The rules on `run` and on who pays.
pub fn check(review: &mut Review<'_>) {
    name(review);
    comparator(review);
    currency(review);
    discounting(review);
    sample(review);
    payers(review);
    resident_pays(review);
}

fn name(review: &mut Review<'_>) {
    if let Some(name) = &review.scenario.name {
        review.word(&KeyPath::top("name"), name);
    }
}

fn comparator(review: &mut Review<'_>) {
    if let Some(comparator) = &review.scenario.run.comparator {
        review.refer(
            &KeyPath::top("run").to("comparator"),
            Named::Arm,
            comparator,
        );
    }
}

fn currency(review: &mut Review<'_>) {
    let code = &review.scenario.run.currency;
    if Currency::of_code(code).is_none() {
        review.fault(
            FaultKind::UnknownWord,
            &KeyPath::top("run").to("currency"),
            format!("`currency` cannot be {}", quoted(code)),
            "write a code of ISO 4217, e.g. currency = \"USD\"",
        );
    }
}

fn discounting(review: &mut Review<'_>) {
    let (at, run) = (KeyPath::top("run"), &review.scenario.run);
    if run.discount_first_year && run.convention != Convention::Own {
        review.fault(
            FaultKind::Discounting,
            &at.to("discount_first_year"),
            "the convention leaves the first year undiscounted",
            "write convention = \"own\" to discount it",
        );
    }
    let rates = [
        ("discount_costs", &run.discount_costs),
        ("discount_effects", &run.discount_effects),
    ];
    for (key, rate) in rates {
        let is_written = review.locations.is_written(&["run", key]);
        // A resolved scenario writes out every key; a rate of 0 there says nothing.
        let is_meant = is_written && rate.as_point() != Some(0.0);
        if is_meant && run.convention != Convention::Own {
            review.fault(
                FaultKind::Discounting,
                &at.to(key),
                format!("`{key}` is not used: the convention has rates of its own"),
                "write convention = \"own\" to give rates yourself",
            );
        }
        if !is_written && run.convention == Convention::Own {
            review.fault(
                FaultKind::Discounting,
                &at.to("convention"),
                format!("the convention `own` needs `{key}`"),
                "write the yearly rate, e.g. 0.03; 0 for none",
            );
        }
    }
}

/// The years in which something holds must not all lie before the run. What begins after it is no fault: a run may be
/// shortened, and remarks say that it does nothing there.
pub fn years(
    review: &mut Review<'_>,
    at: &KeyPath,
    from_year: Option<i32>,
    until_year: Option<i32>,
) {
    let run = &review.scenario.run;
    let (first, last) = (
        i64::from(run.first_year),
        i64::from(run.first_year) + i64::from(run.years) - 1,
    );
    let from = from_year.map_or(first, i64::from);
    let until = until_year.map_or(last, i64::from);
    let at_until = at.to("until_year");
    if from_year.is_some() && until_year.is_some() && from > until {
        let message = format!("this ends ({until}) before it starts ({from})");
        return review.fault(
            FaultKind::Years,
            &at_until,
            message,
            "`until_year` is the last year, not the first without",
        );
    }
    let hint = format!("the run covers {first} to {last}");
    if until < first {
        review.fault(
            FaultKind::Years,
            &at_until,
            format!("this ends ({until}) before the run starts"),
            hint,
        );
    }
}

fn sample(review: &mut Review<'_>) {
    let residents = review.residents();
    let Some(sample) = review.scenario.run.sample.filter(|_| residents > 0.0) else {
        return;
    };
    if sample as f64 > residents {
        let message = format!(
            "the sample ({sample}) is larger than the population ({})",
            legible(residents)
        );
        review.fault(
            FaultKind::Sample,
            &KeyPath::top("run").to("sample"),
            message,
            "leave `sample` out to simulate all residents",
        );
    }
}

fn payers(review: &mut Review<'_>) {
    for (index, payer) in review.scenario.payer.iter().enumerate() {
        let at = KeyPath::top("payer").entry(index, &payer.name);
        review.name(&at, &payer.name);
        if payer.name == "all" {
            review.fault(
                FaultKind::UnusableName,
                &at.to("name"),
                "no payer can be named `all`",
                "in results, `all` is the sum of the payers",
            );
        }
    }
}

/// What residents pay needs somebody to pay it.
fn resident_pays(review: &mut Review<'_>) {
    let scenario = review.scenario;
    if scenario.payer.iter().any(|payer| payer.name == "resident") {
        return;
    }
    let copays = |service: &crate::scenario::schema::Service| {
        service.copayment.is_some() || service.deductible
    };
    if scenario.patient.deductible.is_some()
        || !scenario.patient.subscription.is_empty()
        || scenario.service.iter().any(copays)
    {
        let hint = "add [[payer]] name = \"resident\"";
        review.fault(
            FaultKind::ResidentPayer,
            &KeyPath::top("payer"),
            "residents pay a part, but no payer is named `resident`",
            hint,
        );
    }
}
