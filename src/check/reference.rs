//! The population whose accounts background care states, and what a town is told apart by.

use super::review::{FaultKind, KeyPath, Limits, Review, legible, means};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{BackgroundCare, BandsAre, ClassRatios, Reference};

/// How far a mean ratio may lie from 1: written ratios are rounded.
const ROUNDING: f64 = 0.005;

/// What the whole may be of its remainder, at most: of less, a town's factor says nothing.
const MOST_OF_REMAINDER: f64 = 100.0;

/// The rules on `reference`, and on what depends on it.
pub fn check(review: &mut Review<'_>) {
    if let Some(reference) = &review.scenario.reference {
        classes(review, reference);
        let at = KeyPath::top("reference");
        ratios(review, &at.to("whole"), &reference.whole);
        for (index, each) in reference.ratio.iter().enumerate() {
            let at = at.to("ratio").entry(index, &each.name);
            review.name(&at, &each.name);
            ratios(review, &at, each);
            within_whole(review, &at.to("categories"), each, reference);
        }
        once(review, &at.to("ratio"), reference);
        whole_to_remainder(review, &at, reference);
    }
    for (index, each) in review.scenario.background_care.iter().enumerate() {
        let at = KeyPath::top("background_care").entry(index, &each.name);
        remainder(review, &at, each);
        background_ratios(review, &at, each);
    }
    town(review);
    indicators(review);
}

fn whole_to_remainder(review: &mut Review<'_>, at: &KeyPath, reference: &Reference) {
    let possible = 1.0..=MOST_OF_REMAINDER;
    let written = reference.whole_to_remainder;
    if let Some(of) = written.filter(|of| !possible.contains(of)) {
        let message = format!(
            "the whole is {} times its remainder, which cannot be",
            legible(of)
        );
        let hint =
            format!("from 1 to {MOST_OF_REMAINDER}; caremix calibrate --reference works it out");
        review.fault(
            FaultKind::Reference,
            &at.to("whole_to_remainder"),
            message,
            hint,
        );
    }
}

/// One share a class of the scenario's own residents.
fn classes(review: &mut Review<'_>, reference: &Reference) {
    let at = KeyPath::top("reference").to("deprivation");
    for (index, share) in reference.deprivation.iter().enumerate() {
        review.plain(&at.nth(index), *share, Limits::Share);
    }
    review.add_up_to_one(&at, &reference.deprivation);
    let own = review.scenario.population.deprivation.len().max(1);
    if reference.deprivation.len() != own {
        let message = format!(
            "{} shares are given, but the number of deprivation classes is {own}",
            reference.deprivation.len()
        );
        review.fault(
            FaultKind::CountOfEntries,
            &at,
            message,
            "one share a class of `population.deprivation`",
        );
    }
}

fn ratios(review: &mut Review<'_>, at: &KeyPath, of: &ClassRatios) {
    for (index, ratio) in of.ratios.iter().enumerate() {
        review.plain(&at.to("ratios").nth(index), *ratio, Limits::AboveZero);
    }
    let own = review.scenario.population.deprivation.len().max(1);
    if of.ratios.len() != own {
        let message = format!(
            "{} ratios are given, but the number of deprivation classes is {own}",
            of.ratios.len()
        );
        review.fault(
            FaultKind::CountOfEntries,
            &at.to("ratios"),
            message,
            "one ratio a class of `population.deprivation`, least deprived first",
        );
    }
    let lines = &review.scenario.background_care;
    let known: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.category.as_deref())
        .collect();
    for (index, category) in of.categories.iter().enumerate() {
        if !known.contains(&category.as_str()) {
            let message = format!("no background care is of category {}", quoted(category));
            review.fault(
                FaultKind::UnknownName,
                &at.to("categories").nth(index),
                message,
                suggest(category, &known),
            );
        }
    }
}

fn within_whole(review: &mut Review<'_>, at: &KeyPath, of: &ClassRatios, reference: &Reference) {
    for (index, category) in of.categories.iter().enumerate() {
        if !reference.whole.categories.contains(category) {
            let message = format!("{} is not in `reference.whole`", quoted(category));
            review.fault(
                FaultKind::Reference,
                &at.nth(index),
                message,
                "categories outside it keep the same background care in every class",
            );
        }
    }
}

/// A category has one ratio.
fn once(review: &mut Review<'_>, at: &KeyPath, reference: &Reference) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, each) in reference.ratio.iter().enumerate() {
        for (number, category) in each.categories.iter().enumerate() {
            if seen.contains(&category.as_str()) {
                let at = at.entry(index, &each.name).to("categories").nth(number);
                let message = format!("{} has a ratio already", quoted(category));
                review.fault(FaultKind::ListedTwice, &at, message, "one ratio a category");
            }
            seen.push(category);
        }
    }
}

