use crate::base::random::Key;
use crate::base::statistics;
use crate::population::{Resident, synthesis};
use crate::provision::{Carried, Count, Layout, PersonPrices, Single};
use crate::system::System;

use super::life::{Life, YearSoFar};
use super::period::period;
use super::replication::ResidentTotals;

/// A town under one way of delivering care, while it lives through one replication.
pub(super) struct Town<'a> {
    pub system: &'a System,
    /// The arm whose funding shapes what is delivered.
    pub arm: usize,
    /// Root of the replication's luck.
    pub luck: Key,
    pub residents: Vec<Resident>,
    /// Per resident: EUR per payer and life-years, where they are kept.
    pub totals: Vec<f32>,
    /// Length of a resident's row in `totals`.
    pub totals_each: usize,
    /// Rows of residents who are no longer here.
    pub finished: Vec<f32>,
    pub carried: Carried,
    pub prices: PersonPrices,
    pub layout: Layout,
    /// Budget-neutral factor of the arm.
    pub factor: f64,
    /// Last quality score of the arm.
    pub score: f64,
    pub in_parallel: bool,
    /// The year so far.
    pub year: YearSoFar,
    /// Records of people who are no longer here.
    gone: i64,
}

/// One in so many records may be of somebody who is gone.
const GONE_PART: i64 = 8;

impl<'a> Town<'a> {
    pub fn new(
        system: &'a System,
        arm: usize,
        luck: Key,
        in_parallel: bool,
        keeps_totals: bool,
    ) -> Town<'a> {
        let layout = Layout::new(system);
        let residents = synthesis::residents(system, luck);
        let totals_each = if keeps_totals {
            system.payers.len() + 1
        } else {
            0
        };
        Town {
            totals: vec![0.0; residents.len() * totals_each],
            residents,
            totals_each,
            finished: Vec::new(),
            carried: Carried::new(system),
            prices: PersonPrices::new(system, arm, 0, keeps_totals),
            year: YearSoFar::new(system, &layout, 0),
            layout,
            factor: 1.0,
            score: 0.0,
            in_parallel,
            gone: 0,
            system,
            arm,
            luck,
        }
    }

    /// Needs that the arm pays per episode, coordination included, as bits.
    pub fn coordinated(&self) -> u64 {
        self.system.arms[self.arm].coordinated
    }

    /// Lets go of the records of those who died or moved out, once they are many enough to be in the way.
    fn bury(&mut self) {
        let (health, each) = (&self.system.health, self.totals_each);
        let gone = |single| self.year.counts.get(Count::Single(single));
        self.gone += gone(Single::Deaths) + gone(Single::Leavers);
        if self.gone * GONE_PART < self.residents.len() as i64 {
            return;
        }
        self.gone = 0;
        let mut kept = 0;
        for place in 0..self.residents.len() {
            let row = place * each..(place + 1) * each;
            if self.residents[place].is_here(health) {
                if kept < place {
                    self.residents.swap(kept, place);
                    self.totals.copy_within(row, kept * each);
                }
                kept += 1;
            } else {
                self.finished.extend_from_slice(&self.totals[row]);
            }
        }
        self.residents.truncate(kept);
        self.totals.truncate(kept * each);
    }
}

impl Life for Town<'_> {
    fn fund(&mut self, factor: f64) {
        self.factor = factor;
    }

    fn open_year(&mut self, year: usize) {
        self.prices = PersonPrices::new(self.system, self.arm, year, self.totals_each > 0);
        self.year = YearSoFar::new(self.system, &self.layout, year);
    }

    fn live_cycle(&mut self, cycle: usize) {
        period(self, cycle);
    }

    fn year(&self) -> &YearSoFar {
        &self.year
    }

    fn close_year(&mut self, score: f64) {
        self.score = score;
        self.bury();
    }

    fn resident_totals(&self) -> Option<ResidentTotals> {
        let each = self.totals_each;
        if each == 0 {
            return None;
        }
        let column = |place: usize| -> Vec<f64> {
            let rows = self.finished.chunks(each).chain(self.totals.chunks(each));
            rows.map(|row| f64::from(row[place])).collect()
        };
        let columns: Vec<Vec<f64>> = (0..each).map(column).collect();
        Some(ResidentTotals {
            mean: columns
                .iter()
                .map(|column| statistics::mean(column).unwrap_or(0.0))
                .collect(),
            sd: columns
                .iter()
                .map(|column| statistics::variance(column).map_or(0.0, f64::sqrt))
                .collect(),
        })
    }
}
