//! Columns of figures: sums of them, and of those who move from one to another.
//!
//! Comes in: residents by place or by year of age. Goes out: sums. Sums of many figures are taken in four parts that do not
//! wait for each other, always the same, so that no figure depends on the machine or its threads. Deliberately absent: whose
//! figures they are.

use crate::system::System;
use crate::tables::time::OLDEST_AGE;

/// Expected residents whose care arises in a state in a cycle: `[class][state][year of age]`.
pub(super) type Cared = Vec<f64>;

/// Adds figure by figure.
pub(super) fn add(sums: &mut [f64], more: &[f64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

/// Adds half of the half-cycles counted, by place from the youngest on, to residents cared for by year of age.
pub(super) fn add_by_year(system: &System, counted: &[f64], cared: &mut [f64]) {
    for (year, places) in counted.chunks(2 * system.time.per_year).enumerate() {
        cared[year.min(OLDEST_AGE - 1)] += places.iter().sum::<f64>() / 2.0;
    }
}

/// Adds those who move with a chance that both places of a pair share.
pub(super) fn flow(from: &[f64], chances: &[f64], arrived: &mut [f64]) {
    let pairs = from.chunks_exact(2).zip(arrived.chunks_exact_mut(2));
    for ((from, arrived), chance) in pairs.zip(chances) {
        arrived[0] += from[0] * chance;
        arrived[1] += from[1] * chance;
    }
}

/// Those who move, all ages together.
pub(super) fn sum_of_products(from: &[f64], chances: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for (from, chances) in from.chunks(8).zip(chances.chunks(4)) {
        for (sum, (pair, chance)) in sums.iter_mut().zip(from.chunks_exact(2).zip(chances)) {
            *sum += (pair[0] + pair[1]) * chance;
        }
    }
    sums.iter().sum()
}

/// Residents by year of age, each with so many of something.
pub(super) fn sum_of_pairs(here: &[f64], each: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for (here, each) in here.chunks_exact(4).zip(each.chunks_exact(4)) {
        for ((sum, here), each) in sums.iter_mut().zip(here).zip(each) {
            *sum += here * each;
        }
    }
    sums.iter().sum()
}

/// A sum in four parts, which do not wait for each other.
pub(super) fn sum(values: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for values in values.chunks(4) {
        add(&mut sums, values);
    }
    sums.iter().sum()
}

/// Half-cycles that count in the state at the start and in that at the end.
pub(super) fn halves(system: &System) -> [f64; 2] {
    system.time.counting.parts().map(|part| 2.0 * part)
}
