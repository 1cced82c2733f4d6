//! How well the base year fits published accounts, worked out from the files of the run.
//!
//! Comes in: [`Facts`]. Goes out: accounts beside what the run comes to. Deliberately absent: accounts of some residents only
//! (by age or sex); those are simulated by `caremix validate`.

use crate::report::facts::Facts;
use crate::scenario::schema::{Account, AccountPer};

/// An account beside the run.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedAccount<'a> {
    /// As the scenario has it.
    pub account: &'a Account,
    /// Calendar year.
    pub year: i32,
    /// What the run comes to, in the account's unit: mean over futures.
    pub computed: f64,
}

impl FittedAccount<'_> {
    /// Computed over published.
    pub fn ratio(&self) -> f64 {
        self.computed / self.account.amount
    }

    /// Whether it is an amount of money.
    pub fn is_money(&self) -> bool {
        let account = self.account;
        let is_paid = account.payer.is_some() || account.discipline.is_some();
        is_paid
            || account.outcome.as_deref() == Some("spending")
            || (account.outcome.is_none() && account.services.is_empty())
    }

    /// Whether it lies within the tolerance.
    pub fn is_met(&self) -> bool {
        (self.ratio() - 1.0).abs() <= self.account.tolerance
    }
}

/// Accounts of all residents, and how many others there are.
pub fn fitted<'a>(facts: &Facts<'a>) -> (Vec<FittedAccount<'a>>, usize) {
    let scenario = &facts.reading.scenario;
    let fitted: Vec<FittedAccount> = scenario
        .account
        .iter()
        .filter_map(|account| one(facts, account))
        .collect();
    let others = scenario.account.len() - fitted.len();
    (fitted, others)
}

/// The account to name first: a required one, that nothing was fitted to where there is such a one.
pub fn foremost<'f, 'a>(fitted: &'f [FittedAccount<'a>]) -> Option<&'f FittedAccount<'a>> {
    fitted
        .iter()
        .min_by_key(|one| (!one.account.required, !one.account.held_out))
}

fn one<'a>(facts: &Facts<'a>, account: &'a Account) -> Option<FittedAccount<'a>> {
    let is_of_all = !account.is_of_some();
    let scenario = &facts.reading.scenario;
    let arm = scenario.observed()?;
    let year = account.year.unwrap_or(scenario.run.first_year);
    let has_year = facts.outlays.years.contains(&year);
    let has_arm = scenario.arm.iter().any(|one| one.name == arm);
    if !(is_of_all && has_year && has_arm) {
        return None;
    }
    let whole = whole(facts, account, arm, year);
    let years = outcome(facts, arm, year, "life_years", "all");
    let computed = match account.per {
        AccountPer::Population => whole,
        AccountPer::ResidentYear => whole / years,
        AccountPer::ThousandResidentYears => 1_000.0 * whole / years,
    };
    Some(FittedAccount {
        account,
        year,
        computed,
    })
}

fn whole(facts: &Facts, account: &Account, arm: &str, year: i32) -> f64 {
    let text = year.to_string();
    if let Some(payer) = &account.payer {
        let rows = facts.reading.payers.iter();
        let of = rows.filter(|row| row.arm == arm && row.year == text && row.payer == *payer);
        return of.map(|row| row.spread.mean).sum();
    }
    if let Some(discipline) = &account.discipline {
        let rows = facts.reading.providers.iter();
        let of =
            rows.filter(|row| row.arm == arm && row.year == year && row.discipline == *discipline);
        return of
            .filter(|row| row.practice_size == "all")
            .map(|row| row.income)
            .sum();
    }
    let sum = |name: &str, groups: &[String]| -> f64 {
        groups
            .iter()
            .map(|group| outcome(facts, arm, year, name, group))
            .sum()
    };
    match &account.outcome {
        Some(name) => outcome(
            facts,
            arm,
            year,
            name,
            account.group.as_deref().unwrap_or("all"),
        ),
        None if account.services.is_empty() => sum("spending", &account.categories),
        None => sum("service_units", &account.services),
    }
}

/// Mean of an outcome in a year; one that the arm does not have is one of which nothing happened.
fn outcome(facts: &Facts, arm: &str, year: i32, name: &str, group: &str) -> f64 {
    let text = year.to_string();
    let mut rows = facts.reading.outcomes.iter();
    let row = rows.find(|row| {
        row.arm == arm && row.outcome == name && row.group == group && row.year == text
    });
    row.map_or(0.0, |row| row.spread.mean)
}
