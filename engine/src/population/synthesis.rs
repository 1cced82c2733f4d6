//! The residents at the start.

use crate::base::random::Key;
use crate::scenario::people_file::Person;
use crate::system::System;
use crate::tables::bands::{Band, pick};
use crate::tables::time::Age;

use super::permanent::permanent_needs;
use super::{Purpose, Resident};

/// The residents at the start of one replication, ordered by age and sex so that neighbours read the same tables.
///
/// Every band of age and sex has its own share of the sample, rounded by chance, and ages spread evenly inside a band;
/// deprivation, state and carer are drawn.
pub fn residents(system: &System, replication: Key) -> Vec<Resident> {
    let mut residents = match &system.people.persons {
        Some(persons) => one_by_one(system, persons, replication),
        None => from_bands(system, replication),
    };
    residents.sort_by_key(|resident| (std::cmp::Reverse(resident.born), resident.class));
    residents
}

/// Since when somebody lives here, and how old they are then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Presence {
    /// The boundary between cycles from which on they are here; 0 is the start.
    from: usize,
    /// Their age then.
    age: Age,
    /// The first cycle in which care may arise.
    first: usize,
}

impl Presence {
    fn from_the_start(age: Age) -> Presence {
        Presence {
            from: 0,
            age,
            first: 0,
        }
    }

    /// Of somebody who comes in `cycle` and has an age at its end.
    pub(super) fn from_the_end_of(cycle: usize, age: Age) -> Presence {
        Presence {
            from: cycle + 1,
            age,
            first: cycle,
        }
    }

    /// Half-cycle of birth, counted from the start of the run.
    fn born(self) -> i16 {
        (2 * self.from as i32 - self.age.half_cycles as i32) as i16
    }

    /// Permanent needs in the first cycle, as bits.
    pub(super) fn needs(self, system: &System, key: Key, state: usize, class: usize) -> u32 {
        let health = &system.health;
        let moment = system.time.moment(self.first) as i32;
        let age = (moment - i32::from(self.born())).max(0) as usize / 2;
        let cell = health.classes.cell(class, health.year_of_age(age));
        permanent_needs(system, key, state, cell)
    }
}

fn from_bands(system: &System, replication: Key) -> Vec<Resident> {
    let people = &system.people;
    let counts = simulated(people.exact(), replication.uniform(Purpose::TRAIT_BIRTHDAY));
    let mut residents = Vec::with_capacity(people.sample + 1);
    let mut number = 0_u64;
    for (band, counts) in people.bands.iter().zip(counts) {
        for (sex, count) in counts.into_iter().enumerate() {
            for index in 0..count {
                let key = replication.with(number);
                number += 1;
                let presence = Presence::from_the_start(age_in_band(band, index, count, key));
                residents.push(resident(system, key, sex == 1, presence));
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
        (0..sample).map(|index| (((index as f64 + first) * step) as usize).min(persons.len() - 1));
    rows.map(|row| {
        let (person, key) = (persons[row], replication.with(row as u64));
        let age = Age::of_cycles(person.age * system.time.per_year as f64);
        let known = (person.deprivation, person.state);
        with_traits(
            system,
            key,
            person.is_male,
            known,
            Presence::from_the_start(age),
        )
    })
    .collect()
}

/// A resident of a given sex and age; everything else is drawn.
pub(super) fn resident(system: &System, key: Key, male: bool, presence: Presence) -> Resident {
    with_traits(system, key, male, (None, None), presence)
}

/// A resident whose deprivation class and state may be given; a trait that is not given is drawn, given the others.
fn with_traits(
    system: &System,
    key: Key,
    male: bool,
    (deprivation, state): (Option<usize>, Option<usize>),
    presence: Presence,
) -> Resident {
    let (health, people) = (&system.health, &system.people);
    let deprivation = deprivation
        .unwrap_or_else(|| pick(&people.deprivation, key.uniform(Purpose::TRAIT_DEPRIVATION)));
    let drawn = || {
        let u = key.uniform(Purpose::TRAIT_STATE);
        people
            .starts
            .start(health, male, deprivation, presence.age, u)
    };
    let (state, carer) = state.map_or_else(drawn, |state| (state, None));
    let has_carer =
        carer.unwrap_or_else(|| key.uniform(Purpose::TRAIT_CARER) < health.carer_share(state));
    let class = health.classes.index(male, deprivation, has_carer);
    let is_lower = key.uniform(Purpose::TRAIT_LOWER_CLASS) < people.lower_class[deprivation];
    let standing = Resident::standing(is_lower);
    let born = presence.born();
    let mut resident = Resident::new(key, born, [state as u8, class as u8, standing]);
    resident.needs = presence.needs(system, key, state, class);
    if let Some(panels) = &system.panels {
        resident.practice = panels.practice(key.uniform(Purpose::TRAIT_PRACTICE)) as u16;
    }
    if presence.from == 0 {
        let age = resident.age(system.time.moment(0));
        let waits = health.waits_at_start(class, age, state);
        resident.wait(waits > 0.0 && key.uniform(Purpose::TRAIT_WAITS) < waits);
    }
    resident
}

fn age_in_band(band: &Band, index: usize, count: usize, key: Key) -> Age {
    let u = (index as f64 + key.uniform(Purpose::TRAIT_BIRTHDAY)) / count as f64;
    Age::of_cycles(band.from + u * (band.below - band.from))
}

/// Simulated residents per band and sex, where `exact` are the expected numbers: systematic sampling from a random
/// start `u`, so that every count is right on average and at most one off, as their sum is. Women of all ages come
/// before men: side by side, every second resident could be of one sex.
fn simulated(exact: impl Iterator<Item = [f64; 2]>, u: f64) -> Vec<[usize; 2]> {
    let exact: Vec<[f64; 2]> = exact.collect();
    let mut counts = vec![[0; 2]; exact.len()];
    let (mut sum, mut before) = (u, 0);
    for sex in [0, 1] {
        for (count, exact) in counts.iter_mut().zip(&exact) {
            sum += exact[sex];
            let here = sum as usize;
            count[sex] = here - before;
            before = here;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: [[f64; 2]; 3] = [[0.25, 0.5], [1.75, 0.25], [0.0, 2.5]];

    #[test]
    fn every_band_and_sex_is_right_on_average() {
        // A hundred places of u stand for all: each exact share is a multiple of a quarter.
        let mut sums = [[0; 2]; 3];
        for index in 0..100 {
            let counts = simulated(EXACT.into_iter(), (f64::from(index) + 0.5) / 100.0);
            for (sums, counts) in sums.iter_mut().zip(counts) {
                sums[0] += counts[0];
                sums[1] += counts[1];
            }
        }
        assert_eq!(sums, [[25, 50], [175, 25], [0, 250]]);
    }

    #[test]
    fn no_band_is_more_than_one_off() {
        for index in 0..100 {
            let counts = simulated(EXACT.into_iter(), f64::from(index) / 100.0);
            for (exact, counts) in EXACT.iter().flatten().zip(counts.iter().flatten()) {
                assert!((*counts as f64 - exact).abs() < 1.0, "{counts} of {exact}");
            }
            let sum: usize = counts.iter().flatten().sum();
            assert!((5..=6).contains(&sum), "{sum}");
        }
    }

    #[test]
    fn whole_numbers_stay_what_they_are() {
        let exact = [[12.0, 0.0], [3.0, 70_001.0]];
        for u in [0.0, 0.3, 0.999_999] {
            let counts = simulated(exact.into_iter(), u);
            assert_eq!(counts, [[12, 0], [3, 70_001]]);
        }
    }
}
