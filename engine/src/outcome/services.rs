//! Units of services delivered, and what services count as (`counts_as`).
//!
//! Comes in: units delivered by channel. Goes out: units in the whole population, volume growth included. Deliberately
//! absent: what they cost (care_value.rs).

use super::measure::{
    AccountScope, Exactness, Groups, Label, Measure, OutcomeFamily, Sheet, Total, Year,
};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[SERVICE_UNITS],
    tally,
};

const SERVICE_UNITS: Measure = Measure {
    name: "service_units",
    unit: "",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

/// When the twin's expectation of what services count as is exact.
pub(super) const COUNTED_AS: Exactness = Exactness::Always;

fn tally(year: &Year, sheet: &mut Sheet) {
    let care = &year.system.care;
    let services = &care.services;
    let mut units = vec![0.0; services.len()];
    for (channel, found) in care.channels.iter().enumerate() {
        units[found.service] += delivered(year, channel);
    }
    for (service, units) in services.iter().zip(&units) {
        let label = Label {
            unit: &service.unit,
            ..SERVICE_UNITS.of(&service.name)
        };
        sheet(label, *units);
    }
    let mut named: Vec<&str> = services
        .iter()
        .filter_map(|service| service.counts_as.as_deref())
        .collect();
    named.sort_unstable();
    named.dedup();
    for outcome in named {
        let counted = services
            .iter()
            .zip(&units)
            .filter(|(service, _)| service.counts_as.as_deref() == Some(outcome));
        let label = Label {
            outcome,
            group: "all",
            unit: "units",
            total: Total::Sum,
        };
        sheet(label, counted.map(|(_, units)| units).sum());
    }
}

/// Units of a channel delivered in the whole population, volume growth included.
pub(super) fn delivered(year: &Year, channel: usize) -> f64 {
    let system = year.system;
    let service = &system.care.services[system.care.channels[channel].service];
    let units = year.counts.delivered(channel) as f64;
    units * system.people.weight * system.growth.volume(service.line, year.year)
}
