//! How a cycle changes residents: health, moving out, the informal carer.

use crate::base::random::Key;
use crate::scenario::schema::Counting;
use crate::system::System;

use super::flows::permanent_needs;
use super::moment::{Here, Moment, Row, Step};
use super::{Purpose, Resident};

/// What effects do to hazards in this cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazards {
    /// Multiplier per move of health.
    pub moves: Vec<f64>,
    /// The largest of them, at least 1.
    pub most: f64,
    /// Whether any move out of a state has a multiplier other than 1.
    pub is_affected: Vec<bool>,
    /// Multiplier of the hazard of losing the carer.
    pub carer_loss: f64,
}

/// Ages a block of residents by one cycle: who falls ill, recovers, dies or moves out, and in which state care arises.
/// The records keep the state at the start until [`settle`].
pub fn advance(
    system: &System,
    hazards: &Hazards,
    residents: &[Resident],
    cycle: usize,
    moment: &mut Moment,
) {
    let health = &system.health;
    moment.clear(system);
    let Moment { rows, in_state } = moment;
    rows.extend(residents.iter().enumerate().map(|(place, resident)| {
        let key = resident.key.with(cycle as u64);
        let age = resident.age(cycle);
        let class = usize::from(resident.class);
        let (_, deprivation, _) = health.parts(class);
        let mut row = Row {
            key,
            step: Step::GONE,
            group: (deprivation + resident.side() * health.classes.deprivation) as u8,
            age: age as u16,
        };
        if resident.is_here(health) {
            let step = step(system, hazards, resident, key, age);
            let state = if is_before(system, step, key) {
                step.before
            } else {
                step.after
            };
            let cell = health.classes.cell(class, health.year_of_age(age)) as u32;
            in_state[usize::from(state)].push(Here {
                key,
                cell,
                who: place as u16,
            });
            row.step = step;
        }
        row
    }));
}

#[inline(always)]
fn step(system: &System, hazards: &Hazards, resident: &Resident, key: Key, age: usize) -> Step {
    let health = &system.health;
    let before = usize::from(resident.state);
    let cell = health.cell(usize::from(resident.class), age);
    let bits = key.bits(Purpose::MOVE);
    let after = if hazards.is_affected[before] {
        health.step_with(cell, before, bits, &hazards.moves, hazards.most)
    } else {
        health.step(cell, before, bits)
    };
    let leaves = health.has_leavers && key.bits(Purpose::LEAVE) < health.leaver(age);
    Step {
        before: before as u8,
        after: after as u8,
        leaves,
    }
}

/// Whether care arises in the state at the start of the cycle.
#[inline(always)]
fn is_before(system: &System, step: Step, key: Key) -> bool {
    match system.time.counting {
        Counting::Start => true,
        Counting::End => false,
        // A fair coin per change of state gives the mean of start and end without counting anyone twice.
        Counting::Middle => step.before == step.after || key.bits(Purpose::MIDDLE) >> 63 == 0,
    }
}

/// Writes the end of the cycle into a record.
#[inline(always)]
pub fn settle(system: &System, hazards: &Hazards, resident: &mut Resident, row: &Row) {
    let health = &system.health;
    let (key, step, age) = (row.key, row.step, usize::from(row.age));
    let (before, after) = (usize::from(step.before), usize::from(step.after));
    let class = resident.class;
    if health.has_carers {
        let (male, deprivation, had) = health.parts(usize::from(class));
        let bits = [key.bits(Purpose::CARER), key.bits(Purpose::CARER_ENTRY)];
        let has = health.carer_after(had, before, after, hazards.carer_loss, bits);
        resident.class = health.classes.index(male, deprivation, has) as u8;
    }
    resident.state = step.after;
    let years = health.year_of_age(age + 1);
    let is_other = after != before || resident.class != class;
    if (is_other || years != health.year_of_age(age)) && health.is_alive(after) {
        resident.needs = permanent_needs(
            system,
            resident.key,
            after,
            usize::from(resident.class),
            years,
        );
    }
    if step.leaves {
        resident.state = Resident::GONE;
    }
}
