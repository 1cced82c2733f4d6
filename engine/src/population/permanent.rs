//! The permanent needs of a resident: a resident with a permanent need keeps it for life, in all states
//! that have this need.
//!
//! Comes in: a resident's key, state, age and class. Goes out: needs as bits. Deliberately absent: needs that come and
//! go (care/).

use crate::base::random::Key;
use crate::system::System;

use super::Purpose;

/// The permanent needs of a resident in a state, as bits, at a cell of class and year of age. A resident has a need
/// where the prevalence exceeds a draw that stays with them for life: who needs help while frail still needs it when
/// dependent, and the share with the need is the prevalence at every age and state.
#[inline(always)]
pub fn permanent_needs(system: &System, key: Key, state: usize, cell: usize) -> u32 {
    let care = &system.care;
    let needs = care.permanent[state].iter().enumerate();
    let has = |&(entry, &need): &(usize, &usize)| {
        key.bits(Purpose::TRAIT_NEED + need as u64) < care.prevalence(state, cell, entry)
    };
    needs
        .filter(has)
        .fold(0, |bits, (_, &need)| bits | care.needs[need].bit)
}
