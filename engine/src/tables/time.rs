//! Calendar, cycles, ages and discounting.

use crate::scenario::schema::{Counting, RunSettings};

use super::convention;
use super::draw::Draw;

/// Weeks in a year.
pub const WEEKS: f64 = 365.25 / 7.0;

/// Years people are followed by age; older residents keep the hazards of this age.
pub const OLDEST_AGE: usize = 120;

/// An age in completed half-cycles: fine enough that completed years are exact both where cycles meet and in their
/// middles, which is where ages are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    /// Completed half-cycles.
    pub half_cycles: usize,
}

impl Age {
    /// Of somebody this many cycles old.
    pub fn of_cycles(cycles: f64) -> Age {
        Age {
            half_cycles: (2.0 * cycles) as usize,
        }
    }
}

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
    /// Whether the first year is discounted as well.
    pub discounts_first_year: bool,
    /// The year whose prices the scenario states.
    pub price_year: i32,
}

impl Timeline {
    /// From the `[run]` table.
    pub fn new(run: &RunSettings, draw: &Draw) -> Timeline {
        let (discount_costs, discount_effects) = discount_rates(run, draw);
        Timeline {
            first_year: run.first_year,
            years: run.years as usize,
            per_year: run.cycles_per_year as usize,
            length: 1.0 / f64::from(run.cycles_per_year),
            counting: run.counting,
            discount_costs,
            discount_effects,
            discounts_first_year: run.discount_first_year,
            price_year: run.price_year.unwrap_or(run.first_year),
        }
    }

    /// Cycles in all.
    pub fn cycles(&self) -> usize {
        self.years * self.per_year
    }

    /// How much of a cycle counts in the state at its start, and in that at its end.
    pub fn counted_parts(&self) -> [f64; 2] {
        match self.counting {
            Counting::Start => [1.0, 0.0],
            Counting::Middle => [0.5, 0.5],
            Counting::End => [0.0, 1.0],
        }
    }

    /// The moment whose ages hold for a cycle, in half-cycles since the start: its middle where residents are counted
    /// in the middle, its start elsewhere.
    pub fn moment(&self, cycle: usize) -> usize {
        2 * cycle + usize::from(self.counting == Counting::Middle)
    }

    /// The first moment of the year with index `year`, in half-cycles since the start.
    pub fn opening(&self, year: usize) -> usize {
        2 * year * self.per_year
    }

    /// The middle of the year with index `year`, in half-cycles since the start.
    pub fn middle(&self, year: usize) -> usize {
        self.opening(year) + self.per_year
    }

    /// `cycles` in years, without rounding where they are whole years.
    pub fn in_years(&self, cycles: f64) -> f64 {
        cycles / self.per_year as f64
    }

    /// Ages in cycles that tables are made for.
    pub fn ages(&self) -> usize {
        OLDEST_AGE * self.per_year
    }

    /// Calendar year of the year with index `year`.
    pub fn calendar(&self, year: usize) -> i32 {
        self.first_year + year as i32
    }

    /// Years (index) from `from_year` to `until_year`, calendar years counted in; absent ends are those of the run.
    pub fn years_within(
        &self,
        from_year: Option<i32>,
        until_year: Option<i32>,
    ) -> std::ops::Range<usize> {
        let index = |year: i32| (year - self.first_year).clamp(0, self.years as i32) as usize;
        let from = from_year.map_or(0, index);
        let until = until_year.map_or(self.years, |year| index(year + 1));
        from..until
    }

    /// Present value of 1 in the year with index `year`: in the first year, or at its start where the first year is
    /// discounted as well.
    pub fn discount(&self, rate: f64, year: usize) -> f64 {
        let years = year + usize::from(self.discounts_first_year);
        libm::pow(1.0 + rate, -(years as f64))
    }
}

/// Yearly discount rates of costs and effects: those of the convention, see [`super::convention`], or the scenario's own.
pub fn discount_rates(run: &RunSettings, draw: &Draw) -> (f64, f64) {
    match convention::terms(run.convention) {
        Some(terms) => (terms.costs, terms.effects),
        None => (
            draw.value(&run.discount_costs, || "run.discount_costs".into()),
            draw.value(&run.discount_effects, || "run.discount_effects".into()),
        ),
    }
}
