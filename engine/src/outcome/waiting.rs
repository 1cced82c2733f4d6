//! Hours that residents of each deprivation class want and do not get.
//!
//! Comes in: units wanted and not delivered, by class. Goes out: hours of care of the year, and what share they are of the
//! hours wanted. Deliberately absent: who waits for a discipline, and how long (queues.rs).

use crate::counts::Count;

use super::measure::{
    AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year, class_name,
};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[UNMET_HOURS, UNMET_SHARE],
    tally,
};

const UNMET_HOURS: Measure = Measure {
    name: "unmet_hours",
    unit: "hours",
    total: Total::Sum,
    exactness: Exactness::WithoutLimits,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
const UNMET_SHARE: Measure = Measure {
    name: "unmet_share_of_hours",
    unit: "share",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    if year
        .system
        .disciplines
        .iter()
        .all(|each| each.capacity.is_none())
    {
        return;
    }
    for class in 0..year.counts.classes() {
        let label = class_name(class);
        let unmet = hours(year, class, |group, channel| Count::Unmet {
            group,
            channel,
        });
        let met = hours(year, class, |group, channel| Count::Delivered {
            group,
            channel,
        });
        sheet(UNMET_HOURS.of(&label), unmet * year.system.people.weight);
        let wanted = unmet + met;
        let share = if wanted > 0.0 { unmet / wanted } else { 0.0 };
        sheet(UNMET_SHARE.of(&label), share);
    }
}

/// Hours of a class with disciplines whose hours are limited, volume growth included, in simulated residents.
fn hours(year: &Year, class: usize, count: impl Fn(usize, usize) -> Count) -> f64 {
    let (system, care) = (year.system, &year.system.care);
    let channels = care.channels.iter().enumerate();
    let limited = channels.filter_map(|(channel, found)| {
        let service = &care.services[found.service];
        system.disciplines[service.discipline].capacity?;
        let units = year.counts.of_class(class, |group| count(group, channel));
        Some(units as f64 * service.hours * system.growth.volume(service.line, year.year))
    });
    limited.sum()
}
