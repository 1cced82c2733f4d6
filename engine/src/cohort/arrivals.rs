//! Who comes in a cycle, in expected numbers: births and newcomers, by age, class and state.
//!
//! Comes in: the tables of people. Goes out: [`ExpectedArrivals`], and the [`ArrivalRow`]s of whom the residents of the start are made
//! too. Deliberately absent: what happens to them in the cycle in which they come (coming.rs).

use crate::population::flows::BOYS;
use crate::system::System;
use crate::tables::bands::Band;
use crate::tables::time::Age;

/// Expected residents of one age, class and state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ArrivalRow {
    /// At the boundary between cycles at which they are here first.
    pub age: Age,
    pub class: usize,
    pub state: usize,
    pub many: f64,
}

/// Who comes in a cycle, as they come; the same every cycle.
#[derive(Debug, Clone, Default)]
pub(super) struct ExpectedArrivals {
    /// Births in a cycle.
    pub births: f64,
    /// Newcomers in a cycle.
    pub newcomers: f64,
    /// Those who live, by age at the end of the cycle.
    pub rows: Vec<ArrivalRow>,
}

impl ExpectedArrivals {
    /// Births and newcomers of a cycle, by age at its end.
    pub fn new(system: &System) -> ExpectedArrivals {
        let people = &system.people;
        let mut arrivals = ExpectedArrivals {
            births: people.births,
            newcomers: people.newcomers,
            rows: Vec::new(),
        };
        if people.births > 0.0 {
            arrivals.add_births(system);
        }
        if people.newcomers > 0.0 {
            arrivals.add_newcomers(system);
        }
        arrivals
    }

    /// Born at any moment of the cycle, in the newborns' state; a carer as somebody of that age has one.
    fn add_births(&mut self, system: &System) {
        let (people, health) = (&system.people, &system.health);
        for (male, share) in [(false, 1.0 - BOYS), (true, BOYS)] {
            for half_cycles in [0, 1] {
                let age = Age { half_cycles };
                let many = people.births * share / 2.0;
                let rows = &mut self.rows;
                people_of_age(system, male, None, age, many, &mut |row: ArrivalRow| {
                    rows.push(ArrivalRow {
                        state: people.newborn_state,
                        ..row
                    });
                });
            }
        }
        self.rows.retain(|row| health.is_alive(row.state));
    }

    fn add_newcomers(&mut self, system: &System) {
        let people = &system.people;
        let bands = &people.newcomer_bands;
        let total = bands.last().map_or(0.0, |(_, ends)| ends[1]);
        let mut before = 0.0;
        for (band, ends) in bands {
            for (sex, &end) in ends.iter().enumerate() {
                let share = (end - before) / total;
                before = end;
                for (age, part) in ages(band) {
                    let many = people.newcomers * share * part;
                    let rows = &mut self.rows;
                    people_of_age(system, sex == 1, None, age, many, &mut |row| rows.push(row));
                }
            }
        }
    }
}

/// Ages of people spread evenly over a band, and the share of each.
pub(super) fn ages(band: &Band) -> impl Iterator<Item = (Age, f64)> + use<> {
    let (from, below) = (2.0 * band.from, 2.0 * band.below);
    (from as usize..=below as usize).filter_map(move |half_cycles| {
        let part = below.min(half_cycles as f64 + 1.0) - from.max(half_cycles as f64);
        (part > 0.0).then(|| (Age { half_cycles }, part / (below - from)))
    })
}

/// Deprivation classes and their shares, or the one that is known.
pub(super) fn deprivation(system: &System, known: Option<usize>) -> Vec<(usize, f64)> {
    let ends = &system.people.deprivation;
    let total = ends.last().copied().unwrap_or(1.0);
    match known {
        Some(class) => vec![(class, 1.0)],
        None => (0..ends.len())
            .map(|class| {
                let before = class.checked_sub(1).map_or(0.0, |before| ends[before]);
                (class, (ends[class] - before) / total)
            })
            .collect(),
    }
}

/// `many` residents of one sex and age over deprivation classes, states and carers as the tables of the start have them.
pub(super) fn people_of_age(
    system: &System,
    male: bool,
    known: Option<usize>,
    age: Age,
    many: f64,
    add: &mut dyn FnMut(ArrivalRow),
) {
    let health = &system.health;
    for (class, share) in deprivation(system, known) {
        let shares = system.people.starts.shares(health, male, class, age);
        let total: f64 = shares.iter().flatten().sum();
        for (state, carers) in shares.iter().enumerate() {
            for (carer, part) in carers.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                add(ArrivalRow {
                    age,
                    class: health.classes.index(male, class, carer == 1),
                    state,
                    many: many * share * part / total,
                });
            }
        }
    }
}

/// `many` residents of one sex, deprivation class and state, with carers as that state has them.
pub(super) fn in_state(
    system: &System,
    (male, deprivation): (bool, usize),
    state: usize,
    (age, many): (Age, f64),
    add: &mut dyn FnMut(ArrivalRow),
) {
    let health = &system.health;
    let carers = health.carer_share(state);
    for (carer, part) in [(false, 1.0 - carers), (true, carers)] {
        add(ArrivalRow {
            age,
            class: health.classes.index(male, deprivation, carer),
            state,
            many: many * part,
        });
    }
}
