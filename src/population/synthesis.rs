//! The residents at the start.

use crate::base::random::Key;
use crate::scenario::people_file::Person;
use crate::system::System;
use crate::system::people::{Band, pick};

use super::flows::permanent_needs;
use super::{Purpose, Resident};

/// The residents at the start of one replication, ordered by age and sex so that neighbours read the same tables.
///
/// Every band of age and sex is present with its own share of the sample (largest remainders), ages spread evenly
/// inside a band; deprivation, state and carer are drawn.
pub fn residents(system: &System, replication: Key) -> Vec<Resident> {
    let mut residents = match &system.people.persons {
        Some(persons) => one_by_one(system, persons, replication),
        None => from_bands(system, replication),
    };
    residents.sort_by_key(|resident| (std::cmp::Reverse(resident.born), resident.class));
    residents
}

fn from_bands(system: &System, replication: Key) -> Vec<Resident> {
    let counts = allocate(system);
    let mut residents = Vec::with_capacity(system.people.sample);
    let mut number = 0_u64;
    for (band, counts) in system.people.bands.iter().zip(counts) {
        for (sex, count) in counts.into_iter().enumerate() {
            for place in 0..count {
                let key = replication.with(number);
                number += 1;
                let age = age_in_band(band, place, count, system.people.rounding, key);
                residents.push(resident(system, key, sex == 1, age, 0));
            }
        }
    }
    residents
}

/// The residents of a file, or every nth of them from a place that chance gives; what the file leaves out is
/// drawn.
fn one_by_one(system: &System, persons: &[Person], replication: Key) -> Vec<Resident> {
    let sample = system.people.sample;
    let step = persons.len() as f64 / sample as f64;
    let first = replication.uniform(Purpose::TRAIT_BIRTHDAY);
    let rows =
        (0..sample).map(|place| (((place as f64 + first) * step) as usize).min(persons.len() - 1));
    rows.map(|row| {
        let (person, key) = (persons[row], replication.with(row as u64));
        let age = person.age / system.time.length + system.people.rounding;
        let known = (person.deprivation, person.state);
        with_traits(system, key, person.is_male, known, (age as usize, 0))
    })
    .collect()
}

/// A resident of `age` (in cycles) at the start of `cycle`.
pub(super) fn resident(
    system: &System,
    key: Key,
    male: bool,
    age: usize,
    cycle: usize,
) -> Resident {
    with_traits(system, key, male, (None, None), (age, cycle))
}

/// A resident of whom the deprivation class and the state may be known; what is not is drawn given what is.
fn with_traits(
    system: &System,
    key: Key,
    male: bool,
    (deprivation, state): (Option<usize>, Option<usize>),
    (age, cycle): (usize, usize),
) -> Resident {
    let (health, people) = (&system.health, &system.people);
    let deprivation = deprivation
        .unwrap_or_else(|| pick(&people.deprivation, key.uniform(Purpose::TRAIT_DEPRIVATION)));
    let drawn = || {
        let u = key.uniform(Purpose::TRAIT_STATE);
        people.start(health, male, deprivation, age, u)
    };
    let (state, carer) = state.map_or_else(drawn, |state| (state, None));
    let has_carer =
        carer.unwrap_or_else(|| key.uniform(Purpose::TRAIT_CARER) < health.carer_share(state));
    let class = health.classes.index(male, deprivation, has_carer);
    let cell = health.classes.cell(class, health.year_of_age(age));
    Resident {
        key,
        needs: permanent_needs(system, key, state, cell),
        deductible_spent: 0,
        born: (cycle as i32 - age as i32) as i16,
        state: state as u8,
        class: class as u8,
        lived: 0,
        practice: system.panels.as_ref().map_or(0, |panels| {
            panels.practice(key.uniform(Purpose::TRAIT_PRACTICE)) as u16
        }),
        standing: Resident::standing(
            key.uniform(Purpose::TRAIT_LOWER_CLASS) < people.lower_class[deprivation],
        ),
    }
}

fn age_in_band(band: &Band, place: usize, count: usize, rounding: f64, key: Key) -> usize {
    let u = (place as f64 + key.uniform(Purpose::TRAIT_BIRTHDAY)) / count as f64;
    (band.from + u * (band.below - band.from) + rounding) as usize
}

/// Simulated residents per band and sex: largest remainders, so that they add up to the sample.
pub fn allocate(system: &System) -> Vec<[usize; 2]> {
    let people = &system.people;
    let exact: Vec<f64> = people
        .bands
        .iter()
        .flat_map(|band| band.residents.map(|residents| residents / people.weight))
        .collect();
    let mut counts: Vec<usize> = exact.iter().map(|&count| count as usize).collect();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
    let missing = people.sample.saturating_sub(counts.iter().sum());
    for &place in by_remainder.iter().take(missing) {
        counts[place] += 1;
    }
    counts.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
}
