//! The stock of each capability.
//!
//! Comes in: stocks over the cycles. Goes out: a share a capability. Deliberately absent: what builds it.

use super::measure::{Exactness, Family, Groups, Measure, Presence, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: Family = Family {
    measures: &[CAPABILITY_STOCK],
    tally,
};

const CAPABILITY_STOCK: Measure = Measure {
    name: "capability_stock",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Always,
    groups: Groups::Others,
    presence: Presence::NoAccount,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    for (capability, stock) in year.system.capabilities.iter().zip(year.stocks) {
        sheet(CAPABILITY_STOCK.of(&capability.name), *stock);
    }
}
