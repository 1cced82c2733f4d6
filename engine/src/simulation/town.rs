//! A town of residents under one way of delivering care: everyone's record and totals, and what lasts between cycles.
//!
//! Comes in: a system, an arm and luck. Goes out: [`Town`], whose records grow with arrivals and shrink when those who
//! are gone are let go. Deliberately absent: what happens to residents (cycle.rs), and who takes part
//! (participation.rs).

use crate::base::random::Key;
use crate::base::statistics;
use crate::component::Neutral;
use crate::population::flows::Arrivals;
use crate::population::{Resident, synthesis};
use crate::provision::{
    CarriedState, Count, Layout, PersonColumns, PersonPrices, Responses, Single, Turns,
};
use crate::system::System;

use super::foresight::{ArmForesight, Foresight, Luck};
use super::life::YearSoFar;
use super::lived_years::{LivedYears, TownCourse, TownRecords, YearOpening};
use super::open_practices::OpenPractices;
use super::result::ResidentTotals;
use super::scratch::SpareScratch;

/// A town under one way of delivering care, while it lives through one replication.
pub(super) struct Town<'a> {
    pub system: &'a System,
    /// The arm whose funding shapes what is delivered.
    pub arm: usize,
    /// Root of the replication's luck.
    pub luck: Key,
    pub residents: Vec<Resident>,
    /// Per resident: the columns that are kept.
    pub totals: Vec<f32>,
    /// Which those are.
    pub columns: PersonColumns,
    /// Rows of residents who are no longer here.
    pub finished: Vec<f32>,
    pub carried: CarriedState,
    pub prices: PersonPrices,
    /// What the arm's payment makes providers do this year.
    pub responses: Responses,
    /// Practices that are open.
    pub open: OpenPractices,
    /// Practices that take part in the network this year.
    pub taking_part: Vec<bool>,
    pub layout: Layout,
    /// Budget-neutral factors of the arm.
    pub neutral: Neutral,
    /// Last quality score of the arm.
    pub score: f64,
    pub in_parallel: bool,
    /// What is known beforehand.
    pub foresight: &'a Foresight,
    /// What is known beforehand of this arm alone.
    pub own: ArmForesight,
    /// How the luck of the sample is told from what the arm does.
    pub sample: Luck,
    /// Administrative hours per delivered unit this year.
    pub administration: Vec<Vec<f64>>,
    /// The year so far.
    pub year: YearSoFar,
    /// Memory that cycles use one after another.
    pub scratch: SpareScratch,
    /// Where the town stands among those of other arms.
    pub course: TownCourse<'a>,
    /// Records of people who are no longer here.
    gone: i64,
}

/// One in so many records may be of somebody who is gone.
const GONE_PART: i64 = 8;

/// What is kept of each resident.
pub(super) fn columns(system: &System, keeps_totals: bool) -> PersonColumns {
    PersonColumns {
        payers: if keeps_totals { system.payers.len() } else { 0 },
        accounts: system.accounts.len(),
        queues: Turns::columns(system),
    }
}

