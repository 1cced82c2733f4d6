//! What holds in cycles of one phase, in which birth cohorts are at the same ages: chances of moves without effects.
//!
//! Comes in: chances by age, and how residents are spread over the ages of a cohort. Goes out: [`PhaseMoves`], by cohort, and
//! the years of age in which a cohort is. Deliberately absent: effects (moves.rs).

use std::ops::Range;

use crate::base::widest::on_widest;
use crate::system::System;
use crate::tables::chains::StatePassage;
use crate::tables::time::OLDEST_AGE;

use super::age_spread::{AgeParts, AgeSpread};
use super::place_blocks::{BLOCK, Block, NONE};
use super::places::{CohortAges, Places};

/// Chances after a cycle, and after half of one.
#[derive(Debug, Clone, Default)]
pub(super) struct ChanceTables {
    pub full: Vec<f64>,
    pub half: Vec<f64>,
}

impl ChanceTables {
    /// Tables of so many chances, all 0.
    pub fn new(many: usize) -> ChanceTables {
        ChanceTables {
            full: vec![0.0; many],
            half: vec![0.0; many],
        }
    }

    /// Both tables, to be written: after a cycle, and after half of one.
    pub fn rows(&mut self) -> (&mut [f64], &mut [f64]) {
        (&mut self.full, &mut self.half)
    }

    /// Of chances by age, ages as [`CohortAges::by_age`] has them, those of some ages.
    pub fn at(&self, order: &CohortAges, ages: &[usize]) -> ChanceTables {
        let of = |by_age: &[f64]| -> Vec<f64> {
            let rows = by_age.chunks(order.span * order.cohorts);
            let at = |row: &[f64]| {
                ages.iter()
                    .map(|age| row[order.place(*age)])
                    .collect::<Vec<_>>()
            };
            rows.flat_map(at).collect()
        };
        ChanceTables {
            full: of(&self.full),
            half: of(&self.half),
        }
    }

    /// Several tables as one, in their order.
    pub fn concat(tables: &[&ChanceTables]) -> ChanceTables {
        ChanceTables {
            full: tables.iter().flat_map(|one| &one.full).copied().collect(),
            half: tables.iter().flat_map(|one| &one.half).copied().collect(),
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
    ages: CohortAges,
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

/// The tables of one class and phase, to be written.
pub(super) struct ClassMoves<'a> {
    cycle: &'a mut [Block],
    half_cycle: &'a mut [f64],
    older: &'a mut [f64],
    ages: &'a CohortAges,
    years: &'a [usize],
}

/// Working memory of a class.
#[derive(Debug, Default)]
pub(super) struct ClassRoom {
    /// Parts of cohorts by age, state by state.
    parts: Vec<AgeParts>,
    means: Vec<f64>,
    bounds: Vec<usize>,
}

impl PhaseMoves {
    /// Tables for so many classes that are lived and passages; their chances are still 0, for [`PhaseMoves::classes`] to write.
    pub fn new(
        system: &System,
        (places, phase): (Places, usize),
        (classes, passages): (usize, usize),
        nodes: &[usize],
    ) -> PhaseMoves {
        let health = &system.health;
        let per_year = system.time.per_year;
        let ages = places.cohort_ages(phase);
        let years = (0..places.cohorts).map(|cohort| year_of(ages.age(cohort, 0), per_year));
        let years: Vec<usize> = years.collect();
        let centres = ages.means(|age| age as f64);
        let (between, parts) = between(nodes, &centres);
        PhaseMoves {
            cycle: vec![NONE; classes * passages * places.cohorts.div_ceil(BLOCK)],
            half_cycle: vec![0.0; classes * passages * places.cohorts],
            // As the threshold on 64 bits that it is.
            stay: ages.means(|age| 1.0 - health.leaver(age) as f64 / 18_446_744_073_709_551_616.0),
            stay_in_half: ages.means(|age| 1.0 - health.leaves_in_half(age)),
            older: vec![0.0; classes * health.states.len() * places.cohorts],
            each_a_year: each_a_year(&years),
            ages,
            years,
            between,
            parts,
        }
    }

    /// The tables of each class in turn.
    pub fn classes(&mut self, classes: usize) -> impl Iterator<Item = ClassMoves<'_>> {
        let of_class = |all: usize| all / classes;
        let (cycles, halves) = (of_class(self.cycle.len()), of_class(self.half_cycle.len()));
        let cycle = self.cycle.chunks_mut(cycles);
        let half_cycle = self.half_cycle.chunks_mut(halves);
        let older = of_class(self.older.len());
        let older = self.older.chunks_mut(older);
        let (ages, years) = (&self.ages, &self.years);
        let tables = cycle.zip(half_cycle).zip(older);
        tables.map(move |((cycle, half_cycle), older)| ClassMoves {
            cycle,
            half_cycle,
            older,
            ages,
            years,
        })
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

    /// Adds so many times figures by cohort to the nodes that each lies between: what they come to times ratios on straight lines is
    /// then what these come to times the ratios at the nodes.
    pub fn share_out(&self, figures: &[f64], times: f64, at_nodes: &mut [f64]) {
        let last = at_nodes.len() - 1;
        for (node, cohorts) in self.between.iter().enumerate() {
            let here = cohorts.start.min(figures.len())..cohorts.end.min(figures.len());
            for (figure, part) in figures[here.clone()].iter().zip(&self.parts[here]) {
                at_nodes[node] += times * figure * (1.0 - part);
                at_nodes[(node + 1).min(last)] += times * figure * part;
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

impl ClassMoves<'_> {
    /// From chances of these passages by age, ages as [`CohortAges::by_age`] has them.
    pub fn write(
        self,
        system: &System,
        (class, passages): (usize, &[StatePassage]),
        by_age: &ChanceTables,
        (spread, room): (&AgeSpread, &mut ClassRoom),
    ) {
        let (health, cohorts) = (&system.health, self.ages.cohorts);
        let per_year = system.time.per_year;
        room.parts
            .resize_with(health.states.len(), AgeParts::default);
        room.bounds.clear();
        let next_years = self.years.iter().map(|year| (year + 1) * per_year);
        room.bounds.extend(next_years);
        let of_states = room.parts.iter_mut().zip(self.older.chunks_mut(cohorts));
        for (state, (parts, older)) in of_states.enumerate() {
            spread.write_parts((class, state), self.ages, parts);
            parts.add_older(self.ages, &room.bounds, older);
        }
        room.means.resize(cohorts, 0.0);
        let means = &mut room.means;
        on_widest(
            #[inline(always)]
            || {
                let ages = self.ages.span * cohorts;
                for (row, passage) in passages.iter().enumerate() {
                    let parts = &room.parts[health.state_of(passage.from)];
                    let ages = row * ages..(row + 1) * ages;
                    parts.write_means(self.ages, &by_age.full[ages.clone()], means);
                    let blocks = self.cycle.iter_mut().skip(row).step_by(passages.len());
                    for (into, means) in blocks.zip(means.chunks(BLOCK)) {
                        into[..means.len()].copy_from_slice(means);
                    }
                    let into = &mut self.half_cycle[row * cohorts..][..cohorts];
                    parts.write_means(self.ages, &by_age.half[ages], into);
                }
            },
        );
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
