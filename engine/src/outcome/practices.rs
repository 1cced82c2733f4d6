//! Practices with lists that close.
//!
//! Comes in: how many closed when the year opened. Goes out: that number, where practices may close. Deliberately absent: why they
//! do, and single practices (providers.rs).

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[PRACTICES_CLOSED],
    tally,
};

/// Of the whole town. The twin has no single practices: none closes there.
pub const PRACTICES_CLOSED: Measure = Measure {
    name: "practices_closed",
    unit: "practices",
    total: Total::Sum,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    if year.system.closing().is_some() {
        sheet(PRACTICES_CLOSED.label(), year.closed as f64);
    }
}
