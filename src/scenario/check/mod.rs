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
mod at;
mod behaviour;
mod calibrate;
mod care;
mod collaboration;
mod component;
mod component_keys;
mod funding;
mod health;
mod named;
mod numbers;
mod paid;
mod population;
mod provider;
mod quality;
mod room;
mod run;
mod savings;
mod size;

use super::fault::Fault;
use super::places::Places;
use super::schema::{Arrangement, Scenario};
use room::Room;

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

/// Whether a name may hold this character.
pub fn is_name_character(each: char) -> bool {
    each.is_ascii_alphanumeric() || each == '_' || each == '-'
}
