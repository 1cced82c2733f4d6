//! What residents pay themselves.
//!
//! Comes in: cents of deductible, copayments and subscriptions. Goes out: EUR in the whole population. Deliberately
//! absent: what they pay as the payer `resident` (ledger/).

use crate::counts::Count;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[DEDUCTIBLE, COPAYMENTS],
    tally,
};

const DEDUCTIBLE: Measure = Measure {
    name: "residents_pay",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::WithoutDeductible,
    groups: Groups::One("deductible"),
    accounts: AccountScope::Nowhere,
};
const COPAYMENTS: Measure = Measure {
    name: "residents_pay",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::Always,
    groups: Groups::One("copayments_and_subscriptions"),
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let channels = year.system.care.channels.len();
    let lines = year.system.care.background.len();
    let on_needs = |group, channel| Count::Deductible { group, channel };
    let on_background = |group, line| Count::DeductibleBackground { group, line };
    let deductible = paid(year, channels, on_needs) + paid(year, lines, on_background);
    sheet(DEDUCTIBLE.label(), deductible);
    let copayments = paid(year, channels, |group, channel| Count::Copayment {
        group,
        channel,
    });
    sheet(COPAYMENTS.label(), copayments);
}

/// Cents counted for each of some indices and groups, as EUR in the whole population.
fn paid(year: &Year, indices: usize, count: impl Fn(usize, usize) -> Count) -> f64 {
    let of = |index: usize| year.counts.sum(|group| count(group, index));
    let cents: i64 = (0..indices).map(of).sum();
    cents as f64 / 100.0 * year.system.people.weight
}
