//! Spending by category of accounts.
//!
//! Comes in: what is owed for the year. Goes out: EUR a category, and what is in none. Deliberately absent: who pays it
//! (ledger/).

use super::care_value::state_costs;
use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[SPENDING],
    tally,
};

const SPENDING: Measure = Measure {
    name: "spending",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::WithLinearPayments,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let care = &year.system.care;
    let services = care.services.iter().map(|service| &service.category);
    let background = care.background.iter().map(|line| &line.category);
    let states = state_costs(year.system).map(|(_, cost)| &cost.category);
    let all = services.chain(background).chain(states);
    let mut categories: Vec<&str> = all.filter_map(Option::as_deref).collect();
    categories.sort_unstable();
    categories.dedup();
    for category in categories {
        sheet(SPENDING.of(category), spent(year, Some(category)));
    }
    sheet(SPENDING.of("no_category"), spent(year, None));
}

/// What is owed in a category, EUR.
fn spent(year: &Year, category: Option<&str>) -> f64 {
    let owed = year.owed.iter();
    let owed = owed.filter(|owed| year.system.payer_at(owed.recipient).is_none());
    let owed = owed.filter(|owed| owed.category.as_deref() == category);
    owed.map(|owed| owed.amount.to_eur()).sum()
}
