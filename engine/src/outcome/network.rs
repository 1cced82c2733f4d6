//! The network: practices that take part, and residents enrolled with them.
//!
//! Comes in: the share of practices, and half-cycles lived inside and outside the network. Goes out: two shares, in
//! arms with a network. Deliberately absent: why practices join.

use crate::counts::half_cycles_lived;

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[PRACTICES_TAKING_PART, ENROLLED],
    tally,
};

const PRACTICES_TAKING_PART: Measure = Measure {
    name: "practices_taking_part",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};
const ENROLLED: Measure = Measure {
    name: "enrolled",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let Some(share) = year.taking_part else {
        return;
    };
    sheet(PRACTICES_TAKING_PART.label(), share);
    let counts = year.counts;
    let lived = |groups| half_cycles_lived(year.system, counts, groups) as f64;
    let (inside, all) = (lived(counts.groups_of(1)), lived(0..counts.groups()));
    let enrolled = if all > 0.0 { inside / all } else { 0.0 };
    sheet(ENROLLED.label(), enrolled);
}
