//! Informal carers: years with one, years that overload one, and hours given.
//!
//! Comes in: resident-cycles with a carer, and units of informal services. Goes out: person-years and hours, in
//! scenarios with carers. Deliberately absent: who becomes a carer.

use crate::counts::{Count, Single};
use crate::scenario::schema::Line;

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};
use super::services::delivered;

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[CARER_YEARS, OVERLOADED_CARER_YEARS, INFORMAL_CARE_HOURS],
    tally,
};

const CARER_YEARS: Measure = Measure {
    name: "carer_years",
    unit: "person-years",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::WithCarers,
};
const OVERLOADED_CARER_YEARS: Measure = Measure {
    name: "overloaded_carer_years",
    unit: "person-years",
    total: Total::Sum,
    exactness: Exactness::Never,
    groups: ALL,
    accounts: AccountScope::Nowhere,
};
const INFORMAL_CARE_HOURS: Measure = Measure {
    name: "informal_care_hours",
    unit: "hours",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::WithCarers,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let system = year.system;
    if !system.health.has_carers {
        return;
    }
    let years = |single| {
        year.counts.get(Count::Single(single)) as f64 * system.time.length * system.people.weight
    };
    sheet(CARER_YEARS.label(), years(Single::CarerCycles));
    sheet(
        OVERLOADED_CARER_YEARS.label(),
        years(Single::OverloadedCycles),
    );
    let informal = (0..system.care.channels.len()).filter_map(|channel| {
        let service = &system.care.services[system.care.channels[channel].service];
        (service.line == Line::Informal).then(|| delivered(year, channel) * service.hours)
    });
    sheet(INFORMAL_CARE_HOURS.label(), informal.sum());
}
