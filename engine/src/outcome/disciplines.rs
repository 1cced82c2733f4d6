//! Access to disciplines, and the hours that their administration takes.
//!
//! Comes in: access over the cycles, hours wanted and available, and what components count. Goes out: a share and both
//! hours a discipline that is limited, hours of administration a discipline, and hours of the network where a component asks for them. Deliberately absent: hours with residents.

use crate::component::ComponentTerms;
use crate::provision::administration;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[ACCESS, HOURS_WANTED, HOURS_AVAILABLE, ADMINISTRATIVE_HOURS],
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
/// Those with residents and of administration, as they would be if nothing were refused but what is.
pub const HOURS_WANTED: Measure = Measure {
    name: "hours_wanted",
    unit: "hours",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
/// Capacity, with the hours that money buys.
pub const HOURS_AVAILABLE: Measure = Measure {
    name: "hours_available",
    ..HOURS_WANTED
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
        if discipline.capacity.is_some() && system.layers.access {
            let [wanted, available] = year.wanted_and_available[index];
            sheet(HOURS_WANTED.of(&discipline.name), wanted);
            sheet(HOURS_AVAILABLE.of(&discipline.name), available);
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
