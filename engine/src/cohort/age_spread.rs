//! How residents of one state are spread over the ages of a birth cohort.
//!
//! Comes in: the states in which residents of every age start. Goes out: [`AgeSpread`]: weights by which chances of several ages
//! become those of a cohort. Few of its youngest are frail and more of its oldest; as they start, so they are taken to be
//! spread later. Deliberately absent: how many residents a cohort has.

use crate::system::System;
use crate::tables::time::Age;

use super::places::CohortAges;

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

    /// Of residents in one state, the part of each cohort that is of each age; as they were born where nobody starts in it.
    pub fn write_parts(
        &self,
        (class, state): (usize, usize),
        ages: &CohortAges,
        parts: &mut AgeParts,
    ) {
        let shares = &self.shares[(class * self.states + state) * self.ages..][..self.ages];
        let AgeParts { parts, all } = parts;
        parts.clear();
        all.clear();
        all.resize(ages.cohorts, 0.0);
        for (later, births) in ages.births.iter().enumerate() {
            let of_cohort = |cohort: usize| births * shares[ages.age(cohort, later)];
            parts.extend((0..ages.cohorts).map(of_cohort));
            let row = &parts[later * ages.cohorts..];
            for (all, part) in all.iter_mut().zip(row) {
                *all += part;
            }
        }
        let rows = parts.chunks_exact_mut(ages.cohorts);
        for (row, even) in rows.zip(ages.even()) {
            for (part, all) in row.iter_mut().zip(&*all) {
                *part = if *all > 0.0 { *part / all } else { even };
            }
        }
    }
}

/// The part of each cohort that is of each age: `[ages later than the youngest][cohort]`.
#[derive(Debug, Default)]
pub(super) struct AgeParts {
    parts: Vec<f64>,
    /// Room for sums over ages.
    all: Vec<f64>,
}

impl AgeParts {
    /// Writes cohort by cohort the mean of a figure that is known by age, ages as [`CohortAges::by_age`] has them.
    #[inline(always)]
    pub fn write_means(&self, ages: &CohortAges, by_age: &[f64], means: &mut [f64]) {
        means.fill(0.0);
        for (later, parts) in self.parts.chunks_exact(ages.cohorts).enumerate() {
            let (unborn, figures) = ages.figures(later, by_age);
            let (unborn, born) = means.split_at_mut(unborn);
            for (mean, part) in unborn.iter_mut().zip(parts) {
                *mean += part * by_age[0];
            }
            let parts = &parts[unborn.len()..];
            for ((mean, part), figure) in born.iter_mut().zip(parts).zip(figures) {
                *mean += part * figure;
            }
        }
    }

    /// Adds cohort by cohort the part that is at least so old.
    pub fn add_older(&self, ages: &CohortAges, bounds: &[usize], older: &mut [f64]) {
        for (later, parts) in self.parts.chunks_exact(ages.cohorts).enumerate() {
            let of_cohorts = older.iter_mut().zip(parts).zip(bounds);
            for (cohort, ((older, part), bound)) in of_cohorts.enumerate() {
                if ages.age(cohort, later) >= *bound {
                    *older += part;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_weigh_the_ages_of_each_cohort() {
        // Two cohorts of two cycles each, at ages −1, 0, 1 and 1, 2, 3; of the middle age twice as many.
        let ages = CohortAges {
            youngest: -1,
            births: vec![1.0, 2.0, 1.0],
            span: 2,
            cohorts: 2,
        };
        let spread = AgeSpread {
            shares: vec![0.0, 0.2, 0.3, 0.5, /* nobody: */ 0.0, 0.0, 0.0, 0.0],
            states: 2,
            ages: 4,
        };
        let by_age = [10.0, 20.0, 40.0, 80.0];
        let in_order: Vec<f64> = ages.by_age().map(|age| by_age[age]).collect();
        let mut parts = AgeParts::default();
        let mut means = [f64::NAN; 2];

        spread.write_parts((0, 0), &ages, &mut parts);
        parts.write_means(&ages, &in_order, &mut means);
        assert_eq!(means[0], 20.0);
        let of_second = 0.2 * 20.0 + 2.0 * 0.3 * 40.0 + 0.5 * 80.0;
        assert!((means[1] - of_second / 1.3).abs() < 1e-12, "{means:?}");
        let mut older = [0.0; 2];
        parts.add_older(&ages, &[1, 3], &mut older);
        assert_eq!(older[0], 1.0);
        assert!((older[1] - 0.5 / 1.3).abs() < 1e-12, "{older:?}");

        spread.write_parts((0, 1), &ages, &mut parts);
        parts.write_means(&ages, &in_order, &mut means);
        assert_eq!(
            means,
            [(3.0 * 10.0 + 20.0) / 4.0, (20.0 + 2.0 * 40.0 + 80.0) / 4.0]
        );
    }
}
