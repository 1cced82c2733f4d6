//! How residents of one state are spread over the ages of a birth cohort.
//!
//! Comes in: the states in which residents of every age start. Goes out: [`Shape`]: weights by which chances of several ages
//! become those of a cohort. Few of its youngest are frail and more of its oldest; as they start, so they are taken to be
//! spread later. Deliberately absent: how many residents a cohort has.

use crate::system::System;
use crate::tables::time::Age;

/// The share of residents of a class and age in a state: `[class][state][age in cycles]`.
#[derive(Debug)]
pub(super) struct Shape {
    shares: Vec<f64>,
    states: usize,
    ages: usize,
}

impl Shape {
    /// Of so many ages.
    pub fn new(system: &System, ages: usize) -> Shape {
        let (health, states) = (&system.health, system.health.states.len());
        let mut shape = Shape {
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
                        shape.shares[row * ages + age] = share;
                    }
                }
            }
        }
        shape
    }

    /// The mean of a figure over ages that follow each other, of residents in one state; evenly where nobody starts in it.
    pub fn mean(
        &self,
        (class, state): (usize, usize),
        ages: impl Iterator<Item = usize> + Clone,
        of: impl Fn(usize) -> f64,
    ) -> f64 {
        let shares = &self.shares[(class * self.states + state) * self.ages..][..self.ages];
        let (mut sum, mut all) = (0.0, 0.0);
        for age in ages.clone() {
            sum += shares[age] * of(age);
            all += shares[age];
        }
        if all > 0.0 {
            return sum / all;
        }
        let many = ages.clone().count() as f64;
        ages.map(of).sum::<f64>() / many
    }
}
