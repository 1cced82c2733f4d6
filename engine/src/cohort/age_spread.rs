//! How residents of one state are spread over the ages of a birth cohort.
//!
//! Comes in: the states in which residents of every age start. Goes out: [`AgeSpread`]: weights by which chances of several ages
//! become those of a cohort. Few of its youngest are frail and more of its oldest; as they start, so they are taken to be
//! spread later. Deliberately absent: how many residents a cohort has.

use std::ops::Range;

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

    /// Of residents in one state, the part of each cohort that is of each age, ages following each other; evenly where nobody
    /// starts in it. `ages` are those of each cohort, one for each half-cycle of birth.
    pub fn parts<A>(
        &self,
        (class, state): (usize, usize),
        ages: impl Iterator<Item = A>,
    ) -> AgeParts
    where
        A: ExactSizeIterator<Item = usize> + Clone,
    {
        let shares = &self.shares[(class * self.states + state) * self.ages..][..self.ages];
        let mut found = AgeParts::default();
        for ages in ages {
            let all: f64 = ages.clone().map(|age| shares[age]).sum();
            let even = 1.0 / ages.len() as f64;
            let youngest = ages.clone().next().unwrap_or(0);
            let first = found.parts.len();
            for age in ages {
                found.parts.resize(first + age - youngest + 1, 0.0);
                found.parts[first + age - youngest] +=
                    if all > 0.0 { shares[age] / all } else { even };
            }
            found.cohorts.push((youngest, first..found.parts.len()));
        }
        found
    }
}

/// The part of each cohort that is of each age.
#[derive(Debug, Default)]
pub(super) struct AgeParts {
    parts: Vec<f64>,
    /// The youngest of each cohort, in cycles, and where its parts are.
    cohorts: Vec<(usize, Range<usize>)>,
}

impl AgeParts {
    /// Writes cohort by cohort the mean of a figure that is known by age.
    pub fn write_means(&self, by_age: &[f64], means: &mut [f64]) {
        for ((youngest, parts), mean) in self.cohorts.iter().zip(means) {
            let pairs = self.parts[parts.clone()].iter().zip(&by_age[*youngest..]);
            *mean = pairs.map(|(part, figure)| part * figure).sum();
        }
    }

    /// Cohort by cohort the part that is at least so old.
    pub fn older(&self, ages: impl Iterator<Item = usize>) -> impl Iterator<Item = f64> {
        let cohorts = self.cohorts.iter().zip(ages);
        cohorts.map(|((youngest, parts), age)| {
            let younger = age.saturating_sub(*youngest);
            self.parts[parts.clone()].iter().skip(younger).sum()
        })
    }
}
