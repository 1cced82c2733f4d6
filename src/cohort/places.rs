//! Where residents of one class and state stand by birth, so that cycles do not move them.
//!
//! Comes in: the timeline and the oldest resident. Goes out: [`Places`]: two half-cycles of birth that see the same tables
//! stand side by side, the youngest first, and those not born yet before them. Deliberately absent: residents.

use crate::system::System;

/// Places by half-cycle of birth, two for each age in cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    cycles: usize,
    /// Half-cycles from the start of a cycle to the moment whose ages hold for it: 0 or 1.
    moment: usize,
    /// Pairs of places.
    pub pairs: usize,
}

impl Places {
    /// For residents who are at most `oldest` half-cycles old at the start.
    pub fn new(system: &System, oldest: usize) -> Places {
        let (cycles, moment) = (system.time.cycles(), system.time.moment(0));
        Places {
            cycles,
            moment,
            pairs: (oldest + moment) / 2 + cycles + 1,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        2 * self.pairs
    }

    /// The place of those who are so many half-cycles old at the start of a cycle.
    pub fn at(&self, cycle: usize, half_cycles: usize) -> usize {
        half_cycles + self.moment + 2 * (self.cycles - cycle)
    }

    /// The first pair of those who live at the start of a cycle; at the moment of the cycle its age is 0 cycles.
    pub fn first_pair(&self, cycle: usize) -> usize {
        self.cycles - cycle
    }

    /// Age in completed cycles of a place so many half-cycles after the start; 0 before birth.
    pub fn age(&self, place: usize, half_cycles: usize) -> usize {
        (place + half_cycles).saturating_sub(self.moment + 2 * self.cycles) / 2
    }
}
