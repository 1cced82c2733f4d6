//! Persons who die, are born, move in or out, or enter an institution.
//!
//! Comes in: counts of single events. Goes out: persons in the whole population. Deliberately absent: where they come
//! from.

use crate::counts::{Count, Single};

use super::measure::{ALL, AccountScope, Exactness, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[DEATHS, BIRTHS, NEWCOMERS, LEAVERS, INSTITUTION_ENTRIES],
    tally,
};

const DEATHS: Measure = Measure {
    name: "deaths",
    unit: "persons",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};
const BIRTHS: Measure = Measure {
    name: "births",
    unit: "persons",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};
const NEWCOMERS: Measure = Measure {
    name: "newcomers",
    unit: "persons",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};
const LEAVERS: Measure = Measure {
    name: "leavers",
    unit: "persons",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};
const INSTITUTION_ENTRIES: Measure = Measure {
    name: "institution_entries",
    unit: "persons",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let counted = [
        (DEATHS, Single::Deaths),
        (BIRTHS, Single::Births),
        (NEWCOMERS, Single::Newcomers),
        (LEAVERS, Single::Leavers),
        (INSTITUTION_ENTRIES, Single::InstitutionEntries),
    ];
    for (measure, single) in counted {
        let persons = year.counts.get(Count::Single(single)) as f64;
        sheet(measure.label(), persons * year.system.people.weight);
    }
}
