//! The states in which residents start, and how many of a birth cohort are alive at every age.
//!
//! Comes in: `population.prevalence` and the tables of health. Goes out: [`Starts`]. Deliberately absent: how many
//! residents there are.

use crate::scenario::schema::{Prevalence, Scenario};

use super::bands::{Band, cumulative, pick};
use super::chains::{Chains, Chances, LANES, StatePassage};
use super::health::Health;
use super::time::{Age, OLDEST_AGE, Timeline};

/// Where the starting states come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Starts {
    source: StartSource,
    /// Half-cycles from the start of a cycle to the moment whose ages hold for it.
    moment: usize,
    /// Half-cycles in half a year.
    half_a_year: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum StartSource {
    /// [sex × deprivation].
    Equilibrium(Vec<BirthCohort>),
    /// Bands of age.
    Table(Vec<StartBand>),
}

/// One birth cohort through life.
#[derive(Debug, Clone, PartialEq)]
struct BirthCohort {
    /// Cumulative shares of state × carer among those alive: [age in cycles][state × carer].
    rows: Vec<f64>,
    /// Share alive at each age in cycles.
    alive: Vec<f64>,
}

/// First age in years, first age after it, and cumulative shares of the states.
type StartBand = (f64, f64, Vec<f64>);

impl Starts {
    /// Bytes of what is large in it.
    pub fn bytes(&self) -> usize {
        match &self.source {
            StartSource::Equilibrium(cohorts) => {
                let of =
                    |cohort: &BirthCohort| size_of_val(&*cohort.rows) + size_of_val(&*cohort.alive);
                cohorts.iter().map(of).sum()
            }
            StartSource::Table(bands) => size_of_val(&**bands),
        }
    }

    /// From the scenario's table, or in equilibrium.
    pub(super) fn new(
        scenario: &Scenario,
        health: &Health,
        newborn_state: usize,
        time: &Timeline,
    ) -> Starts {
        Starts {
            source: source(scenario, health, newborn_state),
            moment: time.moment(0),
            half_a_year: time.middle(0),
        }
    }

    /// State and carer of somebody who is here at `age`, from one uniform; `None` for the carer where the table gives
    /// states alone.
    pub fn start(
        &self,
        health: &Health,
        male: bool,
        deprivation: usize,
        age: Age,
        u: f64,
    ) -> (usize, Option<bool>) {
        match &self.source {
            StartSource::Equilibrium(cohorts) => {
                let cohort = of_class(cohorts, health, male, deprivation);
                let index = pick(cohort.row(self.row(age), health), u);
                (index / 2, Some(index % 2 == 1))
            }
            StartSource::Table(bands) => {
                let row = at_age(bands, health, age);
                (row.map_or(0, |(_, _, shares)| pick(shares, u)), None)
            }
        }
    }

    /// Shares of the states, without and with a carer, among those alive at `age`, for one sex and deprivation class.
    pub fn shares(
        &self,
        health: &Health,
        male: bool,
        deprivation: usize,
        age: Age,
    ) -> Vec<[f64; 2]> {
        match &self.source {
            StartSource::Equilibrium(cohorts) => {
                let cohort = of_class(cohorts, health, male, deprivation);
                split(cohort.row(self.row(age), health))
            }
            StartSource::Table(bands) => {
                let row = at_age(bands, health, age);
                let sums = row.map_or(&[][..], |(_, _, sums)| sums);
                let before = [0.0].into_iter().chain(sums.iter().copied());
                let shares = sums.iter().zip(before).map(|(sum, before)| sum - before);
                let shares = shares.enumerate().map(|(state, share)| {
                    let carer = health.carer_share(state);
                    [share * (1.0 - carer), share * carer]
                });
                shares.collect()
            }
        }
    }

    /// Shares of states among residents of a completed year of age, over all of that year.
    pub fn shares_in_year(
        &self,
        health: &Health,
        male: bool,
        deprivation: usize,
        year_of_age: usize,
        time: &Timeline,
    ) -> Vec<[f64; 2]> {
        let StartSource::Equilibrium(cohorts) = &self.source else {
            let half_cycles = time.middle(year_of_age);
            return self.shares(health, male, deprivation, Age { half_cycles });
        };
        let cohort = of_class(cohorts, health, male, deprivation);
        let mut sums = vec![[0.0; 2]; health.states.len()];
        for (age, part) in counted_in_year(year_of_age, time) {
            let here = part * cohort.alive(age);
            for (sums, shares) in sums.iter_mut().zip(split(cohort.row(age, health))) {
                sums[0] += here * shares[0];
                sums[1] += here * shares[1];
            }
        }
        let all: f64 = sums.iter().flatten().sum();
        if all > 0.0 {
            sums.iter_mut().flatten().for_each(|share| *share /= all);
        }
        sums
    }

