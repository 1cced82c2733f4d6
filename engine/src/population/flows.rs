//! Births and newcomers. How many come does not depend on the arm, so that arms see the same people.

use crate::base::random::Key;
use crate::system::System;
use crate::tables::bands::pick;
use crate::tables::time::Age;

use super::synthesis::{Presence, resident};
use super::{Purpose, Resident};

/// Numbers of residents who arrive after the start begin here, above the numbers of the residents at the start.
const FIRST_NUMBER: u64 = 1 << 40;

/// Who is born and who moves in at the end of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// Births.
    pub births: usize,
    /// Newcomers.
    pub newcomers: usize,
}

/// Adds residents who are born or move in during `cycle` and are still here at its end to `residents`.
pub fn arrive(
    system: &System,
    replication: Key,
    cycle: usize,
    residents: &mut Vec<Resident>,
) -> Arrivals {
    let people = &system.people;
    let arrivals = Arrivals {
        births: due(people.births, cycle, replication.uniform(0)),
        newcomers: due(people.newcomers, cycle, replication.uniform(1)),
    };
    let mut number = FIRST_NUMBER + ((cycle as u64) << 24);
    let mut next_key = || {
        number += 1;
        replication.with(number)
    };
    for _ in 0..arrivals.births {
        let key = next_key();
        let male = key.uniform(Purpose::TRAIT_AGE) < BOYS;
        residents.push(newborn(system, key, male, cycle));
    }
    for _ in 0..arrivals.newcomers {
        residents.push(newcomer(system, next_key(), cycle));
    }
    arrivals
}

/// Share of boys among newborns: 105 boys to 100 girls, the usual human sex ratio at birth.
pub const BOYS: f64 = 105.0 / 205.0;

/// Arrivals due in `cycle` at `rate` per cycle, so that the sum over cycles is never more than one off.
fn due(rate: f64, cycle: usize, u: f64) -> usize {
    let by = |cycle: usize| libm::floor(rate * cycle as f64 + u) as usize;
    by(cycle + 1) - by(cycle)
}

fn newborn(system: &System, key: Key, male: bool, cycle: usize) -> Resident {
    // Born at any moment of the cycle that ends now.
    let age = Age::of_cycles(key.uniform(Purpose::TRAIT_BIRTHDAY));
    let presence = Presence::from_the_end_of(cycle, age);
    let mut baby = resident(system, key, male, presence);
    let state = system.people.newborn_state;
    baby.state = state as u8;
    baby.needs = presence.needs(system, key, state, usize::from(baby.class));
    baby
}

fn newcomer(system: &System, key: Key, cycle: usize) -> Resident {
    let u = key.uniform(Purpose::TRAIT_AGE);
    let bands = &system.people.newcomer_bands;
    let ends: Vec<f64> = bands.iter().flat_map(|(_, ends)| *ends).collect();
    let index = pick(&ends, u);
    let (band, _) = bands[index / 2];
    let age = band.from + key.uniform(Purpose::TRAIT_BIRTHDAY) * (band.below - band.from);
    let presence = Presence::from_the_end_of(cycle, Age::of_cycles(age));
    resident(system, key, index % 2 == 1, presence)
}
