//! What holds in cycles of one phase, in which birth cohorts are at the same ages: chances of moves without effects.
//!
//! Comes in: chances by age, and how residents are spread over the ages of a cohort. Goes out: [`PhaseMoves`], by cohort, and
//! the years of age in which a cohort is. Deliberately absent: effects (moves.rs).

use std::ops::Range;

use rayon::prelude::*;

use crate::system::System;
use crate::tables::chains::StatePassage;
use crate::tables::time::OLDEST_AGE;

use super::age_spread::{AgeParts, AgeSpread};
use super::place_blocks::{Block, in_blocks};
use super::places::Places;

/// Chances after a cycle, and after half of one.
#[derive(Debug, Clone, Default)]
pub(super) struct ChanceTables {
    pub full: Vec<f64>,
    pub half: Vec<f64>,
}

impl ChanceTables {
    /// Figure by figure of both.
    pub fn map(&self, of: impl Fn(&[f64]) -> Vec<f64>) -> ChanceTables {
        ChanceTables {
            full: of(&self.full),
            half: of(&self.half),
        }
    }
}

/// What does not depend on effects in cycles of one phase.
#[derive(Debug)]
pub(super) struct PhaseMoves {
    /// Chances after a cycle: `[class][block of cohorts][passage]`.
    pub cycle: Vec<Block>,
    /// After half of one: `[class][passage][cohort]`.
    pub half_cycle: Vec<f64>,
    /// Chance not to move out of the town in a cycle, and in half of one, by cohort.
    pub stay: Vec<f64>,
    pub stay_in_half: Vec<f64>,
    /// The completed years of age of the youngest of each cohort.
    years: Vec<usize>,
    /// Cohorts of which each is a year older than the one before, and the oldest not of the oldest age.
    each_a_year: Range<usize>,
    /// The share of a cohort that is a year older: `[class][state][cohort]`.
    older: Vec<f64>,
    /// Cohorts between a node and the next, and how far each lies between them: 0 at the first, 1 at the second.
    between: Vec<Range<usize>>,
    parts: Vec<f64>,
}

