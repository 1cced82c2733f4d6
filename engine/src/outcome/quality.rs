//! The quality score of each component that pays by one.
//!
//! Comes in: counts of the arm, and the indicators of its components. Goes out: a score a component, from 0 to 1.
//! Deliberately absent: what is paid for it.

use crate::component::neighbourhood::Neighbourhood;
use crate::component::score::score;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[QUALITY_SCORE],
    tally,
};

const QUALITY_SCORE: Measure = Measure {
    name: "quality_score",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let scored = Neighbourhood::simulated(year.system, year.arm, year.counts, year.year);
    for component in year.arm.components() {
        if let Some(indicators) = component.score() {
            sheet(
                QUALITY_SCORE.of(&component.name),
                score(&scored, indicators),
            );
        }
    }
}
