//! Practices with lists that close when a year opens.
//!
//! Comes in: a town, and the year before. Goes out: the practices that are open, and residents on their lists. Deliberately absent:
//! which practices close (open_practices.rs), and whether one takes part in a network (participation.rs).

use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::component::carried_accounts::CarriedAccounts;
use crate::payment::practice;
use crate::provision::Counts;

use super::lists;
use super::town::Town;

/// Opens the year with index `year` for practices that may close; `last` is the year before, `None` in the first.
pub(super) fn open_year(town: &mut Town, year: usize, last: Option<&Counts>) {
    town.open.closed = 0;
    let system = town.system;
    let Some((rules, last)) = system.closing().zip(last) else {
        return;
    };
    let accounts = accounts(town, year - 1, last);
    let luck = town.luck.with_name("closing");
    let luck = |practice: usize| luck.with(practice as u64).uniform(year as u64);
    let known = (accounts, system.people.weight);
    if town.open.open_year(rules, known, &luck) {
        town.open.take_in(&mut town.residents);
    }
}

/// What every practice received for its own list in the year with index `year`, and what its hours and its part of what is fixed
/// came to.
fn accounts(town: &Town, year: usize, last: &Counts) -> Vec<[f64; 2]> {
    let arm = &town.system.arms[town.arm];
    let nothing = CarriedAccounts::default();
    let accounting = lists::accounting(town, year, last, &nothing);
    let practices = town.open.shares.iter().enumerate();
    practices
        .map(|(index, share)| {
            let hours = practice::hours(&accounting, index);
            let cost = practice::cost(&accounting, (index, *share), hours);
            [income(arm, &accounting, index), cost.unwrap_or_default()]
        })
        .collect()
}

/// EUR for the list of a practice, each side paid for as it is.
fn income(arm: &Arm, accounting: &AccountingYear, practice: usize) -> f64 {
    let of_side = |side: usize| {
        let paid = if arm.has_network { side } else { 0 };
        practice::income(arm, accounting, practice, (side, paid))
    };
    (0..2).map(of_side).sum()
}
