//! Calendar, cycles and discounting.

use crate::scenario::schema::{Convention, Counting, Run};

use super::draw::Draw;

/// Years people are followed by age; older residents keep the hazards of this age.
pub const OLDEST_AGE: usize = 120;

/// Calendar, cycles and discounting.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// First calendar year.
    pub first_year: i32,
    /// Calendar years.
    pub years: usize,
    /// Cycles per year.
    pub per_year: usize,
    /// Cycle length Δ in years.
    pub length: f64,
    /// When residents are counted and care arises.
    pub counting: Counting,
    /// Yearly discount rate of costs.
    pub discount_costs: f64,
    /// Yearly discount rate of effects.
    pub discount_effects: f64,
    /// The year whose prices the scenario states.
    pub price_year: i32,
}

impl Timeline {
    /// From the `[run]` table.
    pub fn new(run: &Run, draw: &Draw) -> Timeline {
        let (discount_costs, discount_effects) = discount_rates(run, draw);
        Timeline {
            first_year: run.first_year,
            years: run.years as usize,
            per_year: run.cycles_per_year as usize,
            length: 1.0 / f64::from(run.cycles_per_year),
            counting: run.counting,
            discount_costs,
            discount_effects,
            price_year: run.price_year.unwrap_or(run.first_year),
        }
    }

    /// Cycles in all.
    pub fn cycles(&self) -> usize {
        self.years * self.per_year
    }

    /// Ages in cycles that tables are made for.
    pub fn ages(&self) -> usize {
        OLDEST_AGE * self.per_year
    }

    /// Calendar year of the year with index `year`.
    pub fn calendar(&self, year: usize) -> i32 {
        self.first_year + year as i32
    }

    /// Present value in the first year of 1 in the year with index `year`; the first year is not discounted.
    pub fn discount(&self, rate: f64, year: usize) -> f64 {
        libm::pow(1.0 + rate, -(year as f64))
    }
}

/// Yearly discount rates of costs and effects. Conventions: Zorginstituut Nederland 2024 (costs 3 %, effects 1.5 %), KCE
/// (the same), the Dutch guideline for social cost-benefit analysis 2021 (2.25 % both), budget impact (none).
pub fn discount_rates(run: &Run, draw: &Draw) -> (f64, f64) {
    match run.convention {
        Convention::Zin2024 | Convention::Kce => (0.03, 0.015),
        Convention::Mkba2021 => (0.0225, 0.0225),
        Convention::BudgetImpact => (0.0, 0.0),
        Convention::Own => (
            draw.value(&run.discount_costs, || "run.discount_costs".into()),
            draw.value(&run.discount_effects, || "run.discount_effects".into()),
        ),
    }
}
