//! Where chances under effects are worked out, and for whom: at few ages, and of few classes.
//!
//! Comes in: hazards by class and age. Goes out: ages and classes that speak for others. Deliberately absent: chances
//! (moves.rs).

use crate::system::System;

use super::precision::TwinPrecision;

/// Years from one age to the next at which chances under effects are worked out.
const YEARS_APART: usize = 8;

/// Classes that speak for others under effects: exactly, each for itself; or of each sex, with a carer and without, the
/// deprivation class in the middle, where the same moves are possible in all of them.
pub(super) fn references(
    system: &System,
    nodes: &[usize],
    precision: TwinPrecision,
) -> (Vec<usize>, Vec<usize>) {
    let (health, classes) = (&system.health, system.health.classes);
    let middle = |class: usize| {
        let (is_male, _, has_carer) = classes.parts(class);
        classes.index(is_male, classes.deprivation / 2, has_carer)
    };
    let moves = |class: usize, age: usize| {
        let hazards = health.hazards_at(health.cell(class, age)).iter();
        hazards.map(|hazard| *hazard > 0.0)
    };
    let is_like = |class: usize| {
        let mut nodes = nodes.iter();
        nodes.all(|&age| moves(class, age).eq(moves(middle(class), age)))
    };
    let all = 0..classes.count();
    if precision == TwinPrecision::Exact || !all.clone().all(is_like) {
        return (all.clone().collect(), all.collect());
    }
    let mut references: Vec<usize> = all.clone().map(middle).collect();
    references.sort_unstable();
    references.dedup();
    let place = |class: usize| references.partition_point(|other| *other < middle(class));
    let reference_of = all.map(place).collect();
    (references, reference_of)
}

/// Ages in cycles at which chances under effects are worked out: every few years, and on both sides of an age at which a
/// hazard begins or ends.
pub(super) fn nodes(system: &System, ages: usize) -> Vec<usize> {
    let health = &system.health;
    let classes = 0..health.classes.count();
    let has = |age: usize| -> Vec<bool> {
        let cells = classes.clone().map(|class| health.cell(class, age));
        cells
            .flat_map(|cell| health.hazards_at(cell).iter().map(|hazard| *hazard > 0.0))
            .collect()
    };
    let apart = YEARS_APART * system.time.per_year;
    let mut nodes: Vec<usize> = (0..ages).step_by(apart).chain([ages - 1]).collect();
    let mut before = has(0);
    for age in 1..ages {
        let here = has(age);
        if here != before {
            nodes.extend([age - 1, age]);
        }
        before = here;
    }
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
