//! The factor of budget neutrality.
//!
//! Comes in: the factor of the year. Goes out: the same, in arms that are budget-neutral. Deliberately absent: how it
//! is found (payment/).

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[BUDGET_NEUTRAL_FACTOR],
    tally,
};

const BUDGET_NEUTRAL_FACTOR: Measure = Measure {
    name: "budget_neutral_factor",
    unit: "factor",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    if year.arm.budget_neutral.is_some() {
        sheet(BUDGET_NEUTRAL_FACTOR.label(), year.factor);
    }
}
