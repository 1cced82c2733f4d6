//! What payers with a budget would spend, and what they grant.
//!
//! Comes in: what arms come to where no budget rations, as expected. Goes out: what each payer spends in a year, and the [`Rationing`]
//! of an arm. Deliberately absent: who expects it (the cohort twin, above), and what rationing does (provision/rationing.rs).

use crate::provision::{Rationing, YearRationing};
use crate::system::System;

use super::history::History;
use super::result::ArmResult;

/// What each payer with a budget lays out in the year with this index, EUR, in the order of budgets.
pub fn own_spending(system: &System, result: &ArmResult, year: usize) -> Vec<f64> {
    let budgets = system.rationing().iter();
    let paid = budgets.map(|budget| result.paid[budget.payer][year].to_eur());
    paid.collect()
}

/// What budgets grant in an arm that comes to this without them; `base` is what their payers spend in the observed year.
pub fn rationing(
    system: &System,
    base: &[f64],
    (result, history): (&ArmResult, &History),
) -> Rationing {
    let years = history.years.iter().enumerate();
    Rationing::new(years.map(|(year, (lived, _))| {
        let mut units = vec![0.0; system.care.services.len()];
        for (index, channel) in system.care.channels.iter().enumerate() {
            let line = system.care.services[channel.service].line;
            let volume = system.growth.volume(line, year);
            units[channel.service] += lived.counts.delivered(index) as f64 * volume;
        }
        let before = own_spending(system, result, year);
        YearRationing::new(system, year, (base, &before), &units)
    }))
}
