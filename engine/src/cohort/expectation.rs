//! Expected counts, and how finely they are told in whole numbers.
//!
//! Comes in: expected values, count by count. Goes out: [`Expectation`] and the [`Grain`] by which it becomes the
//! counts of a simulation. Deliberately absent: what is counted.

use std::sync::Arc;

use crate::provision::{Count, Counts, Layout};
use crate::system::System;
use crate::tables::people::People;

/// Expected counts of a year so far, each in the place that [`Counts`] has for it.
#[derive(Debug, Clone)]
pub(super) struct Expectation {
    values: Vec<f64>,
    counts_layout: Counts,
    /// The first group of the side on which everyone is counted.
    first_group: usize,
    /// Units delivered in the cycle, by channel.
    pub delivered: Vec<f64>,
}

impl Expectation {
    /// All zero, of residents on a side.
    pub fn new(layout: &Layout, channels: usize, side: usize) -> Expectation {
        let counts_layout = Counts::new(layout);
        Expectation {
            values: vec![0.0; layout.len()],
            delivered: vec![0.0; channels],
            first_group: counts_layout.groups_of(side).start,
            counts_layout,
        }
    }

    /// The group of a deprivation class.
    pub fn group(&self, class: usize) -> usize {
        self.first_group + class
    }

    /// Expects `by` more.
    pub fn add(&mut self, count: Count, by: f64) {
        self.values[self.counts_layout.index(count)] += by;
    }

    /// What is expected so far.
    pub fn get(&self, count: Count) -> f64 {
        self.values[self.counts_layout.index(count)]
    }

    /// Expects so many units of a channel to be delivered to a group.
    pub fn deliver(&mut self, group: usize, channel: usize, units: f64) {
        self.add(Count::Delivered { group, channel }, units);
        self.delivered[channel] += units;
    }

    /// Opens a cycle.
    pub fn open_cycle(&mut self) {
        self.delivered.fill(0.0);
    }

    /// Opens a year: back to zero.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
    }
}

/// How fine expected counts are told in whole numbers: as simulated residents of which each is one of `per_resident`
/// parts of a resident, so that what counts residents counts their expectation too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grain {
    per_resident: f64,
    /// The most that the counts of a year may add up to, so that no sum overflows.
    most: f64,
}

impl Grain {
    /// About 2^`bits` parts for all residents together. A power of two, so that weights lose no digit.
    pub fn new(system: &System, bits: i32) -> Grain {
        let residents = (system.people.sample as f64).max(1.0);
        let finest = libm::pow(2.0, f64::from(bits)) / residents;
        Grain {
            per_resident: libm::exp2(libm::floor(libm::log2(finest))),
            most: libm::exp2(62.0),
        }
    }

    /// Parts of a resident.
    pub fn per_resident(&self) -> f64 {
        self.per_resident
    }

    /// The system in which each counted part stands for the residents it does.
    pub fn of(&self, system: &System) -> System {
        let mut people = People::clone(&system.people);
        people.weight /= self.per_resident;
        let mut system = system.clone();
        system.people = Arc::new(people);
        system
    }

    /// The counts to the nearest part; `None` where they do not fit whole numbers of 64 bits.
    pub fn counts(&self, expected: &Expectation) -> Option<Counts> {
        let sum: f64 = expected.values.iter().map(|value| value.abs()).sum();
        if sum * self.per_resident > self.most {
            return None;
        }
        let mut counts = expected.counts_layout.clone();
        for (index, value) in expected.values.iter().enumerate() {
            counts.add_at(index, libm::round(value * self.per_resident) as i64);
        }
        Some(counts)
    }
}
