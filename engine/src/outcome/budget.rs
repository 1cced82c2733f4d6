//! Budgets of payers: what there is to spend, what is granted, and what is laid out beyond it.
//!
//! Comes in: what budgets grant in the year, what is delivered, and what is owed. Goes out: EUR and shares a payer, units a rationed
//! service. Deliberately absent: what others pay for what comes instead, which is in their own accounts.

use super::measure::{
    AccountScope, Exactness, Groups, Label, Measure, OutcomeFamily, Sheet, Total, Year,
};
use super::services::delivered;

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[BUDGET, BEFORE_RATIONING, BEYOND_BUDGET, GRANTED, RATIONED],
    tally,
};

const BUDGET: Measure = Measure {
    name: "budget",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
/// What the payer is expected to lay out where no budget rations.
const BEFORE_RATIONING: Measure = Measure {
    name: "spending_before_rationing",
    ..BUDGET
};
/// What it lays out beyond the budget; negative where some is left.
const BEYOND_BUDGET: Measure = Measure {
    name: "spending_beyond_budget",
    ..BUDGET
};
/// Of what would be delivered of rationed services.
const GRANTED: Measure = Measure {
    name: "granted",
    unit: "share",
    total: Total::Mean,
    ..BUDGET
};
/// Units that budgets cut; negative where they grant more than is asked for.
const RATIONED: Measure = Measure {
    name: "rationed_units",
    unit: "",
    total: Total::Sum,
    ..BUDGET
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let Some(rationing) = year.rationing else {
        return;
    };
    let system = year.system;
    let budgets = || system.rationing().iter().zip(&rationing.budgets);
    for (budget, found) in budgets() {
        let payer = &system.payers[budget.payer];
        sheet(BUDGET.of(payer), found.budget);
        sheet(BEFORE_RATIONING.of(payer), found.before);
        sheet(
            BEYOND_BUDGET.of(payer),
            paid(year, budget.payer) - found.budget,
        );
        sheet(GRANTED.of(payer), found.granted);
    }
    for (service, of) in system.care.services.iter().enumerate() {
        let mut rationed = budgets().flat_map(|(budget, _)| &budget.rationed);
        if !rationed.any(|rationed| rationed.service == service) {
            continue;
        }
        let channels = system.care.channels.iter().enumerate();
        let own = channels.filter(|(_, channel)| channel.service == service);
        let units: f64 = own.map(|(index, _)| delivered(year, index)).sum();
        let label = Label {
            unit: &of.unit,
            ..RATIONED.of(&of.name)
        };
        sheet(label, units * (1.0 / rationing.granted(service) - 1.0));
    }
}

/// What a payer lays out, less what other payers give it, EUR.
fn paid(year: &Year, payer: usize) -> f64 {
    let parts = year.owed.iter().map(|owed| {
        let parts = owed.parts(year.system.resident);
        let is_given = year.system.payer_at(owed.recipient) == Some(payer);
        let given = if is_given { owed.amount.to_eur() } else { 0.0 };
        parts[payer].to_eur() - given
    });
    parts.sum()
}
