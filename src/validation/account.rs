//! What a run comes to on an account.

use crate::scenario::schema::{Account, AccountPer};
use crate::simulation::ArmResult;
use crate::system::System;

/// The account's figure in the year with index `year`, in the account's own unit.
pub fn measured(account: &Account, system: &System, result: &ArmResult, year: usize) -> f64 {
    let whole = whole(account, system, result, year);
    let years = outcome(result, year, "life_years", "all");
    match account.per {
        AccountPer::Population => whole,
        AccountPer::ResidentYear => whole / years,
        AccountPer::ThousandResidentYears => 1_000.0 * whole / years,
    }
}

fn whole(account: &Account, system: &System, result: &ArmResult, year: usize) -> f64 {
    if let Some(name) = &account.payer {
        let payer = system.payers.iter().position(|payer| payer == name);
        return payer.map_or(0.0, |payer| result.paid[payer][year].to_eur());
    }
    if let Some(name) = &account.discipline {
        let mut disciplines = system.disciplines.iter();
        let index = disciplines.position(|discipline| discipline.name == *name);
        return index.map_or(0.0, |index| result.providers[year][index].income);
    }
    let sum = |name: &str, groups: &[String]| -> f64 {
        let of_group = |group: &String| outcome(result, year, name, group);
        groups.iter().map(of_group).sum()
    };
    match &account.outcome {
        Some(name) => outcome(
            result,
            year,
            name,
            account.group.as_deref().unwrap_or("all"),
        ),
        None if account.services.is_empty() => sum("spending", &account.categories),
        None => sum("service_units", &account.services),
    }
}

/// The value of an outcome; 0 where the arm does not have it.
pub(super) fn outcome(result: &ArmResult, year: usize, name: &str, group: &str) -> f64 {
    let mut labels = result.labels.iter();
    let index = labels.position(|label| label.outcome == name && label.group == group);
    index.map_or(0.0, |index| result.outcomes[year][index])
}
