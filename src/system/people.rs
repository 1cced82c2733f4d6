//! Who is here at the start, who is born, who moves in.

use std::sync::Arc;

use crate::scenario::people_file::Person;
use crate::scenario::schema::{CountedAt, PeopleBand, Population, Prevalence, Scenario};

use super::chain::Chain;
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::time::{Age, OLDEST_AGE, Timeline};

/// A band of the population table in cycles of age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Age in cycles, lower end.
    pub from: f64,
    /// Age in cycles, upper end.
    pub below: f64,
    /// Women and men.
    pub residents: [f64; 2],
}

/// Who is here at the start, who is born, who moves in.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// Residents, as the table or file counts them.
    pub residents: f64,
    /// Residents simulated at the start; where bands are rounded by chance, to the nearest.
    pub sample: usize,
    /// Residents that each simulated one stands for.
    pub weight: f64,
    /// Population table; empty where residents come one by one.
    pub bands: Vec<Band>,
    clock: Clock,
    /// Residents one by one.
    pub persons: Option<Arc<[Person]>>,
    /// Cumulative shares of the deprivation classes.
    pub deprivation: Vec<f64>,
    /// Births per cycle, in simulated residents.
    pub births: f64,
    /// Newcomers per cycle, in simulated residents.
    pub newcomers: f64,
    /// Ages and sexes of newcomers, as cumulative shares: [band × sex].
    pub newcomer_bands: Vec<(Band, [f64; 2])>,
    /// State of newborns.
    pub newborn_state: usize,
    /// Share of the lower class per deprivation class.
    pub lower_class: Vec<f64>,
    starts: Starts,
}

/// When ages hold, in half-cycles.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Clock {
    /// From the start of a cycle to the moment whose ages hold for it.
    moment: usize,
    half_a_year: usize,
}

impl Clock {
    /// The age in cycles by which the table of a birth cohort is read.
    fn row(self, age: Age) -> usize {
        (age.half_cycles + self.moment) / 2
    }
}

/// One birth cohort through life.
#[derive(Debug, Clone, PartialEq)]
struct Cohort {
    /// Cumulative shares of state × carer among those alive: [age in cycles][state × carer].
    rows: Vec<f64>,
    /// Share alive at each age in cycles.
    alive: Vec<f64>,
}

/// Where the starting states come from.
#[derive(Debug, Clone, PartialEq)]
enum Starts {
    /// [sex × deprivation].
    Equilibrium(Vec<Cohort>),
    /// Bands of age.
    Table(Vec<StartBand>),
}

/// First age in years, first age after it, and cumulative shares of the states.
type StartBand = (f64, f64, Vec<f64>);

impl People {
    /// Builds the tables for one draw.
    pub fn build(
        scenario: &Scenario,
        persons: Option<Arc<[Person]>>,
        health: &Health,
        time: &Timeline,
        draw: &Draw,
    ) -> People {
        let population = &scenario.population;
        let per_year = time.per_year as f64;
        let counted: Vec<Band> = population
            .bands
            .iter()
            .map(|row| band(row, per_year))
            .collect();
        let residents = match &persons {
            Some(persons) => persons.len() as f64,
            None => all(&counted),
        };
        let sample = scenario
            .run
            .sample
            .map_or(libm::round(residents).max(1.0), |sample| sample as f64);
        let weight = residents / sample;
        let in_cycle = |per_year: f64| per_year.max(0.0) * time.length / weight;
        let newborn_state = population.newborn_state.as_ref().map_or(0, |name| {
            position(&scenario.state, name, |state| &state.name)
        });
        let (newcomers, newcomer_bands) = newcomers(population, per_year, draw);
        let starts = starts(scenario, health, newborn_state);
        let clock = Clock {
            moment: time.moment(0),
            half_a_year: time.middle(0),
        };
        let bands = at_start(counted, population.counted, clock, &starts, health);
        let here: f64 = match &persons {
            Some(_) => residents,
            None => all(&bands),
        };
        People {
            residents,
            sample: libm::round(here / weight).max(1.0) as usize,
            weight,
            bands,
            clock,
            persons,
            deprivation: cumulative(if population.deprivation.is_empty() {
                &[1.0]
            } else {
                &population.deprivation
            }),
            births: in_cycle(draw.or(population.births_per_year.as_ref(), 0.0, || {
                "population.births_per_year".into()
            })),
            newcomers: in_cycle(newcomers),
            newcomer_bands,
            newborn_state,
            lower_class: lower_class(scenario, health, draw),
            starts,
        }
    }

