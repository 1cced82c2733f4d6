//! Person-years by triage.
//!
//! Comes in: resident-cycles by triage. Goes out: person-years in the whole population. Deliberately absent: which
//! needs make a resident complex.

use crate::counts::Count;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[TRIAGE_YEARS],
    tally,
};

const TRIAGE_YEARS: Measure = Measure {
    name: "triage_years",
    unit: "person-years",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

/// The levels of triage, in the order of [`Count::Residents`].
const LEVELS: [&str; 4] = ["none", "single", "multiple", "complex"];

fn tally(year: &Year, sheet: &mut Sheet) {
    let system = year.system;
    for (triage, name) in LEVELS.into_iter().enumerate() {
        let cycles = year.counts.get(Count::Residents { triage }) as f64;
        let years = cycles * system.time.length * system.people.weight;
        sheet(TRIAGE_YEARS.of(name), years);
    }
}
