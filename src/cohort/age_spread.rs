//! How residents of one state are spread over the ages of a birth cohort.
//!
//! Comes in: the states in which residents of every age start. Goes out: [`AgeSpread`]: weights by which chances of several ages
//! become those of a cohort. Few of its youngest are frail and more of its oldest; as they start, so they are taken to be
//! spread later. Deliberately absent: how many residents a cohort has.

use crate::system::System;
use crate::tables::time::Age;

/// The share of residents of a class and age in a state: `[class][state][age in cycles]`.
#[derive(Debug)]
pub(super) struct AgeSpread {
    shares: Vec<f64>,
    states: usize,
    ages: usize,
}

impl AgeSpread {
    /// Of so many ages.
    pub fn new(system: &System, ages: usize) -> AgeSpread {
        let (health, states) = (&system.health, system.health.states.len());
        let mut spread = AgeSpread {
            shares: vec![0.0; health.classes.count() * states * ages],
            states,
            ages,
        };
        for kind in 0..health.classes.count() / 2 {
            let (is_male, deprivation, _) = health.parts(2 * kind);
            for age in 0..ages {
                let half_cycles = (2 * age).saturating_sub(system.time.moment(0));
                let at = Age { half_cycles };
                let shares = system
                    .people
                    .starts
                    .shares(health, is_male, deprivation, at);
                for (state, carers) in shares.into_iter().enumerate() {
                    for (carer, share) in carers.into_iter().enumerate() {
                        let row = (2 * kind + carer) * states + state;
                        spread.shares[row * ages + age] = share;
                    }
                }
            }
        }
        spread
    }

    /// Of residents in one state, the part of a cohort that is of each age, ages following each other; evenly where nobody
    /// starts in it.
    pub fn parts(
        &self,
        (class, state): (usize, usize),
        ages: impl ExactSizeIterator<Item = usize> + Clone,
    ) -> AgeParts {
        let shares = &self.shares[(class * self.states + state) * self.ages..][..self.ages];
        let all: f64 = ages.clone().map(|age| shares[age]).sum();
        let even = 1.0 / ages.len() as f64;
        let mut parts = AgeParts {
            first: ages.clone().next().unwrap_or(0),
            parts: Vec::with_capacity(ages.len()),
        };
        for age in ages {
            parts.parts.resize(age - parts.first + 1, 0.0);
            parts.parts[age - parts.first] += if all > 0.0 { shares[age] / all } else { even };
        }
        parts
    }
}

/// The part of a cohort that is of each age.
#[derive(Debug)]
pub(super) struct AgeParts {
    /// The youngest, in cycles.
    first: usize,
    parts: Vec<f64>,
}

impl AgeParts {
    /// The mean of a figure that is known by age.
    pub fn mean(&self, by_age: &[f64]) -> f64 {
        let figures = &by_age[self.first..];
        let pairs = self.parts.iter().zip(figures);
        pairs.map(|(part, figure)| part * figure).sum()
    }

    /// The part that is at least so old.
    pub fn from(&self, age: usize) -> f64 {
        let younger = age.saturating_sub(self.first);
        self.parts.iter().skip(younger).sum()
    }
}
