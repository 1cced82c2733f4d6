//! The shared platform: partners that take part, and how far it is adopted.
//!
//! Comes in: partners and adoption of the year. Goes out: both, in arms with a levy for it. Deliberately absent: what
//! it costs.

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[PLATFORM_PARTNERS, PLATFORM_ADOPTION],
    tally,
};

const PLATFORM_PARTNERS: Measure = Measure {
    name: "platform_partners",
    unit: "partners",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};
const PLATFORM_ADOPTION: Measure = Measure {
    name: "platform_adoption",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let mut components = year.arm.components();
    if components.any(|component| component.levy().is_some()) {
        sheet(PLATFORM_PARTNERS.label(), year.partners as f64);
        sheet(PLATFORM_ADOPTION.label(), year.adoption);
    }
}
