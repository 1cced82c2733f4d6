//! The population whose accounts background care states, and what a town is told apart by.

use super::room::{At, Limits, Room, means, told};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{BackgroundCare, BandsAre, ClassRatios, Reference};

/// How far a mean ratio may lie from 1: written ratios are rounded.
const ROUNDING: f64 = 0.005;

/// What the whole may be of its remainder, at most: of less, a town's factor says nothing.
const MOST_OF_REMAINDER: f64 = 100.0;

/// The rules on `reference`, and on what depends on it.
pub fn check(room: &mut Room<'_>) {
    if let Some(reference) = &room.scenario.reference {
        classes(room, reference);
        let at = At::top("reference");
        ratios(room, &at.to("whole"), &reference.whole);
        for (index, each) in reference.ratio.iter().enumerate() {
            let at = at.to("ratio").entry(index, &each.name);
            room.name(&at, &each.name);
            ratios(room, &at, each);
            within_whole(room, &at.to("categories"), each, reference);
        }
        once(room, &at.to("ratio"), reference);
        if let Some(of) = reference.whole_to_remainder {
            if !(1.0..=MOST_OF_REMAINDER).contains(&of) {
                let message = format!(
                    "the whole is {} times its remainder, which cannot be",
                    told(of)
                );
                let hint = format!(
                    "from 1 to {MOST_OF_REMAINDER}; caremix calibrate --reference works it out"
                );
                room.fault(&at.to("whole_to_remainder"), message, hint);
            }
        }
    }
    for (index, each) in room.scenario.background_care.iter().enumerate() {
        let at = At::top("background_care").entry(index, &each.name);
        remainder(room, &at, each);
        background_ratios(room, &at, each);
    }
    town(room);
    indicators(room);
}

/// One share a class of the scenario's own residents.
fn classes(room: &mut Room<'_>, reference: &Reference) {
    let at = At::top("reference").to("deprivation");
    for (index, share) in reference.deprivation.iter().enumerate() {
        room.plain(&at.nth(index), *share, Limits::Share);
    }
    room.add_up_to_one(&at, &reference.deprivation);
    let own = room.scenario.population.deprivation.len().max(1);
    if reference.deprivation.len() != own {
        let message = format!(
            "{} shares are given, but the number of deprivation classes is {own}",
            reference.deprivation.len()
        );
        room.fault(
            &at,
            message,
            "one share a class of `population.deprivation`",
        );
    }
}

fn ratios(room: &mut Room<'_>, at: &At, of: &ClassRatios) {
    for (index, ratio) in of.ratios.iter().enumerate() {
        room.plain(&at.to("ratios").nth(index), *ratio, Limits::AboveZero);
    }
    let own = room.scenario.population.deprivation.len().max(1);
    if of.ratios.len() != own {
        let message = format!(
            "{} ratios are given, but the number of deprivation classes is {own}",
            of.ratios.len()
        );
        room.fault(
            &at.to("ratios"),
            message,
            "one ratio a class of `population.deprivation`, least deprived first",
        );
    }
    let lines = &room.scenario.background_care;
    let known: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.category.as_deref())
        .collect();
    for (index, category) in of.categories.iter().enumerate() {
        if !known.contains(&category.as_str()) {
            let message = format!("no background care is of category {}", quoted(category));
            room.fault(
                &at.to("categories").nth(index),
                message,
                suggest(category, &known),
            );
        }
    }
}

fn within_whole(room: &mut Room<'_>, at: &At, of: &ClassRatios, reference: &Reference) {
    for (index, category) in of.categories.iter().enumerate() {
        if !reference.whole.categories.contains(category) {
            let message = format!("{} is not in `reference.whole`", quoted(category));
            room.fault(
                &at.nth(index),
                message,
                "categories outside it keep the same background care in every class",
            );
        }
    }
}

/// A category has one ratio.
fn once(room: &mut Room<'_>, at: &At, reference: &Reference) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, each) in reference.ratio.iter().enumerate() {
        for (place, category) in each.categories.iter().enumerate() {
            if seen.contains(&category.as_str()) {
                let at = at.entry(index, &each.name).to("categories").nth(place);
                let message = format!("{} has a ratio already", quoted(category));
                room.fault(&at, message, "one ratio a category");
            }
            seen.push(category);
        }
    }
}

