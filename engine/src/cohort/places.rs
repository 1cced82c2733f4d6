//! Where residents of one class and state stand by birth, so that cycles do not move them.
//!
//! Comes in: the timeline and the oldest resident. Goes out: [`Places`]: birth cohorts, the youngest first, and those not born
//! yet before them. Exactly told, a cohort is born in one cycle and has a place for each half of it; or it is born in a year,
//! has one place, and stands for residents of several ages, evenly spread. Deliberately absent: residents.

use crate::system::System;

use super::precision::TwinPrecision;

/// Places by birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    cycles: usize,
    /// Half-cycles from the start of a cycle to the moment whose ages hold for it: 0 or 1.
    moment: usize,
    /// Half-cycles by which cohorts begin before a whole number of cohorts ago: exactly told, those who see the same tables
    /// stand together; else those of a band of the start do.
    ahead: usize,
    /// Cycles in which a cohort is born; a year has a whole number of that many.
    pub span: usize,
    /// Places of a cohort.
    pub halves: usize,
    /// Cohorts, those not born yet included.
    pub cohorts: usize,
}

impl Places {
    /// For residents who are at most `oldest` half-cycles old at the start.
    pub fn new(system: &System, oldest: usize, precision: TwinPrecision) -> Places {
        let (span, halves) = match precision {
            TwinPrecision::Exact => (1, 2),
            TwinPrecision::Fast => (span(system), 1),
        };
        let mut places = Places {
            cycles: system.time.cycles(),
            moment: system.time.moment(0),
            ahead: match precision {
                TwinPrecision::Exact => system.time.moment(0),
                TwinPrecision::Fast => after_bands(system, 2 * span),
            },
            span,
            halves,
            cohorts: 0,
        };
        places.cohorts = places.at(0, oldest) / halves + 1;
        places
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.halves * self.cohorts
    }

    /// The place of those who are so many half-cycles old at the start of a cycle.
    pub fn at(&self, cycle: usize, half_cycles: usize) -> usize {
        let born = half_cycles + self.ahead + 2 * (self.cycles - cycle);
        born * self.halves / (2 * self.span)
    }

    /// The youngest cohort in a cycle: of those who come in it as well.
    fn youngest(&self, cycle: usize) -> usize {
        (self.ahead + 2 * (self.cycles - cycle - 1)) / (2 * self.span)
    }

    /// Its first place.
    pub fn first(&self, cycle: usize) -> usize {
        self.halves * self.youngest(cycle)
    }

    /// Cycles since the oldest of a cohort were as old as the oldest of the one before are now; cycles of the same phase find
    /// cohorts at the same ages.
    pub fn phase(&self, cycle: usize) -> usize {
        cycle % self.span
    }

    /// Ages in completed cycles of all cohorts in cycles of a phase, counted from the youngest of a cycle, at the moment whose
    /// ages hold for it.
    pub fn cohort_ages(&self, phase: usize) -> CohortAges {
        let (first, born) = (self.first_age(phase), 2 * self.span as isize);
        let youngest = first.div_euclid(2);
        let ages = (first + born - 1).div_euclid(2) - youngest + 1;
        let mut births = vec![0.0; ages as usize];
        for half_cycles in first..first + born {
            births[(half_cycles.div_euclid(2) - youngest) as usize] += 1.0;
        }
        CohortAges {
            youngest,
            births,
            span: self.span,
            cohorts: self.cohorts,
        }
    }

    /// Half-cycles of age of the youngest of the first cohort, counted from the youngest of a cycle; below 0 before birth.
    fn first_age(&self, phase: usize) -> isize {
        let born = 2 * self.span;
        // The youngest cohort is the one in which somebody is born at the end of the cycle.
        let since = born + 2 * phase + self.moment - self.ahead;
        let youngest = (born + self.ahead - 2 * phase - 2) / born;
        (youngest * born + since) as isize - 2 * born as isize
    }

    /// Ages in completed cycles of a place so many half-cycles after the start, one for each half-cycle of birth; 0 before
    /// birth.
    pub fn ages_at(
        &self,
        place: usize,
        half_cycles: usize,
    ) -> impl ExactSizeIterator<Item = usize> + use<> {
        let each = 2 * self.span / self.halves;
        let before = self.ahead + 2 * self.cycles;
        let born = (place * each..(place + 1) * each).map(move |born| born + half_cycles);
        born.map(move |born| born.saturating_sub(before) / 2)
    }
}

/// Ages of all cohorts in cycles of one phase.
#[derive(Debug)]
pub(super) struct CohortAges {
    /// The youngest age of the first cohort in completed cycles, below 0 before birth.
    pub youngest: isize,
    /// Half-cycles of birth at it and at each age after it.
    pub births: Vec<f64>,
    /// Cycles by which each cohort is older than the one before.
    pub span: usize,
    /// How many there are.
    pub cohorts: usize,
}

impl CohortAges {
    /// So many ages later than the youngest of a cohort; 0 before birth.
    #[inline(always)]
    pub fn age(&self, cohort: usize, later: usize) -> usize {
        (self.youngest + (cohort * self.span + later) as isize).max(0) as usize
    }

    /// Of those born evenly, the part at each age.
    pub fn even(&self) -> impl Iterator<Item = f64> {
        let all: f64 = self.births.iter().sum();
        self.births.iter().map(move |births| births / all)
    }

    /// The mean of a figure over the ages of each cohort.
    pub fn means(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mean = |cohort: usize| {
            let ages = self.even().enumerate();
            ages.map(|(later, part)| part * of(self.age(cohort, later)))
                .sum()
        };
        (0..self.cohorts).map(mean).collect()
    }

    /// All ages, so that those of different cohorts follow each other: `[age modulo a cohort's cycles][cohort]`.
    pub fn by_age(&self) -> impl Iterator<Item = usize> {
        let (span, cohorts) = (self.span, self.cohorts);
        (0..span).flat_map(move |first| (0..cohorts).map(move |older| first + older * span))
    }

    /// Where the figure of an age stands in that order.
    pub fn place(&self, age: usize) -> usize {
        age % self.span * self.cohorts + age / self.span
    }

    /// Cohorts that are not born yet so many ages later than their youngest, and the figures of the others from figures in that order.
    #[inline(always)]
    pub fn figures<'a>(&self, later: usize, by_age: &'a [f64]) -> (usize, &'a [f64]) {
        let (age, span) = (self.youngest + later as isize, self.span as isize);
        let row = &by_age[age.rem_euclid(span) as usize * self.cohorts..][..self.cohorts];
        let older = age.div_euclid(span);
        (older.min(0).unsigned_abs(), &row[older.max(0) as usize..])
    }
}

/// Cohorts that are born in a year.
const COHORTS_A_YEAR: usize = 1;

/// Cycles in which a cohort is born; one where residents are written one by one, who are not spread evenly.
fn span(system: &System) -> usize {
    let per_year = system.time.per_year;
    match system.people.persons {
        None if per_year.is_multiple_of(COHORTS_A_YEAR) => per_year / COHORTS_A_YEAR,
        _ => 1,
    }
}

/// The half-cycles, fewer than a cohort is born in, after which bands of the start end: of most of them.
fn after_bands(system: &System, born: usize) -> usize {
    let bands = system.people.bands.iter();
    let ends = bands.map(|band| (2.0 * band.below) as usize % born);
    let ends: Vec<usize> = ends.collect();
    let often = |end: usize| ends.iter().filter(|other| **other == end).count();
    let end = (0..born).rev().max_by_key(|end| often(*end)).unwrap_or(0);
    (born - end) % born
}
