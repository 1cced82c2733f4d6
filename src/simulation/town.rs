use crate::base::random::Key;
use crate::population::{Resident, synthesis};
use crate::provision::{Carried, Conditions, Count, Counts, Layout, PersonPrices, Single};
use crate::system::System;

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

    /// Opens the year with index `year`.
    pub fn open_year(&mut self, year: usize) {
        self.prices = PersonPrices::new(self.system, self.arm, year, self.totals_each > 0);
        self.year = YearSoFar::new(self.system, &self.layout, year);
    }

    /// Needs that the arm pays per episode, coordination included, as bits.
    pub fn coordinated(&self) -> u64 {
        self.system.arms[self.arm].coordinated
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
