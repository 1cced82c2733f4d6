//! The cohort twin: the same tables run on expected numbers of residents instead of people. No luck, milliseconds.
//!
//! Comes in: a `System`. Goes out: [`Expected`]: what every arm is expected to pay, deliver and achieve by year, and how
//! many residents are in each state at every boundary between cycles.
//!
//! Residents are expected numbers by half-cycle of birth, class (sex × deprivation × informal carer) and state. Every cycle
//! moves them by the chances that people move with, and gives the expected value of each count that the simulation keeps
//! of people, told as whole numbers of very small parts of a resident. From there everything is the simulation's own:
//! payment, ledger and outcomes. What a cycle finds is worked out by the same code as in the simulation.
//! The simulation asks for that part alone, to know what a draw's residents are expected to ask for (foreseen.rs).
//!
//! | feedback | twin |
//! |---|---|
//! | capabilities, integration | exact |
//! | demand | exact at full access; what the unmet escalate to is linear in access |
//! | capacity that serves the observed year | the same figure in both: the twin's |
//! | access | without the luck of who is here: the difference falls as one over the residents (1/N of access where half of N ask for hours) |
//! | queues | approximate: no luck in who is here; those who die or move in the cycle in which their need begins have none, by some 2 % of those who wait where a third of needs ends in a year of quarters, 0.5 % of months |
//! | places of an institution | exact: it is the twin that says how fast those who wait enter, by share, and the simulation is told. What those who wait need more is spread over all |
//! | budgets | exact: it is the twin that says what would be spent without them and so what is granted, and the simulation is told. Everybody takes part in a network there |
//! | contracts | exact where a unit has one price; a quotient of many counts where residents pay a part of it or insiders pay otherwise |
//! | unmet care | approximate: what a cycle leaves undone is told by the two cycles before it, within 1 % of the harm at 1 to 12 cycles a year; who needs the care within a state stays as at the start |
//! | taking part | everybody, where there is a network |
//! | practices that close | none does: there are no single practices. Means at the real size are those of the sample, as where practices decide to take part |
//! | deductible | approximate: within 0.5 % of what it comes to, see deductible.rs |
//!
//! All of this is of [`TwinPrecision::Exact`]; what [`TwinPrecision::Fast`] leaves out is bounded, and said there.
//!
//! An expected value is exact where a figure is linear in counts that have an exact expected value. The expected values
//! of units, needs, life, triage, subscriptions and cycles with help are exact: needs are independent of each other given
//! state, age and class, the rounding of units is right on average, and the permanent needs, which stay with a person
//! for life, have their prevalence in every cycle. See [`linear`] for what is not linear. What residents pay under a
//! deductible is the least of two amounts per person and year; it is worked out from what each cell is charged, so that
//! every payer can be compared with the simulation. Deliberately absent:
//!
//! - overloaded carers, which depend on the whole distribution of one person's hours;
//! - luck's part in access. Where capacity binds, the expectation of min(1, K/D) is not that of expected demand;
//! - months of a subscription in which an effect or limited access changes how many units come at even distances, or in
//!   which residents of one cell use the service while others of it did in the month before: months count by the state of
//!   the cycle they lie in;
//! - the rounding of single persons' cents, and chances per person where effects multiply the units of several channels
//!   of one subscription at once or a need escalates to a service with one under limited access.

mod admission;
mod age_spread;
mod ages;
mod ahead;
mod answer;
mod arm_course;
mod arrivals;
mod asked;
mod basis;
mod budgets;
mod by_mean;
mod care;
mod columns;
mod coming;
mod course_residents;
mod deductible;
mod ending_in;
#[cfg(test)]
mod example;
mod exits;
mod expectation;
mod foreseen;
mod kind_cycle;
mod life;
pub mod linear;
mod lived_classes;
mod lives;
mod measure;
mod memory;
mod moves;
mod needs;
mod nodes;
mod observed;
mod occupancy;
mod onsets;
mod passage;
mod passages;
mod phase;
mod place_blocks;
mod places;
mod pmf;
mod precision;
mod triage;
mod triage_rules;
mod twin;
mod wishes;

pub use basis::TwinBasis;
pub use measure::ExpectedArm;
pub use memory::twin_bytes;
pub use observed::{Delivered, delivered_as_observed};
pub use precision::TwinPrecision;
pub use twin::{Expected, Twin, expected, expected_at};

use std::sync::Arc;

use crate::simulation::{Expecting, ToldFigures};

/// The twin as the simulation asks it, for results at the town's real size.
pub const REAL_SIZE: Expecting = Expecting {
    begin: || Arc::new(foreseen::Foreseen::default()),
    told: ToldFigures::AtRealSize,
};

/// The twin where results are wanted as they are simulated.
pub const AS_SIMULATED: Expecting = Expecting {
    told: ToldFigures::AsSimulated,
    ..REAL_SIZE
};

/// The twin instead of the simulation, draw by draw of the parameters.
pub const EXPECTED: Expecting = Expecting {
    told: ToldFigures::Expected,
    ..REAL_SIZE
};
