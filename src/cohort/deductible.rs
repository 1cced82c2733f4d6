//! What residents are expected to pay under the deductible: the least of the deductible D and what they are charged in a
//! calendar year.
//!
//! Comes in: where residents live and what is delivered to each class, cycle by cycle. Goes out: expected cents of
//! deductible by channel and line of background care. Deliberately absent: people one by one; the deductible of a person
//! follows here from the cell they live in.
//!
//! The charge X of a year in a cell (age, sex, deprivation class, state) is a compound Poisson sum of what episodes charge,
//! plus charges of permanent needs, which a share of residents has, plus a spread amount per line of background care.
//! Their laws are convolved on a grid (Panjer's recursion; Panjer 1981, ASTIN Bulletin 12), once per price list: that gives
//! E max(0, D − X) before effects, and by how much its logarithm falls per charge more. From the mean of the classes to
//! each of them, from a year's prices to those of the next, and to what was delivered in a year, it is taken log-linearly:
//! exact where one charge takes the whole deductible, and to first order elsewhere.
//!
//! Approximate, with the size of the error in the whole deductible in tests/twin/deductible.rs: who changes state within
//! a year counts in each by the time there; who dies, comes or leaves spends V·t^α in a part t of the year; effects
//! are those on the class, not on single states; and which channel or line of background care the deductible falls on goes
//! by what each charges.

pub(super) mod cells;
mod charges;
mod law;
mod table;

use std::rc::Rc;

use crate::provision::{Count, PersonColumns, PersonPrices};
use crate::system::System;

use super::expectation::Expectation;
use super::passage::Cared;
use cells::Cells;
use charges::{PriceList, Spreads};
use table::{Left, Table};

/// What arms have in common: cells, and a table for every price list so far.
#[derive(Debug)]
pub(super) struct Deductibles {
    cells: Rc<Cells>,
    spreads: Spreads,
    tables: Vec<Rc<Table>>,
}

impl Deductibles {
    /// Nothing worked out yet.
    pub fn new(system: &System) -> Deductibles {
        Deductibles {
            cells: Rc::new(Cells::new(system)),
            spreads: Spreads::new(system),
            tables: Vec::new(),
        }
    }

    /// The table of an arm's price list of one year. Prices that only grow are told between those of years some way apart.
    fn table(&mut self, system: &System, arm: usize, prices: PriceList) -> Rc<Table> {
        if let Some(known) = self.known(&prices) {
            return known;
        }
        let last = system.time.years - 1;
        let first = prices.year / YEARS_APART * YEARS_APART;
        let second = (first + YEARS_APART).min(last);
        let list = |year: usize| PriceList::new(system, &arm_prices(system, arm, year), year);
        let ends = [first, second].map(|year| if first < second { list(year) } else { None });
        let [Some(one), Some(other)] = ends else {
            return self.exactly(system, prices);
        };
        match prices
            .between(&one, &other)
            .filter(|_| prices.year != first && prices.year != second)
        {
            None => self.exactly(system, prices),
            Some(share) => {
                let [one, other] = [one, other].map(|list| self.exactly(system, list));
                let table = Table::between(&one, &other, share, prices);
                self.keep(table)
            }
        }
    }

    fn known(&self, prices: &PriceList) -> Option<Rc<Table>> {
        let mut known = self.tables.iter();
        known.find(|table| table.prices == *prices).map(Rc::clone)
    }

    fn exactly(&mut self, system: &System, prices: PriceList) -> Rc<Table> {
        match self.known(&prices) {
            Some(known) => known,
            None => self.keep(Table::new(system, &self.cells, &self.spreads, &prices)),
        }
    }

    fn keep(&mut self, table: Table) -> Rc<Table> {
        let table = Rc::new(table);
        self.tables.push(Rc::clone(&table));
        table
    }
}

/// Years whose tables are worked out, apart; those between lie between.
const YEARS_APART: usize = 5;

fn arm_prices(system: &System, arm: usize, year: usize) -> PersonPrices {
    let side = usize::from(system.arms[arm].has_network);
    PersonPrices::new(system, arm, year, PersonColumns::default()).seen_from(side)
}

/// The deductible of one arm in one year.
#[derive(Debug)]
pub(super) struct Deductible {
    cells: Rc<Cells>,
    table: Rc<Table>,
    /// Years lived in each cell so far, of everybody and of those to whom the deductible applies.
    years: Vec<f64>,
    subject: Vec<f64>,
    /// Units delivered so far: `[class][channel]`.
    delivered: Vec<f64>,
    channels: usize,
}

impl Deductible {
    /// Opens a year; `None` where nobody pays a deductible in it.
    pub fn open(
        (system, arm): (&System, usize),
        all: &mut Option<Deductibles>,
        prices: &PersonPrices,
        year: usize,
    ) -> Option<Deductible> {
        let prices = PriceList::new(system, prices, year)?;
        let all = all.get_or_insert_with(|| Deductibles::new(system));
        let cells = Rc::clone(&all.cells);
        let channels = system.care.channels.len();
        Some(Deductible {
            table: all.table(system, arm, prices),
            years: vec![0.0; cells.count()],
            subject: vec![0.0; cells.count()],
            delivered: vec![0.0; cells.classes * channels],
            channels,
            cells,
        })
    }

