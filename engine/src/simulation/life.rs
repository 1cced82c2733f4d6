//! A town as its accounts know it: residents one by one, or expected numbers of them.
//!
//! Comes in: what a year opens with. Goes out: [`Life`], which lives cycle by cycle, and [`YearSoFar`], the sums of the
//! cycles. Deliberately absent: who lives it (town.rs here, the cohort twin above) and what is paid for it (book.rs).

use std::sync::Arc;

use crate::component::Neutral;
use crate::provision::{
    Adoption, Conditions, Counts, CycleFindings, Layout, PlacesFindings, YearRationing,
};
use crate::system::System;

use super::result::ResidentTotals;

/// A town that lives year by year under one way of delivering care: residents one by one, or expected numbers of them.
/// What is paid and added up at the end of a year is the same for both.
pub trait Life {
    /// The factors of budget neutrality that scale the arm's money.
    fn fund(&mut self, neutral: &Neutral);

    /// Opens the year with index `year`.
    fn open_year(&mut self, year: usize, opening: Opening);

    /// Lives one cycle.
    fn live_cycle(&mut self, cycle: usize);

    /// The year so far.
    fn year(&self) -> &YearSoFar;

    /// Closes the year; `score` is the arm's quality score in it.
    fn close_year(&mut self, score: f64);

    /// Share of the practices that take part in the network this year.
    fn taking_part(&self) -> f64;

    /// Mean and spread of the totals over everyone who ever lived here; `None` where they are not kept.
    fn resident_totals(&self) -> Option<ResidentTotals>;
}

/// What the accounts of the years before leave to a year.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Share of last year's income that was paid per unit; `None` when nothing was.
    pub per_unit_share: Option<f64>,
    /// How far the shared platform is adopted.
    pub adoption: Adoption,
}

/// What is expected of a cycle, which a town of residents one by one is told beforehand.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedCycle {
    /// Hours per discipline, of the whole population, when all that is wanted is delivered.
    pub hours: Vec<f64>,
    /// How places of an institution are given; `None` where none has any.
    pub places: Option<PlacesFindings>,
}

/// What a year has come to.
#[derive(Debug, Clone)]
pub struct YearSoFar {
    /// Index of the year.
    pub index: usize,
    /// What happened, in simulated residents.
    pub counts: Counts,
    /// Mean access per discipline, over the cycles so far a share of the year.
    pub access: Vec<f64>,
    /// Mean stock per capability, likewise.
    pub stocks: Vec<f64>,
    /// Places of an institution, likewise; 0 where none has any.
    pub places: f64,
    /// Share of the residents on the list of each practice; 0 of one that has closed.
    pub lists: Vec<f64>,
    /// Practices that closed when the year opened.
    pub closed: usize,
    /// What budgets grant; `None` where no payer has one.
    pub rationing: Option<Arc<YearRationing>>,
    /// Mean integration over the cycles.
    pub integration: f64,
    cycles: f64,
    /// Hours per discipline with residents, whole population.
    pub hours: Vec<f64>,
    /// Hours per discipline that the whole population wanted, and that there were; 0 where nobody looked at them.
    pub wanted_and_available: Vec<[f64; 2]>,
    /// What is expected of its cycles so far; empty of residents one by one.
    pub expected: Vec<ExpectedCycle>,
}

impl YearSoFar {
    /// The year with index `index`, before its first cycle.
    pub fn new(system: &System, layout: &Layout, index: usize) -> YearSoFar {
        let lists = system.panels.as_ref();
        YearSoFar {
            index,
            counts: Counts::new(layout),
            access: vec![0.0; system.disciplines.len()],
            stocks: vec![0.0; system.capabilities.len()],
            places: 0.0,
            lists: lists.map_or_else(Vec::new, |panels| panels.shares.clone()),
            closed: 0,
            rationing: None,
            integration: 0.0,
            cycles: 0.0,
            hours: vec![0.0; system.disciplines.len()],
            wanted_and_available: vec![[0.0; 2]; system.disciplines.len()],
            expected: Vec::new(),
        }
    }

    /// Adds what a cycle found, and the hours of the units that it delivered, by channel, in simulated residents. Its counts
    /// are added apart.
    pub fn find_cycle(
        &mut self,
        system: &System,
        found: &CycleFindings,
        delivered: impl Fn(usize) -> f64,
    ) {
        let conditions = &found.conditions;
        let part = system.time.length;
        for (discipline, sum) in self.access.iter_mut().enumerate() {
            *sum += part * conditions.delivered(system, discipline);
        }
        for (sum, stock) in self.stocks.iter_mut().zip(&found.stocks) {
            *sum += part * stock;
        }
        self.places += part * conditions.places.as_ref().map_or(0.0, |found| found.places);
        self.rationing.clone_from(&conditions.rationing);
        let hours = found.wanted.iter().zip(&found.available);
        for (sums, (wanted, available)) in self.wanted_and_available.iter_mut().zip(hours) {
            sums[0] += wanted;
            sums[1] += available.unwrap_or(0.0);
        }
        self.add_integration(found.integration);
        self.add_hours(system, conditions, delivered);
    }

    /// A running mean: of a value that does not move it is that value, without rounding.
    fn add_integration(&mut self, integration: f64) {
        self.cycles += 1.0;
        self.integration += (integration - self.integration) / self.cycles;
    }

    fn add_hours(
        &mut self,
        system: &System,
        conditions: &Conditions,
        delivered: impl Fn(usize) -> f64,
    ) {
        for (channel, found) in system.care.channels.iter().enumerate() {
            let service = &system.care.services[found.service];
            let units = delivered(channel);
            let volume = system.growth.volume(service.line, self.index);
            self.hours[service.discipline] += units
                * system.people.weight
                * volume
                * service.hours
                * conditions.hours[found.service];
        }
    }
}