fn remainder(room: &mut Room<'_>, at: &At, care: &BackgroundCare) {
    let Some(remainder) = &care.remainder else {
        return;
    };
    let at = at.to("remainder");
    if care.bands_are != BandsAre::Remainder {
        let hint = "leave it out, or say bands_are = \"remainder\": the bands state the whole cost, this what needs leave of it";
        room.fault(
            &at,
            "these bands are the background cost itself, of which needs take nothing",
            hint,
        );
    }
    needs_reference(room, &at, "a remainder");
    let bands = care.age_from.len();
    for (key, costs) in [("female", &remainder.female), ("male", &remainder.male)] {
        if costs.len() != bands {
            let message = format!("`{key}` has {} costs for {bands} bands", costs.len());
            room.fault(&at.to(key), message, "one cost a band of `age_from`");
        }
        for (index, cost) in costs.iter().enumerate() {
            room.plain(&at.to(key).nth(index), *cost, Limits::Price);
        }
    }
}

fn needs_reference(room: &mut Room<'_>, at: &At, what: &str) {
    if room.scenario.reference.is_none() {
        let message = format!("{what} is of a reference population, and there is none");
        room.fault(
            at,
            message,
            "add [reference] with the shares of its deprivation classes",
        );
    }
}

fn background_ratios(room: &mut Room<'_>, at: &At, care: &BackgroundCare) {
    if care.deprivation_ratios.is_empty() {
        return;
    }
    room.deprivation_ratios(at, &care.deprivation_ratios);
    let at = at.to("deprivation_ratios");
    needs_reference(room, &at, "a ratio per class");
    let Some(reference) = &room.scenario.reference else {
        return;
    };
    let ratios = means(&care.deprivation_ratios);
    let pairs = ratios.iter().zip(&reference.deprivation);
    let mean: f64 = pairs.map(|(ratio, share)| ratio * share).sum();
    let is_complete = ratios.len() == reference.deprivation.len();
    if is_complete && (mean - 1.0).abs() > ROUNDING {
        let message = format!(
            "these ratios average {} over the reference, not 1",
            told(mean)
        );
        room.fault(
            &at,
            message,
            "divide each by that, so that the reference itself keeps its cost",
        );
    }
}

/// A factor needs something to act on.
fn town(room: &mut Room<'_>) {
    let population = &room.scenario.population;
    let at = At::top("population");
    let keys = [
        ("factor", population.factor.is_some()),
        ("indicators", !population.indicators.is_empty()),
    ];
    let factor = room
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
        room.fault(
            &at.to(key),
            message,
            "caremix calibrate --reference works it out",
        );
    }
}

/// All indicators of the regression, and no others.
fn indicators(room: &mut Room<'_>) {
    let scenario = room.scenario;
    let regression = scenario
        .reference
        .as_ref()
        .and_then(|reference| reference.regression.as_ref());
    if let Some(regression) = regression {
        let at = At::top("reference").to("regression");
        room.plain(&at.to("constant"), regression.constant, Limits::Any);
        if regression.coefficients.is_empty() {
            room.fault(
                &at.to("coefficients"),
                "a regression needs an indicator",
                "leave it out, or name one with its coefficient",
            );
        }
        for (name, coefficient) in &regression.coefficients {
            room.plain(&at.to("coefficients").to(name), *coefficient, Limits::Any);
        }
    }
    let given = &scenario.population.indicators;
    if given.is_empty() {
        return;
    }
    let at = At::top("population").to("indicators");
    let Some(regression) = regression else {
        return room.fault(
            &at,
            "no regression says what indicators come to",
            "add [reference.regression]",
        );
    };
    for (name, value) in given {
        room.plain(&at.to(name), *value, Limits::Any);
        if !regression.coefficients.contains_key(name) {
            let known: Vec<&str> = regression.coefficients.keys().map(String::as_str).collect();
            let message = format!("{} is no indicator of the regression", quoted(name));
            room.fault(&at.to(name), message, suggest(name, &known));
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
        room.fault(
            &at,
            message,
            "give every indicator of `reference.regression`, or none",
        );
    }
}
