//! Chances of the state after a cycle, for the ages, classes and states that occur.
//!
//! Comes in: hazards of a cycle. Goes out: [`Moves`]. Deliberately absent: how many residents move (passage.rs).

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::chain::Chain;

/// Chances of the state after a cycle for every age, class and state, worked out for ages that occur.
#[derive(Debug, Clone)]
pub(super) struct Moves {
    by_age: Vec<Option<Departures>>,
    /// Chance of a carer after a cycle, by `Health::carer_change`.
    carers: Vec<f64>,
    states: usize,
    /// What the tables are for.
    hazards: Hazards,
}

/// Residents of one age: where they go from each class and state, side by side.
#[derive(Debug, Clone)]
struct Departures {
    /// State and chance; staying is a move to the same state.
    rows: Vec<(u32, f64)>,
    /// Ends of the rows of each class and state; the first entry is 0.
    ends: Vec<u32>,
    /// Expected entries into an institution from each class and state.
    entries: Vec<f64>,
}

impl Moves {
    /// The tables where effects have changed hazards as `hazards` say.
    pub fn new(system: &System, hazards: &Hazards) -> Moves {
        let health = &system.health;
        let states = health.states.len();
        Moves {
            by_age: vec![None; health.ages()],
            carers: health.carer_changes(hazards.carer_loss),
            states,
            hazards: hazards.clone(),
        }
    }

    /// Whether the tables are those of `hazards`.
    pub fn are_for(&self, hazards: &Hazards) -> bool {
        self.hazards == *hazards
    }

    /// Those of one age in cycles.
    pub fn at(&mut self, system: &System, age: usize) -> MovesAt<'_> {
        let age = age.min(self.by_age.len() - 1);
        let hazards = &self.hazards;
        let known = &mut self.by_age[age];
        let departures = known.get_or_insert_with(|| Departures::new(system, hazards, age));
        MovesAt {
            departures,
            carers: &self.carers,
            states: self.states,
        }
    }
}

impl Departures {
    fn new(system: &System, hazards: &Hazards, age: usize) -> Departures {
        let health = &system.health;
        let states = health.states.len();
        let mut departures = Departures {
            rows: Vec::new(),
            ends: vec![0],
            entries: Vec::new(),
        };
        let mut chain = Chain::default();
        for class in 0..health.classes.count() {
            health.expect(health.cell(class, age), Some(&hazards.moves), &mut chain);
            for state in 0..states {
                let mut entries = 0.0;
                if health.is_alive(state) {
                    let step = chain.row(state);
                    let found = step[..states].iter().enumerate();
                    let found = found.filter(|(_, chance)| **chance > 0.0);
                    let rows = found.map(|(to, &chance)| (to as u32, chance));
                    departures.rows.extend(rows);
                    entries = step[states];
                }
                departures.entries.push(entries);
                departures.ends.push(departures.rows.len() as u32);
            }
        }
        departures
    }
}

/// Chances of residents of one age.
#[derive(Debug, Clone, Copy)]
pub(super) struct MovesAt<'a> {
    departures: &'a Departures,
    carers: &'a [f64],
    states: usize,
}

impl MovesAt<'_> {
    /// States after a cycle and their chances.
    #[inline(always)]
    pub fn from(&self, class: usize, state: usize) -> &[(u32, f64)] {
        let index = class * self.states + state;
        let Departures { rows, ends, .. } = self.departures;
        &rows[ends[index] as usize..ends[index + 1] as usize]
    }

    /// Expected entries into an institution in a cycle.
    #[inline(always)]
    pub fn entries(&self, class: usize, state: usize) -> f64 {
        self.departures.entries[class * self.states + state]
    }

    /// Chance of a carer after a cycle.
    #[inline(always)]
    pub fn carer(&self, from: usize, to: usize, had: bool) -> f64 {
        self.carers[(from * self.states + to) * 2 + usize::from(had)]
    }
}
