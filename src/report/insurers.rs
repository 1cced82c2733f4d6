//! What insurers.csv tells of arms over the run, for every place that shows it.
//!
//! Comes in: its rows. Goes out: means by what they are of. Deliberately absent: words, how figures are written, and single years.

use crate::analysis::insurers::{DRAWN, HIGH, InsurerRow, LATER, LOW};
use crate::analysis::rows::TOTAL;

/// The rows of a run.
#[derive(Debug, Clone, Copy)]
pub struct InsurerFigures<'a>(pub &'a [InsurerRow]);

impl InsurerFigures<'_> {
    fn in_year(&self, arm: &str, names: [&str; 3], year: &str) -> Option<f64> {
        let [insurer, measure, kept] = names;
        let is_it = |row: &&InsurerRow| {
            let found = [&row.insurer, &row.measure, &row.kept, &row.year];
            row.arm == arm && !row.comparator.is_empty() && found == [insurer, measure, kept, year]
        };
        self.0.iter().find(is_it).map(|row| row.spread.mean)
    }

    /// EUR over the run that an arm differs by from its comparator: of an insurer, a measure, and a part that is kept.
    pub fn total(&self, arm: &str, names: [&str; 3]) -> Option<f64> {
        self.in_year(arm, names, TOTAL)
    }

    /// What follows after the run.
    pub fn later(&self, arm: &str, names: [&str; 3]) -> Option<f64> {
        self.in_year(arm, names, LATER)
    }

    /// What is kept, where figures are shown: at both ends, the high one first, or as drawn where it is certain.
    pub fn kept(&self) -> &'static [&'static str] {
        match self.0.iter().any(|row| row.kept == LOW) {
            true => &[HIGH, LOW],
            false => &[DRAWN],
        }
    }
}
