//! How far care is integrated, where anything integrates it.
//!
//! Comes in: integration over the cycles. Goes out: its mean, from 0 to 1. Deliberately absent: what moves it.

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[INTEGRATION],
    tally,
};

const INTEGRATION: Measure = Measure {
    name: "integration",
    unit: "index",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let system = year.system;
    let moves = system.collaboration.moves_integration(year.arm.governance);
    if system.integration > 0.0 || moves {
        sheet(INTEGRATION.label(), year.integration);
    }
}
