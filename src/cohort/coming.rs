//! Who comes in a cycle: at any moment of it, so that on average they live half of it here.
//!
//! Comes in: [`ExpectedArrivals`] and what effects do to hazards. Goes out: who of them is here at the end of the cycle, and in
//! which state. Deliberately absent: carers, who are those of the first state until the next cycle.

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::chain::Chain;

use super::arrivals::{ArrivalRow, ExpectedArrivals};

/// Those who come in a cycle, after the half of it that they live here; the same in every cycle with the same hazards.
#[derive(Debug, Clone)]
pub(super) struct Coming {
    /// Those who are here at its end.
    pub rows: Vec<ArrivalRow>,
    /// Those who died, by state.
    pub dead: Vec<f64>,
    /// Those who moved out again.
    pub leavers: f64,
    pub institution_entries: f64,
}

impl Coming {
    pub fn new(system: &System, arrivals: &ExpectedArrivals, hazards: &Hazards) -> Coming {
        let health = &system.health;
        let mut coming = Coming {
            rows: Vec::new(),
            dead: vec![0.0; health.states.len()],
            leavers: 0.0,
            institution_entries: 0.0,
        };
        let halved = hazards.halved();
        let states = health.states.len();
        let mut chain = Chain::default();
        // Rows tell ages at the end of the cycle.
        let moment = system.time.moment(0) as isize - 2;
        for row in &arrivals.rows {
            let age = row.age(moment);
            let cell = health.cell(row.class, age);
            health.expect(cell, Some(&halved), &mut chain);
            let step = chain.row(row.state);
            coming.institution_entries += row.residents * step[states];
            let stays = 1.0 - health.leaves_in_half(age);
            let moved = step[..states].iter().enumerate();
            let moved = moved.filter(|(_, chance)| **chance > 0.0);
            for (state, chance) in moved {
                coming.add(system, row, state, (row.residents * chance, stays));
            }
        }
        coming
    }

    /// So many residents of a row who are in a state at the end, of whom a share stays.
    fn add(&mut self, system: &System, row: &ArrivalRow, state: usize, (many, stays): (f64, f64)) {
        let health = &system.health;
        if health.is_alive(state) {
            self.leavers += many * (1.0 - stays);
            self.rows.push(ArrivalRow {
                state,
                residents: many * stays,
                ..*row
            });
        } else {
            self.dead[state] += many;
        }
    }
}
