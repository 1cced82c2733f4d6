//! What the futures of an alternative come to for each payer: what the grid and the sentences of the first page are both made
//! of.
//!
//! Comes in: the tables of the pictures of futures and of positions. Goes out: [`Verdict`]s. Deliberately absent: figures of
//! its own; page and picture read the same cells.

use crate::chart::count::MarkCount;
use crate::chart::table::Table;

/// One payer, or all together, under one alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What readers call it.
    pub party: String,
    /// EUR a year more than as now, mean over futures.
    pub mean: f64,
    /// From and to which 19 of 20 futures lie; none with fewer than 39.
    pub range: Option<(f64, f64)>,
    /// Share of futures in which it pays no more.
    pub share: f64,
    /// Futures in which the payer pays no more, counted.
    pub no_worse: MarkCount,
    /// Futures in which it pays more, counted.
    pub worse: MarkCount,
    /// EUR a year more in those, on average.
    pub if_worse: Option<f64>,
    /// When half of the futures are back to zero, in words.
    pub back: String,
    /// Whether half of the futures are back at all.
    pub is_back: bool,
}

impl Verdict {
    /// Whether no future differs.
    pub fn is_same(&self) -> bool {
        self.mean == 0.0 && self.share == 1.0
    }
}

/// Payers, and all together last.
pub fn verdicts(futures: &Table, position: &Table, count: usize) -> Vec<Verdict> {
    let pairs = futures.rows.iter().zip(&position.rows);
    pairs
        .map(|(row, back)| {
            let value = |index: usize| row[index].value;
            let share = value(2).unwrap_or(1.0);
            let held = (share * count as f64).round() as usize;
            Verdict {
                party: row[0].shown.clone(),
                mean: value(1).unwrap_or(0.0),
                range: value(4).zip(value(5)),
                share,
                no_worse: MarkCount::of(held, count),
                worse: MarkCount::of(count - held.min(count), count),
                if_worse: value(3),
                back: back[1].shown.clone(),
                is_back: back[1].value.is_some(),
            }
        })
        .collect()
}