impl<'a> Town<'a> {
    pub fn new(
        system: &'a System,
        (arm, foresight, lived): (usize, &'a Foresight, &'a LivedYears),
        (luck, own): (Key, ArmForesight),
        in_parallel: bool,
        keeps_totals: bool,
    ) -> Town<'a> {
        let layout = Layout::new(system);
        let residents = lived.start(|| synthesis::residents(system, luck));
        let columns = columns(system, keeps_totals);
        let practices = system.panels.as_ref().map_or(0, |panels| panels.count());
        Town {
            totals: vec![0.0; residents.len() * columns.len()],
            residents,
            columns,
            finished: Vec::new(),
            carried: CarriedState::new(system),
            prices: PersonPrices::new(system, arm, 0, columns),
            responses: Responses::none(system),
            open: OpenPractices::new(system),
            taking_part: vec![false; practices],
            year: YearSoFar::new(system, &layout, 0),
            layout,
            neutral: Neutral::default(),
            score: 0.0,
            in_parallel,
            foresight,
            own,
            sample: foresight.luck(arm),
            administration: Vec::new(),
            scratch: SpareScratch::default(),
            course: TownCourse::new(lived),
            gone: 0,
            system,
            arm,
            luck,
        }
    }

    /// Integration of care.
    pub fn integration(&self) -> f64 {
        self.carried.integration
    }

    /// How many of the first `here` residents are on each side.
    pub fn by_side(&self, here: usize) -> [f64; 2] {
        let health = &self.system.health;
        let mut sums = [0; 2];
        for resident in self.residents[..here]
            .iter()
            .filter(|each| each.is_here(health))
        {
            sums[resident.side()] += 1;
        }
        sums.map(f64::from)
    }

    /// Everyone's record and totals, to live a cycle; [`Town::put_back`] ends it.
    pub fn take_records(&mut self) -> (Vec<Resident>, Vec<f32>) {
        let totals = std::mem::take(&mut self.totals);
        (std::mem::take(&mut self.residents), totals)
    }

    /// Everyone's record and totals after a cycle.
    pub fn put_back(&mut self, residents: Vec<Resident>, totals: Vec<f32>) {
        self.residents = residents;
        self.totals = totals;
    }

    /// Puts in place everyone at the end of the year before, where another town lived it.
    pub fn catch_up(&mut self) {
        if let Some(records) = self.course.catch_up() {
            self.residents = records.residents;
            self.totals = records.totals;
            self.gone = records.gone;
        }
    }

    /// Sets the year that has just been opened beside those that other towns lived.
    pub fn begin_course(&mut self) {
        let enrols_arrivals = self.enrols_arrivals();
        self.course.open(|| YearOpening {
            prices: self.prices.clone(),
            enrolled: self.residents.iter().map(Resident::is_enrolled).collect(),
            enrols_arrivals,
            lists: self.open.shares.clone(),
        });
    }

    /// Keeps the year that ends for towns of other arms.
    pub fn end_course(&mut self) {
        self.course.close(&self.year.counts, || TownRecords {
            residents: self.residents.clone(),
            totals: self.totals.clone(),
            gone: self.gone,
        });
    }

    fn enrols_arrivals(&self) -> bool {
        self.system.arms[self.arm].has_network && !self.system.layers.participation
    }

    /// Makes room for those who have just come, puts them on lists that are open, and enrols them where everyone is.
    pub fn welcome(&mut self, arrivals: Arrivals) {
        self.totals
            .resize(self.residents.len() * self.columns.len(), 0.0);
        let new = arrivals.births + arrivals.newcomers;
        let first = self.residents.len() - new;
        self.open.take_in(&mut self.residents[first..]);
        if self.enrols_arrivals() {
            self.residents[first..]
                .iter_mut()
                .for_each(|resident| resident.enrol(true));
        }
    }

    /// Removes the records of those who died or moved out, once they are many enough to be in the way.
    pub fn remove_gone(&mut self) {
        let (health, each) = (&self.system.health, self.columns.len());
        let gone = |single| self.year.counts.get(Count::Single(single));
        self.gone += gone(Single::Deaths) + gone(Single::Leavers);
        if self.gone * GONE_PART < self.residents.len() as i64 {
            return;
        }
        self.gone = 0;
        let (mut kept, mut index) = (0, 0);
        while index < self.residents.len() {
            // Those who stay move up run by run; between two runs one is gone.
            let left = self.residents[index..].iter();
            let run = left.take_while(|resident| resident.is_here(health)).count();
            let end = index + run;
            self.residents.copy_within(index..end, kept);
            self.totals
                .copy_within(index * each..end * each, kept * each);
            kept += run;
            index = end + 1;
            if end < self.residents.len() {
                let row = end * each..index * each;
                self.finished.extend_from_slice(&self.totals[row]);
            }
        }
        self.residents.truncate(kept);
        self.totals.truncate(kept * each);
    }

    /// Share of the practices that take part in the network this year.
    pub fn share_taking_part(&self) -> f64 {
        let inside = self.taking_part.iter().filter(|is_in| **is_in).count();
        inside as f64 / self.open.count().max(1) as f64
    }

    /// Mean and spread of the totals over everyone who ever lived here; `None` where they are not kept.
    pub fn resident_totals(&self) -> Option<ResidentTotals> {
        let each = self.columns.len();
        if self.columns.payers == 0 {
            return None;
        }
        let column = |index: usize| -> Vec<f64> {
            let rows = self.finished.chunks(each).chain(self.totals.chunks(each));
            rows.map(|row| f64::from(row[index])).collect()
        };
        let kept = (0..self.columns.payers).chain([self.columns.life_years()]);
        let spread = |index: usize| {
            let column = column(index);
            let mean = statistics::mean(&column)?;
            let variance = statistics::variance_about(mean, &column);
            Some((mean, variance.map_or(0.0, f64::sqrt)))
        };
        let (mean, sd) = kept.map(|index| spread(index).unwrap_or_default()).unzip();
        Some(ResidentTotals { mean, sd })
    }
}