impl PhaseMoves {
    /// From chances by age of these passages.
    pub fn new(
        system: &System,
        (places, phase): (Places, usize),
        (passages, nodes): (&[StatePassage], &[usize]),
        by_age: &ChanceTables,
        spread: &AgeSpread,
    ) -> PhaseMoves {
        let health = &system.health;
        let (per_year, states) = (system.time.per_year, health.states.len());
        let ages_of = |cohort: usize| places.ages(phase, cohort);
        let cohorts = 0..places.cohorts;
        let even = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let mean = |cohort| ages_of(cohort).map(of).sum::<f64>() / ages_of(cohort).len() as f64;
            cohorts.clone().map(mean).collect()
        };
        let rows = health.classes.count() * states;
        let of_row =
            |row: usize| spread.parts((row / states, row % states), cohorts.clone().map(ages_of));
        let parts: Vec<AgeParts> = (0..rows).into_par_iter().map(of_row).collect();
        let ages = places.span * places.cohorts;
        let means = |by_age: &[f64]| -> Vec<f64> {
            let mut means = vec![0.0; by_age.len() / ages * places.cohorts];
            let rows = means.chunks_mut(places.cohorts).zip(by_age.chunks(ages));
            for (row, (means, by_age)) in rows.enumerate() {
                let (class, passage) = (row / passages.len(), &passages[row % passages.len()]);
                let parts = &parts[class * states + health.state_of(passage.from)];
                parts.write_means(by_age, means);
            }
            means
        };
        let years = cohorts.clone().map(|cohort| ages_of(cohort).next());
        let years: Vec<usize> = years
            .map(|age| year_of(age.unwrap_or(0), per_year))
            .collect();
        let next_years = || years.iter().map(|year| (year + 1) * per_year);
        let older = parts.iter().flat_map(|parts| parts.older(next_years()));
        let centres = even(&|age| age as f64);
        let (between, parts) = between(nodes, &centres);
        PhaseMoves {
            cycle: in_blocks(&means(&by_age.full), passages.len(), places.cohorts),
            half_cycle: means(&by_age.half),
            // As the threshold on 64 bits that it is.
            stay: even(&|age| 1.0 - health.leaver(age) as f64 / 18_446_744_073_709_551_616.0),
            stay_in_half: even(&|age| 1.0 - health.leaves_in_half(age)),
            older: older.collect(),
            each_a_year: each_a_year(&years),
            years: years.clone(),
            between,
            parts,
        }
    }

    /// Ratios on straight lines between the nodes; those beyond the last are that of the last.
    pub fn lay_between(&self, at_nodes: &[f64], row: &mut [f64]) {
        let after = at_nodes.iter().skip(1).chain(at_nodes.last());
        let ends = at_nodes.iter().zip(after);
        for (cohorts, (first, last)) in self.between.iter().zip(ends) {
            let rise = last - first;
            let parts = &self.parts[cohorts.clone()];
            for (ratio, part) in row[cohorts.clone()].iter_mut().zip(parts) {
                *ratio = first + rise * part;
            }
        }
    }

    /// Adds half of the half-cycles counted in a row (a class and state), by place from the youngest on, to residents cared
    /// for by year of age.
    #[inline(always)]
    pub fn add_by_year(&self, row: usize, (counted, halves): (&[f64], usize), cared: &mut [f64]) {
        let cohorts = self.years.len();
        let older = &self.older[row * cohorts..][..cohorts];
        let mut add = |cohort: usize, many: f64| {
            let (year, older) = (self.years[cohort], many * older[cohort]);
            cared[year] += many - older;
            cared[(year + 1).min(OLDEST_AGE - 1)] += older;
        };
        if halves > 1 {
            for (cohort, places) in counted.chunks(halves).enumerate() {
                add(cohort, places.iter().sum::<f64>() / 2.0);
            }
            return;
        }
        let each_a_year =
            self.each_a_year.start.min(counted.len())..self.each_a_year.end.min(counted.len());
        for cohort in (0..each_a_year.start).chain(each_a_year.end..counted.len()) {
            add(cohort, counted[cohort] / 2.0);
        }
        if each_a_year.is_empty() {
            return;
        }
        let first = self.years[each_a_year.start];
        let (counted, older) = (&counted[each_a_year.clone()], &older[each_a_year]);
        for ((cared, counted), older) in cared[first..].iter_mut().zip(counted).zip(older) {
            *cared += counted / 2.0 * (1.0 - older);
        }
        for ((cared, counted), older) in cared[first + 1..].iter_mut().zip(counted).zip(older) {
            *cared += counted / 2.0 * older;
        }
    }
}

/// The last cohorts of which each is a year older than the one before, but for those whose older part is of no older age.
fn each_a_year(years: &[usize]) -> Range<usize> {
    let end = years.partition_point(|year| *year + 1 < OLDEST_AGE);
    let mut pairs = years[..end].windows(2).rev();
    let many = pairs.position(|pair| pair[1] != pair[0] + 1);
    end - many.unwrap_or(end.saturating_sub(1)) - usize::from(end > 0)..end
}

fn year_of(age: usize, per_year: usize) -> usize {
    (age / per_year).min(OLDEST_AGE - 1)
}

/// Cohorts between each node and the next, by the middle of their ages, and how far between them each lies.
fn between(nodes: &[usize], centres: &[f64]) -> (Vec<Range<usize>>, Vec<f64>) {
    let first_at = |age: usize| centres.partition_point(|centre| *centre < age as f64);
    let ends = nodes.iter().skip(1).map(|node| first_at(*node));
    let ends = ends.chain([centres.len()]);
    let ranges: Vec<Range<usize>> = nodes
        .iter()
        .zip(ends)
        .map(|(node, end)| first_at(*node)..end)
        .collect();
    let after = nodes.iter().skip(1).chain(nodes.last());
    let parts = ranges.iter().zip(nodes.iter().zip(after));
    let parts = parts.flat_map(|(cohorts, (first, last))| {
        let apart = (last - first).max(1) as f64;
        let of_cohort = move |centre: &f64| ((centre - *first as f64) / apart).min(1.0);
        centres[cohorts.clone()].iter().map(of_cohort)
    });
    let parts = parts.collect();
    (ranges, parts)
}
