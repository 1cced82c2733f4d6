//! Where expected residents are: by class, state and birth.
//!
//! Comes in: the residents of the start. Goes out: [`Occupancy`]. Deliberately absent: how they move from state to state
//! (passage.rs).

use crate::base::widest::on_widest;
use crate::system::System;
use crate::tables::health::Health;
use crate::tables::time::Age;

use super::arrivals::{ArrivalRow, ages, deprivation, in_state, people_of_age};
use super::columns::sum;
use super::places::Places;
use super::precision::TwinPrecision;

/// Expected simulated residents by class, state and birth.
#[derive(Debug, Clone)]
pub(super) struct Occupancy {
    /// `[class][situation][place]`.
    pub residents: Vec<f64>,
    /// Residents who died, by state.
    pub dead: Vec<f64>,
    pub places: Places,
    situations: usize,
}

impl Occupancy {
    /// The residents at the start: as many of each band and sex as are simulated.
    pub fn start(system: &System, precision: TwinPrecision) -> Occupancy {
        let (health, people) = (&system.health, &system.people);
        let written = people
            .persons
            .iter()
            .flat_map(|persons| persons.iter())
            .map(|person| person.age * system.time.per_year as f64);
        let bands = people.bands.iter().map(|band| band.below);
        let newcomers = people.newcomer_bands.iter().map(|(band, _)| band.below);
        let oldest = written.chain(bands).chain(newcomers).fold(0.0, f64::max);
        let places = Places::new(system, Age::of_cycles(oldest).half_cycles + 1, precision);
        let situations = health.situations();
        let mut occupancy = Occupancy {
            residents: vec![0.0; health.classes.count() * situations * places.count()],
            dead: vec![0.0; health.states.len()],
            places,
            situations,
        };
        match &people.persons {
            Some(_) => occupancy.add_persons(system),
            None => {
                for (band, exact) in people.bands.iter().zip(people.exact()) {
                    for (sex, exact) in exact.into_iter().enumerate() {
                        for (age, part) in ages(band) {
                            let many = exact * part;
                            people_of_age(system, sex == 1, None, age, many, &mut |here| {
                                occupancy.add(system, &here);
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
            let mut add = |here: ArrivalRow| self.add(system, &here);
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

    /// Adds residents who are here at the start; of those at home some may wait for a place.
    fn add(&mut self, system: &System, here: &ArrivalRow) {
        let health = &system.health;
        let place = self.places.at(0, here.age.half_cycles);
        let age = (here.age.half_cycles + system.time.moment(0)) / 2;
        let waiting = here.many * health.waits_at_start(here.class, age, here.state);
        let mut add = |situation: usize, many: f64| {
            let row = (here.class * self.situations + situation) * self.places.count();
            self.residents[row + place] += many;
        };
        add(here.state, here.many - waiting);
        if waiting > 0.0 {
            add(health.waiting_in(here.state), waiting);
        }
    }

    /// Expected residents by situation; the dead are elsewhere.
    pub fn by_situation(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.situations];
        on_widest(|| {
            for (row, places) in self.residents.chunks(self.places.count()).enumerate() {
                sums[row % self.situations] += sum(places);
            }
        });
        sums
    }

    /// Expected residents by state, the dead included.
    pub fn by_state(&self, health: &Health) -> Vec<f64> {
        let mut sums = self.dead.clone();
        on_widest(
            #[inline(always)]
            || {
                for (row, places) in self.residents.chunks(self.places.count()).enumerate() {
                    sums[health.state_of(row % self.situations)] += sum(places);
                }
            },
        );
        sums
    }
}
