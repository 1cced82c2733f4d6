use crate::population::health::Hazards;
use crate::system::System;

/// Chances of the state after a cycle for every age, class and state, side by side in the order in which cohorts read
/// them.
#[derive(Debug, Clone)]
pub(super) struct Moves {
    /// State and chance; staying is a move to the same state.
    rows: Vec<(u32, f64)>,
    /// Ends of the rows of each age, class and state; the first entry is 0.
    ends: Vec<u32>,
    /// Chance of a carer after a cycle: `[from][to][had]`.
    carers: Vec<f64>,
    states: usize,
    classes: usize,
    ages: usize,
    /// What the tables were made for.
    hazards: Hazards,
}

impl Moves {
    /// The tables where effects have changed hazards as `hazards` say.
    pub fn new(system: &System, hazards: &Hazards) -> Moves {
        let health = &system.health;
        let (states, classes, ages) = (health.states.len(), health.classes.count(), health.ages());
        let mut moves = Moves {
            rows: Vec::new(),
            ends: vec![0],
            carers: Vec::with_capacity(states * states * 2),
            states,
            classes,
            ages,
            hazards: hazards.clone(),
        };
        let mut step = vec![0.0; states];
        for age in 0..ages {
            for class in 0..classes {
                for state in 0..states {
                    if health.is_alive(state) {
                        let cell = health.cell(class, age);
                        health.step_probabilities(cell, state, Some(&hazards.moves), &mut step);
                        let found = step.iter().enumerate().filter(|(_, chance)| **chance > 0.0);
                        moves
                            .rows
                            .extend(found.map(|(to, &chance)| (to as u32, chance)));
                    }
                    moves.ends.push(moves.rows.len() as u32);
                }
            }
        }
        for from in 0..states {
            for to in 0..states {
                for had in [false, true] {
                    let loss = hazards.carer_loss;
                    moves
                        .carers
                        .push(health.carer_probability(had, from, to, loss));
                }
            }
        }
        moves
    }

    /// Whether the tables are those of `hazards`.
    pub fn are_for(&self, hazards: &Hazards) -> bool {
        self.hazards == *hazards
    }

    /// States after a cycle and their chances.
    #[inline(always)]
    pub fn from(&self, age: usize, class: usize, state: usize) -> &[(u32, f64)] {
        let place = (age.min(self.ages - 1) * self.classes + class) * self.states + state;
        &self.rows[self.ends[place] as usize..self.ends[place + 1] as usize]
    }

    /// Chance of a carer after a cycle.
    #[inline(always)]
    pub fn carer(&self, from: usize, to: usize, had: bool) -> f64 {
        self.carers[(from * self.states + to) * 2 + usize::from(had)]
    }
}
