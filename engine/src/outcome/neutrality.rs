//! The factors of budget neutrality.
//!
//! Comes in: the factors of the year. Goes out: the same, in arms that are budget-neutral: one, or one a discipline. Deliberately absent: how it
//! is found (payment/).

use crate::scenario::schema::NeutralPer;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[BUDGET_NEUTRAL_FACTOR],
    tally,
};

const BUDGET_NEUTRAL_FACTOR: Measure = Measure {
    name: "budget_neutral_factor",
    unit: "factor",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let Some(rule) = &year.arm.budget_neutral else {
        return;
    };
    let factor = |one: &usize| year.neutral.of(*one);
    match rule.per {
        NeutralPer::Arm => {
            let of_all = rule.recipients.first().map_or(1.0, factor);
            sheet(BUDGET_NEUTRAL_FACTOR.of("all"), of_all);
        }
        NeutralPer::Discipline => {
            for one in &rule.recipients {
                let name = year.system.disciplines.get(*one);
                let name = name.map_or("network", |one| &one.name);
                sheet(BUDGET_NEUTRAL_FACTOR.of(name), factor(one));
            }
        }
    }
}
