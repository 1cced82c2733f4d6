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
mod calibrate;
mod care;
mod collaboration;
mod component;
mod funding;
mod health;
mod numbers;
mod paid;
mod population;
mod provider;
mod reference;
mod run;
mod size;

use std::path::Path;

use crate::scenario::fault::{Fault, Faults};
use crate::scenario::places::Places;
use crate::scenario::schema::{Arrangement, Scenario};
use crate::scenario::{self, Loaded, arrangements_file, room};
use room::Room;

/// Loads a scenario file and looks at what it means.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, Faults> {
    scenario::load(path, sets, check)
}

/// Reads a file of arrangements for a scenario.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load_arrangements(path: &Path, scenario: &Scenario) -> Result<Vec<Arrangement>, Faults> {
    arrangements_file::load(path, scenario, arrangements)
}

/// All faults of meaning, each with the path of keys it is about.
pub fn check(scenario: &Scenario, places: &Places) -> Vec<(Vec<String>, Fault)> {
    let mut room = Room::new(scenario, places);
    // Larger than this, and looking further would itself take time and memory without bound.
    size::check(&mut room);
    if room.is_clean() {
        numbers::check(&mut room);
        run::check(&mut room);
        population::check(&mut room);
        health::check(&mut room);
        care::check(&mut room);
        reference::check(&mut room);
        provider::check(&mut room);
        collaboration::check(&mut room);
        funding::check(&mut room);
        behaviour::check(&mut room);
        arm::check(&mut room);
        arrangement::check(&mut room, &scenario.arrangement);
        account::check(&mut room);
        calibrate::check(&mut room);
    }
    // What arms pay for is asked of names that exist.
    if room.is_clean() {
        paid::check(&mut room);
    }
    room.into_faults()
}

/// All faults of meaning of arrangements written in a file of their own, whose values stand at `places`.
pub fn arrangements(
    arrangements: &[Arrangement],
    scenario: &Scenario,
    places: &Places,
) -> Vec<(Vec<String>, Fault)> {
    let mut room = Room::new(scenario, places);
    arrangement::check(&mut room, arrangements);
    room.into_faults()
}
