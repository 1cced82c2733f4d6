//! Years of life: all, healthy, in each state, and weighted by utility.
//!
//! Comes in: half-cycles lived by class and state, utilities, and what the arm does to them. Goes out: person-years and
//! QALYs. Deliberately absent: discounting, which the total of each measure asks for.

use crate::counts::Count;
use crate::tables::capability::Target;

use super::measure::{
    ALL, AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year, class_name,
};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[LIFE_YEARS, QALYS, HEALTHY_YEARS, STATE_YEARS],
    tally,
};

/// Years that residents lived here.
pub const LIFE_YEARS: Measure = Measure {
    name: "life_years",
    unit: "person-years",
    total: Total::Effects,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Everywhere,
};
const QALYS: Measure = Measure {
    name: "qalys",
    unit: "QALY",
    total: Total::Effects,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Everywhere,
};
const HEALTHY_YEARS: Measure = Measure {
    name: "healthy_years",
    unit: "person-years",
    total: Total::Effects,
    exactness: Exactness::Always,
    groups: ALL,
    accounts: AccountScope::Everywhere,
};
const STATE_YEARS: Measure = Measure {
    name: "state_years",
    unit: "person-years",
    total: Total::Sum,
    exactness: Exactness::Always,
    groups: Groups::States,
    accounts: AccountScope::Everywhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let (counts, system) = (year.counts, year.system);
    let states = &system.health.states;
    let half_cycle = system.time.length / 2.0 * system.people.weight;
    let lived = |class: usize, state: usize| {
        counts.of_class(class, |group| Count::Lived { group, state }) as f64 * half_cycle
    };
    let over = |value: &dyn Fn(usize, usize) -> f64| -> f64 {
        let alive = (0..states.len()).filter(|&state| states[state].is_alive());
        alive
            .flat_map(|state| (0..counts.classes()).map(move |class| value(class, state)))
            .sum()
    };
    sheet(LIFE_YEARS.of("all"), over(&lived));
    let utility =
        |state: usize| states[state].utility * year.arm.ratio(Target::Utility(state), year.year);
    let utilities: Vec<f64> = (0..states.len()).map(utility).collect();
    let qalys = |class: usize, state: usize| lived(class, state) * utilities[state];
    sheet(QALYS.of("all"), over(&qalys));
    for (measure, value) in [
        (LIFE_YEARS, &lived as &dyn Fn(usize, usize) -> f64),
        (QALYS, &qalys),
    ] {
        for only in 0..counts.classes() {
            let of_class = |class: usize, state: usize| {
                if class == only {
                    value(class, state)
                } else {
                    0.0
                }
            };
            sheet(measure.of(&class_name(only)), over(&of_class));
        }
    }
    let healthy = |class: usize, state: usize| {
        if states[state].healthy {
            lived(class, state)
        } else {
            0.0
        }
    };
    sheet(HEALTHY_YEARS.label(), over(&healthy));
    let alive = states
        .iter()
        .enumerate()
        .filter(|(_, state)| state.is_alive());
    for (state, named) in alive {
        let years: f64 = (0..counts.classes()).map(|class| lived(class, state)).sum();
        sheet(STATE_YEARS.of(&named.name), years);
    }
}
