//! Years lived here.
//!
//! Comes in: counts. Goes out: resident-years, of simulated residents. Deliberately absent: by age and state.

use crate::tables::Tables;

use super::{Count, Counts};

/// Years lived here, in simulated residents.
pub fn resident_years(tables: &Tables, counts: &Counts) -> f64 {
    half_cycles_lived(tables, counts, 0..counts.groups()) as f64 * tables.time.length / 2.0
}

/// Half-cycles that residents of some groups lived here.
pub fn half_cycles_lived(
    tables: &Tables,
    counts: &Counts,
    groups: impl Iterator<Item = usize>,
) -> i64 {
    let states = &tables.health.states;
    groups
        .flat_map(|group| (0..states.len()).map(move |state| (group, state)))
        .filter(|(_, state)| states[*state].is_alive())
        .map(|(group, state)| counts.get(Count::Lived { group, state }))
        .sum()
}
