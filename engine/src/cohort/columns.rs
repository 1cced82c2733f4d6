//! Columns of figures: sums of them, and of those who move from one to another.
//!
//! Comes in: residents by place or by year of age. Goes out: sums. Sums of many figures are taken in several parts that do not
//! wait for each other, always the same, so that no figure depends on the machine or its threads. Deliberately absent: whose
//! figures they are.

use crate::base::lanes::{self, add_product};
use crate::system::System;

/// Expected residents whose care arises in a state in a cycle: `[class][state][year of age]`.
pub(super) type Cared = Vec<f64>;

/// Adds figure by figure.
#[inline(always)]
pub(super) fn add(sums: &mut [f64], more: &[f64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

/// Adds those who move with a chance that all places of a cohort share.
#[inline(always)]
pub(super) fn flow(from: &[f64], chances: &[f64], arrived: &mut [f64], halves: usize) {
    if halves == 1 {
        for ((arrived, from), chance) in arrived.iter_mut().zip(from).zip(chances) {
            *arrived += from * chance;
        }
        return;
    }
    let cohorts = from
        .chunks_exact(halves)
        .zip(arrived.chunks_exact_mut(halves));
    for ((from, arrived), chance) in cohorts.zip(chances) {
        for (arrived, from) in arrived.iter_mut().zip(from) {
            *arrived += from * chance;
        }
    }
}

/// Residents who move, all ages together.
#[inline(always)]
pub(super) fn sum_of_products(from: &[f64], chances: &[f64], halves: usize) -> f64 {
    if halves == 1 {
        return sum_of_pairs(from, &chances[..from.len()]);
    }
    let mut sums = [0.0; 4];
    for (from, chances) in from.chunks(4 * halves).zip(chances.chunks(4)) {
        let cohorts = from.chunks_exact(halves).zip(chances);
        for (sum, (places, chance)) in sums.iter_mut().zip(cohorts) {
            *sum += places.iter().sum::<f64>() * chance;
        }
    }
    sums.iter().sum()
}

/// Residents by age, each with so many of something.
#[inline(always)]
pub(super) fn sum_of_pairs(here: &[f64], each: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (eights, rest) = here.as_chunks::<8>();
    let (others, other_rest) = each.as_chunks::<8>();
    for (here, each) in eights.iter().zip(others) {
        add_product(&mut sums, here, each);
    }
    let mut last = 0.0;
    for (here, each) in rest.iter().zip(other_rest) {
        last += here * each;
    }
    sums.iter().sum::<f64>() + last
}

/// A sum in four parts, which do not wait for each other.
#[inline(always)]
pub(super) fn sum(values: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (fours, rest) = values.as_chunks::<4>();
    for values in fours {
        lanes::add(&mut sums, values);
    }
    add(&mut sums, rest);
    sums.iter().sum()
}

/// Half-cycles that count in the state at the start and in that at the end.
#[inline(always)]
pub(super) fn halves(system: &System) -> [f64; 2] {
    system.time.counted_parts().map(|part| 2.0 * part)
}