    /// Relative number of residents by completed year of age in a stationary population; all 1 where the start is a
    /// table.
    pub fn survivors(&self, health: &Health, male: bool, time: &Timeline) -> Vec<f64> {
        let StartSource::Equilibrium(cohorts) = &self.source else {
            return vec![1.0; OLDEST_AGE];
        };
        let cohorts = of_sex(cohorts, health, male);
        let in_year = |cohort: &BirthCohort, year_of_age: usize| -> f64 {
            let ages = counted_in_year(year_of_age, time);
            ages.map(|(age, part)| part * cohort.alive(age)).sum()
        };
        (0..OLDEST_AGE)
            .map(|age| {
                let each = cohorts.iter().map(|cohort| in_year(cohort, age));
                each.sum::<f64>() / cohorts.len() as f64
            })
            .collect()
    }

    /// Mean over the ages of a band of how many were alive half a year before, relative to now. 1 where the start is a
    /// table, which does not say who died.
    pub(super) fn half_a_year_before(&self, male: bool, health: &Health, band: &Band) -> f64 {
        let StartSource::Equilibrium(cohorts) = &self.source else {
            return 1.0;
        };
        let cohorts = of_sex(cohorts, health, male);
        let alive = |half_cycles: usize| {
            let each = cohorts.iter();
            each.map(|cohort| cohort.alive_between(half_cycles))
                .sum::<f64>()
        };
        let first = (2.0 * band.from).max(self.half_a_year as f64) as usize;
        let ratios: Vec<f64> = (first..(2.0 * band.below) as usize)
            .map(|half_cycles| {
                let half_cycles = half_cycles - self.half_a_year;
                let before = 2 * self.row(Age { half_cycles });
                alive(before) / alive(before + self.half_a_year)
            })
            .filter(|ratio| ratio.is_finite())
            .collect();
        if ratios.is_empty() {
            1.0
        } else {
            ratios.iter().sum::<f64>() / ratios.len() as f64
        }
    }

    /// The age in cycles by which the table of a birth cohort is read.
    fn row(&self, age: Age) -> usize {
        (age.half_cycles + self.moment) / 2
    }
}

impl BirthCohort {
    /// Cumulative shares of those alive at an age in cycles.
    fn row(&self, age: usize, health: &Health) -> &[f64] {
        let width = 2 * health.states.len();
        let last = self.rows.len() / width - 1;
        &self.rows[age.min(last) * width..][..width]
    }

    /// Share alive at an age in cycles.
    fn alive(&self, age: usize) -> f64 {
        self.alive.get(age).copied().unwrap_or(0.0)
    }

    /// Share alive at an age in half-cycles: in the middle of a cycle, the mean of its start and end.
    fn alive_between(&self, half_cycles: usize) -> f64 {
        (self.alive(half_cycles / 2) + self.alive(half_cycles.div_ceil(2))) / 2.0
    }
}

fn of_sex<'a>(cohorts: &'a [BirthCohort], health: &Health, male: bool) -> &'a [BirthCohort] {
    let classes = health.classes.deprivation;
    &cohorts[usize::from(male) * classes..][..classes]
}

fn of_class<'a>(
    cohorts: &'a [BirthCohort],
    health: &Health,
    male: bool,
    deprivation: usize,
) -> &'a BirthCohort {
    &of_sex(cohorts, health, male)[deprivation]
}

/// The row of a table of starting states that holds at an age; the last where none does.
fn at_age<'a>(bands: &'a [StartBand], health: &Health, age: Age) -> Option<&'a StartBand> {
    let years = age.half_cycles as f64 / (2.0 * health.cycles_per_year());
    let mut rows = bands.iter();
    rows.find(|(from, below, _)| years >= *from && years < *below)
        .or(bands.last())
}

