//! The cost of health states, paid by statute whatever the arm.
//!
//! Comes in: years lived in states. Goes out: what is owed per state. Deliberately absent: care that is used.

use crate::base::money::Cents;
use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::component::neighbourhood::Neighbourhood;
use crate::counts::{Owed, Reason};
use crate::tables::capability::Target;
use crate::tables::states::StateCost;

/// What a year in each state costs, at this year's prices and as the arm itself changes it.
pub fn owed(arm: &Arm, accounting: &AccountingYear) -> Vec<Owed> {
    let states = accounting.tables.health.states.iter().enumerate();
    states
        .filter_map(|(index, state)| cost(arm, accounting, index, state.cost.as_ref()?))
        .collect()
}

fn cost(arm: &Arm, accounting: &AccountingYear, state: usize, cost: &StateCost) -> Option<Owed> {
    let year = accounting.year;
    let level = accounting.tables.growth.prices(year) * arm.ratio(Target::StateCost(state), year);
    let years = Neighbourhood::of(accounting).state_years(0..accounting.counts.groups(), state);
    let amount = Cents::from_eur(years * cost.amount * level);
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::StateCost,
        recipient: cost.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: cost.payers.clone(),
        category: cost.category.clone(),
    })
}
