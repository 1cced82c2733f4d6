//! The list of outcomes, and a year tallied by all of them.
//!
//! Comes in: a [`Year`] of one arm. Goes out: values with [`Label`]s, in an order that is the same every year, and what
//! is known of an outcome by its name. Deliberately absent: what each outcome is, which its file says; more than one
//! year.

use super::measure::{AccountScope, Exactness, Label, Measure, OutcomeFamily, Sheet, Total, Year};
use super::{
    budget, capabilities, care_value, carers, disciplines, growth, integration, life, needs,
    network, neutrality, own_payments, persons, places, platform, practices, quality, queues,
    services, spending, triage, waiting,
};

/// All outcomes, in the order of the files of a run.
const FAMILIES: [OutcomeFamily; 22] = [
    life::FAMILY,
    persons::FAMILY,
    services::FAMILY,
    needs::FAMILY,
    triage::FAMILY,
    carers::FAMILY,
    disciplines::FAMILY,
    integration::FAMILY,
    platform::FAMILY,
    network::FAMILY,
    practices::FAMILY,
    capabilities::FAMILY,
    quality::FAMILY,
    spending::FAMILY,
    care_value::FAMILY,
    growth::FAMILY,
    waiting::FAMILY,
    queues::FAMILY,
    places::FAMILY,
    budget::FAMILY,
    own_payments::FAMILY,
    neutrality::FAMILY,
];

/// Every outcome there is but those that services name in `counts_as`.
pub fn measures() -> impl Iterator<Item = &'static Measure> {
    FAMILIES.iter().flat_map(|family| family.measures)
}

/// Hands every outcome of a year to `sheet`, always in the same order for one scenario and arm.
pub fn tally(year: &Year, sheet: &mut Sheet) {
    for family in &FAMILIES {
        (family.tally)(year, &mut |label, value| {
            debug_assert!(is_of(family, year, &label), "not in `measures`: {label:?}");
            sheet(label, value);
        });
    }
}

/// Whether a label is one of a family's: of its measures, or what services count as.
fn is_of(family: &OutcomeFamily, year: &Year, label: &Label) -> bool {
    let is_measure = |measure: &Measure| {
        measure.is_of(label.outcome, label.group) && measure.total == label.total
    };
    let is_counted = || {
        let mut services = year.system.care.services.iter();
        label.total == Total::Sum
            && services.any(|service| service.counts_as.as_deref() == Some(label.outcome))
    };
    family.measures.iter().any(is_measure) || is_counted()
}

/// When the twin's expectation of an outcome is exact. What services count as is a sum of units.
pub fn exactness(outcome: &str, group: &str) -> Exactness {
    let measure = measures().find(|measure| measure.is_of(outcome, group));
    measure.map_or(services::COUNTED_AS, |measure| measure.exactness)
}

/// The outcomes of residents that an account can be of.
pub fn of_accounts(has_carers: bool) -> impl Iterator<Item = &'static Measure> {
    measures().filter(move |measure| match measure.accounts {
        AccountScope::Everywhere => true,
        AccountScope::WithCarers => has_carers,
        AccountScope::Nowhere => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_outcomes_have_a_name_and_a_group_in_common() {
        let all: Vec<&Measure> = measures().collect();
        for (index, one) in all.iter().enumerate() {
            let others = all[..index].iter().filter(|other| other.name == one.name);
            for other in others {
                assert_ne!(other.groups, one.groups, "{}", one.name);
            }
        }
    }
}