    /// The same people with the residents of another table, of whom `sample` are simulated: closed, nobody is born or
    /// moves.
    pub fn of_bands(
        &self,
        population: &Population,
        sample: Option<u64>,
        health: &Health,
    ) -> People {
        let per_year = health.cycles_per_year();
        let rows = population.bands.iter();
        let counted: Vec<Band> = rows.map(|row| band(row, per_year)).collect();
        let residents = all(&counted);
        let rounded = libm::round(residents).max(1.0);
        let weight = residents / sample.map_or(rounded, |sample| sample as f64);
        let bands = at_start(
            counted,
            population.counted,
            self.clock,
            &self.starts,
            health,
        );
        People {
            residents,
            sample: libm::round(all(&bands) / weight).max(1.0) as usize,
            weight,
            bands,
            persons: None,
            births: 0.0,
            newcomers: 0.0,
            newcomer_bands: Vec::new(),
            ..self.clone()
        }
    }

    /// Residents of every band, women and men, that should be simulated at the start.
    pub fn exact(&self) -> impl Iterator<Item = [f64; 2]> {
        let bands = self.bands.iter();
        bands.map(|band| band.residents.map(|residents| residents / self.weight))
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
        match &self.starts {
            Starts::Equilibrium(shares) => {
                let width = health.states.len() * 2;
                let rows =
                    &shares[usize::from(male) * health.classes.deprivation + deprivation].rows;
                let last = rows.len() / width - 1;
                let row = &rows[self.clock.row(age).min(last) * width..][..width];
                let pick = pick(row, u);
                (pick / 2, Some(pick % 2 == 1))
            }
            Starts::Table(bands) => {
                let row = at_age(bands, health, age);
                (row.map_or(0, |(_, _, shares)| pick(shares, u)), None)
            }
        }
    }

    /// Relative number of residents by completed year of age in a stationary population; all 1 where the start is a
    /// table.
    pub fn survivors(&self, health: &Health, male: bool, time: &Timeline) -> Vec<f64> {
        let Starts::Equilibrium(cohorts) = &self.starts else {
            return vec![1.0; OLDEST_AGE];
        };
        let first = usize::from(male) * health.classes.deprivation;
        let cohorts = &cohorts[first..first + health.classes.deprivation];
        (0..OLDEST_AGE)
            .map(|age| {
                let each = cohorts.iter();
                let alive = each.map(|cohort| cohort.alive_in_year(age, time));
                alive.sum::<f64>() / cohorts.len() as f64
            })
            .collect()
    }

    /// Shares of the states among those who live at a completed year of age, over all of it, for one sex and deprivation
    /// class.
    pub fn shares_in_year(
        &self,
        health: &Health,
        male: bool,
        deprivation: usize,
        year_of_age: usize,
        time: &Timeline,
    ) -> Vec<[f64; 2]> {
        match &self.starts {
            Starts::Equilibrium(cohorts) => {
                let cohort = &cohorts[usize::from(male) * health.classes.deprivation + deprivation];
                let mut sums = vec![[0.0; 2]; health.states.len()];
                for (age, part) in counted_in_year(year_of_age, time) {
                    let (row, alive) = cohort.at(age, sums.len() * 2);
                    for (sums, shares) in sums.iter_mut().zip(split(row)) {
                        sums[0] += part * alive * shares[0];
                        sums[1] += part * alive * shares[1];
                    }
                }
                let all: f64 = sums.iter().flatten().sum();
                let shares = sums.into_iter();
                shares.map(|pair| pair.map(|share| share / all)).collect()
            }
            Starts::Table(_) => {
                let middle = Age {
                    half_cycles: time.middle(year_of_age),
                };
                self.state_shares(health, male, deprivation, middle)
            }
        }
    }

    /// Shares of the states among those alive at `age`, for one sex and deprivation class.
    pub fn state_shares(
        &self,
        health: &Health,
        male: bool,
        deprivation: usize,
        age: Age,
    ) -> Vec<[f64; 2]> {
        let mut shares = vec![[0.0; 2]; health.states.len()];
        match &self.starts {
            Starts::Equilibrium(cohorts) => {
                let cohort = &cohorts[usize::from(male) * health.classes.deprivation + deprivation];
                let (row, _) = cohort.at(self.clock.row(age), shares.len() * 2);
                shares = split(row).collect();
            }
            Starts::Table(bands) => {
                let row = at_age(bands, health, age);
                let mut before = 0.0;
                for (state, &cumulative) in
                    row.iter().flat_map(|(_, _, row)| row.iter().enumerate())
                {
                    let carer = health.carer_share(state);
                    shares[state] = [
                        (cumulative - before) * (1.0 - carer),
                        (cumulative - before) * carer,
                    ];
                    before = cumulative;
                }
            }
        }
        shares
    }
}

/// The row of a table of starting states that holds at an age; the last where none does.
fn at_age<'a>(bands: &'a [StartBand], health: &Health, age: Age) -> Option<&'a StartBand> {
    let years = age.half_cycles as f64 / (2.0 * health.cycles_per_year());
    let mut rows = bands.iter();
    rows.find(|(from, below, _)| years >= *from && years < *below)
        .or(bands.last())
}

