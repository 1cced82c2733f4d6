//! What the care of each deprivation class is worth at reference prices.
//!
//! Comes in: units, background care and half-cycles in states that cost something, by class. Goes out: EUR of the year.
//! Deliberately absent: what the arm pays for it (spending.rs).

use crate::counts::Count;
use crate::system::System;
use crate::tables::capability::Target;
use crate::tables::states::StateCost;

use super::measure::{
    AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year, class_name,
};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[CARE_AT_REFERENCE_PRICES],
    tally,
};

const CARE_AT_REFERENCE_PRICES: Measure = Measure {
    name: "care_at_reference_prices",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    for class in 0..year.counts.classes() {
        let label = class_name(class);
        sheet(CARE_AT_REFERENCE_PRICES.of(&label), care_value(year, class));
    }
}

/// What the care of a deprivation class is worth at reference prices of the year, EUR.
fn care_value(year: &Year, class: usize) -> f64 {
    let system = year.system;
    let prices = system.growth.prices(year.year);
    let channels = 0..system.care.channels.len();
    let units: f64 = channels
        .map(|channel| units_value(year, class, channel) * prices)
        .sum();
    let lines = 0..system.care.background.len();
    let background: i64 = lines
        .map(|line| {
            let of_group = |group| Count::Background { group, line };
            year.counts.of_class(class, of_group)
        })
        .sum();
    let states: f64 = state_costs(system)
        .map(|(state, cost)| {
            let of_group = |group| Count::Lived { group, state };
            let half_cycles = year.counts.of_class(class, of_group);
            let ratio = year.arm.ratio(Target::StateCost(state), year.year);
            half_cycles as f64 * system.time.length / 2.0 * cost.amount * ratio * prices
        })
        .sum();
    (units + background as f64 / 100.0 + states) * system.people.weight
}

/// What units of a channel are worth, volume growth included, EUR of the price year.
fn units_value(year: &Year, class: usize, channel: usize) -> f64 {
    let care = &year.system.care;
    let index = care.channels[channel].service;
    let service = &care.services[index];
    let in_first_volume = if care.unit_spread[index].is_some() {
        let of_group = |group| Count::UnitCents { group, channel };
        year.counts.of_class(class, of_group) as f64 / 100.0
    } else {
        let of_group = |group| Count::Delivered { group, channel };
        year.counts.of_class(class, of_group) as f64 * service.price
    };
    in_first_volume * year.system.growth.volume(service.line, year.year)
}

/// The states that cost something by themselves.
pub(super) fn state_costs(system: &System) -> impl Iterator<Item = (usize, &StateCost)> {
    let states = system.health.states.iter().enumerate();
    states.filter_map(|(index, state)| Some((index, state.cost.as_ref()?)))
}
