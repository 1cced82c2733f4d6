//! Cents of single residents: whom the deductible applies to, and amounts in whole cents.
//!
//! Comes in: a resident, or an amount. Goes out: yes or no, or whole cents. Deliberately absent: what is booked with
//! them.

use crate::population::Resident;
use crate::system::System;

/// Whether the deductible applies to a resident in the year with index `year`: by age at its start.
#[inline(always)]
pub fn deductible_applies(system: &System, resident: &Resident, year: usize) -> bool {
    let age = resident.age(system.time.opening(year));
    system.time.in_years(age as f64) >= system.patient.deductible_from
}

/// The nearest whole number of an amount that is not negative.
#[inline(always)]
pub(super) fn nearest(amount: f64) -> i64 {
    (amount + 0.5) as i64
}
