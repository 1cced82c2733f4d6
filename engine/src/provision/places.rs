//! Places of an institution in a cycle: how many there are, and how they are given to those who want one.
//!
//! Comes in: places of the town, and who is expected to live there in the observed year. Goes out: [`PlacesLimits`],
//! [`PlacesFindings`] of a cycle, and what these do to hazards. Deliberately absent: how fast those who wait enter, which
//! the cohort twin works out of expected residents (cohort/admission.rs), for residents one by one too: how many are free in a
//! town does not follow the luck of a sample of it.

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::institution::PlacesCapacity;

/// Events in a cycle at which those who wait enter as good as at once.
const AT_ONCE: f64 = 200.0;

/// Places of a town, for the whole population.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacesLimits {
    /// At the start, and at the end of each cycle of the first year.
    first_year: Vec<f64>,
    /// Change per year after it.
    growth: f64,
    /// Years in a cycle.
    length: f64,
}

impl PlacesLimits {
    /// Where the scenario says how many there are.
    pub fn known(system: &System) -> Option<PlacesLimits> {
        let places = system.health.places.as_ref()?;
        match places.capacity {
            PlacesCapacity::Number(number) => Some(PlacesLimits {
                first_year: vec![number; system.time.per_year + 1],
                growth: places.growth,
                length: system.time.length,
            }),
            PlacesCapacity::Observed(_) => None,
        }
    }

    /// Where they follow from who lives there in the observed year: at the start, and at the end of each cycle.
    pub fn observed(system: &System, living: &[f64]) -> Option<PlacesLimits> {
        let places = system.health.places.as_ref()?;
        match places.capacity {
            PlacesCapacity::Number(_) => PlacesLimits::known(system),
            PlacesCapacity::Observed(part) => Some(PlacesLimits {
                first_year: living.iter().map(|living| part * living).collect(),
                growth: places.growth,
                length: system.time.length,
            }),
        }
    }

    /// At a boundary between cycles.
    pub fn at(&self, boundary: usize) -> f64 {
        let last = self.first_year.len() - 1;
        match boundary.checked_sub(last) {
            None => self.first_year[boundary],
            Some(cycles) => {
                let years = cycles as f64 * self.length;
                self.first_year[last] * libm::pow(1.0 + self.growth, years)
            }
        }
    }

    /// On average over a cycle.
    pub fn over(&self, cycle: usize) -> f64 {
        0.5 * (self.at(cycle) + self.at(cycle + 1))
    }
}

/// How places are given in a cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Admission {
    /// Nobody waits, and there is a place for everybody who wants one.
    Free,
    /// There is one for everybody, those who wait included.
    ForAll,
    /// There is not: those who wait enter at this rate per year, and whoever wants one waits.
    Short(f64),
}

/// What a cycle finds of places.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacesFindings {
    /// How they are given.
    pub admission: Admission,
    /// How many there are on average over the cycle, for the whole population; 0 where that is not known.
    pub places: f64,
    /// Needs of which those who wait have more, and what that makes of those of everybody.
    pub needs: Vec<(usize, f64)>,
}

impl Admission {
    /// What it makes of hazards.
    pub fn act(self, system: &System, hazards: &mut Hazards) {
        let rate = match self {
            Admission::Free => return,
            Admission::ForAll => AT_ONCE / system.time.length,
            Admission::Short(rate) => rate,
        };
        let health = &system.health;
        hazards.is_short = matches!(self, Admission::Short(_));
        health.mirror(&mut hazards.moves, &mut hazards.is_affected);
        for entry in health.admissions() {
            hazards.moves[entry] = rate;
        }
    }

    /// The fastest at which those who wait enter, per year.
    pub fn fastest(system: &System) -> f64 {
        AT_ONCE / system.time.length
    }
}