/// Shares of states without and with a carer, from a row of cumulative shares.
fn split(row: &[f64]) -> Vec<[f64; 2]> {
    let mut before = 0.0;
    let mut share = |sum: f64| {
        let share = sum - before;
        before = sum;
        share
    };
    let pairs = row.chunks_exact(2);
    pairs.map(|pair| [share(pair[0]), share(pair[1])]).collect()
}

/// The ages in cycles, where cycles meet, at which residents of a completed year of age are counted, and the part of
/// the year that each age stands for.
fn counted_in_year(year_of_age: usize, time: &Timeline) -> impl Iterator<Item = (usize, f64)> {
    let [start, end] = time.counted_parts();
    let (first, per_year) = (year_of_age * time.per_year, time.per_year);
    (0..=per_year).map(move |cycle| {
        let starts = if cycle < per_year { start } else { 0.0 };
        let ends = if cycle > 0 { end } else { 0.0 };
        (first + cycle, (starts + ends) / per_year as f64)
    })
}

fn source(scenario: &Scenario, health: &Health, newborn_state: usize) -> StartSource {
    let bands = match &scenario.population.prevalence {
        Prevalence::Named(_) => {
            return StartSource::Equilibrium(equilibrium(health, newborn_state));
        }
        Prevalence::Table(bands) => bands,
    };
    let bands = bands.iter().map(|band| {
        let share = |name: &String| band.shares.get(name).copied().unwrap_or(0.0);
        let shares: Vec<f64> = scenario
            .state
            .iter()
            .map(|state| share(&state.name))
            .collect();
        let below = band.age_below.unwrap_or(f64::INFINITY);
        (band.age_from, below, cumulative(&shares))
    });
    StartSource::Table(bands.collect())
}

/// What a birth cohort under the scenario's own hazards shows at every age: cumulative shares of state × carer among
/// those alive. Starting anywhere else drifts for years, and the drift looks like a trend that nobody caused.
fn equilibrium(health: &Health, newborn_state: usize) -> Vec<BirthCohort> {
    let pairs = 2 * health.classes.deprivation;
    let chains = Chains::new(health);
    (0..pairs)
        .map(|pair| {
            let who = (
                pair / health.classes.deprivation == 1,
                pair % health.classes.deprivation,
            );
            cohort(health, &chains, who, newborn_state)
        })
        .collect()
}

fn cohort(
    health: &Health,
    chains: &Chains,
    (male, deprivation): (bool, usize),
    newborn_state: usize,
) -> BirthCohort {
    let states = health.states.len();
    let mut now = vec![0.0; states * 2];
    let carer = health.carer_share(newborn_state);
    now[newborn_state * 2] = 1.0 - carer;
    now[newborn_state * 2 + 1] = carer;
    let mut rows = Vec::with_capacity(health.ages() * states * 2);
    let mut survivors = vec![1.0];
    let carers = health.carer_changes(1.0);
    let mut chances = [Chances::default(), Chances::default()];
    for age in 0..health.ages() {
        let lane = age % LANES;
        if lane == 0 {
            for (had, chances) in [false, true].into_iter().zip(&mut chances) {
                let class = health.classes.index(male, deprivation, had);
                let cells = std::array::from_fn(|lane| health.cell(class, age + lane));
                chains.run(health, &cells, None, chances);
            }
        }
        rows.extend(cumulative(&now));
        let mut next = vec![0.0; states * 2];
        let passages = chains.passages().iter().enumerate();
        for (place, passage) in
            passages.filter(|(_, passage)| passage.from < states && passage.to < states)
        {
            let StatePassage { from, to } = *passage;
            if !health.states[to].is_alive() {
                continue;
            }
            for (had, chances) in [false, true].into_iter().zip(&chances) {
                let moved = now[from * 2 + usize::from(had)] * chances.full[place][lane];
                let carer = carers[health.carer_change(from, to, had)];
                next[to * 2] += moved * (1.0 - carer);
                next[to * 2 + 1] += moved * carer;
            }
        }
        let alive: f64 = next.iter().sum();
        if alive <= 0.0 {
            break;
        }
        now = next.iter().map(|share| share / alive).collect();
        survivors.push(survivors.last().copied().unwrap_or(1.0) * alive);
    }
    BirthCohort {
        rows,
        alive: survivors,
    }
}
