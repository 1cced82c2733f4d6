use crate::base::random::Key;
use crate::population::flows::Arrivals;
use crate::population::{Resident, synthesis};
use crate::provision::{
    Carried, Columns, Conditions, Count, Counts, Layout, PersonPrices, Responses, Single,
};
use crate::system::System;

use super::participation;

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
    pub columns: Columns,
    /// Rows of residents who are no longer here.
    pub finished: Vec<f32>,
    pub carried: Carried,
    pub prices: PersonPrices,
    /// What the arm's payment makes providers do this year.
    pub responses: Responses,
    /// Practices that take part in the network this year.
    pub taking_part: Vec<bool>,
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

/// What a year has come to.
#[derive(Debug, Clone)]
pub(super) struct YearSoFar {
    /// Index of the year.
    pub index: usize,
    pub counts: Counts,
    pub access: Vec<f64>,
    pub stocks: Vec<f64>,
    /// Mean integration over the cycles.
    pub integration: f64,
    cycles: f64,
    /// Hours per discipline with residents, whole population.
    pub hours: Vec<f64>,
}

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
        let columns = Columns {
            payers: if keeps_totals { system.payers.len() } else { 0 },
            accounts: system.accounts.len(),
        };
        let practices = system.panels.as_ref().map_or(0, |panels| panels.count());
        Town {
            totals: vec![0.0; residents.len() * columns.len()],
            residents,
            columns,
            finished: Vec::new(),
            carried: Carried::new(system),
            prices: PersonPrices::new(system, arm, 0, columns),
            responses: Responses::none(system),
            taking_part: vec![false; practices],
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

    /// Opens the year with index `year`.
    pub fn open_year(&mut self, year: usize) {
        self.prices = PersonPrices::new(self.system, self.arm, year, self.columns);
        self.responses = Responses::new(self.system, self.arm, year, self.factor);
        let opened = YearSoFar::new(self.system, &self.layout, year);
        let last = std::mem::replace(&mut self.year, opened);
        participation::open_year(self, year, (year > 0).then_some(&last.counts));
        self.carried.participation = self.share_taking_part();
    }

    /// Needs that the arm pays per episode, coordination included, as bits per side.
    pub fn coordinated(&self) -> [u64; 2] {
        self.system.arms[self.arm].coordinated
    }

    /// Share of the practices that take part in the network.
    pub fn share_taking_part(&self) -> f64 {
        let taking_part = self.taking_part.iter().filter(|is_in| **is_in).count();
        taking_part as f64 / self.taking_part.len().max(1) as f64
    }

    /// Integration of care.
    pub fn integration(&self) -> f64 {
        self.carried.integration
    }

    /// Makes room for those who have just come, and enrols them where everyone is.
    pub fn welcome(&mut self, arrivals: Arrivals) {
        self.totals
            .resize(self.residents.len() * self.columns.len(), 0.0);
        if self.system.arms[self.arm].has_network && !self.system.layers.participation {
            let new = arrivals.births + arrivals.newcomers;
            let first = self.residents.len() - new;
            self.residents[first..]
                .iter_mut()
                .for_each(|resident| resident.enrol(true));
        }
    }

    /// Adds a cycle to the year.
    pub fn add_cycle(&mut self, conditions: &Conditions, counts: &Counts) {
        let part = self.system.time.length;
        self.year.counts.merge(counts);
        for (sum, access) in self.year.access.iter_mut().zip(&conditions.access) {
            *sum += part * access;
        }
        for (sum, stock) in self.year.stocks.iter_mut().zip(&self.carried.stocks) {
            *sum += part * stock;
        }
        self.year.add_integration(self.carried.integration);
        self.year.add_hours(self.system, conditions, counts);
    }

    /// Lets go of the records of those who died or moved out, once they are many enough to be in the way.
    pub fn bury(&mut self) {
        let (health, each) = (&self.system.health, self.columns.len());
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

impl YearSoFar {
    fn new(system: &System, layout: &Layout, index: usize) -> YearSoFar {
        YearSoFar {
            index,
            counts: Counts::new(layout),
            access: vec![0.0; system.disciplines.len()],
            stocks: vec![0.0; system.capabilities.len()],
            integration: 0.0,
            cycles: 0.0,
            hours: vec![0.0; system.disciplines.len()],
        }
    }

    /// A running mean: of a value that does not move it is that value, without rounding.
    fn add_integration(&mut self, integration: f64) {
        self.cycles += 1.0;
        self.integration += (integration - self.integration) / self.cycles;
    }

    fn add_hours(&mut self, system: &System, conditions: &Conditions, counts: &Counts) {
        for (channel, found) in system.care.channels.iter().enumerate() {
            let service = &system.care.services[found.service];
            let units = counts.delivered(channel) as f64;
            let volume = system.growth.volume(service.line, self.index);
            self.hours[service.discipline] += units
                * system.people.weight
                * volume
                * service.hours
                * conditions.hours[found.service];
        }
    }
}
