//! What disciplines.csv tells of arms over the run, for every place that shows it.
//!
//! Comes in: its rows. Goes out: disciplines and rows by what they are of. Deliberately absent: words, how figures are written, and
//! single years.

use crate::analysis::disciplines::DisciplineRow;
use crate::analysis::rows::TOTAL;

/// The rows of a run.
#[derive(Debug, Clone, Copy)]
pub struct DisciplineFigures<'a>(pub &'a [DisciplineRow]);

impl<'a> DisciplineFigures<'a> {
    /// Disciplines with a row for which this holds, each once, in the order of the file.
    pub fn named(&self, is_meant: impl Fn(&DisciplineRow) -> bool) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for row in self.0.iter().filter(|row| is_meant(row)) {
            if !names.contains(&row.discipline.as_str()) {
                names.push(&row.discipline);
            }
        }
        names
    }

    /// What an arm changes over the run: of a discipline, a measure.
    pub fn total(&self, [arm, discipline, measure]: [&str; 3]) -> Option<&'a DisciplineRow> {
        let mut rows = self.0.iter();
        rows.find(|row| {
            [&row.arm, &row.discipline, &row.measure, &row.year]
                == [arm, discipline, measure, TOTAL]
        })
    }
}
