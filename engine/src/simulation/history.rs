//! The years of a town, kept and lived again: what a year came to does not have to be simulated to be paid for.
//!
//! Comes in: a town that lives. Goes out: its [`History`], and a town that lives through a history. Deliberately absent:
//! whose history it is (residents one by one, the cohort twin, or a town of the real size between them).

use std::sync::Arc;

use crate::component::Neutral;

use super::life::{Life, Opening, YearSoFar};
use super::result::ResidentTotals;

/// What the years of a town came to under one way of delivering care.
#[derive(Debug, Clone)]
pub struct History {
    /// By year: what it came to, and the share of the practices that took part in the network.
    pub years: Vec<(YearSoFar, f64)>,
    /// Residents that each one counted stands for.
    pub weight: f64,
}

/// A town whose years are kept.
pub struct Kept<L> {
    /// The town.
    pub town: L,
    history: History,
}

impl<L: Life> Kept<L> {
    /// Before the first year of a town in which each resident counted stands for `weight`.
    pub fn new(town: L, weight: f64) -> Kept<L> {
        let years = Vec::new();
        let history = History { years, weight };
        Kept { town, history }
    }

    /// The town and its years, once it has lived them.
    pub fn into_parts(self) -> (L, Arc<History>) {
        (self.town, Arc::new(self.history))
    }
}

impl<L: Life> Life for Kept<L> {
    fn fund(&mut self, neutral: &Neutral) {
        self.town.fund(neutral);
    }

    fn open_year(&mut self, year: usize, opening: Opening) {
        self.town.open_year(year, opening);
    }

    fn live_cycle(&mut self, cycle: usize) {
        self.town.live_cycle(cycle);
    }

    fn year(&self) -> &YearSoFar {
        self.town.year()
    }

    fn close_year(&mut self, score: f64) {
        let lived = (self.town.year().clone(), self.town.taking_part());
        self.history.years.push(lived);
        self.town.close_year(score);
    }

    fn taking_part(&self) -> f64 {
        self.town.taking_part()
    }

    fn resident_totals(&self) -> Option<ResidentTotals> {
        self.town.resident_totals()
    }
}

/// A town that lives through years that are known.
pub(super) struct Again {
    history: Arc<History>,
    year: usize,
}

impl Again {
    /// Before the first of them.
    pub fn new(history: Arc<History>) -> Again {
        Again { history, year: 0 }
    }
}

impl Life for Again {
    fn fund(&mut self, _neutral: &Neutral) {}

    fn open_year(&mut self, year: usize, _opening: Opening) {
        self.year = year;
    }

    fn live_cycle(&mut self, _cycle: usize) {}

    fn year(&self) -> &YearSoFar {
        &self.history.years[self.year].0
    }

    fn close_year(&mut self, _score: f64) {}

    fn taking_part(&self) -> f64 {
        self.history.years[self.year].1
    }

    fn resident_totals(&self) -> Option<ResidentTotals> {
        None
    }
}
