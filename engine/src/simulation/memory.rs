//! How much memory a simulated town takes.
//!
//! Comes in: a system. Goes out: bytes, to be looked at before a run. Deliberately absent: the town.

use crate::population::Resident;
use crate::system::System;

use super::town::columns;

/// Bytes that a resident takes beside the record: where records stand, by state (measured with 17 million residents: 11).
const BESIDE_A_RECORD: usize = 16;

/// Bytes that one town takes: everybody who ever lives there is kept, those who come in later years too.
pub fn town_bytes(system: &System, keeps_totals: bool) -> u64 {
    let people = &system.people;
    let coming = (people.births + people.newcomers) * system.time.cycles() as f64;
    let totals = columns(system, keeps_totals).len() * std::mem::size_of::<f32>();
    let resident = std::mem::size_of::<Resident>() + BESIDE_A_RECORD + totals;
    ((people.sample as f64 + coming) * resident as f64) as u64
}
