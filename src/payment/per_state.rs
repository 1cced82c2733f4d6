//! The cost of health states, paid by statute whatever the arm.

use crate::base::money::Cents;
use crate::system::capability::Target;
use crate::system::states::StateCost;

use super::{Bill, Owed, Reason};

/// What a year in each state costs, at this year's prices and as the arm itself changes it.
pub(super) fn costs(bill: &Bill) -> Vec<Owed> {
    let states = bill.system.health.states.iter().enumerate();
    states
        .filter_map(|(place, state)| cost(bill, place, state.cost.as_ref()?))
        .collect()
}

fn cost(bill: &Bill, state: usize, cost: &StateCost) -> Option<Owed> {
    let level =
        bill.system.growth.prices(bill.year) * bill.arm.ratio(Target::StateCost(state), bill.year);
    let amount =
        Cents::from_eur(bill.state_years(0..bill.counts.groups(), state) * cost.amount * level);
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::StateCost,
        recipient: cost.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: cost.payers.clone(),
        category: cost.category.clone(),
    })
}
