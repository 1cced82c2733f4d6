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

use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;

use crate::provision::{Count, PersonColumns, PersonPrices};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::columns::{Cared, add, sum_of_pairs};
use super::expectation::Expectation;
use cells::Cells;
use charges::{PriceList, Spreads};
use table::{Left, RestTable};

/// What arms have in common: cells, and a table for every price list so far.
#[derive(Debug)]
pub(super) struct Deductibles {
    pub cells: Arc<Cells>,
    spreads: Spreads,
    tables: Mutex<Vec<Arc<RestTable>>>,
    /// Those that lie between two others, with the prices of these.
    between: Mutex<Vec<([PriceList; 2], Arc<RestTable>)>>,
    /// How many tables were there when first they rested.
    kept: OnceLock<usize>,
}

impl Deductibles {
    /// Nothing worked out yet.
    pub fn new(system: &System) -> Deductibles {
        Deductibles {
            cells: Arc::new(Cells::new(system)),
            spreads: Spreads::new(system),
            tables: Mutex::default(),
            between: Mutex::default(),
            kept: OnceLock::new(),
        }
    }

    /// Lets go of tables that are soon made of others, and of those that came since the last time.
    pub fn rest(&self) {
        self.between.lock().expect("nobody panics with it").clear();
        let mut tables = self.tables.lock().expect("nobody panics with it");
        let kept = *self.kept.get_or_init(|| tables.len());
        tables.truncate(kept);
    }

    /// Bytes that are then left.
    pub fn bytes(&self) -> usize {
        let tables = self.tables.lock().expect("nobody panics with it");
        let tables = tables.iter().map(|table| table.bytes());
        self.cells.bytes() + tables.sum::<usize>()
    }

    /// Makes the tables of all arms and years.
    pub fn prepare(&self, system: &System) {
        let mut lists: Vec<PriceList> = Vec::new();
        for arm in 0..system.arms.len() {
            for year in 0..system.time.years {
                let Some(prices) = list(system, arm, year) else {
                    continue;
                };
                let needed = match between(system, arm, &prices) {
                    Some((ends, _)) => ends.to_vec(),
                    None => vec![prices],
                };
                for prices in needed {
                    if !lists.contains(&prices) && self.known(&prices).is_none() {
                        lists.push(prices);
                    }
                }
            }
        }
        let made = lists.par_iter();
        let made = made.map(|prices| RestTable::new(system, &self.cells, &self.spreads, prices));
        let made: Vec<Arc<RestTable>> = made.map(Arc::new).collect();
        self.tables
            .lock()
            .expect("nobody panics with it")
            .extend(made);
    }

    /// The table of an arm's price list. Prices that only grow are told between those of years some way apart.
    fn table(&self, system: &System, arm: usize, prices: PriceList) -> Arc<RestTable> {
        let Some((ends, share)) = between(system, arm, &prices) else {
            return self.exactly(system, &prices);
        };
        let known = || self.between.lock().expect("nobody panics with it");
        let is_it = |(others, table): &&([PriceList; 2], Arc<RestTable>)| {
            table.prices == prices && *others == ends
        };
        if let Some((_, found)) = known().iter().find(is_it) {
            return Arc::clone(found);
        }
        let [one, other] = [&ends[0], &ends[1]].map(|prices| self.exactly(system, prices));
        let table = Arc::new(RestTable::between(&one, &other, share, prices));
        known().push((ends, Arc::clone(&table)));
        table
    }

    fn exactly(&self, system: &System, prices: &PriceList) -> Arc<RestTable> {
        self.known(prices).unwrap_or_else(|| {
            let table = RestTable::new(system, &self.cells, &self.spreads, prices);
            let table = Arc::new(table);
            let mut tables = self.tables.lock().expect("nobody panics with it");
            tables.push(Arc::clone(&table));
            table
        })
    }

    fn known(&self, prices: &PriceList) -> Option<Arc<RestTable>> {
        let tables = self.tables.lock().expect("nobody panics with it");
        tables.iter().find(|table| table.prices == *prices).cloned()
    }
}

/// Years whose tables are worked out, apart; those between lie between.
const YEARS_APART: usize = 5;

/// What an arm charges in a year; `None` without a deductible.
fn list(system: &System, arm: usize, year: usize) -> Option<PriceList> {
    let side = usize::from(system.arms[arm].has_network);
    let prices = PersonPrices::new(system, arm, year, PersonColumns::default());
    PriceList::new(system, &prices.seen_from(side), year)
}

/// The prices of two years between which those of another lie, and how far it is on the way.
fn between(system: &System, arm: usize, prices: &PriceList) -> Option<([PriceList; 2], f64)> {
    let first = prices.year / YEARS_APART * YEARS_APART;
    let second = (first + YEARS_APART).min(system.time.years - 1);
    if prices.year == first || prices.year >= second {
        return None;
    }
    let ends = [list(system, arm, first)?, list(system, arm, second)?];
    let share = prices.between(&ends[0], &ends[1])?;
    Some((ends, share))
}

