//! A census: how many residents there are of each kind at the start of a cycle.
//!
//! Comes in: residents, block by block. Goes out: [`Census`]; two of them add up. Deliberately absent: who they are,
//! and what they need.

use crate::system::System;

use super::Resident;

/// Residents by class and completed year of age (a cell), side (outside the network or inside) and state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    sides: usize,
    states: usize,
    /// `[cell][side][state]`.
    residents: Vec<u32>,
    /// Cells and sides in which anybody is, as bits: most are empty in a sample.
    occupied: Vec<u64>,
    /// Residents of each side.
    pub by_side: [u64; 2],
}

impl Census {
    /// Of nobody.
    pub fn new(system: &System) -> Census {
        let (sides, states) = (system.sides(), system.health.states.len());
        let rows = system.care.cells() * sides;
        Census {
            sides,
            states,
            residents: vec![0; rows * states],
            occupied: vec![0; rows.div_ceil(64)],
            by_side: [0; 2],
        }
    }

    /// Counts residents by their ages at a moment in half-cycles since the start.
    pub fn count(&mut self, system: &System, residents: &[Resident], moment: usize) {
        let tables = system.health.lookups();
        let many = self.sides > 1;
        for resident in residents {
            if tables.is_alive(resident.state) {
                let at_age = tables.at_age(resident.age(moment));
                let cell = at_age.completed(usize::from(resident.class)) as usize;
                let side = if many { resident.side() } else { 0 };
                let row = cell * self.sides + side;
                self.residents[row * self.states + usize::from(resident.state)] += 1;
                self.occupied[row / 64] |= 1 << (row % 64);
                self.by_side[side] += 1;
            }
        }
    }

    /// Adds another.
    pub fn merge(&mut self, other: &Census) {
        for (sum, more) in self.residents.iter_mut().zip(&other.residents) {
            *sum += more;
        }
        for (bits, more) in self.occupied.iter_mut().zip(&other.occupied) {
            *bits |= more;
        }
        for (sum, more) in self.by_side.iter_mut().zip(other.by_side) {
            *sum += more;
        }
    }

    /// Every cell and side in which anybody is, in order, with the residents of each state.
    pub fn rows(&self) -> impl Iterator<Item = ((usize, usize), &[u32])> {
        let words = self.occupied.iter().enumerate();
        words.flat_map(move |(word, &bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                let row = word * 64 + bit;
                let first = row * self.states;
                let states = &self.residents[first..first + self.states];
                Some(((row / self.sides, row % self.sides), states))
            })
        })
    }
}
