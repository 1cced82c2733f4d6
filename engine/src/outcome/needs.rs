//! Needs, and the part of them that is not met.
//!
//! Comes in: needs counted, and the share of what they want that is delivered. Goes out: needs, or person-years with a
//! permanent need. Deliberately absent: what they escalate to.

use crate::component::score::met_share;
use crate::counts::Count;
use crate::scenario::schema::NeedClass;

use super::measure::{
    AccountScope, Exactness, Groups, Label, Measure, OutcomeFamily, Sheet, Total, Year,
};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[NEEDS, UNMET_NEEDS],
    tally,
};

const NEEDS: Measure = Measure {
    name: "needs",
    unit: "",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::Needs,
    accounts: AccountScope::Everywhere,
};
const UNMET_NEEDS: Measure = Measure {
    name: "unmet_needs",
    unit: "",
    total: Total::Sum,
    exactness: Exactness::WithoutLimits,
    groups: Groups::Needs,
    accounts: AccountScope::Everywhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let (counts, system) = (year.counts, year.system);
    for (need, table) in system.care.needs.iter().enumerate() {
        let unit = match table.class {
            NeedClass::Permanent => "person-years",
            NeedClass::Acute | NeedClass::Temporary => "needs",
        };
        let label = |measure: Measure| Label {
            unit,
            ..measure.of(&table.name)
        };
        let counted = counts.get(Count::Need { need }) as f64;
        let all = counted * system.per_count(need) * system.people.weight;
        let unmet = all * (1.0 - met_share(system, counts, need));
        sheet(label(NEEDS), all);
        sheet(label(UNMET_NEEDS), unmet);
    }
}
