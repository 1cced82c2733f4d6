//! Disciplines, their capacity and cost, and how volumes, prices and wages grow.

use crate::scenario::schema::{CapacityRule, Line, Practices, Scenario, Sector};

use super::draw::Draw;
use super::names::position;
use super::time::Timeline;

/// What the hours of a discipline for residents, of the whole population, are in the first year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Capacity {
    /// So many per cycle.
    Hours(f64),
    /// What the arm under which rates were observed asks for in that year, times this.
    Observed(f64),
}

/// A discipline.
#[derive(Debug, Clone, PartialEq)]
pub struct Discipline {
    /// Name, also the recipient in the ledger.
    pub name: String,
    /// Sector of the survey of collaboration.
    pub sector: Sector,
    /// What limits its hours for residents; `None`: nothing.
    pub capacity: Option<Capacity>,
    /// Hours one FTE works in a year.
    pub hours_per_fte: f64,
    /// Share of hours spent on administration.
    pub admin_share: f64,
    /// EUR per worked hour.
    pub hourly_cost: Option<f64>,
    /// EUR per year.
    pub fixed_cost: f64,
    /// Change of capacity per year.
    pub capacity_growth: f64,
    /// Practices.
    pub practices: Option<Practices>,
}

impl Discipline {
    /// Hours worked for `hours` with residents, administration included.
    pub fn worked(&self, hours: f64) -> f64 {
        hours / (1.0 - self.admin_share)
    }
}

/// How volumes, prices and wages grow by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    rates: GrowthRates,
    /// The levels of the years of the run, which are asked for unit by unit.
    levels: Vec<GrowthLevels>,
}

/// By how much volumes by line, prices and wages grow in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct GrowthRates {
    volume: [f64; 5],
    prices: f64,
    wages: f64,
    years_to_first: f64,
}

/// Volumes relative to the first year; prices and wages relative to the price year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct GrowthLevels {
    volume: [f64; 5],
    prices: f64,
    wages: f64,
}

impl GrowthRates {
    fn levels(self, year: usize) -> GrowthLevels {
        let since = year as f64;
        let since_price_year = self.years_to_first + since;
        GrowthLevels {
            volume: self.volume.map(|rate| libm::pow(1.0 + rate, since)),
            prices: libm::pow(1.0 + self.prices, since_price_year),
            wages: libm::pow(1.0 + self.wages, since_price_year),
        }
    }
}

impl Growth {
    /// From the `[growth]` table.
    pub fn build(scenario: &Scenario, time: &Timeline, draw: &Draw) -> Growth {
        let mut volume = [0.0; 5];
        for (number, row) in scenario.growth.volume.iter().enumerate() {
            volume[row.line as usize] =
                draw.value(&row.per_year, || format!("growth.volume.{number}.per_year"));
        }
        let rates = GrowthRates {
            volume,
            prices: draw
                .or(scenario.growth.prices.as_ref(), 0.0, || {
                    "growth.prices".into()
                })
                .clamp(-0.5, 1.0),
            wages: draw.or(scenario.growth.wages.as_ref(), 0.0, || {
                "growth.wages".into()
            }),
            years_to_first: f64::from(time.first_year - time.price_year),
        };
        let years = 0..time.years;
        Growth {
            rates,
            levels: years.map(|year| rates.levels(year)).collect(),
        }
    }

    fn levels(&self, year: usize) -> GrowthLevels {
        let known = self.levels.get(year).copied();
        known.unwrap_or_else(|| self.rates.levels(year))
    }

    /// Volume of a line of care in the year with index `year`, relative to the first.
    pub fn volume(&self, line: Line, year: usize) -> f64 {
        self.levels(year).volume[line as usize]
    }

    /// Price level in the year with index `year`, relative to the price year.
    pub fn prices(&self, year: usize) -> f64 {
        self.levels(year).prices
    }

    /// Wage level in the year with index `year`, relative to the price year.
    pub fn wages(&self, year: usize) -> f64 {
        self.levels(year).wages
    }
}

/// For each payer, the discipline that bears as a cost what the payer pays.
pub fn payer_disciplines(scenario: &Scenario) -> Vec<Option<usize>> {
    let discipline = |name: &String| position(&scenario.discipline, name, |each| &each.name);
    let payers = scenario.payer.iter();
    payers
        .map(|payer| payer.discipline.as_ref().map(discipline))
        .collect()
}

/// Disciplines in scenario order.
pub fn disciplines(scenario: &Scenario, time: &Timeline, draw: &Draw) -> Vec<Discipline> {
    scenario
        .discipline
        .iter()
        .map(|discipline| {
            let path = format!("discipline.{}", discipline.name);
            let admin_share = draw
                .or(discipline.admin_share.as_ref(), 0.0, || {
                    format!("{path}.admin_share")
                })
                .clamp(0.0, 0.95);
            let hours_per_fte = draw
                .or(discipline.hours_per_fte.as_ref(), 1_500.0, || {
                    format!("{path}.hours_per_fte")
                })
                .max(1.0);
            let hours = discipline.fte.as_ref().map(|fte| {
                let fte = draw.value(fte, || format!("{path}.fte")).max(0.0);
                Capacity::Hours(fte * hours_per_fte * time.length * (1.0 - admin_share))
            });
            let observed = discipline.capacity.map(|CapacityRule::Observed| {
                let slack = draw.or(discipline.slack.as_ref(), 0.0, || format!("{path}.slack"));
                Capacity::Observed((1.0 + slack).max(0.0))
            });
            Discipline {
                name: discipline.name.clone(),
                sector: discipline.sector,
                capacity: hours.or(observed),
                hours_per_fte,
                admin_share,
                hourly_cost: discipline
                    .hourly_cost
                    .as_ref()
                    .map(|cost| draw.value(cost, || format!("{path}.hourly_cost")).max(0.0)),
                fixed_cost: draw.or(discipline.fixed_cost.as_ref(), 0.0, || {
                    format!("{path}.fixed_cost")
                }),
                capacity_growth: draw.or(discipline.capacity_growth.as_ref(), 0.0, || {
                    format!("{path}.capacity_growth")
                }),
                practices: discipline.practices.clone(),
            }
        })
        .collect()
}