/// Shares of states without and with a carer, of which a row holds the sums so far.
fn split(row: &[f64]) -> impl Iterator<Item = [f64; 2]> {
    let before = [0.0].into_iter().chain(row.iter().copied());
    let shares = row.iter().zip(before).map(|(sum, before)| sum - before);
    let mut shares = shares;
    std::iter::from_fn(move || Some([shares.next()?, shares.next()?]))
}

/// The ages in cycles, at boundaries between cycles, at which those of a completed year of age are counted, and the share
/// of the year that each stands for.
fn counted_in_year(year_of_age: usize, time: &Timeline) -> impl Iterator<Item = (usize, f64)> {
    let [start, end] = time.counting.parts();
    let part = 1.0 / time.per_year as f64;
    let first = year_of_age * time.per_year;
    (0..=time.per_year).map(move |cycle| {
        let starts = if cycle < time.per_year { start } else { 0.0 };
        let ends = if cycle > 0 { end } else { 0.0 };
        (first + cycle, part * (starts + ends))
    })
}

/// First index whose cumulative share exceeds `u`.
pub fn pick(cumulative: &[f64], u: f64) -> usize {
    let total = cumulative.last().copied().unwrap_or(1.0);
    let place = cumulative.partition_point(|&share| share <= u * total);
    if place < cumulative.len() {
        return place;
    }
    // Rounding may leave u at the very top: the last entry that has a share.
    cumulative.partition_point(|&share| share < total)
}

fn cumulative(shares: &[f64]) -> Vec<f64> {
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}

fn band(row: &PeopleBand, per_year: f64) -> Band {
    Band {
        from: row.age_from * per_year,
        below: row.age_below * per_year,
        residents: [row.female, row.male],
    }
}

/// Residents of all bands.
fn all(bands: &[Band]) -> f64 {
    let each = bands.iter();
    each.map(|band| band.residents.iter().sum::<f64>()).sum()
}

/// The bands as they are when the run starts.
fn at_start(
    counted: Vec<Band>,
    when: CountedAt,
    clock: Clock,
    starts: &Starts,
    health: &Health,
) -> Vec<Band> {
    match when {
        CountedAt::StartOfYear => counted,
        CountedAt::MiddleOfYear => counted
            .iter()
            .map(|band| half_a_year_before(band, clock, starts, health))
            .collect(),
    }
}

/// The residents at the start of the year of a band that was counted in its middle: half a year younger, with those
/// who die before the middle, and without those who are yet to be born.
fn half_a_year_before(band: &Band, clock: Clock, starts: &Starts, health: &Health) -> Band {
    let half_a_year = clock.half_a_year as f64 / 2.0;
    let (from, below) = (band.from - half_a_year, band.below - half_a_year);
    let born = (below - from.max(0.0)) / (below - from);
    let died = [false, true].map(|male| starts.mean_before(male, health, clock, band));
    Band {
        from: from.max(0.0),
        below,
        residents: [
            band.residents[0] * born * died[0],
            band.residents[1] * born * died[1],
        ],
    }
}

impl Cohort {
    /// Shares at an age in cycles as a row has them, and the share that is alive; at the oldest age that anybody reaches,
    /// nobody is.
    fn at(&self, age: usize, width: usize) -> (&[f64], f64) {
        let last = self.rows.len() / width - 1;
        let alive = self.alive.get(age).copied().unwrap_or(0.0);
        (&self.rows[age.min(last) * width..][..width], alive)
    }

    /// Share alive at an age in cycles; between two boundaries of cycles, the mean of both.
    fn alive_at(&self, half_cycles: usize) -> f64 {
        let at = |age: usize| self.alive.get(age).copied().unwrap_or(0.0);
        (at(half_cycles / 2) + at(half_cycles.div_ceil(2))) / 2.0
    }

    /// Mean share alive over a completed year of age.
    fn alive_in_year(&self, year_of_age: usize, time: &Timeline) -> f64 {
        let at = |age: usize| self.alive.get(age).copied().unwrap_or(0.0);
        counted_in_year(year_of_age, time)
            .map(|(age, part)| part * at(age))
            .sum()
    }
}

