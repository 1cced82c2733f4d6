//! What the cells of the first table are made of: amounts, differences, ranges, chances and years, as text.
//!
//! Comes in: payers.csv and incremental.csv, read. Goes out: cells, all in one unit and with decimals that fit the largest.
//! Deliberately absent: where cells stand.

use crate::analysis::rows::{IncrementalRow, PayerRow, TOTAL};
use crate::base::statistics::Chance;
use crate::report::numbers::{decimals_for, grouped, signed};
use crate::report::reading::Reading;
use crate::report::terminal::{none, scale};

/// Amounts and differences a year of a run.
pub(super) struct DifferenceCells<'a> {
    pub reading: &'a Reading,
    pub years: f64,
    pub replications: usize,
    /// EUR of one of the unit.
    pub unit: f64,
    pub unit_name: String,
    /// Decimals of amounts, and of differences.
    pub decimals: [usize; 2],
}

impl<'a> DifferenceCells<'a> {
    pub fn new(reading: &'a Reading) -> DifferenceCells<'a> {
        let years = f64::from(reading.scenario.run.years.max(1));
        let largest = |sizes: &mut dyn Iterator<Item = f64>| sizes.fold(0.0, f64::max) / years;
        let totals = reading.payers.iter().filter(|row| row.year == TOTAL);
        let amount = largest(&mut totals.map(|row| row.spread.mean.abs()));
        let differences = reading.incremental.iter().filter(|row| is_full_total(row));
        let difference = largest(&mut differences.map(|row| {
            let (low, high) = row.spread.interval().unwrap_or_default();
            row.spread.mean.abs().max(low.abs()).max(high.abs())
        }));
        let (unit, unit_name) = scale(amount);
        DifferenceCells {
            reading,
            years,
            replications: reading.manifest.replications as usize,
            unit,
            unit_name,
            decimals: [
                decimals_for(amount / unit, 4, 2).max(1),
                decimals_for(difference / unit, 3, 4).max(1),
            ],
        }
    }

    /// The totals of an arm, in file order.
    pub fn payers(&self, arm: &str) -> Vec<&'a PayerRow> {
        let rows = self.reading.payers.iter();
        rows.filter(|row| row.arm == arm && row.year == TOTAL)
            .collect()
    }

    /// What an arm changes for a payer over the run.
    pub fn change(&self, arm: &str, payer: &str) -> Option<&'a IncrementalRow> {
        let mut rows = self.reading.incremental.iter();
        rows.find(|row| row.arm == arm && row.payer == payer && is_full_total(row))
    }

    /// From the 2.5 to the 97.5 % quantile, with a word between.
    pub fn range(&self, change: &IncrementalRow, between: &str) -> String {
        change.spread.interval().map_or_else(none, |(low, high)| {
            format!("{}{between}{}", self.difference(low), self.difference(high))
        })
    }

    pub fn amount(&self, eur: f64) -> String {
        grouped(eur / self.years / self.unit, self.decimals[0])
    }

    /// What is not nothing never reads as nothing.
    pub fn difference(&self, eur: f64) -> String {
        let value = eur / self.years / self.unit;
        let text = signed(value, self.decimals[1]);
        let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if value != 0.0 && is_zero {
            let sign = if value > 0.0 { "+" } else { "-" };
            return format!(
                "{sign}<{:.*}",
                self.decimals[1],
                0.1_f64.powi(self.decimals[1] as i32)
            );
        }
        text
    }

    pub fn chance(&self, share: f64) -> Chance {
        Chance::from_share(share, self.replications)
    }

    pub fn back_to_zero(&self, change: &IncrementalRow) -> String {
        match change.break_even_year {
            Some(year) if year == self.reading.scenario.run.first_year => "at once".to_string(),
            Some(year) => year.to_string(),
            None => "never".to_string(),
        }
    }
}

pub(super) fn is_full_total(row: &IncrementalRow) -> bool {
    row.effect == "full" && row.year == TOTAL
}

/// Whether a payer lays out the same in every future.
pub(super) fn is_nothing(row: &IncrementalRow) -> bool {
    row.spread.mean == 0.0 && row.spread.sd.unwrap_or(0.0) == 0.0
}
