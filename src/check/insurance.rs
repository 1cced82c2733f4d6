//! Insurers: whether they are somebody's, their shares, and what they keep.

use super::review::{FaultKind, KeyPath, Limits, Named, Review, means};
use crate::scenario::schema::{Insurance, Insurer};

/// Rows of insurers.csv that are of no single insurer.
const RESERVED: [&str; 4] = ["all", "equalisation_fund", "signing", "not_signing"];

/// The rules on `insurance` and `insurer`.
pub fn check(review: &mut Review<'_>) {
    let scenario = review.scenario;
    let (insurance, insurers) = (KeyPath::top("insurance"), KeyPath::top("insurer"));
    match (&scenario.insurance, scenario.insurer.is_empty()) {
        (None, true) => return,
        (None, false) => review.fault(
            FaultKind::DependentKey,
            &insurers,
            "insurers are those of a payer, and none is named",
            "add [insurance] with payer = \"insurer\"",
        ),
        (Some(_), true) => review.fault(
            FaultKind::DependentKey,
            &insurance,
            "the payer is several insurers, and none is written",
            "add [[insurer]] with name, share and signs",
        ),
        (Some(written), false) => equalisation(review, &insurance, written),
    }
    for (index, insurer) in scenario.insurer.iter().enumerate() {
        let at = insurers.entry(index, &insurer.name);
        review.name(&at, &insurer.name);
        if RESERVED.contains(&insurer.name.as_str()) {
            review.fault(
                FaultKind::UnusableName,
                &at.to("name"),
                format!("no insurer can be named `{}`", insurer.name),
                "in insurers.csv, that is a row of its own",
            );
        }
        review.number(&at.to("share"), &insurer.share, Limits::Share);
    }
    if !scenario.insurer.is_empty() {
        let shares = scenario.insurer.iter().map(|insurer| &insurer.share);
        review.add_up_to_one(&insurers, &means(shares));
        // A share that is no number is told above.
        let pays = |insurer: &Insurer| insurer.signs && !means([&insurer.share]).contains(&0.0);
        if !scenario.insurer.iter().any(pays) {
            review.fault(
                FaultKind::DependentKey,
                &insurers,
                "no insurer of a share above 0 signs, so that nobody pays the insurers' part of an agreement",
                "write signs = true where an insurer with residents takes part",
            );
        }
    }
}

fn equalisation(review: &mut Review<'_>, at: &KeyPath, insurance: &Insurance) {
    review.refer(&at.to("payer"), Named::Payer, &insurance.payer);
    if insurance.payer == "resident" {
        review.fault(
            FaultKind::ResidentPayer,
            &at.to("payer"),
            "residents are no insurers",
            "name the payer that the insurers are together",
        );
    }
    review.optional(at, "kept", insurance.kept.as_ref(), Limits::Share);
    let leaves = at.to("leaves");
    for (index, share) in insurance.leaves.iter().enumerate() {
        review.plain(&leaves.nth(index), *share, Limits::Share);
    }
    if !insurance.leaves.is_empty() {
        review.add_up_to_one(&leaves, &insurance.leaves);
    }
}