    /// Adds the residents of a cycle and what was delivered to them.
    pub fn add(&mut self, system: &System, cycle: usize, cared: &Cared, expected: &Expectation) {
        let cells = &self.cells;
        let of_age = system.health.classes.count() * cells.states;
        let length = system.time.length;
        let subject = &cells.subject[cycle % system.time.per_year];
        for (age, here) in cared.chunks(of_age).enumerate() {
            let part = subject[age];
            for (class, here) in here.chunks(cells.states).enumerate() {
                let (is_male, deprivation, _) = system.health.parts(class);
                let first = cells.first(cells.group_of[age], is_male, deprivation);
                let indices = first..first + cells.states;
                let years = self.years[indices.clone()].iter_mut();
                let sums = years.zip(&mut self.subject[indices]);
                for ((years, subject), here) in sums.zip(here) {
                    *years += here * length;
                    *subject += here * length * part;
                }
            }
        }
        for class in 0..cells.classes {
            let group = expected.group(class);
            for need in &self.table.needs {
                for &(channel, _) in &need.channels {
                    let units = expected.get(Count::Delivered { group, channel });
                    self.delivered[class * self.channels + channel] += units;
                }
            }
        }
    }

    /// Adds what residents pay in the year.
    pub fn close(&self, expected: &mut Expectation) {
        let more: Vec<Vec<f64>> = (0..self.cells.classes)
            .map(|class| self.more(class))
            .collect();
        for (class, more) in more.iter().enumerate() {
            let group = expected.group(class);
            let mut by_needs = 0.0;
            let mut lines = vec![0.0; self.table.line_count];
            for ages in 0..self.cells.groups() {
                for is_male in [false, true] {
                    let [needs, background] = self.spent((ages, is_male, class), more);
                    by_needs += needs;
                    let first = (ages * 2 + usize::from(is_male)) * lines.len();
                    let parts = self.table.lines[first..].iter();
                    for (sum, part) in lines.iter_mut().zip(parts) {
                        *sum += background * part;
                    }
                }
            }
            self.divide(class, by_needs, expected);
            for (line, cents) in lines.into_iter().enumerate() {
                expected.add(Count::DeductibleBackground { group, line }, cents);
            }
        }
    }

    /// By how much more each need charged a class than it does before effects, in parts of the deductible per occurrence.
    fn more(&self, class: usize) -> Vec<f64> {
        let needs = self.table.needs.iter();
        needs
            .map(|need| {
                let often = self.occurrences(class, need.need);
                let charged: f64 = need
                    .channels
                    .iter()
                    .map(|&(channel, each)| self.units(class, channel) * each)
                    .sum();
                if often > 0.0 {
                    charged / often - need.weight
                } else {
                    0.0
                }
            })
            .collect()
    }

    fn units(&self, class: usize, channel: usize) -> f64 {
        self.delivered[class * self.channels + channel]
    }

    /// How often a need occurs to a class before effects.
    fn occurrences(&self, class: usize, need: usize) -> f64 {
        let cells = &self.cells;
        let Ok(index) = cells.needs.binary_search(&need) else {
            return 0.0;
        };
        let mut sum = 0.0;
        for ages in 0..cells.groups() {
            for is_male in [false, true] {
                let first = cells.first(ages, is_male, class);
                for cell in first..first + cells.states {
                    sum += self.years[cell] * cells.rates(cell)[index];
                }
            }
        }
        sum
    }

    /// Cents that residents of one class, sex and group of ages spend on needs and on background care.
    fn spent(&self, (ages, is_male, class): (usize, bool, usize), more: &[f64]) -> [f64; 2] {
        let cells = &self.cells;
        let coming = self.coming(ages, is_male);
        let first = cells.first(ages, is_male, class);
        let mut spent = [0.0; 2];
        for cell in (first..first + cells.states).filter(|cell| self.subject[*cell] > 0.0) {
            let falls = &self.table.falls[cell * more.len()..][..more.len()];
            let fall: f64 = falls.iter().zip(more).map(|(fall, more)| fall * more).sum();
            let Left {
                by_needs,
                by_all,
                with_leavers,
                with_newcomers,
            } = self.table.cells[cell];
            let by_all = libm::exp((by_all - fall).min(0.0));
            let by_needs = libm::exp((by_needs - fall).min(0.0)).max(by_all);
            let years = self.subject[cell] * (with_leavers + with_newcomers * coming);
            spent[0] += years * (1.0 - by_needs);
            spent[1] += years * (by_needs - by_all);
        }
        spent.map(|part| part * self.table.prices.deductible)
    }

    /// Residents who come in the year, per year lived at these ages.
    fn coming(&self, ages: usize, is_male: bool) -> f64 {
        let cells = &self.cells;
        let first = cells.first(ages, is_male, 0);
        let lived: f64 = self.years[first..first + cells.classes * cells.states]
            .iter()
            .sum();
        let coming = cells.coming[ages * 2 + usize::from(is_male)];
        if lived > 0.0 { coming / lived } else { 0.0 }
    }

    /// Divides what a class pays for needs over their channels, by what each charged.
    fn divide(&self, class: usize, cents: f64, expected: &mut Expectation) {
        let group = expected.group(class);
        let needs = self.table.needs.iter();
        let channels = needs.flat_map(|need| &need.channels);
        let charged = |&&(channel, each): &&(usize, f64)| self.units(class, channel) * each;
        let all: f64 = channels.clone().map(|channel| charged(&channel)).sum();
        if all <= 0.0 {
            return;
        }
        for each in channels {
            let part = charged(&each) / all;
            expected.add(
                Count::Deductible {
                    group,
                    channel: each.0,
                },
                cents * part,
            );
        }
    }
}
