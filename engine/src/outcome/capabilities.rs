//! The stock of each capability.
//!
//! Comes in: stocks over the cycles. Goes out: a share a capability. Deliberately absent: what builds it.

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[CAPABILITY_STOCK],
    tally,
};

const CAPABILITY_STOCK: Measure = Measure {
    name: "capability_stock",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    for (capability, stock) in year.system.capabilities.iter().zip(year.stocks) {
        sheet(CAPABILITY_STOCK.of(&capability.name), *stock);
    }
}
