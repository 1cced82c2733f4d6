//! The cost of health states, paid by statute whatever the arm.
//!
//! Comes in: years lived in states. Goes out: what is owed per state. Deliberately absent: care that is used.

use crate::base::money::Cents;
use crate::component::bill::Bill;
use crate::component::neighbourhood::Neighbourhood;
use crate::counts::{Owed, Reason};
use crate::tables::capability::Target;
use crate::tables::states::StateCost;

/// What a year in each state costs, at this year's prices and as the arm itself changes it.
pub fn owed(bill: &Bill) -> Vec<Owed> {
    let states = bill.tables.health.states.iter().enumerate();
    states
        .filter_map(|(place, state)| cost(bill, place, state.cost.as_ref()?))
        .collect()
}

fn cost(bill: &Bill, state: usize, cost: &StateCost) -> Option<Owed> {
    let level =
        bill.tables.growth.prices(bill.year) * bill.arm.ratio(Target::StateCost(state), bill.year);
    let years = Neighbourhood::of(bill).state_years(0..bill.counts.groups(), state);
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
