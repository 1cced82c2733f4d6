//! What a scenario means: whether its names exist, its shares add up and its numbers are possible.
//!
//! Comes in: a typed scenario and the places of its values. Goes out: every fault of meaning, each with the path
//! of keys it is about. Deliberately absent: types and required keys (the walk has seen to those), and whether a
//! figure is plausible: that is for `caremix check` to show and people to judge.
//!
//! One rule is one small function; one file is one room of the scenario.

mod account;
mod arm;
mod arm_effect;
mod arrangement;
mod behaviour;
mod budget;
mod calibrate;
mod care;
mod collaboration;
mod component;
mod correlation;
mod dirichlet;
mod funding;
mod health;
mod institution;
mod insurance;
mod knob;
mod numbers;
mod paid;
mod population;
mod practices;
mod provider;
mod publication;
mod reference;
mod run;
mod size;
mod study;
mod unmet;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::scenario::fault::{Fault, Faults};
use crate::scenario::locations::Locations;
use crate::scenario::numbers::ReadNumbers;
use crate::scenario::schema::{Arrangement, Scenario};
use crate::scenario::{self, Loaded, arrangements_file, review};
use review::Review;

/// Loads a scenario file and looks at what it means.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, Faults> {
    scenario::load(path, sets, check)
}

/// Loads a scenario some of whose files are not written yet, and looks at what it means.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load_among(path: &Path, texts: BTreeMap<PathBuf, String>) -> Result<Loaded, Faults> {
    scenario::load_among(path, texts, check)
}

/// Reads a file of arrangements for a scenario.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load_arrangements(path: &Path, scenario: &Scenario) -> Result<Vec<Arrangement>, Faults> {
    arrangements_file::load(path, scenario, arrangements)
}

/// All faults of meaning, each with the path of keys it is about.
pub fn check(scenario: &Scenario, locations: &Locations) -> Vec<(Vec<String>, Fault)> {
    let mut review = Review::new(scenario, locations);
    // Larger than this, and looking further would itself take time and memory without bound.
    size::check(&mut review);
    if review.is_clean() {
        let numbers = ReadNumbers::of(scenario);
        numbers::check(&mut review, &numbers);
        run::check(&mut review);
        population::check(&mut review);
        health::check(&mut review);
        institution::check(&mut review);
        care::check(&mut review);
        reference::check(&mut review);
        provider::check(&mut review);
        collaboration::check(&mut review);
        funding::check(&mut review);
        budget::check(&mut review);
        insurance::check(&mut review);
        behaviour::check(&mut review);
        unmet::check(&mut review);
        arm::check(&mut review);
        arrangement::check(&mut review, &scenario.arrangement);
        account::check(&mut review);
        study::check(&mut review);
        calibrate::check(&mut review, &numbers);
        correlation::check(&mut review);
        dirichlet::check(&mut review);
        publication::check(&mut review);
        knob::check(&mut review, &numbers);
    }
    // What arms pay for is asked of names that exist.
    if review.is_clean() {
        paid::check(&mut review);
    }
    review.into_faults()
}

/// All faults of meaning of arrangements written in a file of their own, whose values stand at `locations`.
pub fn arrangements(
    arrangements: &[Arrangement],
    scenario: &Scenario,
    locations: &Locations,
) -> Vec<(Vec<String>, Fault)> {
    let mut review = Review::new(scenario, locations);
    arrangement::check(&mut review, arrangements);
    review.into_faults()
}
