//! Background care of one resident over the part of a calendar year that they lived here.

use crate::population::{Purpose, Resident};
use crate::system::System;

use super::PersonPrices;
use super::counts::{Count, Counts, MILLION, PracticeItem};
use super::deliver::nearest;

/// Books the background care of the year with index `year`, in which `resident` lived here as long as the record says,
/// counts them for their practice, and starts a new year for them. `totals` is their row of totals, empty where none are
/// kept.
pub fn settle_year(
    system: &System,
    prices: &PersonPrices,
    year: usize,
    resident: &mut Resident,
    totals: &mut [f32],
    counts: &mut Counts,
) {
    let (male, class, _) = system.health.parts(usize::from(resident.class));
    let group = class + resident.side() * system.health.classes.deprivation;
    let per_year = system.time.per_year;
    let middle = year * per_year + per_year / 2;
    let age = system.health.year_of_age(resident.age(middle));
    let lower = usize::from(resident.is_lower_class());
    let lived = Count::LivedAtAge { group, age, lower };
    counts.add(lived, i64::from(resident.lived));
    if !system.care.background.is_empty() {
        let part = f64::from(resident.lived) / (2 * per_year) as f64;
        let key = resident.key.with(Purpose::YEAR + year as u64);
        let has_deductible =
            prices.background_deductible && deductible_applies(system, resident, year);
        let table = &system.care.background_table;
        let first = counts.place(Count::Background { group, line: 0 });
        let factors = prices.background.iter().zip(&table.spread);
        for (line, (mean, (factor, spread))) in
            table.means(male, age).iter().zip(factors).enumerate()
        {
            if *mean <= 0.0 {
                continue;
            }
            let luck = system.care.spreads[*spread].at(key.bits(line as u64));
            let cents = nearest(mean * luck * part * factor);
            counts.add_at(first + line, cents);
            let eur = cents as f32 / 100.0;
            for (total, per_eur) in totals.iter_mut().zip(&prices.background_totals[line]) {
                *total += per_eur * eur;
            }
            if has_deductible && system.care.background[line].deductible {
                let left = i64::from(prices.deductible.saturating_sub(resident.deductible_spent));
                let part = cents.min(left);
                resident.deductible_spent += part as u32;
                counts.add(Count::DeductibleBackground { group, line }, part);
            }
        }
    }
    if counts.layout().keeps_practices() {
        let person = Person {
            resident,
            age,
            class,
        };
        person.count(system, prices, totals, counts);
    }
    resident.lived = 0;
    resident.deductible_spent = 0;
}

/// A resident at the end of their year.
struct Person<'a> {
    resident: &'a Resident,
    age: usize,
    class: usize,
}

impl Person<'_> {
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

/// Whether the deductible applies to a resident in the year with index `year`: by age at its start.
#[inline(always)]
pub fn deductible_applies(system: &System, resident: &Resident, year: usize) -> bool {
    let age = resident.age(year * system.time.per_year) as f64 * system.time.length;
    age >= system.patient.deductible_from
}
