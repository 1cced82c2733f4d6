//! How a cycle changes a resident: health, moving out, the informal carer.

use crate::base::random::Key;
use crate::system::System;

use super::flows::permanent_needs;
use super::{Purpose, Resident};

/// What effects do to hazards in this cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazards {
    /// Multiplier per move of health.
    pub moves: Vec<f64>,
    /// Whether any move out of a state has a multiplier other than 1.
    pub is_affected: Vec<bool>,
    /// Multiplier of the hazard of losing the carer.
    pub carer_loss: f64,
}

/// The state of a resident before and after a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// State at the start.
    pub before: usize,
    /// State at the end.
    pub after: usize,
    /// Whether the resident moves out at the end.
    pub leaves: bool,
}

/// Ages a resident by one cycle: who falls ill, recovers, dies or moves out, and who gains or loses a carer. `key` is
/// that of the resident and cycle, `age` in cycles at its start. The record keeps the state at the start until
/// [`settle`].
#[inline(always)]
pub fn advance(system: &System, hazards: &Hazards, resident: &Resident, key: Key, age: usize) -> Step {
    let health = &system.health;
    let before = usize::from(resident.state);
    let cell = health.cell(usize::from(resident.class), age);
    let bits = key.bits(Purpose::MOVE);
    let after = if hazards.is_affected[before] {
        health.step_with(cell, before, bits, &hazards.moves)
    } else {
        health.step(cell, before, bits)
    };
    let leaves = health.has_leavers && key.bits(Purpose::LEAVE) < health.leaver(age);
    Step { before, after, leaves }
}

/// Writes the end of the cycle into the record.
#[inline(always)]
pub fn settle(system: &System, hazards: &Hazards, resident: &mut Resident, key: Key, age: usize, step: Step) {
    let health = &system.health;
    if health.has_carers {
        let (male, deprivation, had) = health.classes.parts(usize::from(resident.class));
        let bits = [key.bits(Purpose::CARER), key.bits(Purpose::CARER_ENTRY)];
        let has = health.carer_after(had, step.before, step.after, hazards.carer_loss, bits);
        resident.class = health.classes.index(male, deprivation, has) as u8;
    }
    resident.state = step.after as u8;
    let has_birthday = (age + 1).is_multiple_of(system.time.per_year);
    if (step.after != step.before || has_birthday) && health.states[step.after].is_alive() {
        let age = (age + 1) / system.time.per_year;
        resident.needs = permanent_needs(system, resident.key, step.after, usize::from(resident.class), age);
    }
    if step.leaves {
        resident.state = Resident::GONE;
    }
}
