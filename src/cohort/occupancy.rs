//! Where expected residents are: by half-cycle of birth, class and state.
//!
//! Comes in: the residents of the start, and those who come. Goes out: [`Occupancy`]. Deliberately absent: how they move
//! from state to state (passage.rs).

use crate::system::System;
use crate::tables::time::Age;

use super::arrivals::{ArrivalRow, ages, deprivation, in_state, people_of_age};
use super::coming::Coming;

/// Expected residents of one half-cycle of birth: `[class][state]`.
type CohortStates = Vec<f64>;

/// Expected simulated residents by half-cycle of birth, class and state.
#[derive(Debug, Clone)]
pub(super) struct Occupancy {
    /// By half-cycle of birth, the oldest first.
    pub cohorts: Vec<CohortStates>,
    /// Age of the first cohort at the start, in half-cycles.
    oldest: usize,
    /// Those who died, by state.
    pub dead: Vec<f64>,
    states: usize,
}

impl Occupancy {
    /// The residents at the start: as many of each band and sex as are simulated.
    pub fn start(system: &System) -> Occupancy {
        let (health, people) = (&system.health, &system.people);
        let written = people
            .persons
            .iter()
            .flat_map(|persons| persons.iter())
            .map(|person| person.age * system.time.per_year as f64);
        let bands = people.bands.iter().map(|band| band.below);
        let newcomers = people.newcomer_bands.iter().map(|(band, _)| band.below);
        let oldest = written.chain(bands).chain(newcomers).fold(0.0, f64::max);
        let oldest = Age::of_cycles(oldest).half_cycles + 1;
        let states = health.states.len();
        let cohorts = oldest + 2 * system.time.cycles() + 1;
        let mut occupancy = Occupancy {
            cohorts: vec![vec![0.0; health.classes.count() * states]; cohorts],
            oldest,
            dead: vec![0.0; states],
            states,
        };
        match &people.persons {
            Some(_) => occupancy.add_persons(system),
            None => {
                for (band, exact) in people.bands.iter().zip(people.exact()) {
                    for (sex, exact) in exact.into_iter().enumerate() {
                        for (age, part) in ages(band) {
                            let many = exact * part;
                            people_of_age(system, sex == 1, None, age, many, &mut |row| {
                                occupancy.add(0, &row);
                            });
                        }
                    }
                }
            }
        }
        occupancy
    }

    /// Everybody in a file has the same chance to be among those simulated.
    fn add_persons(&mut self, system: &System) {
        let people = &system.people;
        let persons = people.persons.as_deref().unwrap_or_default();
        let many = people.sample as f64 / persons.len().max(1) as f64;
        for person in persons {
            let age = Age::of_cycles(person.age * system.time.per_year as f64);
            let mut add = |row: ArrivalRow| self.add(0, &row);
            match person.state {
                None => people_of_age(
                    system,
                    person.is_male,
                    person.deprivation,
                    age,
                    many,
                    &mut add,
                ),
                Some(state) => {
                    for (class, share) in deprivation(system, person.deprivation) {
                        in_state(
                            system,
                            (person.is_male, class),
                            state,
                            (age, many * share),
                            &mut add,
                        );
                    }
                }
            }
        }
    }

    /// Age in completed cycles of a cohort at a moment in half-cycles since the start; `None` before birth.
    #[inline(always)]
    pub fn age(&self, cohort: usize, moment: usize) -> Option<usize> {
        Some((self.oldest + moment).checked_sub(cohort)? / 2)
    }

    /// Adds residents who are here at the start of `cycle`.
    fn add(&mut self, cycle: usize, row: &ArrivalRow) {
        let cohort = self.oldest + 2 * cycle - row.age.half_cycles;
        self.cohorts[cohort][row.class * self.states + row.state] += row.residents;
    }

    /// Adds those who come in `cycle`.
    pub fn welcome(&mut self, coming: &Coming, cycle: usize) {
        for row in &coming.rows {
            self.add(cycle + 1, row);
        }
        for (dead, many) in self.dead.iter_mut().zip(&coming.dead) {
            *dead += many;
        }
    }

    /// Expected residents by state, the dead included.
    pub fn by_state(&self) -> Vec<f64> {
        let mut sums = self.dead.clone();
        for cohort in &self.cohorts {
            for row in cohort.chunks(self.states) {
                for (sum, residents) in sums.iter_mut().zip(row) {
                    *sum += residents;
                }
            }
        }
        sums
    }
}
