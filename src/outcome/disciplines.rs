//! Access to disciplines, and the hours that their administration takes.
//!
//! Comes in: access over the cycles, and what components count. Goes out: a share a discipline that is limited, hours a
//! discipline, and hours of the network where a component asks for them. Deliberately absent: hours with residents.

use crate::component::ComponentTerms;
use crate::provision::administration;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[ACCESS, ADMINISTRATIVE_HOURS],
    tally,
};

const ACCESS: Measure = Measure {
    name: "access",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
const ADMINISTRATIVE_HOURS: Measure = Measure {
    name: "administrative_hours",
    unit: "hours",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let (system, arm) = (year.system, year.arm);
    let weight = system.people.weight;
    let hours = administration::hours(system, arm, year.counts, year.year);
    for (index, discipline) in system.disciplines.iter().enumerate() {
        if discipline.capacity.is_some() {
            sheet(ACCESS.of(&discipline.name), year.access[index]);
        }
        sheet(
            ADMINISTRATIVE_HOURS.of(&discipline.name),
            hours[index] * weight,
        );
    }
    let network = system.disciplines.len();
    let asks_network = |component: &ComponentTerms| {
        component.admin_hours > 0.0
            && component.recipient == network
            && !component.basis.is_of_units()
    };
    if arm.components.iter().any(asks_network) {
        sheet(ADMINISTRATIVE_HOURS.of("network"), hours[network] * weight);
    }
}
