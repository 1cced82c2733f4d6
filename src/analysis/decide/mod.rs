//! The decision between the arms of a run: who would choose which arm, how surely, and what it is worth to each payer to know
//! more before it signs.
//!
//! Comes in: a plan and the replications of its run. Goes out: [`DecisionTables`]. Deliberately absent: the mathematics
//! (decision/), printing, and files.
//!
//! What is compared is what the cohort twin expects of every draw of the parameters. The luck of residents is no part of it:
//! nobody could know it beforehand, and counted as a thing to be known it would make every value of information too large.

mod conventions;
mod draws;
mod information;
mod perspective;
pub mod rows;
mod standing;
mod unknowns;

pub use conventions::{at_rates, discounting_of};
pub use draws::{ArmYears, DecisionDraws, GatherError, UnpaidValues, gather, unpaid_values};
pub use information::{AskedGroup, InformationAsked};
pub use perspective::{MONEY_ALONE, Perspective, Weighing, effect, informal_care, lost_work};

use rows::{ConventionRow, CostEffectivenessRow, DecisionRow, InformationRow, PlaneRow};

use crate::system::plan::Plan;

/// Everything that is told of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTables {
    /// decision.csv.
    pub decision: Vec<DecisionRow>,
    /// cost_effectiveness.csv.
    pub cost_effectiveness: Vec<CostEffectivenessRow>,
    /// cost_effectiveness_plane.csv.
    pub plane: Vec<PlaneRow>,
    /// value_of_information.csv.
    pub information: Vec<InformationRow>,
    /// conventions.csv.
    pub conventions: Vec<ConventionRow>,
}

/// Everything that is told of these draws.
///
/// # Errors
/// In words, with the draw and the arm, when a net benefit is not a finite number.
pub fn tables(
    plan: &Plan,
    draws: &DecisionDraws,
    weighing: &Weighing,
    asked: &InformationAsked,
) -> Result<DecisionTables, String> {
    Ok(DecisionTables {
        decision: standing::decision(draws, weighing)?,
        cost_effectiveness: standing::cost_effectiveness(draws, weighing),
        plane: standing::plane(draws, weighing),
        information: information::rows(plan, draws, weighing, asked)?,
        conventions: conventions::rows(draws, &weighing.own),
    })
}