fn remainder(review: &mut Review<'_>, at: &KeyPath, care: &BackgroundCare) {
    let Some(remainder) = &care.remainder else {
        return;
    };
    let at = at.to("remainder");
    if care.bands_are != BandsAre::Remainder {
        let hint = "leave it out, or say bands_are = \"remainder\": the bands state the whole cost, this what needs leave of it";
        review.fault(
            FaultKind::Remainder,
            &at,
            "these bands are the background cost itself, of which needs take nothing",
            hint,
        );
    }
    needs_reference(review, &at, "a remainder");
    let bands = care.age_from.len();
    for (key, costs) in [("female", &remainder.female), ("male", &remainder.male)] {
        if costs.len() != bands {
            let message = format!("`{key}` has {} costs for {bands} bands", costs.len());
            review.fault(
                FaultKind::CountOfEntries,
                &at.to(key),
                message,
                "one cost a band of `age_from`",
            );
        }
        for (index, cost) in costs.iter().enumerate() {
            review.plain(&at.to(key).nth(index), *cost, Limits::Price);
        }
    }
}

fn needs_reference(review: &mut Review<'_>, at: &KeyPath, what: &str) {
    if review.scenario.reference.is_none() {
        let message = format!("{what} is of a reference population, and there is none");
        review.fault(
            FaultKind::Reference,
            at,
            message,
            "add [reference] with the shares of its deprivation classes",
        );
    }
}

fn background_ratios(review: &mut Review<'_>, at: &KeyPath, care: &BackgroundCare) {
    if care.deprivation_ratios.is_empty() {
        return;
    }
    review.deprivation_ratios(at, &care.deprivation_ratios);
    let at = at.to("deprivation_ratios");
    needs_reference(review, &at, "a ratio per class");
    let Some(reference) = &review.scenario.reference else {
        return;
    };
    let ratios = means(&care.deprivation_ratios);
    let pairs = ratios.iter().zip(&reference.deprivation);
    let mean: f64 = pairs.map(|(ratio, share)| ratio * share).sum();
    let is_complete = ratios.len() == reference.deprivation.len();
    if is_complete && (mean - 1.0).abs() > ROUNDING {
        let message = format!(
            "these ratios average {} over the reference, not 1",
            legible(mean)
        );
        review.fault(
            FaultKind::ReferenceRatios,
            &at,
            message,
            "divide each by that, so that the reference itself keeps its cost",
        );
    }
}

/// A factor needs something to act on.
fn town(review: &mut Review<'_>) {
    let population = &review.scenario.population;
    let at = KeyPath::top("population");
    let keys = [
        ("factor", population.factor.is_some()),
        ("indicators", !population.indicators.is_empty()),
    ];
    let factor = review
        .scenario
        .reference
        .as_ref()
        .and_then(|reference| reference.whole_to_remainder);
    for (key, _) in keys
        .into_iter()
        .filter(|(_, is_there)| *is_there && factor.is_none())
    {
        let message =
            format!("`{key}` acts through `reference.whole_to_remainder`, which is not there");
        review.fault(
            FaultKind::Reference,
            &at.to(key),
            message,
            "caremix calibrate --reference works it out",
        );
    }
}

/// All indicators of the regression, and no others.
fn indicators(review: &mut Review<'_>) {
    let scenario = review.scenario;
    let regression = scenario
        .reference
        .as_ref()
        .and_then(|reference| reference.regression.as_ref());
    if let Some(regression) = regression {
        let at = KeyPath::top("reference").to("regression");
        review.plain(&at.to("constant"), regression.constant, Limits::Any);
        if regression.coefficients.is_empty() {
            review.fault(
                FaultKind::Reference,
                &at.to("coefficients"),
                "a regression needs an indicator",
                "leave it out, or name one with its coefficient",
            );
        }
        for (name, coefficient) in &regression.coefficients {
            review.plain(&at.to("coefficients").to(name), *coefficient, Limits::Any);
        }
    }
    let given = &scenario.population.indicators;
    if given.is_empty() {
        return;
    }
    let at = KeyPath::top("population").to("indicators");
    let Some(regression) = regression else {
        return review.fault(
            FaultKind::Reference,
            &at,
            "no regression says what indicators come to",
            "add [reference.regression]",
        );
    };
    for (name, value) in given {
        review.plain(&at.to(name), *value, Limits::Any);
        if !regression.coefficients.contains_key(name) {
            let known: Vec<&str> = regression.coefficients.keys().map(String::as_str).collect();
            let message = format!("{} is no indicator of the regression", quoted(name));
            review.fault(
                FaultKind::UnknownName,
                &at.to(name),
                message,
                suggest(name, &known),
            );
        }
    }
    let missing: Vec<&str> = regression
        .coefficients
        .keys()
        .filter(|name| !given.contains_key(*name))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        let message = format!("nothing is said of {}", missing.join(", "));
        review.fault(
            FaultKind::Reference,
            &at,
            message,
            "give every indicator of `reference.regression`, or none",
        );
    }
}
