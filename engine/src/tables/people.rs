//! Who is here at the start, who is born, who moves in.

use std::sync::Arc;

use crate::scenario::people_file::Person;
use crate::scenario::schema::{CountedAt, PeopleBand, Population, Scenario};

use super::bands::{Band, cumulative};
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::starts::Starts;
use super::time::Timeline;

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
    /// Their states at the start.
    pub starts: Starts,
}

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
        let starts = Starts::new(scenario, health, newborn_state, time);
        let bands = at_start(counted, population.counted, per_year, &starts, health);
        let here: f64 = match &persons {
            Some(_) => residents,
            None => all(&bands),
        };
        People {
            residents,
            sample: libm::round(here / weight).max(1.0) as usize,
            weight,
            bands,
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

    /// These people with the residents of another table, `sample` of whom are simulated. The population is closed:
    /// nobody is born or moves.
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
        let bands = at_start(counted, population.counted, per_year, &self.starts, health);
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
    per_year: f64,
    starts: &Starts,
    health: &Health,
) -> Vec<Band> {
    match when {
        CountedAt::StartOfYear => counted,
        CountedAt::MiddleOfYear => counted
            .iter()
            .map(|band| half_a_year_before(band, per_year, starts, health))
            .collect(),
    }
}

/// The residents at the start of the year of a band that was counted in its middle: half a year younger, with those
/// who die before the middle, and excluding births after the start.
fn half_a_year_before(band: &Band, per_year: f64, starts: &Starts, health: &Health) -> Band {
    let half_a_year = per_year / 2.0;
    let (from, below) = (band.from - half_a_year, band.below - half_a_year);
    let born = (below - from.max(0.0)) / (below - from);
    let died = [false, true].map(|male| starts.half_a_year_before(male, health, band));
    Band {
        from: from.max(0.0),
        below,
        residents: [
            band.residents[0] * born * died[0],
            band.residents[1] * born * died[1],
        ],
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
