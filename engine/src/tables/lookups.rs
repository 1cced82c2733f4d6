//! The tables of hazards that are read of every resident in every cycle.
//!
//! Comes in: a resident's class, age in cycles and state. Goes out: rows of the tables, and whether random bits make
//! the resident leave the state. Deliberately absent: which state comes next (health.rs).

use crate::base::random::to_unit;

/// A row of the tables of hazards: a class at an age.
#[derive(Debug, Clone, Copy)]
pub struct HazardCell(pub(super) usize);

/// Where the classes of an age in cycles begin, in tables by age in cycles and in those by completed year of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAge {
    pub(super) first: u32,
    pub(super) first_completed: u32,
}

impl AtAge {
    /// The row in tables by age in cycles.
    #[inline(always)]
    pub fn cell(self, class: usize) -> HazardCell {
        HazardCell(self.first as usize + class)
    }

    /// The row in tables by completed year of age.
    #[inline(always)]
    pub fn completed(self, class: usize) -> u32 {
        self.first_completed + class as u32
    }
}

/// The tables that are read of every resident in every cycle, side by side: a loop that writes residents would look
/// them up again for each.
#[derive(Debug, Clone, Copy)]
pub struct Lookups<'a> {
    pub(super) by_age: &'a [AtAge],
    pub(super) leave: &'a [u64],
    pub(super) situations: usize,
    pub(super) alive: u64,
}

impl Lookups<'_> {
    /// Whether residents in a state are alive.
    #[inline(always)]
    pub fn is_alive(&self, state: u8) -> bool {
        self.alive >> state & 1 == 1
    }

    /// The rows of an age in cycles.
    #[inline(always)]
    pub fn at_age(&self, age: usize) -> AtAge {
        self.by_age[age.min(self.by_age.len() - 1)]
    }

    /// Whether these bits leave a situation in a cycle at the scenario's own hazards.
    #[inline(always)]
    pub fn leaves(&self, cell: HazardCell, situation: usize, bits: u64) -> bool {
        bits < self.leave[cell.0 * self.situations + situation]
    }

    /// Whether they may do so where effects multiply hazards by `most` at most, which is at least 1: false for most
    /// residents without working out an exponential, since 1 − exp(−m·Λ) ≤ m·(1 − exp(−Λ)) for m ≥ 1.
    #[inline(always)]
    pub fn may_leave(&self, cell: HazardCell, situation: usize, bits: u64, most: f64) -> bool {
        to_unit(bits) <= to_unit(self.leave[cell.0 * self.situations + situation]) * most
    }
}
