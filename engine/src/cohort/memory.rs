//! How much memory a twin takes.
//!
//! Comes in: a system. Goes out: bytes, to be looked at before a run. Deliberately absent: the twin.

use crate::system::System;
use crate::tables::time::OLDEST_AGE;

/// Bytes that the twin of one draw takes at most: every arm may live cycles of its own, and of each is kept where care arises
/// (passage.rs), by class, state and year of age, once more by what is asked of it.
/// With budgets arms are lived without them first.
pub fn twin_bytes(system: &System) -> u64 {
    let health = &system.health;
    let cells = health.classes.count() * health.states.len() * OLDEST_AGE;
    let times = 1 + usize::from(!system.rationing().is_empty());
    let cycles = system.time.cycles() * system.arms.len() * times;
    let number = std::mem::size_of::<f64>();
    (cells as u64) * (cycles as u64) * (number as u64)
}
