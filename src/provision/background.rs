//! Background care of one resident over the part of a calendar year that they lived here.

use crate::population::{Purpose, Resident};
use crate::system::System;

use super::PersonPrices;
use super::counts::{Count, Counts};
use super::deliver::nearest;

/// Books the background care of the year with index `year`, in which `resident` lived here as long as the record says,
/// and starts a new year for them.
pub fn settle_year(
    system: &System,
    prices: &PersonPrices,
    year: usize,
    resident: &mut Resident,
    counts: &mut Counts,
) {
    let (male, class, _) = system.health.parts(usize::from(resident.class));
    let per_year = system.time.per_year;
    let middle = year * per_year + per_year / 2;
    let age = system.health.year_of_age(resident.age(middle));
    counts.add(Count::LivedAtAge { class, age }, i64::from(resident.lived));
    if !system.care.background.is_empty() {
        let part = f64::from(resident.lived) / (2 * per_year) as f64;
        let key = resident.key.with(Purpose::YEAR + year as u64);
        let has_deductible =
            prices.background_deductible && deductible_applies(system, resident, year);
        let table = &system.care.background_table;
        let first = counts.place(Count::Background { class, line: 0 });
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
            if has_deductible && system.care.background[line].deductible {
                let left = i64::from(prices.deductible.saturating_sub(resident.deductible_spent));
                let part = cents.min(left);
                resident.deductible_spent += part as u32;
                counts.add(Count::DeductibleBackground { line }, part);
            }
        }
    }
    resident.lived = 0;
    resident.deductible_spent = 0;
}

/// Whether the deductible applies to a resident in the year with index `year`: by age at its start.
#[inline(always)]
pub fn deductible_applies(system: &System, resident: &Resident, year: usize) -> bool {
    let age = resident.age(year * system.time.per_year) as f64 * system.time.length;
    age >= system.patient.deductible_from
}