/// Years lived in each cell in a cycle, of everybody and of those to whom the deductible applies.
#[derive(Debug, Clone)]
pub(super) struct CellYears {
    all: Vec<f64>,
    subject: Vec<f64>,
}

impl CellYears {
    /// None yet.
    fn none(cells: &Cells) -> CellYears {
        CellYears {
            all: vec![0.0; cells.count()],
            subject: vec![0.0; cells.count()],
        }
    }

    /// Of a cycle of the year.
    pub fn new(system: &System, cells: &Cells, cycle: usize, cared: &Cared) -> CellYears {
        let mut years = CellYears::none(cells);
        let length = system.time.length;
        let subject = &cells.subject[cycle % system.time.per_year];
        for (row, here) in cared.chunks(OLDEST_AGE).enumerate() {
            let (is_male, deprivation, _) = system.health.parts(row / cells.states);
            let state = row % cells.states;
            if !system.health.is_alive(state) {
                continue;
            }
            for (group, ends) in cells.ages.windows(2).enumerate() {
                let cell = cells.first(group, is_male, deprivation) + state;
                let [here, part] = [here, &subject[..]].map(|of| &of[ends[0]..ends[1]]);
                years.all[cell] += length * here.iter().sum::<f64>();
                years.subject[cell] += length * sum_of_pairs(here, part);
            }
        }
        years
    }
}

/// The deductible of one arm in one year.
#[derive(Debug)]
pub(super) struct Deductible {
    cells: Arc<Cells>,
    table: Arc<RestTable>,
    /// Years lived so far.
    years: CellYears,
    /// Units delivered in the year: `[class][channel]`.
    delivered: Vec<f64>,
    channels: usize,
}

impl Deductible {
    /// Opens a year; `None` where nobody pays a deductible in it.
    pub fn open<'k>(
        (system, arm): (&System, usize),
        known: impl FnOnce() -> &'k Deductibles,
        prices: &PersonPrices,
        year: usize,
    ) -> Option<Deductible> {
        let prices = PriceList::new(system, prices, year)?;
        let known = known();
        let cells = Arc::clone(&known.cells);
        let channels = system.care.channels.len();
        Some(Deductible {
            table: known.table(system, arm, prices),
            years: CellYears::none(&cells),
            delivered: vec![0.0; cells.classes * channels],
            channels,
            cells,
        })
    }

    /// Adds the residents of a cycle.
    pub fn add(&mut self, years: &CellYears) {
        add(&mut self.years.all, &years.all);
        add(&mut self.years.subject, &years.subject);
    }

    /// Takes in what was delivered in the year.
    fn take(&mut self, expected: &Expectation) {
        for class in 0..self.cells.classes {
            let group = expected.group(class);
            for channel in 0..self.channels {
                let units = expected.get(Count::Delivered { group, channel });
                self.delivered[class * self.channels + channel] = units;
            }
        }
    }

    /// Adds what residents pay in the year.
    pub fn close(&mut self, expected: &mut Expectation) {
        self.take(expected);
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
        let occurrences = self.occurrences(class);
        let needs = self.table.needs.iter();
        needs
            .map(|need| {
                let index = self.cells.needs.binary_search(&need.need);
                let often = index.map_or(0.0, |index| occurrences[index]);
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

    /// How often each need of the cells occurs to a class before effects.
    fn occurrences(&self, class: usize) -> Vec<f64> {
        let cells = &self.cells;
        let mut sums = vec![0.0; cells.needs.len()];
        for ages in 0..cells.groups() {
            for is_male in [false, true] {
                let first = cells.first(ages, is_male, class);
                for cell in first..first + cells.states {
                    let years = self.years.all[cell];
                    for (sum, rate) in sums.iter_mut().zip(cells.rates(cell)) {
                        *sum += years * rate;
                    }
                }
            }
        }
        sums
    }

    /// Cents that residents of one class, sex and group of ages spend on needs and on background care.
    fn spent(&self, (ages, is_male, class): (usize, bool, usize), more: &[f64]) -> [f64; 2] {
        let cells = &self.cells;
        let coming = self.coming(ages, is_male);
        let first = cells.first(ages, is_male, class);
        let mut spent = [0.0; 2];
        for cell in (first..first + cells.states).filter(|cell| self.years.subject[*cell] > 0.0) {
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
            let years = self.years.subject[cell] * (with_leavers + with_newcomers * coming);
            spent[0] += years * (1.0 - by_needs);
            spent[1] += years * (by_needs - by_all);
        }
        spent.map(|part| part * self.table.prices.deductible)
    }

    /// Residents who come in the year, per year lived at these ages.
    fn coming(&self, ages: usize, is_male: bool) -> f64 {
        let cells = &self.cells;
        let first = cells.first(ages, is_male, 0);
        let lived: f64 = self.years.all[first..first + cells.classes * cells.states]
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