impl Starts {
    /// Mean over the ages of a band of how many were alive half a year before, relative to now. 1
    /// where the start is a table, which does not say who died.
    fn mean_before(&self, male: bool, health: &Health, clock: Clock, band: &Band) -> f64 {
        let Starts::Equilibrium(cohorts) = self else {
            return 1.0;
        };
        let first = usize::from(male) * health.classes.deprivation;
        let cohorts = &cohorts[first..first + health.classes.deprivation];
        let alive = |half_cycles: usize| {
            let each = cohorts.iter();
            each.map(|cohort| cohort.alive_at(half_cycles)).sum::<f64>()
        };
        let first = (2.0 * band.from).max(clock.half_a_year as f64) as usize;
        let ratios: Vec<f64> = (first..(2.0 * band.below) as usize)
            .map(|half_cycles| {
                let age = Age {
                    half_cycles: half_cycles - clock.half_a_year,
                };
                let before = 2 * clock.row(age);
                alive(before) / alive(before + clock.half_a_year)
            })
            .filter(|ratio| ratio.is_finite())
            .collect();
        if ratios.is_empty() {
            1.0
        } else {
            ratios.iter().sum::<f64>() / ratios.len() as f64
        }
    }
}

fn newcomers(population: &Population, per_year: f64, draw: &Draw) -> (f64, Vec<(Band, [f64; 2])>) {
    let Some(newcomers) = &population.newcomers else {
        return (0.0, Vec::new());
    };
    let mut sum = 0.0;
    let bands = newcomers
        .bands
        .iter()
        .map(|row| {
            let band = band(row, per_year);
            let ends = band.residents.map(|residents| {
                sum += residents;
                sum
            });
            (band, ends)
        })
        .collect();
    let per_year = draw.value(&newcomers.per_year, || {
        "population.newcomers.per_year".into()
    });
    (per_year, bands)
}

fn lower_class(scenario: &Scenario, health: &Health, draw: &Draw) -> Vec<f64> {
    let written = &scenario.patient.lower_class;
    (0..health.classes.deprivation)
        .map(|class| {
            let number = if written.len() == 1 {
                written.first()
            } else {
                written.get(class)
            };
            draw.or(number, 0.0, || format!("patient.lower_class.{class}"))
                .clamp(0.0, 1.0)
        })
        .collect()
}

fn starts(scenario: &Scenario, health: &Health, newborn_state: usize) -> Starts {
    match &scenario.population.prevalence {
        Prevalence::Named(_) => Starts::Equilibrium(equilibrium(health, newborn_state)),
        Prevalence::Table(bands) => Starts::Table(
            bands
                .iter()
                .map(|band| {
                    let shares: Vec<f64> = scenario
                        .state
                        .iter()
                        .map(|state| band.shares.get(&state.name).copied().unwrap_or(0.0))
                        .collect();
                    (
                        band.age_from,
                        band.age_below.unwrap_or(f64::INFINITY),
                        cumulative(&shares),
                    )
                })
                .collect(),
        ),
    }
}

/// What a birth cohort under the scenario's own hazards shows at every age: cumulative shares of state × carer among
/// those alive. Starting anywhere else drifts for years, and the drift looks like a trend that nobody caused.
fn equilibrium(health: &Health, newborn_state: usize) -> Vec<Cohort> {
    let pairs = 2 * health.classes.deprivation;
    (0..pairs)
        .map(|pair| {
            let (male, deprivation) = (
                pair / health.classes.deprivation == 1,
                pair % health.classes.deprivation,
            );
            cohort(health, male, deprivation, newborn_state)
        })
        .collect()
}

fn cohort(health: &Health, male: bool, deprivation: usize, newborn_state: usize) -> Cohort {
    let states = health.states.len();
    let mut now = vec![0.0; states * 2];
    let carer = health.carer_share(newborn_state);
    now[newborn_state * 2] = 1.0 - carer;
    now[newborn_state * 2 + 1] = carer;
    let mut rows = Vec::with_capacity(health.ages() * states * 2);
    let mut survivors = vec![1.0];
    let mut chains = [Chain::default(), Chain::default()];
    for age in 0..health.ages() {
        for (had, chain) in [false, true].into_iter().zip(&mut chains) {
            let class = health.classes.index(male, deprivation, had);
            health.expect(health.cell(class, age), None, chain);
        }
        rows.extend(cumulative(&now));
        let mut next = vec![0.0; states * 2];
        for (place, &share) in now.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let (state, had) = (place / 2, place % 2 == 1);
            let step = chains[usize::from(had)].row(state);
            for (to, &probability) in step[..states].iter().enumerate() {
                if probability > 0.0 && health.states[to].is_alive() {
                    let carer = health.carer_probability(had, state, to, 1.0);
                    next[to * 2] += share * probability * (1.0 - carer);
                    next[to * 2 + 1] += share * probability * carer;
                }
            }
        }
        let alive: f64 = next.iter().sum();
        if alive <= 0.0 {
            break;
        }
        now = next.iter().map(|share| share / alive).collect();
        survivors.push(survivors.last().copied().unwrap_or(1.0) * alive);
    }
    Cohort {
        rows,
        alive: survivors,
    }
}
