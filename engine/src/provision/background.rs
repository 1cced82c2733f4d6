//! Background care of one resident over the part of a calendar year that they lived here.

use crate::base::gamma_table::GammaTable;
use crate::population::{Purpose, Resident};
use crate::system::System;

use super::amounts::{deductible_applies, nearest};
use super::{PerColumn, PersonPrices};
use crate::counts::{Count, Counts, MILLION, PracticeItem};

/// The end of a calendar year, looked up once for all residents.
#[derive(Debug)]
pub struct YearEnd<'a> {
    system: &'a System,
    prices: &'a PersonPrices,
    year: usize,
    /// The middle of the year, in half-cycles since the start.
    middle: usize,
    lines: Vec<BackgroundLine<'a>>,
    /// Whether there is anything but the year itself to count.
    keeps_more: bool,
    /// Distance from a count of one group to that count of the next group.
    block: usize,
    /// Where counts begin for group 0: half-cycles lived at age 0, background care, the deductible on it.
    lived: usize,
    background: usize,
    deductible: usize,
}

/// A line of background care in a year.
#[derive(Debug, Clone, Copy)]
struct BackgroundLine<'a> {
    /// Prices times volumes of the year over prices times volumes of the price year.
    factor: f64,
    /// Between residents.
    spread: &'a GammaTable,
    /// What one EUR of it adds to a resident's totals.
    totals: &'a [PerColumn],
    /// Counts towards the deductible.
    has_deductible: bool,
}

impl<'a> YearEnd<'a> {
    /// For the year with index `year`; `counts` has the layout of the counts that will be added to.
    pub fn new(
        system: &'a System,
        prices: &'a PersonPrices,
        counts: &Counts,
        year: usize,
    ) -> YearEnd<'a> {
        let line = |(index, line): (usize, &crate::tables::care::Background)| BackgroundLine {
            factor: prices.background[index],
            spread: &system.care.spreads[system.care.background_table.spread[index]],
            totals: &prices.background_totals[index],
            has_deductible: prices.background_deductible && line.deductible,
        };
        let lived = Count::LivedAtAge {
            group: 0,
            age: 0,
            lower: 0,
        };
        YearEnd {
            system,
            prices,
            year,
            middle: system.time.middle(year),
            lines: system
                .care
                .background
                .iter()
                .enumerate()
                .map(line)
                .collect(),
            keeps_more: !system.care.background.is_empty() || counts.layout().keeps_practices(),
            block: counts.block(),
            lived: counts.index(lived),
            background: counts.index(Count::Background { group: 0, line: 0 }),
            deductible: counts.index(Count::DeductibleBackground { group: 0, line: 0 }),
        }
    }

    /// Counts the year, in which `resident` lived here as long as the record says, books its background care, counts
    /// them for their practice, and starts a new year for them. `group` is the group their care is counted in; `totals`
    /// are all rows of totals and `who` is theirs, where totals are kept.
    #[inline(always)]
    pub fn settle(
        &self,
        resident: &mut Resident,
        (who, group): (usize, usize),
        totals: &mut [f32],
        counts: &mut Counts,
    ) {
        let age = self.system.health.year_of_age(resident.age(self.middle));
        let lower = usize::from(resident.is_lower_class());
        let lived = self.lived + group * self.block + 2 * age + lower;
        counts.add_at(lived, i64::from(resident.lived));
        if self.keeps_more {
            let each = self.prices.columns();
            let totals = &mut totals[who * each..(who + 1) * each];
            self.keep(resident, (group, age), totals, counts);
        }
        resident.lived = 0;
        resident.open_account();
    }

    /// Background care and the account of the practice.
    fn keep(
        &self,
        resident: &mut Resident,
        (group, age): (usize, usize),
        totals: &mut [f32],
        counts: &mut Counts,
    ) {
        if !self.lines.is_empty() {
            self.book(resident, group, age, totals, counts);
        }
        if counts.layout().keeps_practices() {
            let person = YearEndPerson {
                resident,
                age,
                class: group % self.system.health.classes.deprivation,
            };
            person.count(self.system, self.prices, totals, counts);
        }
    }

    fn book(
        &self,
        resident: &mut Resident,
        group: usize,
        age: usize,
        totals: &mut [f32],
        counts: &mut Counts,
    ) {
        let system = self.system;
        let (male, deprivation, _) = system.health.parts(usize::from(resident.class));
        let part = f64::from(resident.lived) / (2 * system.time.per_year) as f64;
        let key = resident.key.with(Purpose::YEAR + self.year as u64);
        let limit = if deductible_applies(system, resident, self.year) {
            self.prices.deductible
        } else {
            0
        };
        let means = system.care.background_table.means(male, deprivation, age);
        let first = self.background + group * self.block;
        for (number, (line, mean)) in self.lines.iter().zip(means).enumerate() {
            if *mean <= 0.0 {
                continue;
            }
            let luck = line.spread.at(key.bits(number as u64));
            let cents = nearest(mean * luck * part * line.factor);
            counts.add_at(first + number, cents);
            for &(column, per_eur) in line.totals {
                totals[column] += per_eur * (cents as f32 / 100.0);
            }
            if line.has_deductible && resident.deductible_spent() < limit {
                let part = cents.min(i64::from(limit - resident.deductible_spent()));
                resident.spend(part as u32);
                counts.add_at(self.deductible + group * self.block + number, part);
            }
        }
    }
}

/// A resident at the end of their year.
struct YearEndPerson<'a> {
    resident: &'a Resident,
    age: usize,
    class: usize,
}

impl YearEndPerson<'_> {
    /// Counts the year for the practice, and opens the accounts of shared savings anew.
    fn count(
        &self,
        system: &System,
        prices: &PersonPrices,
        totals: &mut [f32],
        counts: &mut Counts,
    ) {
        let resident = self.resident;
        let row = counts
            .layout()
            .practice_row(usize::from(resident.practice), resident.side());
        let lived = i64::from(resident.lived);
        counts.add_at(
            row + counts.layout().practice_item(PracticeItem::Lived),
            lived,
        );
        let lists = system.lists.iter().enumerate();
        for (list, ratios) in lists.filter(|(_, ratios)| ratios.state.is_none()) {
            let ratio = ratios.of(self.age, self.class, resident.is_lower_class());
            let weighted = nearest(ratio * MILLION) * lived;
            let item = counts.layout().practice_item(PracticeItem::Weighted(list));
            counts.add_at(row + item, weighted);
        }
        let accounts = totals.iter_mut().skip(prices.totals.payers);
        for (account, (spent, limit)) in accounts.zip(&prices.truncate_at).enumerate() {
            let counted = limit.map_or(f64::from(*spent), |limit| f64::from(*spent).min(limit));
            let item = counts.layout().practice_item(PracticeItem::Spent(account));
            counts.add_at(row + item, nearest(counted * 100.0));
            *spent = 0.0;
        }
    }
}
